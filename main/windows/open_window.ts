import path from 'node:path';
import { BrowserWindow, type BrowserWindowConstructorOptions, type Session } from 'electron';
import { pageOf, type WindowName } from './window_table.ts';

/** Opens a window of the kiosk: sandboxed, isolated, with its one preload and nothing else. */
export function openWindow(
  name: WindowName,
  parts: { readonly session: Session; readonly preloadDir: string },
  look: BrowserWindowConstructorOptions,
): BrowserWindow {
  const window = new BrowserWindow({
    autoHideMenuBar: true,
    backgroundColor: '#101418',
    ...look,
    webPreferences: {
      session: parts.session,
      preload: path.join(parts.preloadDir, `${name}.cjs`),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      // The camera works while hidden, and the door's timers while covered.
      backgroundThrottling: false,
    },
  });
  window.removeMenu();
  // A crashed page comes back; what it shows is pushed again when it has loaded.
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) void window.loadURL(pageOf(name));
  });
  void window.loadURL(pageOf(name));
  return window;
}
