import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Language, VenueSettings } from '../../main/bridge/contract.ts';
import { axeViolations } from '../helpers/axe_violations.ts';
import { fail, ok } from '../../main/pass/result.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { answerWindow } from '../helpers/answer_window.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';
import { PROGRAM_STATES, showProgram } from '../helpers/program_states.ts';

/** Between two keys of a person; a scanner is faster. */
const KEY_MS = 40;
const MOST_TAB_STOPS = 200;
const LANGUAGES: readonly Language[] = ['en', 'zh-Hant', 'zh-Hans'];
const SIZES = [
  [1280, 800],
  [1024, 600],
] as const;

let kiosk: LaunchedKiosk;
let manager: Page;

beforeAll(async () => {
  kiosk = await launchKiosk({});
  const door = await kiosk.window('door');
  await door.getByRole('button', { name: 'Manager' }).click();
  manager = await kiosk.window('manager');
  await manager.waitForSelector('.pin-pad');
});

afterEach(lock);
afterAll(() => kiosk.close());

async function settings(): Promise<VenueSettings> {
  return manager.evaluate('kiosk.settings().then(({ value }) => value.settings)');
}

async function unlock(pin: string): Promise<void> {
  await manager.locator('.pin-pad input').fill(pin);
  await manager.keyboard.press('Enter');
  await manager.waitForSelector('[role="tab"]');
}

async function lock(): Promise<void> {
  await manager.evaluate('kiosk.lock()');
  await manager.waitForSelector('.pin-pad');
}

/** As many seconds pass on the machine in which nobody does anything. */
async function stayIdle(seconds: number): Promise<void> {
  await kiosk.app.evaluate((_, more) => {
    const os = process.getBuiltinModule('os');
    const { uptime } = os;
    os.uptime = () => uptime() + more;
  }, seconds);
}

/** Opens a tab, and waits until it has drawn what it asked main for. */
async function open(id: string): Promise<void> {
  await manager.locator(`[role="tab"][data-key="${id}"]`).click();
  await manager.locator(`[data-screen="${id}"] [role="tabpanel"]:not([inert]) :is(h2, h3, p, table, button)`).first().waitFor();
}

async function tabs(): Promise<readonly string[]> {
  return manager.evaluate(`[...document.querySelectorAll('[role="tab"]')].map(({ dataset }) => dataset.key)`);
}

