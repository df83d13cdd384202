import { app, type WebContents } from 'electron';

const ASK_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 4_000;
/** A page that is being loaded answers when that is done. */
const LOADED_WITHIN_MS = 15_000;
const RUNS = '0';
/** Chromium's graphics process gives the sign to draw. A window that nobody sees has no need of it. */
const DRAWS = 'document.hidden ? 0 : new Promise((done) => requestAnimationFrame(() => done(0)))';

/**
 * Asks a page again and again whether it still draws, and ends its process and the graphics process where it does not
 * answer: one that waits for its graphics looks like one that hangs, and a picture that stands still would show one
 * visitor's answer to the next. Whoever opened the window loads it anew when its process is gone, and Chromium starts
 * other graphics. Chromium itself notices a page that hangs only when somebody types.
 */
export function watchPage(contents: WebContents, hangs: () => void): void {
  let cancelLimit: (() => void) | null = null;
  // A display that is off may draw nothing for hours: a page is ended for that once, not again and again.
  let hasDrawn = false;

  function answered(): void {
    cancelLimit?.();
    cancelLimit = null;
  }

  function ask(): void {
    // One that has gone is about to be loaded.
    if (cancelLimit !== null || contents.isCrashed()) return;
    const pid = contents.getOSProcessId();
    const askedAtMs = Date.now();
    const limit = setTimeout(
      () => {
        answered();
        if (contents.isDestroyed() || contents.getOSProcessId() !== pid) return;
        hangs();
        endGraphics(askedAtMs);
        endProcess(pid);
      },
      contents.isLoading() ? LOADED_WITHIN_MS : ANSWER_WITHIN_MS,
    );
    cancelLimit = () => clearTimeout(limit);
    contents.executeJavaScript(hasDrawn ? DRAWS : RUNS).then(answered, answered);
  }

  const timer = setInterval(ask, ASK_EVERY_MS);
  contents.on('did-finish-load', () => {
    contents.executeJavaScript(DRAWS).then(
      () => {
        hasDrawn = true;
      },
      () => {},
    );
  });
  contents.on('render-process-gone', () => {
    hasDrawn = false;
    answered();
  });
  contents.once('destroyed', () => {
    clearInterval(timer);
    answered();
  });
}

/** Another window's watch may have ended those that hung, and others begun. */
function endGraphics(beganBeforeMs: number): void {
  const graphics = app.getAppMetrics().find(({ type, creationTime }) => type === 'GPU' && creationTime < beganBeforeMs);
  if (graphics !== undefined) endProcess(graphics.pid);
}

/** Not by a message or another signal: a process that is stopped takes neither. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended just now.
  }
}
