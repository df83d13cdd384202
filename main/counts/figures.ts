import type { FigureRow } from '../bridge/contract.ts';
import type { CountsDatabase } from './open_database.ts';

/** Reads the counts back, for the manager's figures. */
export interface Figures {
  /** Every cell from `fromMs` up to but not `untilMs`, oldest first. */
  rows(fromMs: number, untilMs: number): readonly FigureRow[];
}

/** Figures over the counts, by hours. */
export function createFigures(database: CountsDatabase): Figures {
  const rows = database.prepare<[number, number], FigureRow>(`
    SELECT quarter - quarter % 3600000 AS hour, gate, direction, outcome, reason AS reasonClass, format, input, sum(count) AS count
    FROM tally WHERE quarter >= ? AND quarter < ? AND outcome NOT IN ('override', 'manual')
    GROUP BY hour, gate, direction, outcome, reason, format, input
    ORDER BY hour, gate, direction, outcome, reason, format, input`);
  return { rows: (fromMs, untilMs) => rows.all(fromMs, untilMs) };
}
