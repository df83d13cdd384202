import type { TrustListFile } from '../../trust/trust_list_file.ts';
import { venueKeyId } from '../issue_venue_pass.ts';
import { type Answer, type Command, type Given, mistake, type World } from './command.ts';
import { writeOver } from './files.ts';
import { publicKeyOf } from './key_file.ts';
import { openOwnRepository, savePlan, SIGNING_HELP, SIGNING_OPTIONS } from './open_repository.ts';
import { readKey } from './passphrase.ts';
import { planAddition } from './repo_add.ts';
import { publishPlanned } from './repo_publish.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;
const MOST_ISSUER_CHARACTERS = 100;

/** `passctl keys export`: the public halves of keys as a trust list. */
export const keysExport: Command = {
  name: 'keys export',
  summary: 'writes the public halves of keys as a trust list, or publishes it',
  usage: 'KEYFILE.. --issuer NAME [--output FILE] [--publish DIR [--as keys/NAME.json]]',
  help: `  --issuer NAME           in whose name the keys sign: the same name as in issue
  --format venue          for the venue's own passes, the only ones that passctl issues
  --specimen              passes signed by these keys are shown as specimens and never admitted
  --valid-days N          how long kiosks may rely on the list (default 180)
  --output FILE           the list goes there, in place of one that is there; otherwise it is printed
  --publish DIR           puts the list into the repository and publishes it at once
  --as keys/NAME.json     its place there (default: keys/venue.json, or keys/specimen.json)
${SIGNING_HELP}`,
  options: {
    issuer: { type: 'string' },
    format: { type: 'string' },
    specimen: { type: 'boolean' },
    'valid-days': { type: 'string' },
    output: { type: 'string' },
    publish: { type: 'string' },
    as: { type: 'string' },
    ...SIGNING_OPTIONS,
  },
  async run(given, world) {
    if (given.words.length === 0) throw mistake('Name at least one key file.');
    if ((given.text('format') ?? 'venue') !== 'venue')
      throw mistake('--format is venue: passctl issues no other passes.');
    const issuer = given.required('issuer');
    if ([...issuer].length > MOST_ISSUER_CHARACTERS) {
      throw mistake(`--issuer has at most ${MOST_ISSUER_CHARACTERS} characters.`);
    }
    const list = listOf(given, world, issuer);
    const text = JSON.stringify(list, null, 2);
    const [output, repository] = [given.text('output'), given.text('publish')];
    if (output !== undefined) writeOver(world, output, `${text}\n`);
    if (repository !== undefined) return publishList(given, world, repository, `${text}\n`);
    if (given.text('as') !== undefined) throw mistake('--as goes with --publish.');
    return {
      isSo: true,
      text: output === undefined ? text : `Wrote ${output}: ${list.keys.length} keys of ${issuer}.`,
      json: output === undefined ? { list } : { output, keys: list.keys.length },
    };
  },
};

/** The trust list of public keys. */
function listOf(given: Given, world: World, issuer: string): TrustListFile {
  const specimen = given.flag('specimen');
  const days = given.whole('valid-days', 180, 1, MOST_DAYS);
  const keys = given.words.map((name) => {
    const key = publicKeyOf(readKey(world, name));
    if (key === null) throw mistake(`${name} holds no usable key.`);
    return {
      format: 'venue' as const,
      issuer,
      keyId: Buffer.from(venueKeyId(key)).toString('base64'),
      spki: key.export({ type: 'spki', format: 'der' }).toString('base64'),
      specimen,
    };
  });
  return {
    version: 1,
    issuedAt: new Date(world.nowMs).toISOString(),
    validUntil: new Date(world.nowMs + days * DAY_MS).toISOString(),
    keys,
  };
}

async function publishList(given: Given, world: World, repository: string, text: string): Promise<Answer> {
  const place = given.text('as') ?? (given.flag('specimen') ? 'keys/specimen.json' : 'keys/venue.json');
  if (!/^keys\/[A-Za-z0-9_][A-Za-z0-9._-]{0,79}\.json$/.test(place)) throw mistake('--as is keys/NAME.json.');
  const { folder, plan } = openOwnRepository(world, repository);
  savePlan(world, repository, planAddition(folder, plan, place, Buffer.from(text)));
  return publishPlanned(given, world, repository, []);
}
