import type { ExportLabels } from '../bridge/contract.ts';
import { columnTitles, HIDDEN_MARK } from './column_titles.ts';
import type { FiguresTable } from './figures_table.ts';

/** A cell that a spreadsheet would take for a formula (OWASP, CSV injection), also behind blanks and in wide letters. */
const FORMULA = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * Figures as a CSV file for spreadsheets: RFC 4180, in UTF-8 with a byte order mark, without which Excel does not know
 * it for what it is. The last lines are the total and what the mark of a hidden count means.
 */
export function figuresCsv(table: FiguresTable, labels: ExportLabels): Uint8Array {
  const numbers = (counts: readonly (number | null)[]) => counts.map((count) => (count === null ? HIDDEN_MARK : String(count)));
  const blanks = table.columns.map(() => '');
  const lines = [
    [labels.step, ...columnTitles(table, labels)],
    ...table.rows.map(({ counts, start }) => [start.replace('T', ' '), ...numbers(counts)]),
    [labels.total, ...numbers(table.total)],
    [`${labels.title}. ${labels.asked}`, ...blanks],
    [labels.made, ...blanks],
    ...(table.threshold > 0 ? [[`${HIDDEN_MARK} ${labels.hidden}`, ...blanks]] : []),
  ];
  return Buffer.from(`\ufeff${lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('')}`);
}

/** A cell's text, quoted where it has to be; a formula becomes text by an apostrophe in front. */
export function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) || harmless !== text ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
