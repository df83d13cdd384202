import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import type { VenueSettings } from '../../main/bridge/contract.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';

const SUPERVISOR_PIN = '1357';
/** A product's bar code: digits, as a PIN has. */
const PRODUCT_CODE = '4006381333931';

function userDataWith(changes: Partial<VenueSettings>): string {
  const userData = makeUserData();
  mkdirSync(path.join(userData, 'demo'), { recursive: true });
  writeFileSync(path.join(userData, 'demo/settings.json'), JSON.stringify({ ...defaultSettings('Riverside Hall'), sound: false, ...changes }));
  return userData;
}

/** The door of a kiosk, with its specimens at hand. One that is presented again at once is the same presentation. */
async function openDoor(kiosk: LaunchedKiosk) {
  const door = await kiosk.window('door');
  await door.waitForSelector('[data-screen="ready"]');
  await door.getByRole('button', { name: 'Specimens' }).click();
  const sheet = await kiosk.window('specimens');
  await sheet.waitForSelector('[data-specimen]');
  return {
    door,
    async present(id: string, screen: string): Promise<void> {
      await sheet.locator(`[data-specimen="${id}"]`).getByRole('button', { name: 'Present' }).click();
      await door.waitForSelector(`[data-screen="${screen}"]`);
    },
    async focus(): Promise<void> {
      await kiosk.app.evaluate(({ BrowserWindow }) => {
        for (const one of BrowserWindow.getAllWindows()) {
          if (one.webContents.getURL().includes('/door/')) one.focus();
        }
      });
      await door.waitForFunction('document.hasFocus()');
    },
  };
}

async function enterPin(door: Page, pin: string): Promise<void> {
  for (const digit of pin) await door.locator('.keys').getByRole('button', { name: digit, exact: true }).click();
  await door.locator('.keys').getByRole('button', { name: 'Let in' }).click();
}

async function countByHand(door: Page, reason: string): Promise<void> {
  await door.getByRole('button', { name: 'No code' }).click();
  await door.locator(`[data-reason="${reason}"]`).click();
}

