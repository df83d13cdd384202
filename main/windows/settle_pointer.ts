import { type BrowserWindow, screen } from 'electron';

const ASK_EVERY_MS = 1_000;
/** By then the page has hidden it. */
const STILL_FOR_MS = 4_000;

/**
 * Tells a window without the focus once more of a pointer that stands still over it: only at a movement does Chromium draw
 * the pointer of such a window as its page wants it meanwhile, which is not at all.
 */
export function settlePointer(window: BrowserWindow): void {
  let last = screen.getCursorScreenPoint();
  let stillMs = 0;

  function ask(): void {
    const now = screen.getCursorScreenPoint();
    stillMs = now.x === last.x && now.y === last.y ? stillMs + ASK_EVERY_MS : 0;
    last = now;
    if (stillMs !== STILL_FOR_MS || window.isFocused() || !window.isVisible()) return;
    const { height, width, x, y } = window.getContentBounds();
    const [atX, atY] = [now.x - x, now.y - y];
    if (atX < 0 || atY < 0 || atX >= width || atY >= height) return;
    window.webContents.sendInputEvent({ type: 'mouseMove', x: atX, y: atY, globalX: now.x, globalY: now.y });
  }

  const timer = setInterval(ask, ASK_EVERY_MS);
  window.once('closed', () => clearInterval(timer));
}
