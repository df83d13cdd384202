import { closeSync, openSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MIGRATIONS, NEWEST_SCHEMA } from './migrations/all.ts';

/** Why a database was left alone. Nothing is ever reset, replaced or deleted. */
export type OpenError = 'newer_program' | 'not_a_database' | 'foreign_database' | 'damaged' | 'cannot_open';

/** "VPKc", in the file's header: this kiosk's counts and no other program's. */
export const APPLICATION_ID = 0x56504b63;
const HEADER_BYTES = 100;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
const MAGIC = 'SQLite format 3\u0000';

/**
 * Opens the counts, made new or brought up to date. Every commit reaches the disk before it returns (WAL with
 * synchronous=FULL). A file of a newer program, of another program, or a damaged one is not touched.
 */
export function openDatabase(
  file: string,
  /** Whether all of it is looked through first, which takes seconds where it is large. */
  { examine = true }: { readonly examine?: boolean } = {},
): { readonly ok: true; readonly value: Database.Database } | { readonly ok: false; readonly error: OpenError } {
  const error = judgeHeader(file);
  if (error !== null) return { ok: false, error };
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { timeout: 5_000 });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('trusted_schema = OFF');
    database.pragma('secure_delete = ON');
    if (examine && database.pragma('quick_check', { simple: true }) !== 'ok') {
      database.close();
      return { ok: false, error: 'damaged' };
    }
    migrate(database);
    return { ok: true, value: database };
  } catch (cause) {
    database?.close();
    const code = cause instanceof Database.SqliteError ? cause.code : '';
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return { ok: false, error: 'damaged' };
    if (code.startsWith('SQLITE_') && code !== 'SQLITE_ERROR') return { ok: false, error: 'cannot_open' };
    if (cause instanceof TypeError) return { ok: false, error: 'cannot_open' };
    throw cause;
  }
}

/** Reads the file's own header (SQLite file format section 1.3) before SQLite may write a byte beside it. */
function judgeHeader(file: string): OpenError | null {
  const header = Buffer.alloc(HEADER_BYTES);
  let length: number;
  try {
    const descriptor = openSync(file, 'r');
    try {
      length = readSync(descriptor, header, 0, HEADER_BYTES, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'cannot_open';
  }
  // An empty file is a database that was never written.
  if (length === 0) return null;
  if (length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'not_a_database';
  const version = header.readUInt32BE(USER_VERSION_AT);
  const application = header.readUInt32BE(APPLICATION_ID_AT);
  if (application !== APPLICATION_ID && (application !== 0 || version !== 0)) return 'foreign_database';
  return version > NEWEST_SCHEMA ? 'newer_program' : null;
}

function migrate(database: Database.Database): void {
  const apply = database.transaction(() => {
    const current = Number(database.pragma('user_version', { simple: true }));
    for (const { version, sql } of MIGRATIONS) {
      if (version <= current) continue;
      database.exec(sql);
      putBack(database, version);
    }
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${NEWEST_SCHEMA}`);
  });
  // Two starting programs wait for each other instead of both creating the tables.
  apply.immediate();
}

/** Fills the tables of a migration with what they held before the program went back to the one before. */
function putBack(database: Database.Database, version: number): void {
  const prefix = `kept_${version}_`;
  const kept = database
    .prepare<[string], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ? || '*'")
    .all(prefix);
  for (const { name } of kept) {
    database.exec(`INSERT OR REPLACE INTO "${name.slice(prefix.length)}" SELECT * FROM "${name}"; DROP TABLE "${name}"`);
  }
}
