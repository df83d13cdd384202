import type { KeyObject } from 'node:crypto';
import { type IssueError, issueVenuePass, type VenuePassContent } from '../issue_venue_pass.ts';
import { parseBoundedJson } from '../../pass/bounded_json.ts';
import { type Answer, badFile, type Command, type Given, mistake, type World } from './command.ts';
import { mustBeNew, readInput, writeNew, writeNewFolder } from './files.ts';
import { MAX_CSV_BYTES, PASS_COLUMNS, readRows, requestOfCells } from './pass_columns.ts';
import { contentOfRequest, ISSUE_ERROR_WORDS } from './pass_request.ts';
import { PASSPHRASE_HELP, PASSPHRASE_OPTION, unlockKey } from './passphrase.ts';
import { isPrintable, pdfSheets, type SheetItem } from './pdf_sheets.ts';
import { progressBar } from './progress_bar.ts';
import { MAX_QR_CHARACTERS, qrMatrix } from './qr_matrix.ts';
import { qrPng } from './qr_png.ts';
import { qrSvg } from './qr_svg.ts';

const FORMATS = ['text', 'png', 'svg', 'pdf'] as const;
type Format = (typeof FORMATS)[number];

const MAX_CONTENT_BYTES = 64 * 1024;
const MOST_DAYS = 3_650;
/** More are of no use to whoever mends the file. */
const MOST_ERRORS = 20;
const COLUMN_OPTIONS = Object.keys(PASS_COLUMNS).map((name) => name.replaceAll('_', '-'));

/** A pass that was signed, and the line of the CSV file from which it came. */
interface IssuedPass {
  readonly line: number | null;
  readonly text: string;
  readonly passId: string;
  readonly expiresAt: string;
  readonly label: string | null;
}

/** `passctl issue`: venue passes. */
export const issue: Command = {
  name: 'issue',
  summary: 'signs a venue pass, or one for each row of a CSV file',
  usage:
    '--key FILE --issuer NAME [--csv FILE | --content FILE] [--format text|png|svg|pdf] [--output PLACE]',
  help: `  --key FILE              the key that signs
  --issuer NAME           whose passes these are: the same name as in keys export
  --valid-days N          how long they are good where valid-until is not said (default 365)
  --content FILE          the whole content in JSON, also of kind vaccination:
                          {"kind": "vaccination", "holder": {"familyName": ".."},
                           "vaccinations": [{"disease": "840539006", "product": "EU/1/20/1528",
                           "doseNumber": 2, "dosesInSeries": 2, "date": "2026-01-31", "country": "HK"}]}
  --csv FILE              one pass for each row; the first line names the columns. Where a row is wrong, every
                          wrong one is named with its line and nothing is written
  --format FORMAT         text (default: one pass a line), png, svg, or pdf (sheets of A4, six passes each;
                          labels in other than Latin letters cannot be printed there, only the ids)
  --output PLACE          a new file, or for png and svg of a CSV file a new folder; else text is printed
  --register FILE         a new CSV file of the passes' ids, by which they can be revoked
Columns of the CSV file; as options (--family-name ..) they hold for every pass without its own:
${Object.entries(PASS_COLUMNS)
  .map(([name, words]) => `  ${name.padEnd(22)}  ${words}`)
  .join('\n')}
${PASSPHRASE_HELP}`,
  options: {
    key: { type: 'string' },
    issuer: { type: 'string' },
    'valid-days': { type: 'string' },
    content: { type: 'string' },
    csv: { type: 'string' },
    format: { type: 'string' },
    output: { type: 'string' },
    register: { type: 'string' },
    ...Object.fromEntries(COLUMN_OPTIONS.map((name) => [name, { type: 'string' as const }])),
    ...PASSPHRASE_OPTION,
  },
  async run(given, world) {
    const [word] = given.words;
    if (word !== undefined) throw mistake(`${word} is one word too many: options begin with --.`);
    const key = given.required('key');
    const how = outputFrom(given);
    // Before the passphrase: whoever must mend something need not type it.
    for (const place of [how.place, how.register]) if (place !== undefined) mustBeNew(world, place);
    const contents = contentsFrom(given, world);
    const { privateKey } = await unlockKey(given, world, key);
    const passes = signAll(world, contents, privateKey);
    return writePasses(world, passes, how);
  },
};

