import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { storedJson } from '../../main/settings/stored_json.ts';
import { programState } from '../../main/update/program_state.ts';
import { programsOf } from '../../main/update/trial_keeper.ts';
import { contentsOf, FILES, makeData, sumsOf } from '../update/data_folder_of.ts';

const CHILD = path.join(import.meta.dirname, `../../.build/test/killed_update-${process.pid}.mjs`);

beforeAll(async () => {
  const child = path.join(import.meta.dirname, '../update/killed_child.ts');
  await build({ entryPoints: [child], outfile: CHILD, bundle: true, platform: 'node', format: 'esm', external: ['better-sqlite3'], logLevel: 'error' });
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