describe('the staff at the door', () => {
  let kiosk: LaunchedKiosk;
  let door: Page;
  let desk: Awaited<ReturnType<typeof openDoor>>;
  let codes: ReadonlyMap<string, string>;
  beforeAll(async () => {
    kiosk = await launchKiosk({ userData: userDataWith({ capacity: 50 }), args: ['--visitor-window'] });
    desk = await openDoor(kiosk);
    ({ door } = desk);
    const authority = demoAuthority.parse(JSON.parse(readFileSync(path.join(kiosk.userData, 'demo/authority.json'), 'utf8')));
    codes = new Map(demoSpecimens(authority, Date.now()).map(({ id, text }) => [id, text]));
  });
  afterAll(() => kiosk.close());

  const counts = () => readCounts(kiosk.userData);
  const inside = () => door.locator('.inside').textContent();

  it('let a refused visitor in with a reason and a supervisor’s PIN, counted in a column of its own', async () => {
    await desk.present('forged', 'refuse');
    expect(await inside()).toBe('Inside 0 / 50');
    await door.getByRole('button', { name: 'Supervisor' }).click();
    await kiosk.shoot(door, 'door-override-reasons');
    await door.getByRole('button', { name: 'Known to staff' }).click();
    await enterPin(door, '1350');
    await door.locator('.pin-fault').getByText('That PIN is not right.').waitFor();
    expect(await door.getByLabel('Supervisor’s PIN').inputValue()).toBe('');
    await kiosk.shoot(door, 'door-override-wrong-pin');
    expect(counts()).toEqual({ 'refuse/demo': 1 });

    await enterPin(door, SUPERVISOR_PIN);
    await door.waitForSelector('[data-screen="overridden"]');
    await door.locator('main').getByText('Known to staff').waitFor();
    expect(await door.content()).not.toContain(SUPERVISOR_PIN);
    await kiosk.shoot(door, 'door-overridden');
    expect(counts()).toEqual({ 'refuse/demo': 1, 'override/staff': 1 });
    await expect.poll(inside).toBe('Inside 1 / 50');
    // Once: the visitor of that decision is in.
    expect(await door.getByRole('button', { name: 'Supervisor' }).count()).toBe(0);
    expect(await door.locator('[data-panel]').count()).toBe(0);
    await (await kiosk.window('visitor')).waitForSelector('[data-screen="welcome"]');
    await door.waitForSelector('[data-screen="ready"]');
  });

  it('still can when the answer has left the screen, and not when somebody else has come', async () => {
    await desk.present('unknown_issuer', 'undecided');
    await door.waitForSelector('[data-screen="ready"]');
    await door.getByRole('button', { name: 'Supervisor' }).click();
    await door.getByText('Last answer: CHECK').waitFor();
    await desk.present('vaccinated', 'admit');
    expect(await door.locator('[data-panel]').count()).toBe(0);
    expect(await door.getByRole('button', { name: 'Supervisor' }).count()).toBe(0);
  });

  it.each([
    ['tested', 'admit', 'expired'],
    ['venue_poster', 'not_a_pass', 'not_yet_valid'],
    ['specimen', 'specimen', 'altered'],
  ])('are not asked about %s, which is %s', async (id, screen, before) => {
    await desk.present(before, 'refuse');
    await door.getByRole('button', { name: 'Supervisor' }).waitFor();
    await desk.present(id, screen);
    expect(await door.getByRole('button', { name: 'Supervisor' }).count()).toBe(0);
  });

  it('get the next visitor’s answer at once over the PIN keys, and no digit of a scan in the PIN', async () => {
    for (const [refused, code, screen] of [
      ['rule_not_met', PRODUCT_CODE, 'not_a_pass'],
      ['damaged', codes.get('recovered') ?? '', 'admit'],
    ] as const) {
      await desk.present(refused, 'refuse');
      await desk.focus();
      await door.getByRole('button', { name: 'Supervisor' }).click();
      await door.getByRole('button', { name: 'Paper proof seen' }).click();
      const field = door.getByLabel('Supervisor’s PIN');
      await field.focus();
      await door.waitForFunction("document.activeElement?.matches('.pin-keys input')");
      // What the field ever holds, until it is gone.
      await door.evaluate(`{
        window.typed = [];
        const field = document.querySelector('.pin-keys input');
        const look = () => {
          window.typed.push(field.value.length);
          if (field.isConnected) requestAnimationFrame(look);
        };
        look();
      }`);
      scanByKeyboard(code);
      await door.waitForSelector(`[data-screen="${screen}"]`);
      expect(await field.count()).toBe(0);
      expect(await door.locator('[data-panel]').count()).toBe(0);
      expect(await door.evaluate('Math.max(...window.typed)')).toBe(0);
    }
    // A person's keys do get there.
    await desk.present('withdrawn', 'refuse');
    await door.getByRole('button', { name: 'Supervisor' }).click();
    await door.getByRole('button', { name: 'Paper proof seen' }).click();
    await door.getByLabel('Supervisor’s PIN').pressSequentially('12', { delay: 150 });
    await expect.poll(() => door.getByLabel('Supervisor’s PIN').inputValue()).toBe('12');
  });

  it('count somebody without a code by one tap, and take it back, as if nothing had been', async () => {
    await desk.present('venue_pass', 'admit');
    const before = counts();
    const insideBefore = await inside();
    await countByHand(door, 'child');
    await door.getByText('Counted by hand: Child').waitFor();
    expect(counts()).toEqual({ ...before, 'manual/staff': 1 });
    expect(await inside()).not.toBe(insideBefore);
    await kiosk.shoot(door, 'door-counted-by-hand');
    // It takes nothing from the next scan, and stays through it.
    await desk.present('elsewhere', 'refuse');
    await door.getByRole('button', { name: 'Undo' }).click();
    await door.locator('[data-toast]').waitFor({ state: 'detached' });
    expect(counts()).toEqual({ ...before, 'refuse/demo': (before['refuse/demo'] ?? 0) + 1 });
    await expect.poll(inside).toBe(insideBefore);
  });

  it('have the panel of entries by hand closed by the next scan', async () => {
    await door.getByRole('button', { name: 'No code' }).click();
    await door.waitForSelector('[data-panel="manual"]');
    await kiosk.shoot(door, 'door-without-code');
    await desk.present('single_entry', 'admit');
    expect(await door.locator('[data-panel]').count()).toBe(0);
  });

  it('have to wait after wrong PINs, at the door as elsewhere', async () => {
    await desk.present('forged', 'refuse');
    await door.getByRole('button', { name: 'Supervisor' }).click();
    await door.getByRole('button', { name: 'Emergency' }).click();
    for (let miss = 0; miss < 2; miss += 1) {
      await enterPin(door, '0000');
      await door.locator('.pin-fault').getByText('That PIN is not right.').waitFor();
    }
    await enterPin(door, SUPERVISOR_PIN);
    await door.locator('.pin-fault').getByText('Too many tries').waitFor();
    expect(counts()['override/staff']).toBe(1);
    // The wait is of seconds, and the answer can still be overridden after it.
    await expect
      .poll(
        async () => {
          await enterPin(door, SUPERVISOR_PIN);
          return door.waitForSelector('[data-screen="overridden"]', { timeout: 1_000 }).then(
            () => 'let in',
            () => 'waiting',
          );
        },
        { timeout: 30_000 },
      )
      .toBe('let in');
    expect(counts()['override/staff']).toBe(2);
  });
});

