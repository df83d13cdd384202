import type { ExportLabels } from '../bridge/contract.ts';
import type { FiguresTable } from './figures_table.ts';

/** In place of every hidden count, large or small: a mark for the small ones alone would give some away. */
export const HIDDEN_MARK = '*';

/** What the columns of exported figures are called; with the direction in front where there are both. */
export function columnTitles({ columns }: FiguresTable, labels: ExportLabels): readonly string[] {
  const hasBoth = columns[0]?.kind === 'total';
  return columns.map(({ direction, kind, word }) => {
    if (direction === null) return labels.total;
    if (kind === 'direction') return hasBoth ? labels[direction] : labels.total;
    if (kind === 'passed') return direction === 'in' ? labels.entered : labels.left;
    const name = labels.words[word ?? ''] ?? `${word}`;
    return hasBoth ? `${labels[direction]}: ${name}` : name;
  });
}
