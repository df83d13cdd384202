import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language, VenueSettings } from '../../main/bridge/contract.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { fail } from '../../main/pass/result.ts';
import { answerWindow } from '../helpers/answer_window.ts';
import { selectorOf, showDoor } from '../helpers/door_states.ts';
import { enterPin } from '../helpers/enter_pin.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData, PROJECT_DIR } from '../helpers/launch_kiosk.ts';
import { PROGRAM_STATES, showProgram } from '../helpers/program_states.ts';
import { AROUND_THE_DOOR, DOOR_SCREENS, VISITOR_SCREENS } from '../helpers/screens.ts';
import { showVisitor } from '../helpers/show_visitor.ts';
import { fillCounts } from './fill_counts.ts';

const DIR = path.join(PROJECT_DIR, '.artifacts/gallery');
const SIZES = [
  [1024, 600],
  [1280, 800],
  [1920, 1080],
  [1080, 1920],
] as const;
const LANGUAGES: readonly Language[] = ['en', 'zh-Hant', 'zh-Hans'];
const pictures: string[] = [];

async function shoot(page: Page, name: string): Promise<void> {
  const file = path.join(DIR, name);
  mkdirSync(path.dirname(file), { recursive: true });
  await page.evaluate('document.fonts.ready.then(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))');
  await page.screenshot({ path: file, animations: 'disabled' });
  pictures.push(name);
}

beforeAll(() => rmSync(DIR, { recursive: true, force: true }));
afterAll(() => {
  const list = pictures.map((name) => `<figure><a href="${name}"><img src="${name}" loading="lazy" width="320"></a><figcaption>${name}</figcaption></figure>`);
  const style = '<style>body{background:#222;color:#eee;font:14px sans-serif}figure{display:inline-block;margin:8px}figcaption{max-width:320px}</style>';
  writeFileSync(path.join(DIR, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Screens</title>${style}${list.join('\n')}`);
});

describe.each(LANGUAGES)('every screen in %s', (language) => {
  let kiosk: LaunchedKiosk;
  let door: Page;
  let manager: Page;
  let visitor: Page;

  beforeAll(async () => {
    const userData = makeUserData();
    fillCounts(userData);
    kiosk = await launchKiosk({ userData, args: ['--visitor-window'] });
    door = await kiosk.window('door');
    visitor = await kiosk.window('visitor');
    await door.waitForSelector('[data-screen]');
    await door.locator('footer').getByRole('button', { name: 'Manager' }).click();
    manager = await kiosk.window('manager');
    await unlock();
    const settings = await manager.evaluate<VenueSettings>('kiosk.settings().then(({ value }) => value.settings)');
    const wanted: VenueSettings = { ...settings, language, capacity: 500, visitorLanguages: [] };
    await manager.evaluate(`kiosk.saveSettings(${JSON.stringify(wanted)})`);
    await manager.waitForSelector(`html[lang="${language}"]`);
  });
  afterAll(() => kiosk.close());

  async function unlock(): Promise<void> {
    await manager.locator('.pin-pad input').fill('2468');
    await manager.keyboard.press('Enter');
    await manager.waitForSelector('[role="tab"]');
  }

  it.each(SIZES)('the manager’s at %i by %i', async (width, height) => {
    await manager.setViewportSize({ width, height });
    const tabs = await manager.evaluate<string[]>(`[...document.querySelectorAll('[role="tab"]')].map(({ dataset }) => dataset.key)`);
    expect(tabs.length).toBeGreaterThan(7);
    for (const tab of tabs) {
      await manager.locator(`[role="tab"][data-key="${tab}"]`).click();
      await manager.locator(`[data-screen="${tab}"] [role="tabpanel"]:not([inert]) :is(h2, h3, p, table, button):visible`).first().waitFor();
      await shoot(manager, `${width}x${height}/${language}/manager-${tab}.png`);
    }
    await manager.evaluate('kiosk.lock()');
    await manager.waitForSelector('.pin-pad');
    await shoot(manager, `${width}x${height}/${language}/manager-locked.png`);
    await unlock();
  });

  it.each(SIZES)('the manager’s of the program at %i by %i', async (width, height) => {
    await manager.setViewportSize({ width, height });
    for (const [name, state] of PROGRAM_STATES) {
      await showProgram(kiosk.app, manager, state);
      await shoot(manager, `${width}x${height}/${language}/manager-program-${name}.png`);
    }
  });

  it('the PIN pad that takes none at each size', async () => {
    await manager.evaluate('kiosk.lock()');
    for (const fault of ['lost', 'sealed'] as const) {
      await answerWindow(kiosk.app, 'manager', 'unlock', fail(fault));
      await manager.locator('.pin-pad input').fill('2468');
      await manager.keyboard.press('Enter');
      await manager.getByText(wordsOf(language).staff.pinFaults[fault]).waitFor();
      for (const [width, height] of SIZES) {
        await manager.setViewportSize({ width, height });
        await shoot(manager, `${width}x${height}/${language}/manager-pins-${fault}.png`);
      }
    }
  });

  it.each(SIZES)('the door’s at %i by %i', async (width, height) => {
    await door.setViewportSize({ width, height });
    for (const [name, state] of DOOR_SCREENS) {
      await showDoor(kiosk.app, { ...AROUND_THE_DOOR, language, ...state });
      await door.waitForSelector(selectorOf(state));
      await shoot(door, `${width}x${height}/${language}/door-${name}.png`);
    }
    await answerWindow(kiosk.app, 'door', 'override', fail('lost'));
    await showDoor(kiosk.app, { ...AROUND_THE_DOOR, language, ...DOOR_SCREENS.find(([name]) => name === 'refuse-forged')?.[1] });
    await door.click('.supervisor');
    await door.click('[data-reason="organiser_decision"]');
    await enterPin(door, wordsOf(language).steward.faults.lost);
    await shoot(door, `${width}x${height}/${language}/door-pins-lost.png`);
  });

  it.each(SIZES)('the visitor’s at %i by %i', async (width, height) => {
    await visitor.setViewportSize({ width, height });
    for (const [name, state] of VISITOR_SCREENS) {
      await showVisitor(kiosk.app, { languages: [language], ...state });
      await visitor.waitForSelector(`[data-screen="${state.screen ?? 'present_pass'}"]`);
      await shoot(visitor, `${width}x${height}/${language}/visitor-${name}.png`);
    }
  });
});
