import { execFileSync } from 'node:child_process';
import type { CDPSession, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DemoAuthority } from '../../main/authority/demo_authority.ts';
import { descendants } from '../helpers/descendants.ts';
import { type LaunchedKiosk, launchKiosk } from '../helpers/launch_kiosk.ts';
import { makeVenue, VENUE_PIN } from '../helpers/make_venue.ts';
import { type OwnDisplay, startOwnDisplay } from '../helpers/own_display.ts';
import { readCounts } from '../helpers/read_counts.ts';
import { scanByKeyboard } from '../helpers/scan_by_keyboard.ts';
import { visitorPass } from '../helpers/visitor_pass.ts';

/** What is tried, what it would do elsewhere, and how it is sent: arguments of xdotool, which makes real X11 events. */
interface Try {
  readonly name: string;
  readonly would: string;
  readonly send: readonly (readonly string[])[];
}

const WIDTH = 1280;
const HEIGHT = 800;
const keys = (name: string, would: string, ...chords: readonly string[]): Try => ({ name, would, send: chords.map((chord) => ['key', chord]) });
const at = (x: number, y: number) => ['mousemove', String(x), String(y)] as const;

/** Chords that a window manager takes for itself, in openbox's default configuration. */
const WINDOW_MANAGER: readonly Try[] = [
  keys('Alt+F4', 'closes the window', 'alt+F4'),
  keys('Alt+Tab', 'changes to another window', 'alt+Tab'),
  keys('Alt+Shift+Tab', 'changes to another window', 'alt+shift+Tab'),
  keys('Ctrl+Alt+Tab', 'changes to a panel or the desktop', 'ctrl+alt+Tab'),
  keys('Alt+Escape', 'puts the window behind all others', 'alt+Escape'),
  keys('Alt+Space, Down, Down, Enter', 'minimises by the window’s menu', 'alt+space', 'Down', 'Down', 'Return'),
  keys('Super', 'opens the start menu', 'super'),
  keys('Super+D', 'shows the desktop', 'super+d'),
  keys('Super+E', 'opens the file manager', 'super+e'),
  keys('Super+L', 'locks the session', 'super+l'),
  keys('Super+R', 'asks for a command', 'super+r'),
  keys('Super+F3', 'changes to the third desktop', 'super+F3'),
  keys('Ctrl+Alt+Right', 'changes to the next desktop', 'ctrl+alt+Right'),
  keys('Ctrl+Alt+Down', 'changes to the desktop below', 'ctrl+alt+Down'),
  keys('Shift+Alt+Right', 'sends the window to another desktop', 'shift+alt+Right'),
  keys('Super+Shift+Left', 'goes to the window on the left', 'super+shift+Left'),
  keys('Print', 'takes a picture of the screen', 'Print'),
  keys('Alt+Print', 'takes a picture of a part', 'alt+Print'),
  keys('Ctrl+Alt+T', 'opens a terminal', 'ctrl+alt+t'),
  keys('Ctrl+Alt+Delete', 'asks to log out', 'ctrl+alt+Delete'),
  keys('Ctrl+Escape', 'opens the start menu', 'ctrl+Escape'),
  keys('Ctrl+Shift+Escape', 'opens the task manager', 'ctrl+shift+Escape'),
];

