import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openDatabase } from '../../main/counts/open_database.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';

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
