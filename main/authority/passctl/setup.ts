import { MAX_METADATA_BYTES } from '../../trust/repository/metadata_shape.ts';
import { readSelfSignedRoot } from '../../trust/repository/trust_store.ts';
import { fingerprintForEyes } from '../../trust/provision.ts';
import { findBadSetupClaim, type SetupClaims } from '../../trust/setup_claims.ts';
import { readSetupCode, SETUP_ERROR_WORDS, type SetupError, verifySetup } from '../../trust/setup_code.ts';
import { issueSetupCode } from '../issue_setup_code.ts';
import { repositoryFolder } from '../repository/repository_folder.ts';
import { badFile, type Command, type Given, mistake, onlyWord, type World } from './command.ts';
import { writeNew } from './files.ts';
import { readState, repositoryKeyOf } from './open_repository.ts';
import { PASSPHRASE_HELP, PASSPHRASE_OPTION, unlockKey } from './passphrase.ts';
import { qrMatrix } from './qr_matrix.ts';
import { qrPng } from './qr_png.ts';
import { qrSvg } from './qr_svg.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;
const FORMATS = ['text', 'png', 'svg'] as const;
const OPTION_OF_CLAIM: Readonly<Record<string, string>> = {
  venueName: 'venue',
  gates: 'gate',
  gate: 'start-gate',
  languages: 'language',
  timeZone: 'time-zone',
  source: 'source',
  support: 'support',
  'support.name': 'support',
  'support.contact': 'contact',
};

/** `passctl setup`: the code that sets a new kiosk up. */
export const setup: Command = {
  name: 'setup',
  summary: 'signs the code that a new kiosk is set up with',
  usage: `DIR --key FILE --venue NAME --gate NAME.. (--source URL | --stick-only) --language CODE,..
         --time-zone ZONE --support NAME --contact TEXT`,
  help: `Prints a code that names the venue and the repository's newest root of trust; it holds no secret. The
kiosk shows a fingerprint: compare it with the one that is shown here before you confirm it there.
  --key FILE              one of the keys of the root role
  --venue NAME            names have up to 60 characters
  --gate NAME             repeat it for each gate, up to 50
  --start-gate NAME       the gate at which the kiosk starts (default: the first)
  --source URL            the https address of the repository's folder, without a query or a password
  --stick-only            updates come on a stick: there is no address
  --language CODE,CODE..  en, zh-Hant or zh-Hans, the kiosk's own first
  --time-zone ZONE        such as Asia/Hong_Kong
  --support NAME          who helps the venue
  --contact TEXT          how they are reached, up to 100 characters
  --valid-days N          how long the code may be used (default: without end)
  --format FORMAT         text (default; on a stick it is the file setup.txt beside metadata), png or svg
  --output FILE           a new file; without it the text is printed
${PASSPHRASE_HELP}`,
  options: {
    key: { type: 'string' },
    venue: { type: 'string' },
    gate: { type: 'string', multiple: true },
    'start-gate': { type: 'string' },
    source: { type: 'string' },
    'stick-only': { type: 'boolean' },
    language: { type: 'string', multiple: true },
    'time-zone': { type: 'string' },
    support: { type: 'string' },
    contact: { type: 'string' },
    'valid-days': { type: 'string' },
    format: { type: 'string' },
    output: { type: 'string' },
    ...PASSPHRASE_OPTION,
  },
  async run(given, world) {
    const name = onlyWord(given, 'repository');
    const key = given.required('key');
    const { format, output } = outputFrom(given);
    const { keyIds, root, rootFingerprint, rootVersion } = readRoot(world, name);
    const claims = { ...claimsFrom(given, world), rootVersion, rootFingerprint };
    const bad = findBadSetupClaim(claims);
    if (bad !== null) throw mistake(`--${OPTION_OF_CLAIM[bad] ?? bad} is not as it should be: see --help.`);
    // Before the passphrase: whoever must name another key need not type it.
    if (!keyIds.includes(repositoryKeyOf(world, key).keyID)) {
      throw mistake(`${key} is no key of the root role of ${name}.`);
    }
    const { privateKey } = await unlockKey(given, world, key);
    const issued = issueSetupCode(claims, privateKey);
    if (!issued.ok) throw notIssued(issued.error);
    checkAsKiosk(issued.value, root, world.nowMs);

    const text = issued.value;
    if (output !== undefined) writeNew(world, output, drawn(text, format));
    const forEyes = fingerprintForEyes(rootFingerprint).join(' ');
    return {
      isSo: true,
      text: output === undefined ? text : `Made ${output}.`,
      json: { output: output ?? null, text, fingerprintForEyes: forEyes, ...claims },
      notes: [`Compare with what the kiosk shows:  ${forEyes}`],
    };
  },
};