/** Chords that a browser takes. */
const BROWSER: readonly Try[] = [
  keys('Ctrl+W, Ctrl+Shift+W, Ctrl+F4', 'closes the page', 'ctrl+w', 'ctrl+shift+w', 'ctrl+F4'),
  keys('Ctrl+Q, Ctrl+Shift+Q', 'ends the program', 'ctrl+q', 'ctrl+shift+q'),
  keys('Ctrl+N, Ctrl+T, Ctrl+Shift+N', 'opens a window', 'ctrl+n', 'ctrl+t', 'ctrl+shift+n'),
  keys('Ctrl+R, Ctrl+Shift+R', 'loads the page again', 'ctrl+r', 'ctrl+shift+r'),
  keys('F5, Shift+F5, Ctrl+F5', 'loads the page again', 'F5', 'shift+F5', 'ctrl+F5'),
  keys('Alt+Left, Alt+Right, Backspace', 'goes back', 'alt+Left', 'alt+Right', 'BackSpace'),
  keys('Alt+Home, Ctrl+L, Alt+D', 'leaves for another address', 'alt+Home', 'ctrl+l', 'alt+d'),
  keys('F11, Escape', 'leaves full screen', 'F11', 'Escape'),
  keys('F12, Ctrl+Shift+I, Ctrl+Shift+J', 'opens developer tools', 'F12', 'ctrl+shift+i', 'ctrl+shift+j'),
  keys('Ctrl+U, Ctrl+S, Ctrl+O', 'shows, saves or opens a file', 'ctrl+u', 'ctrl+s', 'ctrl+o'),
  keys('Ctrl+P, Ctrl+Shift+P', 'prints', 'ctrl+p', 'ctrl+shift+p'),
  keys('Ctrl+F, Ctrl+G, F3', 'searches', 'ctrl+f', 'ctrl+g', 'F3'),
  keys('F1, Ctrl+H, Ctrl+J, Ctrl+Shift+Delete', 'opens help, history or downloads', 'F1', 'ctrl+h', 'ctrl+j', 'ctrl+shift+Delete'),
  keys('Ctrl+plus, Ctrl+minus, Ctrl+0', 'zooms', 'ctrl+plus', 'ctrl+plus', 'ctrl+minus', 'ctrl+KP_Add', 'ctrl+plus'),
  keys('F6, F7, F10, Alt', 'moves the focus to bars and menus', 'F6', 'F7', 'F10', 'alt'),
  keys('Shift+F10, Menu', 'opens the context menu', 'shift+F10', 'Menu'),
  keys('Ctrl+Tab, Ctrl+PageDown', 'changes the tab', 'ctrl+Tab', 'ctrl+Next'),
  keys('Back, Home, Mail, Calculator, WWW', 'starts what a keyboard has keys for', 'XF86Back', 'XF86HomePage', 'XF86Mail', 'XF86Calculator', 'XF86WWW'),
  keys('Ctrl+A, Ctrl+C, Ctrl+V, Shift+Insert', 'takes text along', 'ctrl+a', 'ctrl+c', 'ctrl+v', 'shift+Insert'),
];

/** What hands do to a mouse, and programs to windows. */
const GESTURES: readonly Try[] = [
  { name: 'a right click', would: 'opens a context menu', send: [[...at(640, 300), 'click', '3']] },
  { name: 'a right click in each corner', would: 'opens the desktop’s menu', send: [[0, 0], [WIDTH - 1, 0], [0, HEIGHT - 1], [WIDTH - 1, HEIGHT - 1]].map(([x = 0, y = 0]) => [...at(x, y), 'click', '3']) },
  { name: 'a middle click in a corner', would: 'lists the windows', send: [[...at(WIDTH - 1, HEIGHT - 1), 'click', '2']] },
  { name: 'Ctrl and the wheel', would: 'zooms', send: [[...at(640, 300), 'keydown', 'ctrl', 'click', '4', 'click', '4', 'click', '5', 'click', '4', 'keyup', 'ctrl']] },
  { name: 'Alt and the wheel', would: 'changes the desktop', send: [[...at(640, 300), 'keydown', 'alt', 'click', '5', 'click', '5', 'keyup', 'alt']] },
  { name: 'the wheel in a corner', would: 'changes the desktop', send: [[...at(WIDTH - 1, HEIGHT - 1), 'click', '5', 'click', '5']] },
  { name: 'Alt and a drag', would: 'moves the window', send: [[...at(640, 300), 'keydown', 'alt', 'mousedown', '1', ...at(900, 700), 'mouseup', '1', 'keyup', 'alt']] },
  { name: 'Alt and a right drag', would: 'changes the window’s size', send: [[...at(640, 300), 'keydown', 'alt', 'mousedown', '3', ...at(300, 100), 'mouseup', '3', 'keyup', 'alt']] },
  { name: 'Alt and a middle click', would: 'puts the window behind all others', send: [[...at(640, 300), 'keydown', 'alt', 'click', '2', 'keyup', 'alt']] },
  { name: 'a drag of text', would: 'takes text along', send: [[...at(500, 380), 'mousedown', '1', ...at(800, 420), 'mouseup', '1', ...at(640, 400), 'mousedown', '1', ...at(700, 790), 'mouseup', '1']] },
  { name: 'a triple click', would: 'selects text', send: [[...at(640, 400), 'click', '1', 'click', '1', 'click', '1']] },
  { name: 'the mouse’s buttons for back and forward', would: 'goes back', send: [[...at(640, 300), 'click', '8', 'click', '9']] },
  { name: 'a swipe to the side', would: 'goes back', send: [[...at(640, 300), ...['6', '6', '6', '6', '7', '7'].flatMap((button) => ['click', button])]] },
  { name: 'a drag from the top', would: 'leaves full screen', send: [[...at(640, 0), 'mousedown', '1', ...at(640, 500), 'mouseup', '1']] },
];

