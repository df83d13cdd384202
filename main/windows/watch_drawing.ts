import { app, type BrowserWindow } from 'electron';

const ASK_EVERY_MS = 1_000;
/** A slow machine at its limit draws late, and to end its graphics would make it later. */
const DRAWN_WITHIN_MS = 8_000;
/** The graphics process that Chromium starts in its place has so long to begin. */
const BEGINS_WITHIN_MS = 5_000;
const ONE_PIXEL = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Asks Chromium's graphics process for a pixel of the window again and again, and ends it where none comes, for Chromium to
 * start another one: a picture that stands still would show one visitor's answer to the next.
 */
export function watchDrawing(window: BrowserWindow): void {
  const { webContents } = window;
  let cancelLimit: (() => void) | null = null;
  let notBeforeMs = 0;

  function drawn(): void {
    cancelLimit?.();
    cancelLimit = null;
  }

  function ask(): void {
    const isSeen = window.isVisible() && !window.isMinimized() && !webContents.isCrashed();
    if (!isSeen || cancelLimit !== null || performance.now() < notBeforeMs) return;
    const limit = setTimeout(() => {
      drawn();
      notBeforeMs = performance.now() + BEGINS_WITHIN_MS;
      endGraphics();
    }, DRAWN_WITHIN_MS);
    cancelLimit = () => clearTimeout(limit);
    // The page has no part in it: one that waits for the graphics looks like one that hangs.
    webContents.capturePage(ONE_PIXEL).then(drawn, drawn);
  }

  const timer = setInterval(ask, ASK_EVERY_MS);
  webContents.on('render-process-gone', drawn);
  window.once('closed', () => {
    clearInterval(timer);
    drawn();
  });
}

function endGraphics(): void {
  const graphics = app.getAppMetrics().find(({ type }) => type === 'GPU');
  if (graphics === undefined) return;
  try {
    process.kill(graphics.pid, 'SIGKILL');
  } catch {
    // It ended just now.
  }
}
