import Database from 'better-sqlite3';
import type { CountsDatabase } from './open_database.ts';

/** One decision, in words from closed lists. Specimens are not decisions. */
export interface CountableDecision {
  readonly atMs: number;
  readonly gate: string;
  readonly direction: string;
  readonly outcome: string;
  readonly reasonClass: string;
  readonly format: string;
  readonly input: string;
}

const HOUR_MS = 3_600_000;

/**
 * Makes the function that counts one decision durably: when it returns `ok`, the count is on the disk. A count
 * that could not be written is an expected failure, so that the door shows a problem instead of a decision.
 */
export function createCounter(
  database: CountsDatabase,
): (
  decision: CountableDecision,
) => { readonly ok: true; readonly value: null } | { readonly ok: false; readonly error: string } {
  const upsert = database.prepare(`
    INSERT INTO decision_count (hour, gate, direction, outcome, reason_class, format, input, count)
    VALUES (@hour, @gate, @direction, @outcome, @reasonClass, @format, @input, 1)
    ON CONFLICT DO UPDATE SET count = count + 1`);
  return ({ atMs, ...words }) => {
    try {
      upsert.run({ ...words, hour: Math.floor(atMs / HOUR_MS) * HOUR_MS });
      return { ok: true, value: null };
    } catch (cause) {
      if (cause instanceof Database.SqliteError) return { ok: false, error: cause.code };
      throw cause;
    }
  };
}