type Format = (typeof FORMATS)[number];

function outputFrom(given: Given): { readonly format: Format; readonly output: string | undefined } {
  const format = FORMATS.find((known) => known === (given.text('format') ?? 'text'));
  if (format === undefined) throw mistake(`--format is ${FORMATS.join(', ')}.`);
  const output = given.text('output');
  if (format !== 'text' && output === undefined) {
    throw mistake(`--output is missing: ${format} is not printed.`);
  }
  return { format, output };
}

/** The newest root: the keys of an older one may have been dismissed since. */
function readRoot(world: World, name: string) {
  const folder = repositoryFolder(world.resolve(name));
  const { fingerprint: rootFingerprint, root } = readState(name, folder);
  const rootVersion = root.signed.version;
  const file = `metadata/${rootVersion}.root.json`;
  const bytes = folder.read(file, MAX_METADATA_BYTES.root);
  if (bytes === null || bytes === 'too_large') {
    throw badFile(`Cannot use ${file}: it is larger than a kiosk reads.`);
  }
  return { keyIds: root.signed.roles['root']?.keyIDs ?? [], root: bytes, rootFingerprint, rootVersion };
}

function claimsFrom(given: Given, { nowMs }: World): Omit<SetupClaims, 'rootFingerprint' | 'rootVersion'> {
  const gates = given.texts('gate');
  const [first] = gates;
  if (first === undefined) throw mistake('--gate is missing.');
  const issuedAt = Math.floor(nowMs / 1000) * 1000;
  const days = given.whole('valid-days', 0, 1, MOST_DAYS);
  return {
    venueName: given.required('venue'),
    gates,
    gate: given.text('start-gate') ?? first,
    // What is none of the languages is found with all that is not as it should be.
    languages: given.list('language') as SetupClaims['languages'],
    timeZone: given.required('time-zone'),
    source: sourceFrom(given),
    support: { name: given.required('support'), contact: given.required('contact') },
    issuedAt,
    expiresAt: days === 0 ? null : issuedAt + days * DAY_MS,
  };
}

function sourceFrom(given: Given): string | null {
  const source = given.text('source');
  if (given.flag('stick-only') !== (source === undefined)) {
    throw mistake('Give either --source or --stick-only.');
  }
  if (source === undefined) return null;
  // The one way of writing it, which the kiosk shows and uses.
  return URL.canParse(source) ? new URL(source).href : source;
}

/** Nothing leaves this tool that the kiosk itself would refuse. */
function checkAsKiosk(text: string, root: Uint8Array, nowMs: number): void {
  const read = readSetupCode(text);
  if (!read.ok) throw notIssued(read.error);
  const isGoodRoot = (bytes: Uint8Array) => readSelfSignedRoot(bytes) !== null;
  const verified = verifySetup(read.value, { root, isGoodRoot, nowMs });
  if (!verified.ok) throw notIssued(verified.error);
}

function notIssued(error: SetupError) {
  return mistake(`The code was not made, since it ${SETUP_ERROR_WORDS[error]}.`);
}

function drawn(text: string, format: Format): string | Uint8Array {
  if (format === 'text') return `${text}\n`;
  return format === 'png' ? qrPng(qrMatrix(text)) : qrSvg(qrMatrix(text));
}
