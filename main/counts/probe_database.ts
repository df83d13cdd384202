import Database from 'better-sqlite3';
import { NEWEST_SCHEMA } from './migrations/all.ts';
import type { CountsDatabase } from './counts_database.ts';
import { APPLICATION_ID } from './open_database.ts';

/** `foreign`: not this program's tables, or not this version's. */
export type DatabaseState = 'ok' | 'damaged' | 'foreign' | 'not_writable';

/**
 * Looks through the whole of the open counts, and writes a table into them that is taken back at once, so that a
 * count would be taken too.
 */
export function probeDatabase(database: CountsDatabase): DatabaseState {
  try {
    if (database.pragma('quick_check', { simple: true }) !== 'ok') return 'damaged';
    const version = database.pragma('user_version', { simple: true });
    const application = database.pragma('application_id', { simple: true });
    if (version !== NEWEST_SCHEMA || application !== APPLICATION_ID) return 'foreign';
  } catch (cause) {
    if (cause instanceof Database.SqliteError) return 'damaged';
    throw cause;
  }
  try {
    database.exec('BEGIN IMMEDIATE');
    try {
      // Pages as well as the log must be writable: a table takes one.
      database.exec('CREATE TABLE opening_check (probe INTEGER) STRICT; INSERT INTO opening_check VALUES (1)');
    } finally {
      if (database.inTransaction) database.exec('ROLLBACK');
    }
    return 'ok';
  } catch (cause) {
    if (cause instanceof Database.SqliteError) return cause.code.startsWith('SQLITE_CORRUPT') ? 'damaged' : 'not_writable';
    throw cause;
  }
}
