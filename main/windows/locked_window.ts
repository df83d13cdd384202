import { isDeepStrictEqual } from 'node:util';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';

/** The kiosk draws by X11 on Linux. */
const IS_X11 = process.platform === 'linux';

/**
 * How a window looks that covers a whole display and offers nothing to take hold of. Under X11 it is a dock: window managers
 * neither move, hide, close nor list one, have no menu for it, and keep it above all others on each desktop.
 */
export function lockedLook(display: Rectangle): BrowserWindowConstructorOptions {
  const look = { ...lockedBounds(display), show: false, frame: false, alwaysOnTop: true, skipTaskbar: true, minimizable: false, maximizable: false, movable: false };
  return IS_X11 ? { ...look, type: 'dock' } : { ...look, kiosk: true };
}

/** The bounds that cover a display: Chromium takes a pixel from a window that is not full-screen and has its exact size. */
function lockedBounds(display: Rectangle): Rectangle {
  return IS_X11 ? { ...display, height: display.height + 1 } : display;
}

/** Shows the window on every desktop, and lets nobody zoom in its page. */
export function lockWindow(window: BrowserWindow): void {
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
  const { webContents } = window;
  const fixZoom = () => {
    webContents.setZoomFactor(1);
    void webContents.setVisualZoomLevelLimits(1, 1).catch(() => {
      // The page is just going; the next one sets it again.
    });
  };
  webContents.on('zoom-changed', fixZoom);
  webContents.on('did-finish-load', fixZoom);
}

/** Puts a window back to where it belongs, whatever was done to it. */
export function putBack(window: BrowserWindow, display: Rectangle): void {
  if (window.isMinimized()) window.restore();
  if (!window.isVisible()) window.showInactive();
  // Elsewhere a full-screen window has the bounds that the system gives it.
  if (IS_X11 && !isDeepStrictEqual(window.getBounds(), lockedBounds(display))) window.setBounds(lockedBounds(display));
  if (!IS_X11 && !window.isKiosk()) window.setKiosk(true);
}

/** Moves a window to another display. False: this system moves no full-screen window, and it has to be opened anew. */
export function moveTo(window: BrowserWindow, display: Rectangle): boolean {
  if (IS_X11) window.setBounds(lockedBounds(display));
  return IS_X11;
}
