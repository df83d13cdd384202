import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { sumUp } from '../../main/counts/count_sums.ts';

const FIXTURE = path.join(import.meta.dirname, '../counts/fixtures/schema_40.sqlite');
/** What a data folder holds beside its counts. */
export const FILES = { 'settings.json': '{"venue":"Hall"}', 'kiosk_key.json': '{"key":1}', 'trust/current.json': '{}', 'trust/blobs/aa': 'blob' };

/** A data folder with counts of the newest schema, and a program in it. */
export function makeData(): string {
  const dataDir = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'data-'));
  copyFileSync(FIXTURE, path.join(dataDir, 'counts.sqlite'));
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(dataDir, name)), { recursive: true });
    writeFileSync(path.join(dataDir, name), content);
  }
  mkdirSync(path.join(dataDir, 'programs/1.0.0'), { recursive: true });
  writeFileSync(path.join(dataDir, 'programs/1.0.0/program'), 'large');
  return dataDir;
}

/** What the counts of a folder add up to. */
export function sumsOf(dataDir: string) {
  const database = new Database(path.join(dataDir, 'counts.sqlite'), { readonly: true });
  const sums = sumUp(database);
  database.close();
  return sums;
}

/** The other files of a data folder. */
export const contentsOf = (dataDir: string) => Object.fromEntries(Object.keys(FILES).map((name) => [name, readFileSync(path.join(dataDir, name), 'utf8')]));