describe('the manager’s window keeps to WCAG 2.2 AA', () => {
  it.each(LANGUAGES)('in each tab, and at the PIN pad while it waits (%s)', async (language) => {
    await unlock('2468');
    const present = await settings();
    await manager.evaluate(`kiosk.saveSettings(${JSON.stringify({ ...present, language })})`);
    await manager.waitForSelector(`html[lang="${language}"]`);
    for (const id of await tabs()) {
      await open(id);
      expect([id, await axeViolations(manager)]).toEqual([id, []]);
    }
    await lock();
    expect(await axeViolations(manager)).toEqual([]);
  });

  it('while a scanner is examined, a list is open, and a form is wrong', async () => {
    await unlock('2468');
    await manager.evaluate(`kiosk.saveSettings(${JSON.stringify({ ...(await settings()), language: 'en' })})`);
    await open('doctor');
    await manager.getByRole('button', { name: 'Start the test' }).click();
    await manager.waitForSelector('.symbol svg');
    expect(await axeViolations(manager)).toEqual([]);
    await open('settings');
    await manager.getByLabel('Venue name').fill('');
    await manager.getByRole('textbox', { name: 'Gate 2' }).fill('Main entrance');
    await manager.getByRole('button', { name: 'Save', exact: true }).click();
    await manager.getByText('Not saved. Please check: Venue name, All gates.').waitFor();
    await manager.getByText('This must not be empty.').waitFor();
    expect(await manager.evaluate('document.activeElement.value')).toBe('');
    expect(await axeViolations(manager)).toEqual([]);
    await kiosk.shoot(manager, 'manager-settings-wrong');
    await manager.getByRole('button', { name: 'Discard changes' }).click();
    const zone = manager.getByRole('combobox', { name: 'Time zone' });
    await zone.focus();
    // A list closes when what is below it scrolls: the field has to be in its place first.
    await manager.evaluate('new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled)))');
    await zone.fill('Hong');
    await manager.getByRole('option', { name: 'Asia/Hong_Kong' }).waitFor();
    await kiosk.shoot(manager, 'manager-settings-zone');
    // What is behind an open list is hidden from screen readers until it closes, and cannot be reached by Tab either.
    expect(await axeViolations(manager, '.react-aria-Popover')).toEqual([]);
    await zone.press('Escape');
  });

  it('for a supervisor, who sees no more than may be used', async () => {
    await unlock('1357');
    const seen = await tabs();
    expect(seen).toContain('doctor');
    expect(seen).not.toContain('settings');
    for (const id of seen) {
      await open(id);
      expect([id, await axeViolations(manager)]).toEqual([id, []]);
    }
  });

  it('in the minute before it locks by itself, which any key puts off', async () => {
    await unlock('2468');
    await stayIdle(270);
    await manager.locator('.lock-countdown').getByText('Locks in 0:').waitFor();
    expect(await axeViolations(manager)).toEqual([]);
    await kiosk.shoot(manager, 'manager-locks-soon');
    await manager.keyboard.press('Shift');
    await manager.locator('.lock-countdown:empty').waitFor({ state: 'attached' });
    await stayIdle(300);
    await manager.waitForSelector('.pin-pad');
    expect(await manager.evaluate('kiosk.settings()')).toEqual({ ok: false, error: 'locked' });
  });

  it('while no PIN is looked at, and lets in again by itself', async () => {
    for (let i = 0; i < 3; i += 1) {
      await manager.locator('.pin-pad input').fill('0000');
      await manager.keyboard.press('Enter');
      await manager.getByRole('alert').filter({ hasText: /./ }).waitFor();
    }
    await manager.getByRole('timer').getByText('Try again in 0:0').waitFor();
    expect(await axeViolations(manager)).toEqual([]);
    await kiosk.shoot(manager, 'manager-waits');
    await manager.locator('.pin-pad input:enabled:focus').waitFor({ timeout: 10_000 });
    await unlock('2468');
  });
});

describe('the manager’s window by keyboard alone', () => {
  const press = (key: string) => manager.keyboard.press(key, { delay: KEY_MS });
  const type = async (digits: string) => {
    for (const digit of digits) await press(digit);
  };

  async function focused(): Promise<{ readonly name: string; readonly role: string; readonly isSeen: boolean }> {
    return manager.evaluate(`(() => {
      const element = document.activeElement;
      const labels = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
      const name = element.getAttribute('aria-label') ?? [...labels, ...[...(element.labels ?? [])].map((label) => label.textContent)].join(' ');
      // Of a check box or a switch, what stands for it has the ring.
      const drawn = element.matches('[type="checkbox"], [type="radio"], [type="range"]')
        ? (element.closest('label, .react-aria-SliderThumb')?.querySelector('.indicator') ?? element.closest('.react-aria-SliderThumb') ?? element)
        : element;
      const style = getComputedStyle(drawn);
      const box = drawn.getBoundingClientRect();
      const isSeen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || element.matches('[role="spinbutton"]');
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      const isCovered = top === null || !(drawn.contains(top) || top.contains(drawn));
      return {
        name: name.trim() === '' ? element.textContent : name,
        role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
        isSeen: isSeen && box.top >= 0 && box.bottom <= innerHeight + 1 && !isCovered,
      };
    })()`);
  }

  /** Goes on with Tab until something of that name has the focus; all on the way there show where the focus is. */
  async function tabTo(name: string, role?: string): Promise<void> {
    for (let stops = 0; stops < MOST_TAB_STOPS; stops += 1) {
      await press('Tab');
      const at = await focused();
      if (at.role === 'body') continue;
      expect(at, JSON.stringify(at)).toMatchObject({ isSeen: true });
      if (at.name.includes(name) && (role === undefined || at.role === role)) return;
    }
    throw new Error(`no ${name} by Tab`);
  }

  it('lets a manager do every task', async () => {
    await manager.bringToFront();
    await manager.locator('.pin-pad input:focus').waitFor();
    await type('2468');
    await press('Enter');
    await manager.getByText('Unlocked for the manager').waitFor();

    await tabTo('Figures', 'tab');
    const all = await tabs();
    for (const id of all.slice(1)) {
      await press('ArrowDown');
      await manager.waitForSelector(`[data-screen="${id}"]`);
    }
    while ((await focused()).name !== 'Rule') await press('ArrowUp');

    await tabTo('Rule at the door');
    const { rulePack, sound } = await settings();
    await press('ArrowDown');
    await tabTo('Put in force');
    await press('Enter');
    await manager.getByText('Saved.').first().waitFor();
    expect((await settings()).rulePack).not.toBe(rulePack);

    await tabTo('Rule', 'tab');
    while ((await focused()).name !== 'Settings') await press('ArrowDown');
    await tabTo('Direction');
    await press('Enter');
    await press('ArrowDown');
    await press('Enter');
    await tabTo('Sound');
    await press('Space');
    await manager.getByText('Not saved yet.').waitFor();
    await tabTo('Save', 'button');
    await press('Enter');
    await expect.poll(settings).toMatchObject({ sound: !sound, direction: 'out' });

    await tabTo('PIN of');
    await tabTo('The manager’s present PIN');
    await type('2468');
    await tabTo('New PIN (4');
    await type('97531');
    await tabTo('New PIN once more');
    await type('97531');
    await press('Enter');
    await manager.getByText('The new PIN is set: Supervisor.').waitFor();

    await tabTo('Lock');
    await press('Enter');
    await manager.locator('.pin-pad input:focus').waitFor();
    await type('97531');
    await press('Enter');
    await manager.getByText('Unlocked for the supervisor').waitFor();
  });
});

