import type { FigureRow } from '../bridge/contract.ts';
import type { CountsDatabase } from './open_database.ts';
import { startOfDay } from './start_of_day.ts';

/** Reads the counts back, for the door's total and the manager's figures. */
export interface Figures {
  /** Every cell from `fromMs` up to but not `untilMs`, oldest first. */
  rows(fromMs: number, untilMs: number): readonly FigureRow[];
  /** How many were admitted at the gate, inward, since midnight in that time zone. */
  admittedToday(gate: string, timeZone: string, nowMs: number): number;
}

/**
 * Figures over the hourly counts. In a time zone that is off by half an hour, the hour that midnight falls
 * into belongs to the day in which it starts.
 */
export function createFigures(database: CountsDatabase): Figures {
  const rows = database.prepare<[number, number], FigureRow>(`
    SELECT hour, gate, direction, outcome, reason_class AS reasonClass, format, input, count
    FROM decision_count WHERE hour >= ? AND hour < ? ORDER BY hour, gate, direction, outcome, reason_class, format, input`);
  const admitted = database.prepare<[number, string], { total: number }>(`
    SELECT coalesce(sum(count), 0) AS total FROM decision_count
    WHERE hour >= ? AND gate = ? AND direction = 'in' AND outcome = 'admit'`);
  return {
    rows: (fromMs, untilMs) => rows.all(fromMs, untilMs),
    admittedToday: (gate, timeZone, nowMs) => admitted.get(startOfDay(nowMs, timeZone), gate)?.total ?? 0,
  };
}