interface Output {
  readonly format: Format;
  readonly place: string | undefined;
  readonly register: string | undefined;
  readonly isMany: boolean;
}

function outputFrom(given: Given): Output {
  const format = FORMATS.find((known) => known === (given.text('format') ?? 'text'));
  if (format === undefined) throw mistake(`--format is ${FORMATS.join(', ')}.`);
  const place = given.text('output');
  if (format !== 'text' && place === undefined)
    throw mistake(`--output is missing: ${format} is not printed.`);
  return { format, place, register: given.text('register'), isMany: given.text('csv') !== undefined };
}

interface Content {
  readonly line: number | null;
  readonly content: VenuePassContent;
}

function contentsFrom(given: Given, world: World): readonly Content[] {
  const common = {
    issuer: given.required('issuer'),
    nowMs: world.nowMs,
    validDays: given.whole('valid-days', 365, 1, MOST_DAYS),
  };
  const [csv, file] = [given.text('csv'), given.text('content')];
  const options = COLUMN_OPTIONS.flatMap((name) => {
    const value = given.text(name);
    return value === undefined ? [] : [[name.replaceAll('-', '_'), value] as const];
  });
  if (file !== undefined) {
    if (csv !== undefined || options.length > 0)
      throw mistake('--content is the whole content: it takes no other option.');
    const json = parseBoundedJson(readInput(world, file, MAX_CONTENT_BYTES));
    if (json === null) throw badFile(`Cannot use ${file}: it is not JSON.`);
    const content = contentOfRequest(json.value, common);
    if (!content.ok) throw badFile(`Cannot use ${file}: ${content.error}.`);
    return [{ line: null, content: content.value }];
  }
  if (csv === undefined) {
    const request = requestOfCells(Object.fromEntries(options));
    if (!request.ok) throw mistake(`The pass cannot be issued: ${request.error}.`);
    const content = contentOfRequest(request.value, common);
    if (!content.ok) throw mistake(`The pass cannot be issued: ${content.error}.`);
    return [{ line: null, content: content.value }];
  }
  const rows = readRows(readInput(world, csv, MAX_CSV_BYTES));
  if (!rows.ok) throw badFile(`Cannot use ${csv}: ${rows.error}.`);
  if (rows.value.length === 0) throw badFile(`Cannot use ${csv}: it has no row.`);
  const errors: string[] = [];
  const contents: Content[] = [];
  for (const { cells, line } of rows.value) {
    const own = Object.entries(cells).filter(([, value]) => value?.trim());
    const request = requestOfCells(Object.fromEntries([...options, ...own]));
    const content = request.ok ? contentOfRequest(request.value, common) : request;
    if (content.ok) contents.push({ line, content: content.value });
    else errors.push(`line ${line}: ${content.error}`);
  }
  if (errors.length > 0) throw rowProblem(errors);
  return contents;
}

function rowProblem(errors: readonly string[]) {
  const shown = errors.slice(0, MOST_ERRORS);
  const more = errors.length > shown.length ? [`and ${errors.length - shown.length} more`] : [];
  return badFile(
    `Nothing was written, since of the rows these are wrong:\n  ${[...shown, ...more].join('\n  ')}`,
  );
}