describe('what the manager is seldom told', () => {
  /** What is not whole within the window's width or its own. */
  const CUT = `[...document.querySelectorAll('[role="tabpanel"]:not([inert]) *')]
    .filter((one) => !one.matches('input, option') && getComputedStyle(one).display !== 'inline')
    .filter((one) => one.scrollWidth > one.clientWidth || one.getBoundingClientRect().right > innerWidth)
    .map((one) => one.tagName + ' ' + one.className + ' ' + one.textContent.slice(0, 40))`;

  it.each(LANGUAGES)('of the program is whole and keeps to WCAG 2.2 AA in %s', async (language) => {
    await unlock('2468');
    await manager.evaluate(`kiosk.saveSettings(${JSON.stringify({ ...(await settings()), language })})`);
    await manager.waitForSelector(`html[lang="${language}"]`);
    for (const [name, state] of PROGRAM_STATES) {
      for (const [width, height] of SIZES) {
        await manager.setViewportSize({ width, height });
        await showProgram(kiosk.app, manager, state);
        expect([name, width, await manager.evaluate(CUT)]).toEqual([name, width, []]);
      }
      expect([name, await axeViolations(manager)]).toEqual([name, []]);
    }
  });

  // The last one: from here on no PIN is taken.
  it('of PINs that cannot be compared is all on the screen, in each language', async () => {
    await manager.setViewportSize({ width: 1024, height: 600 });
    for (const language of LANGUAGES) {
      await answerWindow(kiosk.app, 'manager', 'status', ok({ role: 'steward', demo: false, isNew: false, secrets: 'plain', language, waitMs: 0, lockInMs: 0 }));
      await manager.waitForSelector(`html[lang="${language}"]`);
      for (const fault of ['lost', 'sealed'] as const) {
        await answerWindow(kiosk.app, 'manager', 'unlock', fail(fault));
        await manager.locator('.pin-pad input').fill('2468');
        await manager.keyboard.press('Enter');
        await manager.getByText(wordsOf(language).staff.pinFaults[fault]).waitFor();
        expect(await manager.evaluate("innerHeight - document.querySelector('#pin-message').getBoundingClientRect().bottom")).toBeGreaterThanOrEqual(0);
        expect([fault, await axeViolations(manager)]).toEqual([fault, []]);
      }
    }
  });
});
