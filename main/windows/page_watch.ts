import { app, type WebContents } from 'electron';

/** Watches over pages. */
export interface PageWatch {
  /** `hangs` is told before the page's process is ended; whoever opened the window loads it anew. */
  watch(contents: WebContents, hangs: () => void): void;
}

const ASK_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 4_000;
/** A page that is being loaded answers when that is done. */
const LOADED_WITHIN_MS = 15_000;
const RUNS = '0';
/** Chromium's graphics process gives the sign to draw. A window that nobody sees has no need of it. */
const DRAWS = 'document.hidden ? 0 : new Promise((done) => requestAnimationFrame(() => done(0)))';

/**
 * Asks each page again and again whether it still draws, and ends its process where it does not answer; where no other page
 * has drawn since, the graphics process, too: a picture that stands still would show one visitor's answer to the next, and
 * a page that waits for its graphics looks like one that hangs. Chromium starts other graphics by itself; a page that hangs
 * it notices only when somebody types.
 */
export function createPageWatch(): PageWatch {
  const drawnAtMs = new Map<WebContents, number>();
  let graphicsEndedAtMs = Number.NEGATIVE_INFINITY;

  function endGraphicsUnlessDrawn(sinceMs: number): void {
    if (sinceMs < graphicsEndedAtMs || [...drawnAtMs.values()].some((atMs) => atMs > sinceMs)) return;
    graphicsEndedAtMs = performance.now();
    const graphics = app.getAppMetrics().find(({ type }) => type === 'GPU');
    if (graphics !== undefined) endProcess(graphics.pid);
  }

  return {
    watch(contents, hangs) {
      let cancelLimit: (() => void) | null = null;

      function answered(): void {
        cancelLimit?.();
        cancelLimit = null;
      }

      function drawn(): void {
        if (!contents.isDestroyed()) drawnAtMs.set(contents, performance.now());
      }

      function ask(): void {
        // One that has gone is about to be loaded.
        if (cancelLimit !== null || contents.isCrashed()) return;
        const pid = contents.getOSProcessId();
        const askedAtMs = performance.now();
        const limit = setTimeout(
          () => {
            answered();
            if (contents.isDestroyed() || contents.getOSProcessId() !== pid) return;
            hangs();
            endGraphicsUnlessDrawn(askedAtMs);
            endProcess(pid);
          },
          contents.isLoading() ? LOADED_WITHIN_MS : ANSWER_WITHIN_MS,
        );
        cancelLimit = () => clearTimeout(limit);
        // On a display that is off nothing may be drawn for hours: a page is ended for that once, not again and again.
        if (drawnAtMs.has(contents)) contents.executeJavaScript(DRAWS).then(drawn).then(answered, answered);
        else contents.executeJavaScript(RUNS).then(answered, answered);
      }

      const timer = setInterval(ask, ASK_EVERY_MS);
      contents.on('did-finish-load', () => void contents.executeJavaScript(DRAWS).then(drawn, () => {}));
      contents.on('render-process-gone', () => {
        drawnAtMs.delete(contents);
        answered();
      });
      contents.once('destroyed', () => {
        clearInterval(timer);
        drawnAtMs.delete(contents);
        answered();
      });
    },
  };
}

/** Not by a message or another signal: a process that is stopped takes neither. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended just now.
  }
}
