import { parse } from 'csv-parse/sync';
import { fail, ok, type Result } from '../../pass/result.ts';

/** The most passes that are issued at one go. */
export const MAX_ROWS = 100_000;
/** The largest CSV file that is read. */
export const MAX_CSV_BYTES = 64 * 1024 * 1024;

/** The columns of a CSV file of passes, which are options of the command line as well, with `-` for `_`. */
export const PASS_COLUMNS: Readonly<Record<string, string>> = {
  kind: 'member (default), staff, guest, ticket or exemption',
  valid_from: 'date or time from which it is good',
  valid_until: 'date or time until which it is good',
  label: 'up to 60 characters for people',
  family_name: 'of the holder',
  given_name: 'of the holder',
  date_of_birth: 'of the holder: YYYY, YYYY-MM or YYYY-MM-DD',
  audience: 'venues or events that it is for, with | between them',
  gates: 'gates that it opens, with | between them',
  single_use: 'yes: good for one entry only',
  group: 'a name under which several are withdrawn together',
  event: 'of a ticket',
  product: 'of a ticket',
  variation: 'of a ticket',
  subevent: 'of a ticket: one date of a series',
  exemption_kind: 'of an exemption: from what',
  exemption_from: 'its first day',
  exemption_until: 'its last day',
};

export type Cells = Readonly<Record<string, string | undefined>>;

const YES: ReadonlySet<string> = new Set(['yes', 'true', '1']);
const NO: ReadonlySet<string> = new Set(['no', 'false', '0']);

/** The request that a row makes (pass_request.ts); the error is a sentence that names the column. */
export function requestOfCells(cells: Cells): Result<object, string> {
  const cell = (name: string): string | undefined => cells[name]?.trim() || undefined;
  const list = (name: string) =>
    cell(name)
      ?.split('|')
      .map((part) => part.trim())
      .filter(Boolean);
  const singleUse = cell('single_use')?.toLowerCase();
  if (singleUse !== undefined && !YES.has(singleUse) && !NO.has(singleUse))
    return fail('single_use: yes or no');
  const familyName = cell('family_name');
  const holderParts = { givenName: cell('given_name'), dateOfBirth: cell('date_of_birth') };
  if (familyName === undefined && Object.values(holderParts).some((part) => part !== undefined)) {
    return fail('family_name: a holder has one');
  }
  const [event, product] = [cell('event'), cell('product')];
  const hasTicket = ['event', 'product', 'variation', 'subevent'].some((name) => cell(name) !== undefined);
  if (hasTicket && (event === undefined || product === undefined))
    return fail('event: a ticket has an event and a product');
  const exemptionKind = cell('exemption_kind');
  const request = {
    kind: cell('kind') ?? 'member',
    validFrom: cell('valid_from'),
    validUntil: cell('valid_until'),
    label: cell('label'),
    audience: list('audience'),
    gates: list('gates'),
    singleUse: singleUse === undefined ? undefined : YES.has(singleUse),
    group: cell('group'),
    holder: familyName === undefined ? undefined : { familyName, ...holderParts },
    ticket:
      event === undefined || product === undefined
        ? undefined
        : { event, product, variation: cell('variation'), subevent: cell('subevent') },
    exemption:
      exemptionKind === undefined
        ? undefined
        : { kind: exemptionKind, validFrom: cell('exemption_from'), validUntil: cell('exemption_until') },
  };
  // JSON leaves out what is absent.
  return ok(JSON.parse(JSON.stringify(request)));
}

/** A row with the line on which it begins. */
export interface Row {
  readonly line: number;
  readonly cells: Cells;
}

/** The rows of a CSV file, UTF-8 with a line of column names; the error is a sentence. */
export function readRows(content: Uint8Array): Result<readonly Row[], string> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return fail('it is not UTF-8');
  }
  try {
    const [head, ...records] = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    if (head === undefined) return fail('it is empty');
    const columns = head.record.map((name) => name.trim().toLowerCase());
    const unknown = columns.find((name) => !Object.hasOwn(PASS_COLUMNS, name));
    if (unknown !== undefined) return fail(`there is no column "${unknown}": --help lists them`);
    if (new Set(columns).size < columns.length) return fail('a column is there twice');
    if (records.length > MAX_ROWS) return fail(`it has more than ${MAX_ROWS} rows`);
    const rows: Row[] = [];
    for (const { info, record } of records) {
      const breaks = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
      const line = info.lines - breaks;
      if (record.length > columns.length) return fail(`line ${line} has more cells than there are columns`);
      rows.push({ line, cells: Object.fromEntries(columns.map((name, index) => [name, record[index]])) });
    }
    return ok(rows);
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : 'it is not CSV');
  }
}
