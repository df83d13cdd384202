import { isDeepStrictEqual } from 'node:util';
import { app, BrowserWindow, powerSaveBlocker, type Rectangle, type Screen, type Session } from 'electron';
import { openCover } from './cover.ts';
import { type DisplayPlan, followDisplays } from './follow_displays.ts';
import type { KioskWindows } from './kiosk_windows.ts';
import { lockedLook, lockWindow, moveTo, putBack } from './locked_window.ts';
import type { Station } from './station.ts';
import type { WindowName } from './window_table.ts';

const WATCH_EVERY_MS = 500;
/** Enough for a window manager to be done, and to have given the focus to another window of the kiosk. */
const SETTLES_MS = 50;
/** A locked manager's window that nobody touches gives the door its display back. */
const MANAGER_LEFT_ALONE_MS = 60_000;

/**
 * Opens the windows of a kiosk that nobody watches, one over the whole of each display, and puts them back from then on,
 * whatever is done to them.
 */
export function startLockedStation(parts: {
  readonly screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'> & Parameters<typeof followDisplays>[0]['screen'];
  readonly windows: KioskWindows;
  readonly session: Session;
  readonly venueName: () => string;
  /** Nobody's PIN unlocks the manager's window just now. */
  readonly isManagerLocked: () => boolean;
  readonly monotonicMs: () => number;
}): Station {
  const { monotonicMs, screen, windows } = parts;
  const displayOf = new Map<WindowName, Rectangle>();
  let covers: readonly { readonly window: BrowserWindow; readonly display: Rectangle; readonly venueName: string }[] = [];
  let plan: DisplayPlan | null = null;
  let managerUsedAtMs = 0;
  let isEnding = false;
  const hasCamera = windows.find('camera') !== null;

  function watchSoon(): void {
    setTimeout(watch, SETTLES_MS);
  }

  function hold(window: BrowserWindow, mayClose: () => boolean): void {
    window.setAlwaysOnTop(true, 'screen-saver');
    window.on('close', (event) => {
      if (!isEnding && !mayClose()) event.preventDefault();
    });
    // One that opens must not take the keys from the one in front.
    window.showInactive();
    // Only then: under X11 a window that is not shown yet is not put on every desktop.
    lockWindow(window);
    window.on('blur', watchSoon);
    window.on('minimize', watchSoon);
    window.on('hide', watchSoon);
    window.on('closed', watchSoon);
  }

  /** Opens the window where it is not open, and puts it where it belongs. */
  function keep(name: WindowName, display: Rectangle): void {
    const there = windows.find(name);
    const before = displayOf.get(name);
    displayOf.set(name, display);
    if (there !== null && (before === undefined || isDeepStrictEqual(before, display) || moveTo(there, display))) {
      putBack(there, display);
      return;
    }
    windows.close(name);
    const window = windows.show(name, lockedLook(display));
    // One that the kiosk closes itself is no longer among its windows.
    hold(window, () => windows.find(name) !== window);
  }

  function drop(name: WindowName): void {
    windows.close(name);
    displayOf.delete(name);
  }

  function keepCovers(wanted: readonly Rectangle[]): void {
    const venueName = parts.venueName();
    const isGood = (cover: (typeof covers)[number]) =>
      !cover.window.isDestroyed() && cover.venueName === venueName && wanted.some((display) => isDeepStrictEqual(display, cover.display));
    for (const cover of covers) if (!isGood(cover) && !cover.window.isDestroyed()) cover.window.destroy();
    const left = covers.filter(isGood);
    for (const { display, window } of left) putBack(window, display);
    const opened = wanted
      .filter((display) => !left.some((cover) => isDeepStrictEqual(cover.display, display)))
      .map((display) => {
        const window = openCover(venueName, parts.session, lockedLook(display));
        hold(window, () => false);
        return { window, display, venueName };
      });
    covers = [...left, ...opened];
  }

  function keepFocus(): void {
    const front = windows.find('manager') ?? windows.find('door');
    if (front === null || front.isFocused()) return;
    front.setAlwaysOnTop(true, 'screen-saver');
    front.moveTop();
    front.focus();
  }

  function watch(): void {
    if (plan === null || isEnding) return;
    keep('door', plan.door);
    if (plan.visitor === null) drop('visitor');
    else keep('visitor', plan.visitor);
    keepCovers(plan.covers);
    const manager = windows.find('manager');
    if (manager === null) displayOf.delete('manager');
    else if (parts.isManagerLocked() && monotonicMs() - managerUsedAtMs > MANAGER_LEFT_ALONE_MS) drop('manager');
    else keep('manager', plan.door);
    if (hasCamera && windows.find('camera') === null) windows.show('camera', { show: false });
    keepFocus();
  }

  app.on('before-quit', () => {
    isEnding = true;
  });
  powerSaveBlocker.start('prevent-display-sleep');
  followDisplays({
    screen,
    doorDisplay: () => screen.getPrimaryDisplay(),
    place(wanted) {
      plan = wanted;
      watch();
    },
  });
  setInterval(watch, WATCH_EVERY_MS);

  return {
    openManager() {
      if (plan === null) return;
      const isNew = windows.find('manager') === null;
      managerUsedAtMs = monotonicMs();
      keep('manager', plan.door);
      if (isNew) {
        windows.contentsOf('manager')?.on('input-event', () => {
          managerUsedAtMs = monotonicMs();
        });
      }
      keepFocus();
    },
    comeForward: keepFocus,
  };
}
