import type { Direction, FiguresDimension, FiguresReport, FiguresRequest, FiguresStep } from '../bridge/contract.ts';
import { type CountTable, suppress, suppressionThreshold } from './suppress.ts';
import { passedThrough } from './tally.ts';

/** A column of exported figures: the whole, a direction, who passed through in it, or one word of the split. */
export interface FiguresColumn {
  readonly kind: 'total' | 'direction' | 'passed' | 'word';
  /** Null: both directions. */
  readonly direction: Direction | null;
  /** Of a word's column. */
  readonly word: string | null;
  /** The index of the column that this one is a part of; null: of none. */
  readonly parent: number | null;
}

/** Figures that may leave the kiosk. A count of null is hidden; `total` sums the rows up, hidden ones too. */
export interface FiguresTable {
  readonly from: string;
  readonly until: string;
  readonly step: FiguresStep;
  readonly by: FiguresDimension;
  readonly gate: string | null;
  readonly timeZone: string;
  /** Counts from 1 to below this are hidden, with what would give them away; 0: none is. */
  readonly threshold: number;
  readonly columns: readonly FiguresColumn[];
  readonly rows: readonly { readonly start: string; readonly counts: readonly (number | null)[] }[];
  readonly total: readonly (number | null)[];
}

/**
 * Makes figures fit to leave the kiosk: nothing but one table with its sums goes out, since each more figure (a peak, a
 * split by something else) could give a hidden count away. Two files of overlapping ranges or other splits may still
 * tell more together than each alone: that is for whoever hands them out to think of.
 */
export async function figuresTable(
  request: FiguresRequest,
  report: (request: FiguresRequest) => FiguresReport,
  suppressBelow: number,
  pause: () => Promise<void>,
): Promise<FiguresTable> {
  const asked: readonly Direction[] = request.direction === null ? ['in', 'out'] : [request.direction];
  const reports = asked.map((direction) => ({ direction, report: report({ ...request, direction }) }));
  const counted = reports.filter(({ report: { buckets } }) => buckets.length > 0);
  const shown = counted.length > 0 ? counted : reports.slice(0, 1);
  const { step, timeZone } = shown[0]?.report ?? report(request);

  const columns: FiguresColumn[] = [];
  const add = (column: FiguresColumn) => columns.push(column) - 1;
  const whole = shown.length > 1 ? add({ kind: 'total', direction: null, word: null, parent: null }) : null;
  for (const { direction, report: { words } } of shown) {
    const all = add({ kind: 'direction', direction, word: null, parent: whole });
    const isPassed = (word: string) => request.by === 'outcome' && passedThrough(direction, word);
    const passing = words.filter(isPassed);
    const passed = passing.length > 0 ? add({ kind: 'passed', direction, word: null, parent: all }) : all;
    for (const word of passing) add({ kind: 'word', direction, word, parent: passed });
    for (const word of words) if (!isPassed(word)) add({ kind: 'word', direction, word, parent: all });
  }

  const starts = [...new Set(shown.flatMap(({ report: { buckets } }) => buckets.map(({ start }) => start)))].sort();
  const countsOf = new Map(
    shown.map(({ direction, report: { buckets } }) => [direction, new Map(buckets.map(({ counts, start }) => [start, counts]))]),
  );
  const rows = starts.map((start) => summed(columns, ({ direction, word }) =>
    direction === null || word === null ? 0 : (countsOf.get(direction)?.get(start)?.[word] ?? 0),
  ));
  const total = columns.map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const table: CountTable = { parents: columns.map(({ parent }) => parent), rows: [...rows, total] };
  const threshold = suppressionThreshold(suppressBelow);
  const isHidden = await suppress(table, threshold, pause);
  const fit = table.rows.map((row, index) => row.map((count, column) => (isHidden[index]?.[column] === true ? null : count)));
  return {
    from: request.from,
    until: request.until,
    step,
    by: request.by,
    gate: request.gate,
    timeZone,
    threshold,
    columns,
    rows: starts.map((start, index) => ({ start, counts: fit[index] ?? [] })),
    total: fit.at(-1) ?? [],
  };
}

/** A row whose columns without parts are given by `countOf`, and the others are their sums. */
function summed(columns: readonly FiguresColumn[], countOf: (column: FiguresColumn) => number): readonly number[] {
  const row = columns.map(countOf);
  // Parts come after their sums.
  for (let column = columns.length - 1; column >= 0; column -= 1) {
    const parent = columns[column]?.parent ?? null;
    if (parent !== null) row[parent] = (row[parent] ?? 0) + (row[column] ?? 0);
  }
  return row;
}
