import type { BrowserWindow, BrowserWindowConstructorOptions, Input, Session, WebContents } from 'electron';
import { openWindow } from './open_window.ts';
import type { WindowName } from './window_table.ts';

/** The windows of the kiosk, at most one of each name. */
export interface KioskWindows {
  /** Opens the window, or brings the one that is there to the front. */
  show(name: WindowName, look: BrowserWindowConstructorOptions): BrowserWindow;
  /** Null: it is not open. */
  find(name: WindowName): BrowserWindow | null;
  /** Its page; null: it is not open. */
  contentsOf(name: WindowName): WebContents | null;
  close(name: WindowName): void;
}

/** Keeps the windows, tells of pages that are gone and asks of every key whether the page may have it. */
export function createKioskWindows(parts: {
  readonly session: Session;
  readonly preloadDir: string;
  readonly gone: (name: WindowName, reason: string) => void;
  /** True: the page must not see the key. */
  readonly takesKey: (input: Input) => boolean;
}): KioskWindows {
  const windows = new Map<WindowName, BrowserWindow>();

  function find(name: WindowName): BrowserWindow | null {
    const window = windows.get(name);
    return window === undefined || window.isDestroyed() ? null : window;
  }

  return {
    find,
    contentsOf: (name) => find(name)?.webContents ?? null,
    show(name, look) {
      const there = find(name);
      if (there !== null) {
        there.focus();
        return there;
      }
      const window = openWindow(name, parts, look);
      windows.set(name, window);
      window.webContents.on('render-process-gone', (_event, { reason }) => {
        if (reason !== 'clean-exit') parts.gone(name, reason);
      });
      window.webContents.on('before-input-event', (event, input) => {
        if (parts.takesKey(input)) event.preventDefault();
      });
      return window;
    },
    close(name) {
      const window = find(name);
      // Closing takes its time, and one of the same name may be opened meanwhile.
      windows.delete(name);
      window?.close();
    },
  };
}