function signAll(world: World, contents: readonly Content[], privateKey: KeyObject): readonly IssuedPass[] {
  const bar = progressBar(world.screen, 'Signing', contents.length);
  const errors: string[] = [];
  const passes: IssuedPass[] = [];
  contents.forEach(({ content, line }, index) => {
    const issued = issueVenuePass(content, privateKey);
    if (issued.ok) {
      passes.push({
        line,
        text: issued.value,
        passId: Buffer.from(content.passId).toString('hex'),
        expiresAt: new Date(content.expiresAt * 1000).toISOString(),
        label: content.label ?? nameOf(content.holder),
      });
    } else errors.push(sentenceOf(line, issued.error));
    bar.advance(index + 1);
  });
  bar.finish();
  if (errors.length > 0 && contents[0]?.line === null) throw mistake(`The pass ${errors[0]}.`);
  if (errors.length > 0) throw rowProblem(errors);
  return passes;
}

function sentenceOf(line: number | null, error: IssueError): string {
  return line === null ? ISSUE_ERROR_WORDS[error] : `line ${line}: the pass ${ISSUE_ERROR_WORDS[error]}`;
}

function nameOf(holder: VenuePassContent['holder']): string | null {
  return holder === undefined ? null : [holder.givenName, holder.familyName].filter(Boolean).join(' ');
}

function writePasses(
  world: World,
  passes: readonly IssuedPass[],
  { format, isMany, place, register }: Output,
): Answer {
  const texts = passes.map(({ text }) => text).join('\n');
  const notes: string[] = [];
  let files: readonly string[] = [];
  if (place !== undefined && format === 'text') writeNew(world, place, `${texts}\n`);
  if (place !== undefined && format !== 'text') {
    const codes = drawAll(world, passes);
    if (format === 'pdf') {
      writeNew(world, place, pdfSheets(codes));
      const left = passes.filter(({ label }) => label !== null && !isPrintable(label)).length;
      if (left > 0)
        notes.push(`${left} of the labels are not in Latin letters: these passes show only their ids.`);
    } else {
      const draw = format === 'png' ? qrPng : qrSvg;
      const digits = String(codes.length).length;
      const named = codes.map(({ matrix }, index) => {
        return [`${String(index + 1).padStart(digits, '0')}.${format}`, draw(matrix)] as const;
      });
      if (isMany) {
        writeNewFolder(world, place, named);
        files = named.map(([name]) => `${place}/${name}`);
      } else for (const [, picture] of named) writeNew(world, place, picture);
    }
  }
  if (register !== undefined) writeNew(world, register, registerOf(passes));
  return {
    isSo: true,
    text: place === undefined ? texts : describe(passes, place),
    json: {
      format,
      output: place ?? null,
      passes: passes.map(({ expiresAt, line, passId, text }, index) => ({
        passId,
        expiresAt,
        ...(line !== null && { line }),
        ...(place === undefined && { text }),
        ...(files.length > 0 && { file: files[index] }),
      })),
    },
    notes,
  };
}

function drawAll(world: World, passes: readonly IssuedPass[]): readonly SheetItem[] {
  const long = passes.find(({ text }) => text.length > MAX_QR_CHARACTERS);
  if (long !== undefined) {
    const which = long.line === null ? 'the pass' : `the pass of line ${long.line}`;
    throw badFile(`Nothing was written, since ${which} ${ISSUE_ERROR_WORDS.too_large}.`);
  }
  const bar = progressBar(world.screen, 'Drawing', passes.length);
  const drawn = passes.map(({ label, passId, text }, index) => {
    const matrix = qrMatrix(text);
    bar.advance(index + 1);
    return { matrix, label, id: passId };
  });
  bar.finish();
  return drawn;
}

function describe(passes: readonly IssuedPass[], place: string): string {
  const [first] = passes;
  return passes.length === 1 && first !== undefined
    ? `Issued ${place}: pass ${first.passId}, good until ${first.expiresAt}.`
    : `Issued ${place}: ${passes.length} passes.`;
}

function registerOf(passes: readonly IssuedPass[]): string {
  const rows = passes.map(({ expiresAt, line, passId }) => `${line ?? ''},${passId},${expiresAt}`);
  return `${['line,pass_id,expires_at', ...rows].join('\n')}\n`;
}
