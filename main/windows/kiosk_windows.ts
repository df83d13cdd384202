import type { BrowserWindow, BrowserWindowConstructorOptions, Input, Session, WebContents } from 'electron';
import { createKeyGate } from './key_gate.ts';
import { openWindow } from './open_window.ts';
import { createPageWatch } from './page_watch.ts';
import { sendKey } from './send_key.ts';
import { settlePointer } from './settle_pointer.ts';
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

/** Keeps the windows, tells of pages that are gone, and lets no key of a scanner and no chord into a page. */
export function createKioskWindows(parts: {
  readonly session: Session;
  readonly preloadDir: string;
  readonly gone: (name: WindowName, reason: string) => void;
  /** Told of every key; true: it belongs to a scan. */
  readonly isScanned: (input: Input) => boolean;
  /** Whether keys of that window press buttons and enter PINs, and may wait until they are known for a person's. */
  readonly holdsKeys: (name: WindowName) => boolean;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): KioskWindows {
  const windows = new Map<WindowName, BrowserWindow>();
  const { watch } = createPageWatch();

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
      const gate = createKeyGate({
        isScanned: parts.isScanned,
        holds: () => parts.holdsKeys(name),
        release(input) {
          // Its page may be gone before the window is.
          if (!window.isDestroyed() && !window.webContents.isDestroyed()) sendKey(window.webContents, input);
        },
        setTimer: parts.setTimer,
      });
      watch(window.webContents, () => parts.gone(name, 'unresponsive'));
      if (name === 'door' || name === 'visitor') settlePointer(window);
      window.webContents.on('before-input-event', (event, input) => {
        if (gate.stops(input)) event.preventDefault();
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
