import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { backUpCounts } from '../../main/counts/back_up_counts.ts';
import { sumUp } from '../../main/counts/count_sums.ts';
import { storedJson } from '../../main/settings/stored_json.ts';
import { backUp, isWholeBackup, restoreBackup } from '../../main/update/back_up.ts';
import { programState } from '../../main/update/program_state.ts';
import { programsOf } from '../../main/update/trial_keeper.ts';

const FIXTURE = path.join(import.meta.dirname, '../counts/fixtures/schema_40.sqlite');
const CHILD = path.join(import.meta.dirname, `../../.build/test/killed_update-${process.pid}.mjs`);
const ID = '2026-11-28T00-00-00-000Z';
const FILES = { 'settings.json': '{"venue":"Hall"}', 'kiosk_key.json': '{"key":1}', 'trust/current.json': '{}', 'trust/blobs/aa': 'blob' };

beforeAll(async () => {
  const here = path.join(import.meta.dirname, 'killed_child.ts');
  await build({ entryPoints: [here], outfile: CHILD, bundle: true, platform: 'node', format: 'esm', external: ['better-sqlite3'], logLevel: 'error' });
});

function makeData(): string {
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

function sumsOf(dataDir: string) {
  const database = new Database(path.join(dataDir, 'counts.sqlite'), { readonly: true });
  const sums = sumUp(database);
  database.close();
  return sums;
}

const contentsOf = (dataDir: string) => Object.fromEntries(Object.keys(FILES).map((name) => [name, readFileSync(path.join(dataDir, name), 'utf8')]));
const save = (dataDir: string, id = ID) => backUp({ dataDir, id, copyCounts: (to) => backUpCounts(path.join(dataDir, 'counts.sqlite'), to) });

describe('a backup', () => {
  it('holds the counts, the settings, the keys and the trust, and no programs', () => {
    const dataDir = makeData();
    expect(save(dataDir)).toMatchObject({ ok: true, value: { schema: 40, sums: sumsOf(dataDir) } });
    const backup = path.join(dataDir, 'backups', ID);
    expect(sumsOf(backup)).toEqual(sumsOf(dataDir));
    expect(contentsOf(backup)).toEqual(FILES);
    expect(existsSync(path.join(backup, 'programs'))).toBe(false);
  });

  it('brings everything back, and leaves no log or copy that is of other counts', () => {
    const dataDir = makeData();
    const before = sumsOf(dataDir);
    save(dataDir);
    const database = new Database(path.join(dataDir, 'counts.sqlite'));
    database.pragma('journal_mode = WAL');
    database.exec('DELETE FROM tally');
    writeFileSync(path.join(dataDir, 'counts.copy.sqlite'), 'other');
    writeFileSync(path.join(dataDir, 'settings.json'), 'other');
    rmSync(path.join(dataDir, 'trust'), { recursive: true });
    expect(restoreBackup(dataDir, ID)).toBe('restored');
    database.close();
    expect(contentsOf(dataDir)).toEqual(FILES);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('counts'))).toEqual(['counts.sqlite']);
    expect(sumsOf(dataDir)).toEqual(before);
  });

  it.each(['counts.sqlite', 'settings.json', 'backup.json', 'trust/blobs/aa'])('of which %s was changed is put over nothing', (name) => {
    const dataDir = makeData();
    save(dataDir);
    const file = path.join(dataDir, 'backups', ID, name);
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    writeFileSync(path.join(dataDir, 'settings.json'), 'newer');
    expect(isWholeBackup(dataDir, ID)).toBe(false);
    expect(restoreBackup(dataDir, ID)).toBe('damaged');
    expect(readFileSync(path.join(dataDir, 'settings.json'), 'utf8')).toBe('newer');
  });

  it('is one of the last three', () => {
    const dataDir = makeData();
    for (const minute of ['01', '02', '03', '04', '05']) expect(save(dataDir, `2026-11-28T00-${minute}-00-000Z`).ok).toBe(true);
    expect(readdirSync(path.join(dataDir, 'backups'))).toEqual(['03', '04', '05'].map((minute) => `2026-11-28T00-${minute}-00-000Z`));
  });

  it('is refused where the counts cannot be read whole', () => {
    const dataDir = makeData();
    const file = path.join(dataDir, 'counts.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4_096, 40_960);
    writeFileSync(file, bytes);
    expect(save(dataDir)).toEqual({ ok: false, error: 'counts_not_copied' });
    expect(existsSync(path.join(dataDir, 'backups', ID))).toBe(false);
  });
});

it('an update that is killed before each operation on the disk ends with the old data, whole, and the trial refused', () => {
  const run = (dataDir: string, n: number) =>
    spawnSync(process.execPath, [CHILD, dataDir, String(n)], { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  const template = makeData();
  const before = sumsOf(template);
  const whole = makeData();
  const operations = Number(run(whole, 0).stdout);
  expect(operations).toBeGreaterThan(60);
  for (let n = 1; n <= operations; n += 1) {
    const dataDir = `${template}-${n}`;
    cpSync(template, dataDir, { recursive: true });
    const killed = run(dataDir, n);
    expect(killed.signal, `operation ${n}: ${killed.stderr}`).toBe('SIGKILL');
    // The machine starts again, and goes on from what lies on the disk.
    const after = run(dataDir, 0);
    expect(after.status, `operation ${n}: ${after.stderr}`).toBe(0);
    const state = storedJson(programsOf(dataDir).state, programState).read();
    expect(state, `operation ${n}`).toMatchObject({ current: null, trial: null });
    expect(state?.refused.map(({ version }) => version), `operation ${n}`).toEqual(['9.9.9']);
    expect(sumsOf(dataDir), `operation ${n}`).toEqual(before);
    expect(contentsOf(dataDir), `operation ${n}`).toEqual(FILES);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('counts')), `operation ${n}`).toEqual(['counts.sqlite']);
    rmSync(dataDir, { recursive: true });
  }
});
