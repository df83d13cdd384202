import { z } from 'zod';
import type { CountsDatabase } from './counts_database.ts';

/** What a database holds, as sums with names that stay the same over all schemas: an update that changes one lost something. */
export type CountSums = z.infer<typeof countSums>;

/** The sums as they are kept in files. */
export const countSums = z.record(z.string().max(100), z.union([z.int(), z.string().max(100)])).readonly();

/** Adds everything up; works on each schema that was ever released. */
export function sumUp(database: CountsDatabase): CountSums {
  const tables = new Set(
    database.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map(({ name }) => name),
  );
  const sums: [string, number | string][] = [];
  const add = (table: string, sql: string) => {
    if (!tables.has(table)) return;
    for (const { name, total } of database.prepare<[], { name: string; total: number | string }>(sql).all()) sums.push([name, total]);
  };
  for (const table of ['decision_count', 'tally']) {
    add(table, `SELECT 'counted ' || direction || ' ' || outcome AS name, sum(count) AS total FROM ${table} GROUP BY direction, outcome`);
  }
  add('tally', "SELECT 'repeats ' || direction AS name, sum(repeats) AS total FROM tally GROUP BY direction HAVING total > 0");
  add('day_tally', "SELECT 'in days ' || dimension || ' ' || direction AS name, sum(count) AS total FROM day_tally GROUP BY dimension, direction");
  add('occupancy', "SELECT 'inside ' || day AS name, inside AS total FROM occupancy ORDER BY day DESC LIMIT 7");
  add('occupancy', "SELECT 'peaks' AS name, sum(peak) AS total FROM occupancy HAVING total NOTNULL");
  add('decision_time', "SELECT 'timed' AS name, sum(count) AS total FROM decision_time HAVING total NOTNULL");
  add('device_reading', "SELECT 'read' AS name, sum(read) AS total FROM device_reading HAVING total NOTNULL");
  add('device_reading', "SELECT 'lost' AS name, sum(lost) AS total FROM device_reading HAVING total NOTNULL");
  add('event', "SELECT 'events' AS name, count(*) AS total FROM event");
  add('event', "SELECT 'event log' AS name, hex(hash) AS total FROM event ORDER BY sequence DESC LIMIT 1");
  return Object.fromEntries(sums);
}