function x(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' });
}

/** Everything that a chord could have changed, but the page itself. */
async function station(kiosk: LaunchedKiosk, display: OwnDisplay) {
  const windows = await kiosk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .map((window) => ({
        id: window.id,
        url: window.webContents.getURL(),
        bounds: window.getBounds(),
        isVisible: window.isVisible(),
        isMinimized: window.isMinimized(),
        isFocused: window.isFocused(),
        tools: window.webContents.isDevToolsOpened(),
        zoom: window.webContents.getZoomFactor(),
      }))
      .sort((one, other) => one.id - other.id),
  );
  const focus = x('xdotool', 'getwindowfocus').trim();
  const frame = Number(/Parent window id: (0x[0-9a-f]+)/.exec(x('xwininfo', '-children', '-id', focus))?.[1]);
  const corners = [[0, 0], [WIDTH - 1, 0], [640, 400], [0, HEIGHT - 1], [WIDTH - 1, HEIGHT - 1]] as const;
  return {
    windows,
    focus,
    /** In the middle and in each corner nothing is seen but the window that has the focus. */
    isCovered: corners.every(([left, top]) => x('xdotool', ...at(left, top), 'getmouselocation', '--shell').includes(`WINDOW=${frame}\n`)),
    above: x('xprop', '-root', '_NET_CLIENT_LIST_STACKING').trim().split(/[ ,]+/).at(-1),
    processes: descendants(kiosk.app.process().pid ?? 0, display.managerId).map(({ command, id }) => `${id} ${command}`),
  };
}

const PAGE = `({ mark: window.mark, width: innerWidth, height: innerHeight, ratio: devicePixelRatio, scale: visualViewport.scale, href: location.href, selected: String(getSelection()) })`;

