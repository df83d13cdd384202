import path from 'node:path';
import Database from 'better-sqlite3';

/** The counts of a kiosk's real database file, by outcome and input, as `admit/keyboard: 1`. */
export function readCounts(userData: string, mode: 'demo' | 'venue' = 'demo'): Readonly<Record<string, number>> {
  const database = new Database(path.join(userData, mode, 'counts.sqlite'), { readonly: true });
  try {
    const rows = database
      .prepare<[], { cell: string; total: number }>(
        "SELECT outcome || '/' || input AS cell, sum(count) AS total FROM tally GROUP BY cell",
      )
      .all();
    return Object.fromEntries(rows.map(({ cell, total }) => [cell, total]));
  } finally {
    database.close();
  }
}
