import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { type CountSums, sumUp } from './count_sums.ts';

/** What the counts were when they were copied: their schema, and what they add up to. */
export interface BackedUpCounts {
  readonly schema: number;
  readonly sums: CountSums;
}

/**
 * Writes the counts of a file, which may be open and in use, into a new one, reads that back whole, and adds both up.
 * `to` must not exist. Null: the copy is not what it should be, or SQLite could not read or write.
 */
export function backUpCounts(from: string, to: string): BackedUpCounts | null {
  const open: Database.Database[] = [];
  try {
    const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 5_000 });
    open.push(source);
    source.prepare('VACUUM INTO ?').run(to);
    const copy = new Database(to, { readonly: true, fileMustExist: true });
    open.push(copy);
    const schemaOf = (database: Database.Database) => Number(database.pragma('user_version', { simple: true }));
    const sums = sumUp(source);
    const isSame = schemaOf(copy) === schemaOf(source) && isDeepStrictEqual(sumUp(copy), sums);
    return isSame && copy.pragma('integrity_check', { simple: true }) === 'ok' ? { schema: schemaOf(source), sums } : null;
  } catch (cause) {
    if (cause instanceof Database.SqliteError) return null;
    throw cause;
  } finally {
    for (const database of open) database.close();
  }
}
