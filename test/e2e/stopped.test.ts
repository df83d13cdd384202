import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openDatabase } from '../../main/counts/open_database.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { findElectron } from '../../native/setup/electron_runtime.mjs';
import { wordsOf } from '../../renderer/words/words.ts';
import { launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';
import { makeVenue, VENUE_PIN } from '../helpers/make_venue.ts';
import { makeHome, makeProgram } from '../updates/programs.ts';

it('says at the door, in each language, that the counts are of a newer program, and touches nothing of them', async () => {
  const userData = makeUserData();
  const dataDir = path.join(userData, 'demo');
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'counts.sqlite');
  const made = openDatabase(file);
  if (!made.ok) throw new Error(made.error);
  made.value.close();
  const newer = new Database(file);
  newer.pragma('user_version = 9999');
  newer.pragma('journal_mode = DELETE');
  newer.close();
  const before = readFileSync(file);
  for (const language of ['en', 'zh-Hant', 'zh-Hans'] as const) {
    const support = { name: 'Help desk', contact: '+852 5550 0000' };
    writeFileSync(path.join(dataDir, 'settings.json'), JSON.stringify({ ...defaultSettings('Hall'), language, support }));
    const kiosk = await launchKiosk({ userData });
    const door = await kiosk.window('door');
    await door.waitForSelector('[data-screen="problem"][data-problem="newer_program"]');
    expect(await door.innerText('[data-screen="problem"]')).toContain('+852 5550 0000');
    expect(await door.locator('button').count()).toBe(0);
    await kiosk.shoot(door, `door-stopped-${language}`);
    await kiosk.close();
  }
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(dataDir).filter((name) => /^counts\..*(wal|shm|copy)/.test(name))).toEqual([]);
});

it('goes on from the copy when the counts are damaged, and says so at the door', async () => {
  const userData = makeUserData();
  const file = path.join(userData, 'demo', 'counts.sqlite');
  const first = await launchKiosk({ userData });
  await (await first.window('door')).waitForSelector('[data-screen]');
  await expect.poll(() => existsSync(path.join(userData, 'demo', 'counts.copy.behind'))).toBe(false);
  await first.close();
  renameSync(file, `${file}.gone`);
  writeFileSync(file, Buffer.alloc(100_000, 7));
  const again = await launchKiosk({ userData });
  const door = await again.window('door');
  await door.waitForSelector('[data-notice="counts_restored"]');
  await again.shoot(door, 'door-counts-restored');
  expect(readdirSync(path.join(userData, 'demo', 'quarantine'))).toHaveLength(1);
  await again.close();
});

it('takes no PIN whose file and copy are damaged, and a first one once the named files are gone', async () => {
  const { userData } = await makeVenue();
  const folder = path.join(userData, 'venue');
  for (const name of ['pin.json', 'pin.json.previous']) writeFileSync(path.join(folder, name), 'damaged');
  const { pinFaults, chooseFirst } = wordsOf('en').staff;
  const openManager = async () => {
    const kiosk = await launchKiosk({ userData, demo: false });
    const door = await kiosk.window('door');
    await door.getByRole('button', { name: 'Manager' }).click();
    const manager = await kiosk.window('manager');
    await manager.waitForSelector('.pin-pad');
    return { kiosk, manager };
  };
  const lost = await openManager();
  for (let tries = 0; tries < 2; tries += 1) {
    await lost.manager.locator('.pin-pad input').fill(VENUE_PIN);
    await lost.manager.keyboard.press('Enter');
    await lost.manager.getByText(pinFaults.lost).waitFor();
  }
  await lost.kiosk.shoot(lost.manager, 'manager-pins-lost');
  await lost.kiosk.close();
  const named = pinFaults.lost.match(/pin\.json[a-z.]*(?=”)/g) ?? [];
  expect(named).toHaveLength(2);
  for (const name of named) rmSync(path.join(folder, name));
  const { kiosk, manager } = await openManager();
  await manager.getByText(chooseFirst).waitFor();
  await kiosk.close();
});

it('ends where its start throws, so that its guardian starts another one, and shows no dark door', async () => {
  const home = makeHome();
  const program = makeProgram(home, '0.1.0', 'throw', Buffer.alloc(0));
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(findElectron()?.executable ?? '', [...sandbox, program, '--demo', `--user-data-dir=${path.join(home, 'data')}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  try {
    await new Promise((resolve) => child.once('close', resolve));
    expect(said).toContain('Error: broken');
  } finally {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
});
