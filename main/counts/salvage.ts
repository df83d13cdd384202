import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { openDatabase } from './open_database.ts';

/**
 * The tables that are counted up and never down (but for an entry by hand that is taken back): of two files that hold
 * parts of the same counts, the larger number is the later one. Roll-ups are made anew from them.
 */
const COUNTED: Readonly<Record<string, { readonly key: readonly string[]; readonly counts: readonly string[] }>> = {
  tally: { key: ['quarter', 'gate', 'direction', 'outcome', 'reason', 'format', 'input'], counts: ['count', 'repeats'] },
  decision_time: { key: ['day', 'bucket_ms'], counts: ['count'] },
  device_reading: { key: ['day', 'input', 'device'], counts: ['read', 'lost'] },
  busiest_quarter: { key: ['day', 'gate'], counts: ['entered'] },
};
/** The first file that has a row has it as it was last. */
const FIRST_WINS: Readonly<Record<string, readonly string[]>> = {
  occupancy: ['day', 'inside', 'peak', 'peak_at'],
  event: ['sequence', 'at', 'kind', 'word', 'amount', 'previous', 'hash', 'signature'],
  act: ['id', 'sequence', 'at'],
};

/**
 * Makes a database out of whatever can still be read of others, the most recent one named first, and answers how many
 * rows came of each. The others are opened for reading only; what was at `target` before is replaced. Throws where the
 * disk refuses.
 */
export function salvage(files: readonly string[], target: string): readonly number[] {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${target}${suffix}`, { force: true });
  const made = openDatabase(target);
  if (!made.ok) throw new Error(made.error);
  const into = made.value;
  into.exec('DELETE FROM act');
  const inserts = { ...mergeStatements(into), ...firstStatements(into) };
  const rows = files.map((file) => {
    let read = 0;
    for (const [table, insert] of Object.entries(inserts)) {
      into.transaction(() => {
        // From both ends: the rows on the far side of a damaged page are met from the other one.
        for (const order of ['ASC', 'DESC'] as const) read += readTable(file, table, order, (row) => void insert.run(row));
      }).immediate();
    }
    return read;
  });
  into.exec('INSERT OR IGNORE INTO act (id, sequence, at) VALUES (1, 0, 0)');
  into.pragma('wal_checkpoint(TRUNCATE)');
  into.close();
  return rows;
}

/** The copies of the database in the folder of backups, newest first. */
export function backupsOf(folder: string): readonly string[] {
  const backups = path.join(folder, 'backups');
  if (!existsSync(backups)) return [];
  return readdirSync(backups)
    .sort()
    .reverse()
    .map((name) => path.join(backups, name, 'counts.sqlite'))
    .filter((file) => existsSync(file));
}

function mergeStatements(into: Database.Database): Record<string, Database.Statement> {
  return Object.fromEntries(
    Object.entries(COUNTED).map(([table, { counts, key }]) => {
      const columns = [...key, ...counts];
      const larger = counts.map((column) => `${column} = max(${column}, excluded.${column})`);
      const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map((column) => `@${column}`).join()})
        ON CONFLICT (${key.join()}) DO UPDATE SET ${larger.join()}`;
      return [table, into.prepare(sql)];
    }),
  );
}

function firstStatements(into: Database.Database): Record<string, Database.Statement> {
  return Object.fromEntries(
    Object.entries(FIRST_WINS).map(([table, columns]) => {
      const sql = `INSERT OR IGNORE INTO ${table} (${columns.join()}) VALUES (${columns.map((column) => `@${column}`).join()})`;
      return [table, into.prepare(sql)];
    }),
  );
}

/** Hands over each row until the end or the first one that cannot be read, and answers how many fitted. */
function readTable(file: string, table: string, order: 'ASC' | 'DESC', take: (row: unknown) => void): number {
  let read = 0;
  let source: Database.Database | null = null;
  try {
    source = new Database(file, { readonly: true, fileMustExist: true });
    const key = COUNTED[table]?.key ?? FIRST_WINS[table]?.slice(0, 1) ?? [];
    const rows = source.prepare(`SELECT * FROM ${table} ORDER BY ${key.map((column) => `${column} ${order}`).join()}`).iterate();
    for (const row of rows) {
      try {
        take(row);
        read += 1;
      } catch (cause) {
        // A value that no table takes is what damage made of it. A full disk is something else.
        if (!(cause instanceof Database.SqliteError && /^SQLITE_(CONSTRAINT|MISMATCH)/.test(cause.code)) && !(cause instanceof RangeError)) throw cause;
      }
    }
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError) || /^SQLITE_FULL/.test(cause.code)) throw cause;
  } finally {
    source?.close();
  }
  return read;
}
