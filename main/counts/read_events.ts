import Database from 'better-sqlite3';
import type { ChainedEvent } from './event_chain.ts';

/** Why there are no rows to look at. */
export type ReadEventsFault = 'cannot_open' | 'no_log' | 'damaged';

/** The rows of the event log in a kiosk's database file, in their order. The file is opened for reading only. */
export function readEvents(
  file: string,
): { readonly ok: true; readonly value: readonly ChainedEvent[] } | { readonly ok: false; readonly error: ReadEventsFault } {
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    const rows = database
      .prepare<[], ChainedEvent>(
        // In an edited file, values may be of any type, and null.
        `SELECT sequence, at AS atMs, kind, word, amount, coalesce(CAST(previous AS BLOB), x'') AS previous,
           coalesce(CAST(hash AS BLOB), x'') AS hash, coalesce(CAST(signature AS BLOB), x'') AS signature
         FROM event ORDER BY sequence`,
      )
      .all();
    return { ok: true, value: rows };
  } catch (cause) {
    const code = cause instanceof Database.SqliteError ? cause.code : '';
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return { ok: false, error: 'damaged' };
    if (code === 'SQLITE_ERROR') return { ok: false, error: 'no_log' };
    if (code.startsWith('SQLITE_') || cause instanceof TypeError) return { ok: false, error: 'cannot_open' };
    throw cause;
  } finally {
    database?.close();
  }
}
