import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { databaseHealth } from '../../main/counts/health.ts';
import { examineDatabase } from '../../main/counts/examine_database.ts';
import { openDatabase } from '../../main/counts/open_database.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kiosk-health-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('tells the version, the size, the soundness and the rows of the tables', () => {
  const opened = openDatabase(path.join(folder, 'counts.sqlite'));
  if (!opened.ok) throw new Error(opened.error);
  const database = opened.value;
  database.prepare("INSERT INTO decision_time (day, bucket_ms, count) VALUES (20260301, 5, 900)").run();
  const health = databaseHealth(database);
  expect(health).toMatchObject({ isSound: true, rows: { decision_time: 1, event: 0 } });
  expect(health.schema).toBe(database.pragma('user_version', { simple: true }));
  expect(health.bytes).toBeGreaterThan(4_096);
  // How many people there were is in no table's number of rows.
  expect(JSON.stringify(health)).not.toContain('900');
  database.close();
});

it('is told by a thread of its own, beside the one that counts', async () => {
  // Within the project, so that the SQLite addon is found from there.
  const worker = path.join(import.meta.dirname, `../../.build/test/health_worker_${process.pid}.mjs`);
  buildSync({
    entryPoints: [path.join(import.meta.dirname, '../../main/counts/health_worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3'],
    outfile: worker,
  });
  const file = path.join(folder, 'beside.sqlite');
  const opened = openDatabase(file);
  if (!opened.ok) throw new Error(opened.error);
  expect(await examineDatabase(file, worker)).toEqual(databaseHealth(opened.value));
  opened.value.close();
  expect(await examineDatabase(path.join(folder, 'absent.sqlite'), worker)).toBeNull();
  rmSync(worker);
});
