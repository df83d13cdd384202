import type { FiguresColumn, FiguresTable } from './figures_table.ts';

/**
 * Figures as a JSON file. `version` grows by one when its shape changes. A hidden count is null, and its column is in
 * the row's `suppressed`. Column ids are `total`, a direction, or a direction with `passed` or a word behind a slash.
 */
export function figuresJson(table: FiguresTable, venueName: string, madeAtMs: number): Uint8Array {
  const { by, columns, from, gate, rows, step, threshold, timeZone, total, until } = table;
  const ids = columns.map(idOf);
  const row = (counts: readonly (number | null)[]) => ({
    counts: Object.fromEntries(ids.map((id, index) => [id, counts[index] ?? null])),
    suppressed: ids.filter((_, index) => (counts[index] ?? null) === null),
  });
  const content = {
    schema: 'venue-pass-figures',
    version: 1,
    venue: venueName,
    timeZone,
    made: new Date(madeAtMs).toISOString(),
    request: { from, until, step, by, gate },
    suppressedBelow: threshold,
    columns: columns.map(({ direction, parent, word }, index) => ({
      id: ids[index],
      partOf: parent === null ? null : ids[parent],
      direction,
      word,
    })),
    rows: rows.map(({ counts, start }) => ({ start, ...row(counts) })),
    total: row(total),
  };
  return Buffer.from(`${JSON.stringify(content, null, 1)}\n`);
}

function idOf({ direction, kind, word }: FiguresColumn): string {
  if (direction === null) return 'total';
  if (kind === 'direction') return direction;
  return `${direction}/${kind === 'passed' ? 'passed' : `${word}`}`;
}
