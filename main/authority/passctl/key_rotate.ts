import { type Command, mistake, onlyWord } from './command.ts';
import { mustBeNew, writeNew } from './files.ts';
import { makeKeyFile } from './key_file.ts';
import { describeKey, keyFacts, writtenKeyFile } from './key_new.ts';
import { PASSPHRASE_HELP, PASSPHRASE_OPTION, readKey, unlockKey } from './passphrase.ts';

/** `passctl key rotate`: the key that comes after another. */
export const keyRotate: Command = {
  name: 'key rotate',
  summary: 'makes the key that comes after another; the old one stays as it is',
  usage: 'FILE [--output FILE]',
  help: `Makes a key of the same kind under the same passphrase: after venue comes venue-2, then venue-3.
Export both keys until the last pass that the old one signed has expired, then only the new one.
  --output FILE           another file than NAME.key.json
${PASSPHRASE_HELP}`,
  options: { output: { type: 'string' }, ...PASSPHRASE_OPTION },
  async run(given, world) {
    const old = onlyWord(given, 'key file');
    const { name: oldName } = readKey(world, old);
    const [, stem = oldName, count = '1'] = /^(.*?)(?:-(\d{1,4}))?$/.exec(oldName) ?? [];
    const name = `${stem}-${Number(count) + 1}`;
    if (name.length > 60)
      throw mistake('The name of the key is too long for a number: make one with key new.');
    const output = given.text('output') ?? `${name}.key.json`;
    mustBeNew(world, output);
    const { file, passphrase } = await unlockKey(given, world, old);
    const next = makeKeyFile(name, file.kind, passphrase, world.nowMs);
    writeNew(world, output, writtenKeyFile(next), 0o600);
    return {
      isSo: true,
      text: `Made ${output}, to follow ${file.name}.\n${describeKey(next)}`,
      json: { file: output, replaces: keyFacts(file).keyId, ...keyFacts(next) },
    };
  },
};
