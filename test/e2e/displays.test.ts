import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoAuthority } from '../../main/authority/demo_authority.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';
import { makeVenue } from '../helpers/make_venue.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';
import { type SeveralDisplays, startSeveralDisplays } from '../helpers/several_displays.ts';
import { visitorPass } from '../helpers/visitor_pass.ts';

const WIDE = { width: 1024, height: 768 };
const UPRIGHT = { width: 768, height: 1024 };
const SMALL = { width: 800, height: 600 };

describe.each([
  ['under a window manager', true],
  ['without one, as in the kiosk’s own session', false],
])('the windows on several displays %s', (_where, windowManager) => {
  let displays: SeveralDisplays;
  let kiosk: LaunchedKiosk;
  let authority: DemoAuthority;
  let visitors = 0;
  beforeAll(async () => {
    displays = await startSeveralDisplays(windowManager);
    const venue = await makeVenue();
    authority = venue.authority;
    kiosk = await launchKiosk({ demo: false, userData: venue.userData });
    await (await kiosk.window('door')).waitForSelector('[data-screen]');
  });
  afterAll(async () => {
    await kiosk?.close();
    displays?.stop();
  });

  /** Which window covers which place, as the kiosk knows it. */
  async function windows() {
    const visible = await kiosk.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .filter((window) => window.isVisible())
        .map((window) => ({ url: window.webContents.getURL(), bounds: window.getBounds() })),
    );
    return visible.map(({ bounds, url }) => ({ ...bounds, name: /kiosk\/(\w+)\//.exec(url)?.[1] ?? 'cover' }));
  }

  async function covered(): Promise<readonly string[]> {
    return (await windows()).map(({ height, name, width, x, y }) => `${name} ${width}x${height - 1}+${x}+${y}`).sort();
  }

  /** The windows that the X server shows in the four corners of each one: one for each that nothing hides. */
  async function seen(): Promise<readonly (readonly (string | undefined)[])[]> {
    return (await windows()).map(({ height, width, x, y }) => {
      const corners = [[x, y], [x + width - 1, y], [x, y + height - 2], [x + width - 1, y + height - 2]] as const;
      return [...new Set(corners.map(([left, top]) => windowAt(left, top)))];
    });
  }

  function windowAt(left: number, top: number): string | undefined {
    const found = execFileSync('xdotool', ['mousemove', String(left), String(top), 'getmouselocation', '--shell'], { encoding: 'utf8' });
    return /WINDOW=(\d+)/.exec(found)?.[1];
  }

  async function isCovered(...wanted: readonly string[]): Promise<void> {
    await expect.poll(covered, { timeout: 15_000, interval: 200 }).toEqual([...wanted].sort());
    await expect.poll(async () => new Set((await seen()).map((corners) => (corners.length === 1 ? corners[0] : 'hidden'))).size, { timeout: 5_000 }).toBe(wanted.length);
    // Whatever came or went, the door reads on.
    await (await kiosk.window('door')).waitForFunction('document.hasFocus()');
    visitors += 1;
    const total = visitors;
    scanByKeyboard(visitorPass(authority, total));
    await expect.poll(() => readCounts(kiosk.userData, 'venue')['admit/keyboard'], { timeout: 10_000 }).toBe(total);
  }

  it('are the door’s alone where there is one display', () => isCovered('door 1280x800+0+0'));

  it('come to each display that is plugged in: the visitor’s, then covers with nothing but the venue’s name', async () => {
    displays.set(1, WIDE, { x: 1280, y: 0 });
    await isCovered('door 1280x800+0+0', 'visitor 1024x768+1280+0');
    displays.set(2, SMALL, { x: 2304, y: 0 });
    await isCovered('door 1280x800+0+0', 'visitor 1024x768+1280+0', 'cover 800x600+2304+0');
    const visitor = await kiosk.window('visitor');
    expect(await visitor.evaluate('[innerWidth, innerHeight - 1].join()')).toBe('1024,768');
  });

  it('follow a display that is turned, moved or changed', async () => {
    displays.set(1, UPRIGHT, { x: 1280, y: 0 });
    await isCovered('door 1280x800+0+0', 'visitor 768x1024+1280+0', 'cover 800x600+2304+0');
    displays.set(2, SMALL, { x: 2048, y: 0 });
    await isCovered('door 1280x800+0+0', 'visitor 768x1024+1280+0', 'cover 800x600+2048+0');
    displays.set(0, WIDE, { x: 0, y: 0 });
    await isCovered('door 1024x768+0+0', 'visitor 768x1024+1280+0', 'cover 800x600+2048+0');
  });

  it('close ranks when displays are pulled, and the door never goes', async () => {
    displays.pull(1);
    await isCovered('door 1024x768+0+0', 'visitor 800x600+2048+0');
    displays.pull(2);
    await isCovered('door 1024x768+0+0');
    displays.set(1, WIDE, { x: 1024, y: 0 });
    await isCovered('door 1024x768+0+0', 'visitor 1024x768+1024+0');
  });

  it('give the door the display that is left where its own is pulled, and its own again when it is back', async () => {
    displays.set(1, UPRIGHT, { x: 1024, y: 0 });
    await isCovered('door 1024x768+0+0', 'visitor 768x1024+1024+0');
    // The X server moves the one that is left to the origin.
    displays.pull(0);
    await isCovered('door 768x1024+0+0');
    displays.set(0, WIDE, { x: 0, y: 0 });
    displays.set(1, UPRIGHT, { x: 1024, y: 0 });
    await isCovered('door 1024x768+0+0', 'visitor 768x1024+1024+0');
  });

  it('tell the visitor’s once more of a pointer that came to stand over it, by which alone it is drawn anew there', async () => {
    const visitor = await kiosk.window('visitor');
    await visitor.evaluate("globalThis.moves = []; addEventListener('mousemove', ({ screenX, screenY }) => moves.push(`${screenX} ${screenY}`))");
    const moves = () => visitor.evaluate<readonly string[]>('moves');
    windowAt(1400, 500);
    await expect.poll(moves, { timeout: 10_000 }).not.toEqual([]);
    windowAt(1410, 500);
    await expect.poll(moves, { timeout: 10_000 }).toContain('1410 500');
    await visitor.evaluate('moves.length = 0');
    await expect.poll(moves, { timeout: 10_000 }).toEqual(['1410 500']);
    expect(await visitor.evaluate("[document.documentElement.className, getComputedStyle(document.querySelector('h1')).cursor].join()")).toBe('pointer-idle,none');
  });
});
