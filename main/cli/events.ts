import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type ChainFault, type LogHead, verifyChain } from '../counts/event_chain.ts';
import { type EventFile, readEventFile, writeEventFile } from '../counts/event_file.ts';
import { type ReadEventsFault, readEvents } from '../counts/read_events.ts';
import { publicKeyIn } from '../settings/kiosk_key.ts';
import { resolveInput } from './open_input.ts';

const USAGE = `Usage: npm run --silent events -- DATA_FOLDER [--export FILE] [--head SEQUENCE:HASH]
       npm run --silent events -- --check FILE [--head SEQUENCE:HASH]
Goes through the event log of a kiosk, or through an exported one, and says as one JSON object whether every row is
as the kiosk wrote it. DATA_FOLDER is the kiosk's own, such as ~/.config/Venue Pass Kiosk/venue; nothing in it is
changed. Write \`head\` down, 16 digits of its hash or more, or read it off the manager's screen: given later as --head,
it shows whether anything before it was changed or cut off. Compare \`key\` with the one on the manager's screen.
Exit code: 0 every row holds, 1 one does not (\`row\` is the first), 2 a mistake in the command or nothing to read.`;

const EXIT_BAD = 1;
const EXIT_USAGE = 2;
/** Of the hash, 16 hexadecimal digits at least: fewer could be met by trying. */
const HEAD = /^([1-9]\d{0,14}):((?:[0-9a-f]{2}){8,32})$/;

const UNREADABLE: Readonly<Record<ReadEventsFault, string>> = {
  cannot_open: 'counts.sqlite cannot be opened there. From a folder that cannot be written, copy it first.',
  no_log: 'counts.sqlite there is of an older program and has no event log yet.',
  damaged: 'counts.sqlite there is damaged: its bytes were changed, or its disk failed.',
};
const WHY: Readonly<Record<ChainFault, string>> = {
  edited: 'its content, its hash or its link to the row before was changed',
  missing: 'it is not there',
  reordered: 'another row stands in its place',
  foreign_signature: 'it was not signed by this kiosk, or its signature was changed',
  replaced: 'it is not the row whose hash was written down',
};

function readFolder(folder: string): EventFile | { readonly told: string; readonly exitCode: number } {
  const rows = readEvents(path.join(folder, 'counts.sqlite'));
  if (!rows.ok) return { told: UNREADABLE[rows.error], exitCode: rows.error === 'damaged' ? EXIT_BAD : EXIT_USAGE };
  try {
    return { events: rows.value, publicKey: publicKeyIn(readFileSync(path.join(folder, 'kiosk_key.json'), 'utf8')) };
  } catch {
    return { told: 'kiosk_key.json is not there or damaged: no row can be checked without it.', exitCode: EXIT_BAD };
  }
}

function readExported(file: string): EventFile | { readonly told: string; readonly exitCode: number } {
  const read = readEventFile(readFileSync(file, 'utf8'));
  return read.ok ? read.value : { told: `Line ${read.error.line} is not one of an exported event log.`, exitCode: EXIT_BAD };
}

function run({ head, source, to }: { readonly source: () => ReturnType<typeof readFolder>; readonly head: LogHead | null; readonly to: string | null }): number {
  const log = source();
  if ('told' in log) {
    process.stderr.write(`${log.told}\n`);
    return log.exitCode;
  }
  if (to !== null) writeFileSync(to, writeEventFile(log), { flag: 'wx' });
  const checked = verifyChain(log.events, log.publicKey, head);
  const key = createHash('sha256').update(log.publicKey).digest('hex');
  const answer = checked.ok
    ? { holds: true, events: log.events.length, head: checked.value.sequence === 0 ? null : headText(checked.value), key }
    : { holds: false, row: checked.error.sequence, fault: checked.error.fault, why: WHY[checked.error.fault], key };
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  return checked.ok ? 0 : EXIT_BAD;
}

function headText({ hash, sequence }: LogHead): string {
  return `${sequence}:${Buffer.from(hash).toString('hex')}`;
}

function parseHead(text: string | undefined): LogHead | null {
  if (text === undefined) return null;
  const [, sequence, hash] = HEAD.exec(text.toLowerCase()) ?? [];
  if (sequence === undefined || hash === undefined) throw new TypeError(`--head ${text} is not SEQUENCE:HASH.`);
  return { sequence: Number(sequence), hash: Buffer.from(hash, 'hex') };
}

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { export: { type: 'string' }, check: { type: 'string' }, head: { type: 'string' } },
  });
  const [folder, ...more] = positionals;
  const { check, export: to } = values;
  if (more.length > 0 || (folder === undefined) === (check === undefined) || (check !== undefined && to !== undefined)) {
    throw new TypeError('Name one DATA_FOLDER, or one FILE to check.');
  }
  process.exitCode = run({
    source: () => (check === undefined ? readFolder(resolveInput(folder ?? '')) : readExported(resolveInput(check))),
    head: parseHead(values.head),
    to: to === undefined ? null : resolveInput(to),
  });
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n\n${USAGE}\n`);
  process.exitCode = EXIT_USAGE;
}
