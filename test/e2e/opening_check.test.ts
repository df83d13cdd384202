import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import type { OpeningCheck, VenueSettings } from '../../main/bridge/contract.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { axeViolations } from '../helpers/axe_violations.ts';
import { type Scene, writeCameraFilm } from '../helpers/camera_film.ts';
import { launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';
import { openManager } from '../helpers/open_manager.ts';
import { plugPty } from '../helpers/pty_pair.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';

const FRAMES = 20;

function newFilm(scene: Omit<Scene, 'frames'>): string {
  const film = path.join(mkdtempSync(path.join(tmpdir(), 'film-')), 'camera.y4m');
  writeCameraFilm(film, [{ ...scene, frames: FRAMES }]);
  return film;
}

/** Puts another scene before a camera that runs: its file has as many bytes as before. */
function showToCamera(film: string, scene: Omit<Scene, 'frames'>): void {
  const bytes = readFileSync(newFilm(scene));
  const descriptor = openSync(film, 'r+');
  writeSync(descriptor, bytes);
  closeSync(descriptor);
}

async function askCheck(manager: Page): Promise<OpeningCheck> {
  const answer = (await manager.evaluate('window.kiosk.openingCheck()')) as { value: OpeningCheck };
  return answer.value;
}

async function begin(manager: Page): Promise<string> {
  await manager.bringToFront();
  await manager.getByRole('button', { name: 'Begin the check' }).click();
  await manager.waitForSelector('[data-opening="running"] .qr-code svg');
  const { specimen } = await askCheck(manager);
  return specimen ?? '';
}

async function answer(manager: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) await manager.getByRole('button', { name, exact: true }).click();
}

async function codes(manager: Page): Promise<readonly string[]> {
  await manager.waitForSelector('[data-opening="done"]');
  const { findings } = await askCheck(manager);
  return findings.map(({ code }) => code);
}

/** A demo's data folder with these settings, and what else is put there. */
function dataWith(change: Partial<VenueSettings>): { readonly userData: string; readonly folder: string } {
  const userData = makeUserData();
  const folder = path.join(userData, 'demo');
  mkdirSync(folder);
  const settings = { ...defaultSettings('Demo venue'), timeZone: 'UTC', ...change };
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
  return { userData, folder };
}

it('finds a healthy kiosk ready to open, in well under a minute, by scanner and camera', async () => {
  const film = newFilm({ text: null });
  const kiosk = await launchKiosk({ film });
  const manager = await openManager(kiosk, 'Opening check');
  const door = await kiosk.window('door');
  await kiosk.shoot(manager, 'opening-before');
  const specimen = await begin(manager);
  await door.waitForSelector('[data-problem="opening_check"]');
  await kiosk.shoot(door, 'opening-door');
  await kiosk.shoot(manager, 'opening-running');
  expect(await axeViolations(manager)).toEqual([]);
  scanByKeyboard(specimen);
  await manager.waitForSelector('[data-reader="keyboard"][data-state="read"]');
  showToCamera(film, { text: specimen });
  await manager.waitForSelector('[data-reader="camera"][data-state="read"]', { timeout: 20_000 });
  await answer(manager, 'I see all four', 'Heard');
  expect(await codes(manager)).toEqual([]);
  await kiosk.shoot(manager, 'opening-done');
  const { last, tookMs } = await askCheck(manager);
  expect(last?.worst).toBe('ok');
  // Far more than the machine needs, and half of what it may take.
  expect(tookMs).toBeLessThan(30_000);
  // Still before the camera, and no visitor's.
  await door.waitForSelector('[data-screen="ready"]');
  await manager.getByRole('tab', { name: 'Rule' }).click();
  await manager.getByRole('tab', { name: 'Opening check' }).click();
  await manager.waitForSelector('[data-last="ok"]');
  await kiosk.shoot(manager, 'opening-last');
  expect(readCounts(kiosk.userData)).toEqual({});
  showToCamera(film, { text: null });
  await kiosk.close();
});

