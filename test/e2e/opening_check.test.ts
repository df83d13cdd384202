import { closeSync, mkdtempSync, openSync, readFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import type { OpeningCheck } from '../../main/bridge/contract.ts';
import { type Scene, writeCameraFilm } from '../helpers/camera_film.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';
import { openManager } from '../helpers/open_manager.ts';
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

async function shootTall(kiosk: LaunchedKiosk, page: Page, name: string): Promise<void> {
  await kiosk.shoot(page, name);
}

it('finds a healthy kiosk ready to open, in well under a minute, by scanner and camera', async () => {
  const film = newFilm({ text: null });
  const kiosk = await launchKiosk({ film });
  const manager = await openManager(kiosk, 'Opening check');
  const door = await kiosk.window('door');
  await kiosk.shoot(manager, 'opening-before');
  const specimen = await begin(manager);
  await door.getByText('Opening check').waitFor();
  await shootTall(kiosk, manager, 'opening-running');
  scanByKeyboard(specimen);
  await manager.waitForSelector('[data-reader="keyboard"][data-state="read"]');
  showToCamera(film, { text: specimen });
  await manager.waitForSelector('[data-reader="camera"][data-state="read"]', { timeout: 20_000 });
  await manager.getByRole('button', { name: 'I see all four' }).click();
  await kiosk.shoot(manager, 'opening-sound');
  await manager.getByRole('button', { name: 'Heard', exact: true }).click();
  await manager.waitForSelector('[data-opening="done"]');
  await kiosk.shoot(manager, 'opening-done');
  const { tookMs } = await askCheck(manager);
  expect(readCounts(kiosk.userData)).toEqual({});
  await kiosk.close();
});
