import { existsSync } from 'node:fs';
import { venuePassReader } from '../../pass/formats/venue_pass.ts';
import { readVenueClaims } from '../../pass/formats/venue_claims.ts';
import { readScannedCode } from '../../pass/scanned_code.ts';
import {
  MAX_REVOCATION_JSON_BYTES,
  readRevocationListFile,
  REVOCATION_FILE_ERROR_WORDS,
  type RevocationListJson,
} from '../../trust/revocation_list_file.ts';
import { badFile, type Command, type Given, mistake, onlyWord, type World } from './command.ts';
import { readInput, writeOver } from './files.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;
const MAX_PASS_FILE_BYTES = 16 * 1024 * 1024;

/** `passctl revoke`: withdraws passes. */
export const revoke: Command = {
  name: 'revoke',
  summary: 'adds passes or groups to a revocation list, which it makes where there is none',
  usage: 'LIST.json --issuer NAME [--id ID].. [--group NAME].. [--pass FILE]..',
  help: `  --issuer NAME           whose passes these are
  --id ID                 the id of a pass, 32 hexadecimal digits, as issue and verify say it
  --group NAME            every pass that names this group
  --pass FILE             passes, one a line, whose ids are taken
  --from TIME             the moment from which they are withdrawn (default: at once)
  --issued-before TIME    only those issued before it, so that the group can be used again
  --valid-days N          how long kiosks may rely on the list (default 30)
With nothing to withdraw the list is dated anew. It reaches kiosks with repo add and repo publish.`,
  options: {
    issuer: { type: 'string' },
    id: { type: 'string', multiple: true },
    group: { type: 'string', multiple: true },
    pass: { type: 'string', multiple: true },
    from: { type: 'string' },
    'issued-before': { type: 'string' },
    'valid-days': { type: 'string' },
  },
  run(given, world) {
    const file = onlyWord(given, 'revocation list');
    const before = readList(world, file);
    const additions = additionsFrom(given, world);
    const days = given.whole('valid-days', 30, 1, MOST_DAYS);
    const list: RevocationListJson = {
      ...before,
      version: 1,
      issuedAt: new Date(world.nowMs).toISOString(),
      validUntil: new Date(world.nowMs + days * DAY_MS).toISOString(),
      passes: joined(before?.passes ?? [], additions.passes),
      groups: joined(before?.groups ?? [], additions.groups),
    };
    const text = `${JSON.stringify(list, null, 2)}\n`;
    const good = readRevocationListFile(Buffer.from(text));
    if (!good.ok) throw mistake(`The list cannot be written: it ${REVOCATION_FILE_ERROR_WORDS[good.error]}.`);
    writeOver(world, file, text);
    const counts = { passes: list.passes?.length ?? 0, groups: list.groups?.length ?? 0 };
    const added =
      counts.passes + counts.groups - (before?.passes?.length ?? 0) - (before?.groups?.length ?? 0);
    return {
      isSo: true,
      text: `Wrote ${file}: ${added} added, now ${counts.passes} passes and ${counts.groups} groups.
It is good until ${list.validUntil}.`,
      json: { output: file, added, ...counts, validUntil: list.validUntil },
    };
  },
};

type Entries = Required<Pick<RevocationListJson, 'passes' | 'groups'>>;

function readList(world: World, file: string): RevocationListJson | null {
  if (!existsSync(world.resolve(file))) return null;
  const content = readInput(world, file, MAX_REVOCATION_JSON_BYTES);
  const list = readRevocationListFile(content);
  if (!list.ok) throw badFile(`Cannot use ${file}: it ${REVOCATION_FILE_ERROR_WORDS[list.error]}.`);
  try {
    // Its shape was checked by the reader, which takes JSON or a binary form.
    return JSON.parse(Buffer.from(content).toString('utf8')) as RevocationListJson;
  } catch {
    throw badFile(`Cannot use ${file}: it is a binary list, to which nothing is added.`);
  }
}

function additionsFrom(
  given: Given,
  world: World,
): { readonly [Kind in keyof Entries]: NonNullable<Entries[Kind]> } {
  const [from, before] = [given.instant('from'), given.instant('issued-before')];
  const ids = [
    ...given.list('id').map((id) => id.toLowerCase()),
    ...given.texts('pass').flatMap((name) => idsIn(world, name)),
  ];
  const wrong = ids.find((id) => !/^[0-9a-f]{32}$/.test(id));
  if (wrong !== undefined) throw mistake(`--id ${wrong} is not 32 hexadecimal digits.`);
  const groups = given.texts('group');
  if (ids.length + groups.length === 0) return { passes: [], groups: [] };
  const limits = {
    issuer: given.required('issuer'),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(before !== undefined && { issuedBefore: new Date(before).toISOString() }),
  };
  return {
    passes: ids.map((id) => ({ id, ...limits })),
    groups: groups.map((name) => ({ name, ...limits })),
  };
}

/** The ids of the passes in a file. Nobody checks who signed them: to withdraw too much does no harm. */
function idsIn(world: World, name: string): readonly string[] {
  const lines = Buffer.from(readInput(world, name, MAX_PASS_FILE_BYTES))
    .toString('utf8')
    .split(/\r?\n/);
  return lines
    .map((text, index) => [text, index + 1] as const)
    .filter(([text]) => text !== '')
    .map(([text, line]) => {
      const opened = venuePassReader.open(readScannedCode(text));
      const claims = opened.ok ? readVenueClaims(opened.value.payload) : null;
      const id = claims?.ok ? claims.value.facts.passId : null;
      if (id === null || id === undefined)
        throw badFile(`Cannot use ${name}: line ${line} is no venue pass.`);
      return id;
    });
}

/** Each entry once. */
function joined<Entry>(before: readonly Entry[], added: readonly Entry[]): Entry[] {
  const known = new Map([...before, ...added].map((entry) => [JSON.stringify(entry), entry]));
  return [...known.values()];
}
