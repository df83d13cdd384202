import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import { channelOf } from '../../main/bridge/channel.ts';
import type { Language, VisitorState } from '../../main/bridge/contract.ts';
import { defaultSettings } from '../../main/settings/venue_settings.ts';
import { wordsOf } from '../../renderer/words/words.ts';
import { type LaunchedKiosk, launchKiosk, makeUserData } from '../helpers/launch_kiosk.ts';
import { MEASURE_PAGE, type PageFaults } from '../helpers/measure_page.ts';

const LANGUAGES: readonly [Language, ...Language[]] = ['en', 'zh-Hant', 'zh-Hans'];
/** What the specimens' holders are called, when they were born, and what their passes are of. */
const OF_A_PASS = /CHAN|陳|大文|Specimen Zo|1980|02-29|UVCI|PCR|EU\/1|vaccin|test|recover/i;

const NEXT_TASK = 'new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => done(); port2.postMessage(0); })';

describe('the visitor’s screen', () => {
  let kiosk: LaunchedKiosk;
  let door: Page;
  let visitor: Page;
  beforeAll(async () => {
    const userData = makeUserData();
    mkdirSync(path.join(userData, 'demo'), { recursive: true });
    const settings = { ...defaultSettings('Riverside Hall'), identityDisplay: 'name', visitorLanguages: LANGUAGES, sound: false, camera: 'off' };
    writeFileSync(path.join(userData, 'demo/settings.json'), JSON.stringify(settings));
    kiosk = await launchKiosk({ userData, args: ['--visitor-window'] });
    door = await kiosk.window('door');
    visitor = await kiosk.window('visitor');
    await door.waitForSelector('[data-screen="ready"]');
    await visitor.waitForSelector('[data-screen="present_pass"]');
  });
  afterAll(() => kiosk.close());

  it('has no pointer over it while the mouse stands still, as the door has none', async () => {
    const pointer = (page: Page) => page.evaluate("['body', 'h1'].map((one) => getComputedStyle(document.querySelector(one)).cursor).join()");
    for (const page of [visitor, door]) {
      await page.mouse.move(200, 200);
      await expect.poll(() => pointer(page)).toBe('auto,auto');
      await expect.poll(() => pointer(page), { timeout: 10_000 }).toBe('none,none');
      await page.mouse.move(210, 200);
      await expect.poll(() => pointer(page)).toBe('auto,auto');
    }
    expect(await door.evaluate("getComputedStyle(document.querySelector('footer button')).cursor")).toBe('pointer');
    await expect.poll(() => door.evaluate("getComputedStyle(document.querySelector('footer button')).cursor"), { timeout: 10_000 }).toBe('none');
  });

  it('is told and shows no field of a pass, nor why the door answered as it did', async () => {
    // Every message that main sends to the visitor's window from here on.
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/visitor/'));
      if (window === undefined) throw new Error('no visitor window');
      const { webContents } = window;
      const told: string[] = [];
      const send = webContents.send.bind(webContents);
      webContents.send = (channel, ...content) => {
        told.push(JSON.stringify([channel, ...content]));
        send(channel, ...content);
      };
      Object.assign(globalThis, { told });
    });
    const authority = demoAuthority.parse(JSON.parse(readFileSync(path.join(kiosk.userData, 'demo/authority.json'), 'utf8')));
    const specimens = demoSpecimens(authority, Date.now());
    await door.getByRole('button', { name: 'Specimens' }).click();
    const sheet = await kiosk.window('specimens');
    await sheet.waitForSelector('[data-specimen]');
    const reasons = new Set<string>();
    for (const { expected, id } of specimens) {
      await sheet.locator(`[data-specimen="${id}"]`).getByRole('button', { name: 'Present' }).click();
      await door.waitForSelector(`[data-screen="${expected}"]`);
      const screen = expected === 'admit' ? 'welcome' : 'see_staff';
      await visitor.waitForSelector(`[data-screen="${screen}"]`);
      reasons.add((await door.locator('main .reason').textContent()) ?? '');
      const page = await visitor.evaluate<string>('document.documentElement.outerHTML');
      expect(page, id).not.toMatch(OF_A_PASS);
      for (const reason of reasons) expect(page, id).not.toContain(reason);
    }
    // The door did name them, so that there was something to leak.
    expect(reasons.size).toBeGreaterThan(5);
    await visitor.waitForSelector('[data-screen="present_pass"]');

    const told = await kiosk.app.evaluate(() => (globalThis as unknown as { told: readonly string[] }).told);
    const states = told.map((message) => JSON.parse(message) as readonly [string, VisitorState]).filter(([channel]) => channel === channelOf('visitor', 'state'));
    expect(states.length).toBeGreaterThan(specimens.length);
    // Nothing differs between one visitor and another but which of the three screens is shown.
    const others = new Set(states.map(([, { screen: _screen, ...other }]) => JSON.stringify(other)));
    expect([...others].map((other) => JSON.parse(other))).toEqual([
      { languages: LANGUAGES, demo: true, drill: false, venueName: 'Riverside Hall', hint: null, mirror: true },
    ]);
    expect(new Set(states.map(([, { screen }]) => screen))).toEqual(new Set(['present_pass', 'welcome', 'see_staff']));
    expect(told.join('\n')).not.toMatch(OF_A_PASS);
  });

  /** What the kiosk would push, given here; the kiosk's own pushes are kept off. */
  async function show(changes: Partial<VisitorState>): Promise<void> {
    const state: VisitorState = {
      languages: LANGUAGES,
      demo: false,
      drill: false,
      venueName: 'Riverside Hall',
      screen: 'present_pass',
      hint: null,
      mirror: true,
      ...changes,
    };
    await kiosk.app.evaluate(
      ({ BrowserWindow }, given) => {
        const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/visitor/'));
        if (window === undefined) throw new Error('no visitor window');
        const { webContents } = window;
        const prototype = Object.getPrototypeOf(webContents) as Electron.WebContents;
        webContents.send = (channel, ...content) => {
          if (channel !== given.channel) prototype.send.call(webContents, channel, ...content);
        };
        prototype.send.call(webContents, given.channel, given.state);
      },
      { channel: channelOf('visitor', 'state'), state },
    );
    await visitor.waitForSelector(`[data-screen="${state.screen}"]`);
    // Until what React does after drawing is done; frames stand still with the clock.
    for (let hop = 0; hop < 3; hop += 1) await visitor.evaluate(NEXT_TASK);
  }

  it('says its lines in each language in turn, a new line first in the first one and for its whole time', async () => {
    await show({ screen: 'welcome' });
    // From here on the page's time is the test's.
    await visitor.clock.install({ time: 0 });
    await visitor.clock.pauseAt(1_000_000);
    const line = () => visitor.locator('h1').textContent();
    const present = LANGUAGES.map((language) => wordsOf(language).visitor.presentToScanner);
    await show({});
    const seen = [];
    for (let turn = 0; turn < 4; turn += 1) {
      seen.push(await line());
      expect(await visitor.evaluate('document.documentElement.lang')).toBe(LANGUAGES[turn % 3]);
      await visitor.clock.runFor(4_900);
      expect(await line()).toBe(seen[turn]);
      await visitor.clock.runFor(200);
    }
    expect(seen).toEqual([...present, present[0]]);
    // In the middle of a turn the camera asks for something: at once, and not for the rest of that turn only.
    await visitor.clock.runFor(4_000);
    await show({ hint: 'brighter' });
    expect(await line()).toBe(wordsOf('en').hint.brighter);
    await visitor.clock.runFor(4_500);
    expect(await line()).toBe(wordsOf('en').hint.brighter);
    await visitor.clock.runFor(700);
    expect(await line()).toBe(wordsOf('zh-Hant').hint.brighter);
    await show({ languages: ['zh-Hans'] });
    await visitor.clock.runFor(60_000);
    expect(await line()).toBe(wordsOf('zh-Hans').visitor.presentToScanner);
    await visitor.clock.resume();
  });

  it.each([
    [800, 480],
    [1280, 800],
    [1920, 1080],
    [1080, 1920],
  ])('is large, whole and never red at %i by %i', async (width, height) => {
    await visitor.setViewportSize({ width, height });
    for (const languages of [LANGUAGES, ['zh-Hant', 'zh-Hans'], ['en']] as const) {
      for (const screen of ['welcome', 'goodbye', 'see_staff', 'present_pass'] as const) {
        for (const hint of screen === 'present_pass' ? ([null, 'hold_closer', 'brighter', 'glare', 'hold_still'] as const) : [null]) {
          await show({ languages: languages as VisitorState['languages'], screen, hint });
          const { faults, leastContrast } = await visitor.evaluate<PageFaults>(MEASURE_PAGE);
          expect(faults, `${languages} ${screen} ${hint}`).toEqual([]);
          expect(leastContrast).toBeGreaterThanOrEqual(7);
          const letters = await visitor.evaluate<number>("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize) / Math.min(innerHeight, innerWidth)");
          expect(letters).toBeGreaterThanOrEqual(screen === 'present_pass' ? 1 / 15 : 1 / 8);
          const [red = 0, green = 0] = await visitor.evaluate<number[]>(
            "getComputedStyle(document.querySelector('main')).backgroundColor.match(/[\\d.]+/g).map(Number)",
          );
          expect(red - green).toBeLessThan(100);
        }
      }
      await show({ languages: languages as VisitorState['languages'], screen: 'welcome' });
      await kiosk.shoot(visitor, `visitor-welcome-${width}-${languages.length}`);
      await show({ languages: languages as VisitorState['languages'], screen: 'see_staff' });
      await kiosk.shoot(visitor, `visitor-see-staff-${width}-${languages.length}`);
    }
    await show({});
    await kiosk.shoot(visitor, `visitor-present-${width}`);
  });
});

describe('a second display', () => {
  it('gets the visitor’s window when it is plugged in, and takes it along when it is pulled', async () => {
    const kiosk = await launchKiosk({});
    const door = await kiosk.window('door');
    await door.waitForSelector('[data-screen]');
    const pages = () => kiosk.app.windows().filter((one) => one.url().includes('/visitor/')).length;
    expect(pages()).toBe(0);
    /** The screen as the system would report it: the virtual one cannot grow a display. */
    const plug = (event: 'display-added' | 'display-removed', second: boolean) =>
      kiosk.app.evaluate(
        ({ screen }, given) => {
          const real = screen.getPrimaryDisplay();
          const other = { ...real, id: real.id + 1, bounds: { x: 900, y: 200, width: 700, height: 500 } };
          screen.getAllDisplays = () => (given.second ? [real, other] : [real]);
          screen.emit(given.event, {}, other);
        },
        { event, second },
      );
    for (let time = 0; time < 3; time += 1) {
      await plug('display-added', true);
      const visitor = await kiosk.window('visitor');
      await visitor.waitForSelector('[data-screen]');
      await plug('display-removed', false);
      await expect.poll(pages).toBe(0);
    }
    await door.waitForSelector('[data-screen]');
    await kiosk.close();
  });
});