it('names an altering scanner, a covered camera, silence, a small window and damaged settings, each with what to do', async () => {
  const film = newFilm({ text: null, light: 0 });
  const { folder, userData } = dataWith({ sound: false });
  // Cut short by a power cut: the settings before it are used.
  renameSync(path.join(folder, 'settings.json'), path.join(folder, 'settings.json.previous'));
  writeFileSync(path.join(folder, 'settings.json'), '{');
  const kiosk = await launchKiosk({ film, userData });
  const manager = await openManager(kiosk, 'Opening check');
  await kiosk.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()
      .find((one) => one.webContents.getURL().includes('/door/'))
      ?.setContentSize(800, 600);
  });
  const specimen = await begin(manager);
  scanByKeyboard(specimen, { layout: 'de' });
  await manager.waitForSelector('[data-reader="keyboard"][data-state="altered"]');
  await answer(manager, 'Not all', 'There are no more');
  expect(await codes(manager)).toEqual([
    'scanner_altered',
    'camera_dark',
    'cards_not_seen',
    'window_small',
    'sound_off',
    'settings_damaged',
  ]);
  for (const help of await manager.locator('.finding p').allTextContents()) expect(help.length).toBeGreaterThan(10);
  await kiosk.shoot(manager, 'opening-faults');
  expect(await axeViolations(manager)).toEqual([]);
  await kiosk.close();
});

it('names a serial scanner that is pulled out meanwhile, counts that are held, a clock that is behind, and a full disk', async () => {
  const { folder, userData } = dataWith({});
  const link = path.join(userData, 'scanner');
  const settings = { ...defaultSettings('Demo venue'), camera: 'off', serialPorts: [{ path: link, baudRate: 9_600 }] };
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
  const seenMs = Date.now() + 86_400_000;
  const time = { version: 1, signedMs: null, countedMs: 0, seenMs, uptimeMs: 0, aheadMs: null };
  writeFileSync(path.join(folder, 'time.json'), JSON.stringify(time));
  symlinkSync('/dev/full', path.join(folder, 'disk_probe.tmp'));
  const scanner = await plugPty(link);
  // The film's machine has a loudspeaker, whatever this one has.
  const kiosk = await launchKiosk({ userData, film: newFilm({ text: null }) });
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-device="serial"].ready');
  const manager = await openManager(kiosk, 'Opening check');
  const other = new Database(path.join(folder, 'counts.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  await begin(manager);
  other.exec('ROLLBACK');
  other.close();
  await scanner.unplug();
  await manager.waitForSelector('[data-reader="serial"][data-state="fault"]');
  await answer(manager, 'I see all four');
  await answer(manager, 'Not heard');
  expect(await codes(manager)).toEqual([
    'scanner_fault',
    'tones_not_heard',
    'clock_wrong',
    'disk_full',
    'database_not_writable',
  ]);
  await kiosk.shoot(manager, 'opening-faults-disk');

  // Plugged in again, all but the clock is well.
  const again = await plugPty(link);
  await manager.getByRole('button', { name: 'Check again' }).click();
  await manager.waitForSelector('[data-reader="serial"][data-state="waiting"]');
  const { specimen } = await askCheck(manager);
  await again.send(Buffer.from(`${specimen ?? ''}\r\n`));
  await manager.waitForSelector('[data-reader="serial"][data-state="read"]');
  await answer(manager, 'I see all four', 'Heard');
  expect(await codes(manager)).toEqual(['clock_wrong']);
  await kiosk.close();

  const restarted = await launchKiosk({ userData });
  const next = await openManager(restarted, 'Opening check');
  await next.waitForSelector('[data-last="fail"]');
  await restarted.close();
  await again.unplug();
});

it.each([
  ['zh-Hant', '開門檢查', '開始檢查'],
  ['zh-Hans', '开门检查', '开始检查'],
] as const)('speaks %s', async (language, tab, start) => {
  const { userData } = dataWith({ language });
  const kiosk = await launchKiosk({ userData });
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-screen]');
  await door.locator('footer button').last().click();
  const manager = await kiosk.window('manager');
  for (const digit of '2468') await manager.getByRole('button', { name: digit, exact: true }).click();
  await manager.locator('.pin-pad button').last().click();
  await manager.getByRole('tab', { name: tab }).click();
  await kiosk.shoot(manager, `opening-before-${language}`);
  await manager.getByRole('button', { name: start }).click();
  await manager.waitForSelector('.qr-code svg');
  await kiosk.shoot(manager, `opening-running-${language}`);
  await kiosk.close();
});
