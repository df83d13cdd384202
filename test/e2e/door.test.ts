import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import { writeCameraFilm } from '../helpers/camera_film.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData, PROJECT_DIR } from '../helpers/launch_kiosk.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';

async function focusDoor(kiosk: LaunchedKiosk): Promise<Page> {
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-screen]');
  await kiosk.app.evaluate(({ BrowserWindow }) => {
    for (const one of BrowserWindow.getAllWindows()) {
      if (one.webContents.getURL().includes('/door/')) one.focus();
    }
  });
  await door.waitForFunction('document.hasFocus()');
  return door;
}

/** The specimens of the kiosk that runs on this folder: each carries names and numbers to search for. */
function specimensOf(userData: string): ReadonlyMap<string, string> {
  const authority = demoAuthority.parse(JSON.parse(readFileSync(path.join(userData, 'demo/authority.json'), 'utf8')));
  return new Map(demoSpecimens(authority, Date.now()).map(({ id, text }) => [id, text]));
}

describe('a keyboard scanner', () => {
  let kiosk: LaunchedKiosk;
  let door: Page;
  let codes: ReadonlyMap<string, string>;
  beforeAll(async () => {
    kiosk = await launchKiosk({});
    door = await focusDoor(kiosk);
    codes = specimensOf(kiosk.userData);
  });
  afterAll(() => kiosk.close());

  const code = (id: string) => codes.get(id) ?? '';

  it('turns a real code into the green screen and one count', async () => {
    scanByKeyboard(code('vaccinated'));
    await door.waitForSelector('[data-screen="admit"]');
    await kiosk.shoot(door, 'door-admit');
    expect(readCounts(kiosk.userData)).toEqual({ 'admit/keyboard': 1 });
    await door.waitForSelector('[data-screen="ready"]');
  });

  it('turns a forged code red at once, over the green one', async () => {
    scanByKeyboard(code('tested'));
    await door.waitForSelector('[data-screen="admit"]');
    scanByKeyboard(code('forged'));
    await door.waitForSelector('[data-screen="refuse"]');
    expect(readCounts(kiosk.userData)).toEqual({ 'admit/keyboard': 2, 'refuse/keyboard': 1 });
  });

  it('reads the next code after a stray key, half a code, an endless one and noise', async () => {
    execFileSync('xdotool', ['key', 'x']);
    execFileSync('xdotool', ['key', 'Escape', 'F5', 'ctrl+bracketright', 'dead_acute']);
    scanByKeyboard('9'.repeat(8_000));
    scanByKeyboard(code('recovered'));
    await door.waitForSelector('[data-screen="admit"]');
    expect(readCounts(kiosk.userData)['admit/keyboard']).toBe(3);
  });

  it('lets a pass for one entry in once', async () => {
    await door.waitForSelector('[data-screen="ready"]');
    scanByKeyboard(code('single_entry'));
    await door.waitForSelector('[data-screen="admit"]');
    await door.waitForSelector('[data-screen="ready"]');
    scanByKeyboard(code('single_entry'));
    await door.waitForSelector('[data-screen="refuse"]');
    await door.locator('main').getByText('Already used').waitFor();
    await kiosk.shoot(door, 'door-refuse-used');
  });

  it('asks for the other parts of a pass that is spread over several codes, and judges the whole', async () => {
    const cases = readFileSync(path.join(PROJECT_DIR, 'test/vectors/shc.jsonl'), 'utf8').trim().split('\n');
    const chunked = cases.map((line) => JSON.parse(line)).find(({ id }) => id === 'shc/example-02-chunks-out-of-order');
    const [first, second, third] = chunked.payload;
    scanByKeyboard(first);
    await door.waitForSelector('[data-screen="pending"]');
    await kiosk.shoot(door, 'door-pending-part');
    scanByKeyboard(second);
    scanByKeyboard(third);
    // Genuine, but its issuer is not on the demo's list.
    await door.waitForSelector('[data-screen="undecided"]');
    await door.locator('main').getByText('Issuer not known here').waitFor();
  });
});

describe('the camera', () => {
  it('turns a real code into the green screen and exactly one count, however long it is held there', async () => {
    const userData = makeUserData();
    const first = await launchKiosk({ userData });
    await first.window('door');
    await expect.poll(() => readdirSync(path.join(userData, 'demo'))).toContain('authority.json');
    await first.close();

    const film = path.join(mkdtempSync(path.join(tmpdir(), 'film-')), 'visitor.y4m');
    writeCameraFilm(film, [
      { text: null, frames: 60 },
      { text: specimensOf(userData).get('vaccinated') ?? '', frames: 120 },
    ]);
    const kiosk = await launchKiosk({ userData, film, args: ['--visitor-window'] });
    const door = await kiosk.window('door');
    const visitor = await kiosk.window('visitor');
    await door.waitForSelector('[data-screen="admit"]', { timeout: 30_000 });
    await visitor.waitForSelector('[data-screen="welcome"]');
    await kiosk.shoot(door, 'door-admit-camera');
    expect(await visitor.locator('body').textContent()).not.toMatch(/CHAN|陳|1980/);
    // The same pass by another input is the same presentation.
    await focusDoor(kiosk);
    scanByKeyboard(specimensOf(userData).get('vaccinated') ?? '');
    // Held for twelve seconds, read again and again, counted once; back after the visitor left, once more.
    await door.waitForSelector('[data-screen="ready"]', { timeout: 30_000 });
    expect(readCounts(userData)).toEqual({ 'admit/camera': 1 });
    await kiosk.shoot(visitor, 'visitor-ready');
    await door.waitForSelector('[data-screen="admit"]', { timeout: 30_000 });
    expect(readCounts(userData)).toEqual({ 'admit/camera': 2 });
    await door.getByText('Shown here before').waitFor();
    await kiosk.close();
  });
});

describe('every outcome', () => {
  it('has its screen, and none leaves a byte of a pass behind', async () => {
    const kiosk = await launchKiosk({ args: ['--visitor-window'] });
    const door = await focusDoor(kiosk);
    await kiosk.shoot(door, 'door-ready');
    await door.getByRole('button', { name: 'Specimens' }).click();
    const sheet = await kiosk.window('specimens');
    await sheet.waitForSelector('[data-specimen]');
    await kiosk.shoot(sheet, 'specimens');
    const codes = specimensOf(kiosk.userData);
    for (const id of codes.keys()) {
      const card = sheet.locator(`[data-specimen="${id}"]`);
      const expected = await card.getAttribute('class');
      await card.getByRole('button', { name: 'Present' }).click();
      await door.waitForSelector(`[data-screen="${expected}"]`);
      await kiosk.shoot(door, `door-${expected}-${id}`);
    }
    const counted = Object.values(readCounts(kiosk.userData)).reduce((sum, count) => sum + count, 0);
    // The grey specimen is never counted.
    expect(counted).toBe(codes.size - 1);
    await kiosk.close();

    const planted = ['陳', 'CHAN', 'TAI<MAN', 'Specimen Zo', 'URN:UVCI', '1980-02-29', ...codes.values()].flatMap((text) => {
      const piece = text.slice(0, 60);
      return [Buffer.from(piece), Buffer.from(piece, 'utf16le')];
    });
    for (const file of filesUnder(kiosk.userData)) {
      const content = readFileSync(file);
      for (const piece of planted) expect(content.includes(piece), file).toBe(false);
    }
  });
});

function filesUnder(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(dir, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
