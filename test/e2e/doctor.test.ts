import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testSymbol, type TestSymbolId } from '../../native/test_symbols.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';

const { text } = testSymbol('characters');
const TITLES = { characters: 'Characters', speed: 'Speed', bytes: 'Scripts', aztec: 'Aztec', data_matrix: 'Data Matrix' };

let kiosk: LaunchedKiosk;
let door: Page;
let manager: Page;

beforeAll(async () => {
  kiosk = await launchKiosk({});
  door = await kiosk.window('door');
  await door.getByRole('button', { name: 'Manager' }).click();
  manager = await kiosk.window('manager');
  for (const digit of '2468') await manager.getByRole('button', { name: digit, exact: true }).click();
  await manager.getByRole('button', { name: 'Unlock' }).click();
  await manager.getByRole('tab', { name: 'Scanners' }).click();
  await manager.getByText('Keyboard scanner').first().waitFor();
  await kiosk.shoot(manager, 'doctor-before');
  await manager.getByRole('button', { name: 'Start the test' }).click();
  await manager.waitForSelector('.symbol svg');
});

afterAll(() => kiosk.close());

/** Shows a symbol anew, so that nothing of the last scan is left, and waits until keys reach the window. */
async function show(id: TestSymbolId): Promise<void> {
  await manager.bringToFront();
  await manager.getByRole('listitem').getByRole('button', { name: TITLES[id] }).click();
  await manager.waitForSelector(`[data-check="${id}"] [data-source="keyboard"]:not(.good):not(.bad)`);
}

async function findings(): Promise<readonly string[]> {
  await manager.waitForSelector('[data-source="keyboard"]:is(.good, .bad)', { timeout: 30_000 });
  // The speed of a machine that is held up is not the scanner's.
  const cards = await manager.locator('[data-source="keyboard"] .fault[data-finding]:not([data-finding="too_slow"])').all();
  return Promise.all(cards.map(async (card) => (await card.getAttribute('data-finding')) ?? ''));
}

describe('the scanner doctor', () => {
  it('calls a healthy scanner healthy, and keeps the door closed meanwhile', async () => {
    await show('characters');
    await door.locator('main').getByText('Scanner test').waitFor();
    await kiosk.shoot(door, 'doctor-door');
    // A machine that is held up makes the best scanner look slow: it may scan again.
    await vi.waitFor(
      async () => {
        await show('characters');
        scanByKeyboard(text);
        expect(await findings()).toEqual([]);
        expect(await manager.getByText('Healthy').isVisible()).toBe(true);
      },
      { timeout: 60_000 },
    );
    await kiosk.shoot(manager, 'doctor-healthy');
  });

  it.each([
    ['no_suffix', () => scanByKeyboard(text, { suffix: '' })],
    ['wrong_layout', () => scanByKeyboard(text, { layout: 'de' })],
    ['wrong_case', () => scanByKeyboard(invertCase(text))],
    ['characters_lost', () => scanByKeyboard(text.replace(/[37kT]/g, ''))],
    ['characters_changed', () => scanByKeyboard(text.replace(/[37kT]/g, '_'))],
    ['too_slow', () => scanByKeyboard(text, { delayMs: 30 })],
    ['extra_prefix', () => scanByKeyboard(`QR:${text}`)],
    ['extra_suffix', () => scanByKeyboard(`${text}##`)],
    ['doubled', () => scanByKeyboard(`${text}\r${text}`)],
  ] as const)('names the fault %s', async (code, scan) => {
    await show('characters');
    scan();
    await manager.waitForSelector(`[data-source="keyboard"] .fault[data-finding="${code}"]`, { timeout: 30_000 });
    await kiosk.shoot(manager, `doctor-${code.replaceAll('_', '-')}`);
  });

  it('names a code that is cut at a length, and after how many characters', async () => {
    await show('speed');
    scanByKeyboard(testSymbol('speed').text.slice(0, 250));
    expect(await findings()).toContain('cut_at_length');
    await manager.getByText('Codes are cut after 250 characters').waitFor();
    await kiosk.shoot(manager, 'doctor-cut-at-length');
  });

  it('names a code that comes in two pieces', async () => {
    await show('characters');
    scanByKeyboard(text.slice(0, 100), { suffix: '' });
    // Longer than the wedge waits for more of a code, and shorter than a person needs to show one again.
    await new Promise((resolve) => setTimeout(resolve, 900));
    scanByKeyboard(text.slice(100));
    await manager.waitForSelector('[data-source="keyboard"] [data-finding="split_code"]', { timeout: 30_000 });
    await kiosk.shoot(manager, 'doctor-split-code');
  });

  it('names separators and letters of other scripts that a keyboard scanner leaves out', async () => {
    await show('bytes');
    scanByKeyboard(testSymbol('bytes').text.replace(/[^ -~]/g, ''));
    expect(await findings()).toEqual(['control_characters_lost', 'bytes_changed']);
    await kiosk.shoot(manager, 'doctor-bytes');
  });

  it('says nothing of what another code holds', async () => {
    await show('characters');
    scanByKeyboard('VP1:A-PASS-THAT-A-VISITOR-SHOWED-MEANWHILE');
    expect(await findings()).toEqual(['not_the_symbol']);
    expect(await manager.content()).not.toContain('A-PASS-THAT');
  });

  it('says so when nothing arrives', async () => {
    await show('aztec');
    await manager.waitForSelector('[data-finding="nothing_arrived"]', { timeout: 30_000 });
    await kiosk.shoot(manager, 'doctor-nothing-arrived');
  });

  it('sets the kiosk to the layout of a scanner, after which its codes arrive as they are', async () => {
    await show('characters');
    scanByKeyboard(text, { layout: 'uk' });
    await manager.getByRole('button', { name: 'Use this layout: English (UK)' }).click();
    await manager.getByText('Saved. Scan the code again.').waitFor();
    await kiosk.shoot(manager, 'doctor-wrong-layout-saved');
    await show('characters');
    scanByKeyboard(text, { layout: 'uk' });
    expect(await findings()).not.toContain('wrong_layout');
    await manager.getByText('216 of 216').waitFor();
  });

  it('opens the door again at the end, and has counted nothing', async () => {
    await manager.getByRole('button', { name: 'End the test' }).click();
    await door.waitForSelector('[data-screen="ready"]');
    await manager.getByRole('tab', { name: 'Figures' }).click();
    await manager.getByText('Nothing was counted on these days.').waitFor();
  });
});

function invertCase(given: string): string {
  return given.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));
}