describe('a locked kiosk under a window manager', () => {
  let display: OwnDisplay;
  let kiosk: LaunchedKiosk;
  let authority: DemoAuthority;
  let door: Page;
  let before: Awaited<ReturnType<typeof station>>;
  let scanned = 0;
  beforeAll(async () => {
    display = await startOwnDisplay(`${WIDTH}x${HEIGHT}`);
    const venue = await makeVenue();
    authority = venue.authority;
    kiosk = await launchKiosk({ demo: false, userData: venue.userData });
    door = await kiosk.window('door');
    await door.waitForSelector('[data-problem="no_scanner"]');
    await door.waitForFunction('document.hasFocus()');
    // A keyboard scanner shows by its first code that it is there.
    await scans();
    await door.evaluate('window.mark = 1');
    before = await station(kiosk, display);
    await kiosk.shoot(door, 'door-locked');
  });
  afterAll(async () => {
    await kiosk?.close();
    display?.stop();
  });

  async function scans(): Promise<void> {
    scanned += 1;
    scanByKeyboard(`HTTPS://EXAMPLE.ORG/${scanned}`, { delayMs: 1 });
    await vi.waitFor(() => expect(readCounts(kiosk.userData, 'venue')['not_a_pass/keyboard']).toBe(scanned), { timeout: 10_000, interval: 50 });
  }

  async function isUnmoved(): Promise<void> {
    await expect.poll(() => station(kiosk, display), { timeout: 10_000, interval: 100 }).toEqual(before);
  }

  it('admits a visitor', async () => {
    scanByKeyboard(visitorPass(authority, 1));
    await door.waitForSelector('[data-screen="admit"]');
    expect(readCounts(kiosk.userData, 'venue')['admit/keyboard']).toBe(1);
  });

  it('covers its display, with the focus, above everything', async () => {
    const seen = before.windows.filter(({ isVisible }) => isVisible);
    expect(seen.map(({ url }) => url)).toEqual(['app://kiosk/door/index.html']);
    const [{ bounds } = { bounds: null }] = seen;
    expect(bounds).toMatchObject({ x: 0, y: 0, width: WIDTH });
    expect(bounds?.height).toBeGreaterThanOrEqual(HEIGHT);
    expect(before).toMatchObject({ isCovered: true, above: `0x${Number(before.focus).toString(16)}` });
  });

  it.each([...WINDOW_MANAGER, ...BROWSER, ...GESTURES])('is not left by $name, which elsewhere $would', async ({ send }) => {
    const page = await door.evaluate(PAGE);
    for (const args of send) x('xdotool', ...args);
    await isUnmoved();
    expect(await door.evaluate(PAGE)).toEqual(page);
    await scans();
  });

  it('is not left by fingers that pinch or swipe', async () => {
    const page = await door.evaluate(PAGE);
    const touch: CDPSession = await door.context().newCDPSession(door);
    await touch.send('Input.synthesizePinchGesture', { x: 640, y: 400, scaleFactor: 3, gestureSourceType: 'touch' });
    await touch.send('Input.synthesizeScrollGesture', { x: 200, y: 400, xDistance: 900, gestureSourceType: 'touch', preventFling: false });
    await touch.send('Input.synthesizeScrollGesture', { x: 640, y: 5, yDistance: 700, gestureSourceType: 'touch', preventFling: false });
    await touch.detach();
    await isUnmoved();
    expect(await door.evaluate(PAGE)).toEqual(page);
    await scans();
  });

  it.each([
    ['asked to close', ['wmctrl', '-c', 'WINDOW', '-i']],
    ['iconified', ['xdotool', 'windowminimize', 'WINDOW']],
    ['moved', ['xdotool', 'windowmove', 'WINDOW', '300', '200']],
    ['made small', ['xdotool', 'windowsize', 'WINDOW', '400', '300']],
    ['hidden with all others', ['wmctrl', '-k', 'on']],
    ['left on another desktop', ['wmctrl', '-s', '2']],
    ['put below', ['wmctrl', '-i', '-r', 'WINDOW', '-b', 'add,below']],
  ])('is where it was when its window is %s by another program', async (_what, [program = '', ...args]) => {
    x(program, ...args.map((one) => (one === 'WINDOW' ? before.focus : one)));
    await isUnmoved();
    await scans();
  });

  it('opens its window again when it is destroyed', async () => {
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
    });
    await expect.poll(() => door.isClosed()).toBe(true);
    door = await kiosk.window('door');
    await door.waitForSelector('[data-screen]');
    await kiosk.window('camera');
    await vi.waitFor(async () => expect(await station(kiosk, display)).toMatchObject({ isCovered: true }), { timeout: 10_000 });
    await scans();
  });

  describe('with the manager’s window open', () => {
    let manager: Page;
    const url = 'app://kiosk/manager/index.html';
    const front = async () => (await station(kiosk, display)).windows.find(({ isFocused }) => isFocused)?.url;
    async function open(): Promise<void> {
      await door.getByRole('button', { name: 'Manager' }).click();
      manager = await kiosk.window('manager');
      await manager.waitForSelector('[data-screen]');
      await manager.waitForFunction('document.hasFocus()');
    }
    beforeAll(async () => {
      await open();
      before = await station(kiosk, display);
    });

    it('covers the same display with it', async () => {
      const bounds = before.windows.filter(({ isVisible }) => isVisible).map((one) => one.bounds);
      expect(bounds).toHaveLength(2);
      expect(bounds[0]).toEqual(bounds[1]);
      expect(before).toMatchObject({ isCovered: true });
      expect(await front()).toBe(url);
      await kiosk.shoot(manager, 'manager-locked');
    });

    it.each([...WINDOW_MANAGER, ...BROWSER].filter(({ name }) => !/Escape|Backspace|Enter/.test(name)))('is not left by $name', async ({ send }) => {
      const page = await manager.evaluate(PAGE);
      for (const args of send) x('xdotool', ...args);
      await isUnmoved();
      expect(await manager.evaluate(PAGE)).toEqual(page);
    });

    it('takes no digit of a scan for one of a PIN, however slow the scanner, and no chord that a scanner types', async () => {
      const pin = manager.locator('.pin-pad input');
      await pin.focus();
      for (const delayMs of [1, 15, 30]) {
        scanned += 1;
        scanByKeyboard(`73915HTTPS://EXAMPLE.ORG/${scanned}`, { delayMs });
        await expect.poll(() => readCounts(kiosk.userData, 'venue')['not_a_pass/keyboard'], { timeout: 10_000 }).toBe(scanned);
        expect(await pin.inputValue(), `${delayMs} ms`).toBe('');
      }
      // A hostile "keyboard scanner": a PIN's digits between chords. To the door it is one more wrong code.
      scanned += 1;
      x('xdotool', 'key', '--delay', '2', 'alt+F4', '7', 'ctrl+w', '3', 'super+d', '9', 'F11', '1', 'ctrl+q', '5', 'ctrl+v', 'Return');
      await expect.poll(() => readCounts(kiosk.userData, 'venue')['not_a_pass/keyboard'], { timeout: 10_000 }).toBe(scanned);
      await isUnmoved();
      expect(await pin.inputValue()).toBe('');
      expect(await manager.getByRole('button', { name: 'Unlock' }).isVisible()).toBe(true);
    });

    it('lets a person in who types the PIN', async () => {
      const pin = manager.locator('.pin-pad input');
      await pin.focus();
      x('xdotool', 'type', '--delay', '120', VENUE_PIN);
      await expect.poll(() => pin.inputValue()).toBe(VENUE_PIN);
      x('xdotool', 'key', 'Return');
      await manager.waitForSelector('[data-screen="figures"]');
      await manager.getByRole('tab', { name: 'Help' }).click();
      await manager.waitForSelector('[data-guard="no_desktop"]');
      await manager.locator('.computer').scrollIntoViewIfNeeded();
      await kiosk.shoot(manager, 'manager-computer');
    });

    it('gives the display back to the door when it is closed, or locked and left alone', async () => {
      await manager.getByRole('button', { name: 'Close' }).click();
      await expect.poll(front).toBe('app://kiosk/door/index.html');
      await scans();
      await open();
      // The pointer rests meanwhile: whoever moves it is there.
      const isLeft = manager.waitForEvent('close', { timeout: 10_000 });
      await kiosk.app.evaluate(() => {
        const now = performance.now.bind(performance);
        performance.now = () => now() + 61_000;
      });
      await isLeft;
      await expect.poll(front, { timeout: 10_000 }).toBe('app://kiosk/door/index.html');
      await scans();
    });
  });
});
