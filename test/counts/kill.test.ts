import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { openCounts } from './open_counts.ts';

const KILLS = 60;
const HOUR_MS = 3_600_000;

it(`loses no count that was shown and doubles none, killed ${KILLS} times`, async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'kill-'));
  const file = path.join(dir, 'counts.sqlite');
  const child = path.join(import.meta.dirname, `../../.build/test/counting_child-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, 'counting_child.ts')],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3'],
  });

  const acknowledged: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    // A moment that differs each time: after so many acknowledgements, from none to a few hundred.
    acknowledged.push(await countUntilKilled(child, file, kill * HOUR_MS, (kill * 37) % 300));
  }

  const { counter, database } = openCounts(file);
  const rows = database.prepare<[], { quarter: number; count: number }>('SELECT quarter, count FROM tally').all();
  const counted = acknowledged.map((_, kill) => rows.find(({ quarter }) => quarter === kill * HOUR_MS)?.count ?? 0);
  acknowledged.forEach((shown, kill) => {
    expect(counted[kill], `kill ${kill}: shown ${shown}`).toBeGreaterThanOrEqual(shown);
    // One count may have reached the disk just before it was shown, and no more than one.
    expect(counted[kill], `kill ${kill}: shown ${shown}`).toBeLessThanOrEqual(shown + 1);
  });
  expect(Math.max(...acknowledged)).toBeGreaterThan(200);
  // All that one decision writes is there, or nothing of it.
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  const sum = (sql: string) => database.prepare<[], { total: number }>(sql).get()?.total;
  expect(sum("SELECT sum(count) AS total FROM day_tally WHERE gate = '' AND dimension = 'outcome'")).toBe(total);
  expect(sum('SELECT sum(read) AS total FROM device_reading')).toBe(total);
  expect(sum('SELECT sum(count) AS total FROM decision_time')).toBe(total);
  expect(sum("SELECT sum(inside) + (SELECT sum(amount) FROM event WHERE kind = 'day_started') AS total FROM (SELECT inside FROM occupancy ORDER BY day DESC LIMIT 1)")).toBe(total);
  expect(counter.occupancy((KILLS - 1) * HOUR_MS).inside).toBeGreaterThan(0);
  database.close();
});

function countUntilKilled(child: string, file: string, hour: number, after: number): Promise<number> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const running = spawn(process.execPath, [child, file, String(hour)], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let shown = 0;
  let errors = '';
  running.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  running.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.length;
    if (shown >= after) running.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    running.on('close', (_code, signal) => (signal === 'SIGKILL' ? resolve(shown) : reject(new Error(errors))));
  });
}
