import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PROJECT_DIR } from '../helpers/launch_kiosk.ts';
import { startGuarded } from '../updates/guarded_kiosk.ts';
import { makeHome, makeProgram, type Publisher, startPublisher } from '../updates/programs.ts';

let home = '';
let publisher: Publisher;
let old = '';
let kiosk: ReturnType<typeof startGuarded> | null = null;

beforeAll(async () => {
  home = makeHome();
  publisher = await startPublisher();
  old = makeProgram(home, '0.1.0', 'none', publisher.root);
});
afterEach(async () => {
  await kiosk?.end();
  kiosk = null;
});
afterAll(() => {
  publisher.close();
  rmSync(home, { recursive: true, force: true });
});

async function startAndScan(name: string, scans: number) {
  kiosk = startGuarded(old, path.join(home, 'data', name));
  await kiosk.runs('0.1.0');
  await kiosk.scan(scans);
  expect(await kiosk.manager('chooseReleases', { channel: 'stable', source: publisher.address })).toEqual({ ok: true, value: null });
  return kiosk;
}

/** Takes a picture of the manager's tab of the program, for the gallery. */
async function shoot(running: ReturnType<typeof startGuarded>, name: string): Promise<void> {
  const manager = await running.page('manager');
  await manager.setViewportSize({ width: 1280, height: 800 });
  await manager.locator('[role="tab"][data-key="program"]').click();
  await manager.waitForSelector('.program [data-running]');
  await manager.screenshot({ path: path.join(PROJECT_DIR, '.artifacts/screens', `${name}.png`) });
}

it('installs a signed program with a newer schema, goes on with every count, and goes back with those made since', async () => {
  publisher.publish([{ version: '0.2.0', folder: makeProgram(home, '0.2.0', 'migration', publisher.root) }]);
  const running = await startAndScan('good', 2);
  expect(await running.manager('checkProgram', { folder: null })).toEqual({ ok: true, value: null });
  expect((await running.runs('0.1.0')).ready?.version).toBe('0.2.0');
  await shoot(running, 'program-ready');
  const before = running.counted();
  void running.manager('installProgram').catch(() => {});
  const updated = await running.runs('0.2.0');
  expect(updated.previous).toBe('0.1.0');
  await shoot(running, 'program-installed');
  expect(running.counted()).toBe(before);
  await running.scan(2);
  expect(running.counted()).toBe(before + 2);

  // Where nothing can be backed up there is no way back, and the manager is told.
  const backups = path.join(running.dataDir, 'backups');
  renameSync(backups, `${backups}.away`);
  writeFileSync(backups, '');
  void running.manager('goBackProgram').catch(() => {});
  await expect.poll(() => running.state()?.refused.at(-1), { timeout: 60_000 }).toMatchObject({ version: '0.1.0', reason: 'not_begun' });
  expect((await running.runs('0.2.0')).refused).toMatchObject([{ version: '0.1.0', reason: 'not_begun' }]);
  await shoot(running, 'program-way-back-failed');
  expect(running.counted()).toBe(before + 2);
  rmSync(backups);
  renameSync(`${backups}.away`, backups);

  void running.manager('goBackProgram').catch(() => {});
  expect(await running.runs('0.1.0')).toMatchObject({ ready: { version: '0.2.0', installsItself: false }, refused: [] });
  await shoot(running, 'program-gone-back');
  expect(running.counted()).toBe(before + 2);
  await running.scan(1);
  expect(running.counted()).toBe(before + 3);
});

it('comes back by itself, with all of its data, where the new program dies at its start', async () => {
  publisher.publish([{ version: '0.3.0', folder: makeProgram(home, '0.3.0', 'crash', publisher.root) }]);
  const running = await startAndScan('crash', 1);
  expect(await running.manager('checkProgram', { folder: null })).toEqual({ ok: true, value: null });
  const before = running.sums();
  void running.manager('installProgram').catch(() => {});
  await expect.poll(() => running.state()?.refused.at(-1), { timeout: 60_000 }).toMatchObject({ version: '0.3.0', reason: 'not_ready' });
  await running.runs('0.1.0');
  await shoot(running, 'program-taken-back');
  for (const name of Object.keys(before).filter((one) => one.startsWith('counted '))) expect(running.sums()[name]).toBe(before[name]);
});
