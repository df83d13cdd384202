import type { CountsDatabase } from './counts_database.ts';

/** How the database is, without a count of anybody: its version, its size, and how many rows its tables have. */
export interface DatabaseHealth {
  readonly schema: number;
  readonly bytes: number;
  /** SQLite's own quick check found nothing. */
  readonly isSound: boolean;
  readonly rows: Readonly<Record<string, number>>;
}

/** Examines the database now, which reads all of it. */
export function databaseHealth(database: CountsDatabase): DatabaseHealth {
  const number = (pragma: string) => Number(database.pragma(pragma, { simple: true }));
  const tables = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'")
    .all();
  return {
    schema: number('user_version'),
    bytes: number('page_count') * number('page_size'),
    isSound: database.pragma('quick_check(1)', { simple: true }) === 'ok',
    rows: Object.fromEntries(
      tables.map(({ name }) => {
        const row = database.prepare<[], { rows: number }>(`SELECT count(*) AS rows FROM "${name.replaceAll('"', '""')}"`).get();
        return [name, row?.rows ?? 0];
      }),
    ),
  };
}
