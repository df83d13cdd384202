import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoorState, Language, VenueSettings, VisitorState } from '../../main/bridge/contract.ts';
import { decidedScreen, showDoor, verdictOf } from '../helpers/door_states.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData, PROJECT_DIR } from '../helpers/launch_kiosk.ts';
import { fillCounts } from './fill_counts.ts';
import { showVisitor } from './show_visitor.ts';

const DIR = path.join(PROJECT_DIR, '.artifacts/gallery');
const SIZES = [
  [1024, 600],
  [1280, 800],
  [1920, 1080],
  [1080, 1920],
] as const;
const LANGUAGES: readonly Language[] = ['en', 'zh-Hant', 'zh-Hans'];
const HOLDER = { line: 'C. T.', birth: '--02-29' };

const DOOR: readonly (readonly [string, Partial<DoorState>])[] = [
  ['ready', {}],
  ['ready-no-scanner', { screen: { kind: 'problem', problem: 'no_scanner' }, devices: [] }],
  ['admit', { screen: decidedScreen(1, verdictOf('admit', { identity: HOLDER })) }],
  ['admit-again', { screen: decidedScreen(2, verdictOf('admit', { identity: HOLDER }), { shownBeforeMs: 240_000 }) }],
  ['refuse-out-of-date', { screen: decidedScreen(3, verdictOf('refuse', { reasonClass: 'out_of_date', hint: 'expired' })), mayOverride: 3 }],
  ['refuse-forged', { screen: decidedScreen(4, verdictOf('refuse', { reasonClass: 'not_accepted' })), mayOverride: 4 }],
  ['undecided', { screen: decidedScreen(5, verdictOf('undecided', { reasonClass: 'unknown_issuer', hint: 'unknown_key' })), mayOverride: 5 }],
  ['not-a-pass', { screen: decidedScreen(6, verdictOf('not_a_pass', { reasonClass: 'wrong_code', format: 'boarding_pass' })) }],
  ['specimen', { screen: decidedScreen(7, verdictOf('specimen')) }],
  ['overridden', { screen: { kind: 'overridden', sequence: 8, reason: 'paper_proof', showForMs: 60_000 } }],
  ['pending', { screen: { kind: 'pending', waitingFor: 'part' } }],
  ['lost', { screen: { kind: 'lost', sequence: 9, why: 'cut_short' } }],
  ['exit', { direction: 'out', directionToggle: true }],
  ['counted-by-hand', { lastManual: { reason: 'child', atMs: Date.now() } }],
  ['nearly-full', { occupancy: { inside: 483, capacity: 500, level: 'alarm', peak: 483, peakAtMs: 0 } }],
  ['full', { occupancy: { inside: 500, capacity: 500, level: 'full', peak: 500, peakAtMs: 0 } }],
  ['open-until', { notice: { kind: 'open_until', at: Date.UTC(2026, 10, 29, 15), what: 'revocations' } }],
];

const AROUND: Partial<DoorState> = {
  occupancy: { inside: 312, capacity: 500, level: 'below', peak: 340, peakAtMs: 0 },
  devices: [
    { sourceId: 'hid:1', input: 'hid_pos', name: 'Scanner', status: { state: 'ready' } },
    { sourceId: 'camera', input: 'camera', name: 'Camera', status: { state: 'ready' } },
  ],
};

const VISITOR: readonly (readonly [string, Partial<VisitorState>])[] = [
  ['present', {}],
  ['hint', { hint: 'hold_closer' }],
  ['welcome', { screen: 'welcome' }],
  ['see-staff', { screen: 'see_staff' }],
];

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

  it.each(SIZES)('the door’s at %i by %i', async (width, height) => {
    await door.setViewportSize({ width, height });
    for (const [name, state] of DOOR) {
      await showDoor(kiosk.app, { ...AROUND, language, ...state });
      const { screen = { kind: 'ready' } } = state;
      await door.waitForSelector(`[data-screen="${screen.kind === 'decided' ? screen.verdict.outcome : screen.kind}"]`);
      await shoot(door, `${width}x${height}/${language}/door-${name}.png`);
    }
  });

  it.each(SIZES)('the visitor’s at %i by %i', async (width, height) => {
    await visitor.setViewportSize({ width, height });
    for (const [name, state] of VISITOR) {
      await showVisitor(kiosk.app, { languages: [language], ...state });
      await visitor.waitForSelector(`[data-screen="${state.screen ?? 'present_pass'}"]`);
      await shoot(visitor, `${width}x${height}/${language}/visitor-${name}.png`);
    }
  });
});
