import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAuthority } from '../../main/authority/demo_authority.ts';
import { type LaunchedKiosk, launchKiosk, PROJECT_DIR } from '../helpers/launch_kiosk.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';
import { visitorPass } from '../helpers/visitor_pass.ts';

const CODES = 20;

/** A pass of the running demo's authority. */
function passOf(userData: string, visitor: number): string {
  const file = readFileSync(path.join(userData, 'demo/authority.json'), 'utf8');
  return visitorPass(demoAuthority.parse(JSON.parse(file)), visitor);
}

async function focus(kiosk: LaunchedKiosk, name: 'door' | 'manager'): Promise<Page> {
  const page = await kiosk.window(name);
  await page.waitForSelector('[data-screen]');
  await kiosk.app.evaluate(({ BrowserWindow }, part) => {
    for (const one of BrowserWindow.getAllWindows()) {
      if (one.webContents.getURL().includes(part)) one.focus();
    }
  }, `/${name}/`);
  await page.waitForFunction('document.hasFocus()');
  return page;
}

describe('a keyboard scanner set to the US layout, at a French computer with Caps Lock on', () => {
  let kiosk: LaunchedKiosk;
  let door: Page;
  beforeAll(async () => {
    execFileSync('setxkbmap', ['fr']);
    execFileSync('xdotool', ['key', 'Caps_Lock']);
    kiosk = await launchKiosk({});
    door = await focus(kiosk, 'door');
  });
  afterAll(async () => {
    // The display serves the tests that follow too.
    execFileSync('xdotool', ['key', 'Caps_Lock']);
    execFileSync('setxkbmap', ['us']);
    await kiosk.close();
  });

  it(`gives ${CODES} codes byte for byte: each is admitted`, { timeout: 300_000 }, async () => {
    for (let visitor = 1; visitor <= CODES; visitor += 1) {
      scanByKeyboard(passOf(kiosk.userData, visitor));
      await expect.poll(() => readCounts(kiosk.userData), { timeout: 10_000 }).toEqual({ 'admit/keyboard': visitor });
    }
    await kiosk.shoot(door, 'door-admit-keyboard');
  });

  it('gives small letters as such', async () => {
    const cases = readFileSync(path.join(PROJECT_DIR, 'test/vectors/shc.jsonl'), 'utf8').trim().split('\n');
    const chunked = cases.map((line) => JSON.parse(line)).find(({ id }) => id === 'shc/example-02-chunks-out-of-order');
    await door.waitForSelector('[data-screen="ready"]', { timeout: 20_000 });
    scanByKeyboard(chunked.payload[0]);
    await door.waitForSelector('[data-screen="pending"]');
  });

  it('is told from a person, whose PIN reaches the PIN pad', async () => {
    const before = readCounts(kiosk.userData);
    await door.getByRole('button', { name: 'Manager' }).click();
    const manager = await focus(kiosk, 'manager');
    const field = manager.locator('.pin-pad input');
    await field.focus();
    execFileSync('xdotool', ['type', '--delay', '120', '2468']);
    await expect.poll(() => field.inputValue()).toBe('2468');
    execFileSync('xdotool', ['key', 'Return']);
    await manager.waitForSelector('[data-total="admit"]');
    expect(readCounts(kiosk.userData)).toEqual(before);
  });

  it('presses no button and fills no field of the window that has the focus', async () => {
    const manager = await focus(kiosk, 'manager');
    await manager.getByRole('tab', { name: 'Settings' }).click();
    const field = manager.getByLabel('Venue name');
    const name = await field.inputValue();
    await field.focus();
    const admitted = readCounts(kiosk.userData)['admit/keyboard'] ?? 0;
    scanByKeyboard(passOf(kiosk.userData, CODES + 1));
    await expect.poll(() => readCounts(kiosk.userData)['admit/keyboard'], { timeout: 10_000 }).toBe(admitted + 1);
    // Its first key, and with a slow one its first three, cannot be told from a person's.
    expect((await field.inputValue()).length).toBeLessThanOrEqual(name.length + 3);
    await manager.getByRole('tab', { name: 'Settings' }).waitFor();
  });
});
