import { venueKeyId } from '../issue_venue_pass.ts';
import { type Command, mistake, onlyWord } from './command.ts';
import { mustBeNew, writeNew } from './files.ts';
import { KEY_KINDS, type KeyFile, makeKeyFile, publicKeyOf } from './key_file.ts';
import { choosePassphrase, PASSPHRASE_HELP, PASSPHRASE_OPTION } from './passphrase.ts';

/** `passctl key new`: a key pair in a new file. */
export const keyNew: Command = {
  name: 'key new',
  summary: 'makes a key in a file under a passphrase',
  usage: 'NAME [--kind Ed25519|ES256] [--output FILE]',
  help: `Makes NAME.key.json. Whoever has the file and its passphrase can sign: keep them
apart from each other.
  --kind KIND             Ed25519 (default; repositories take no other) or ES256, for venue passes only
  --output FILE           another file than NAME.key.json
${PASSPHRASE_HELP}`,
  options: { kind: { type: 'string' }, output: { type: 'string' }, ...PASSPHRASE_OPTION },
  async run(given, world) {
    const name = onlyWord(given, 'key');
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/.test(name)) {
      throw mistake('A name has up to 60 letters, digits, - and _.');
    }
    const kind = KEY_KINDS.find((known) => known === (given.text('kind') ?? 'Ed25519'));
    if (kind === undefined) throw mistake(`--kind is ${KEY_KINDS.join(' or ')}.`);
    const output = given.text('output') ?? `${name}.key.json`;
    mustBeNew(world, output);
    const file = makeKeyFile(name, kind, await choosePassphrase(given, world), world.nowMs);
    writeNew(world, output, writtenKeyFile(file), 0o600);
    return {
      isSo: true,
      text: `Made ${output}.\n${describeKey(file)}`,
      json: { file: output, ...keyFacts(file) },
    };
  },
};

/** A key file as it is written. */
export function writtenKeyFile(file: KeyFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** What may be shown of a key. */
export function keyFacts(file: KeyFile): Readonly<Record<string, unknown>> {
  const { createdAt, kind, name, publicKey } = file;
  const key = publicKeyOf(file);
  return {
    name,
    kind,
    keyId: key === null ? null : Buffer.from(venueKeyId(key)).toString('base64'),
    createdAt,
    publicKey,
  };
}

/** The same in lines. */
export function describeKey(file: KeyFile): string {
  const { createdAt, keyId, kind, name, publicKey } = keyFacts(file);
  return [
    `  name        ${name}`,
    `  kind        ${kind}`,
    `  key id      ${keyId}`,
    `  public key  ${publicKey}`,
    `  made at     ${createdAt}`,
  ].join('\n');
}