describe('the door’s header', () => {
  it('warns by colour, sign and word as the venue fills, and turns the direction for good', async () => {
    const userData = userDataWith({ capacity: 5, capacityWarnings: [0.4, 0.8], directionToggle: true });
    const kiosk = await launchKiosk({ userData, args: ['--visitor-window'] });
    const { door, present } = await openDoor(kiosk);
    const levels = [];
    for (let person = 0; person < 5; person += 1) {
      const level = await door.locator('.inside').getAttribute('data-level');
      levels.push(level);
      await kiosk.shoot(door, `door-capacity-${level}`);
      await countByHand(door, 'staff');
      await door.getByText(`Inside ${person + 1} / 5`).waitFor();
    }
    expect(levels).toEqual(['below', 'below', 'warn', 'warn', 'alarm']);
    await door.locator('.inside').getByText('Full').waitFor();
    await door.getByText('Full: let nobody in until somebody leaves').waitFor();
    await kiosk.shoot(door, 'door-capacity-full');

    await door.getByRole('button', { name: 'Change to exit' }).click();
    await door.getByText('← Exit').waitFor();
    await countByHand(door, 'staff');
    await door.getByText('Inside 4 / 5').waitFor();
    await door.locator('.inside').getByText('Almost full').waitFor();
    await present('vaccinated', 'admit');
    await door.locator('main').getByText('EXIT OK').waitFor();
    await (await kiosk.window('visitor')).waitForSelector('[data-screen="goodbye"]');
    await door.getByText('Inside 3 / 5').waitFor();
    await kiosk.shoot(door, 'door-exit');
    await kiosk.close();

    const again = await launchKiosk({ userData });
    const doorAgain = await again.window('door');
    await doorAgain.getByText('← Exit').waitFor();
    await doorAgain.getByText('Inside 3 / 5').waitFor();
    await doorAgain.getByRole('button', { name: 'Change to entrance' }).click();
    await doorAgain.getByText('→ Entrance').waitFor();
    await again.close();
  });

  it('has no button for the direction where the manager allows none, and main refuses it too', async () => {
    const kiosk = await launchKiosk({ userData: userDataWith({}) });
    const door = await kiosk.window('door');
    await door.waitForSelector('[data-screen="ready"]');
    expect(await door.getByRole('button', { name: /Change to/ }).count()).toBe(0);
    expect(await door.evaluate("window.kiosk.setDirection({ direction: 'out' })")).toEqual({ ok: false, error: 'not_allowed' });
    for (const call of [
      "override({ sequence: 1, pin: '1', reason: 'because' })",
      "override({ sequence: 1, pin: '1'.repeat(13), reason: 'emergency' })",
      "override({ sequence: 1.5, pin: '1', reason: 'emergency' })",
      "countManually({ reason: 'friend' })",
      "countManually({ reason: 'child', name: 'A' })",
      "setDirection({ direction: 'up' })",
    ]) {
      expect(await door.evaluate(`window.kiosk.${call}.then(() => 'answered', () => 'refused')`), call).toBe('refused');
    }
    await kiosk.close();
  });
});
