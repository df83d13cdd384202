import { app, type WebContents } from 'electron';

/** Watches over pages. */
export interface PageWatch {
  /** `hangs` is told before the page's process is ended; whoever opened the window loads it anew. */
  watch(contents: WebContents, hangs: () => void): void;
}

/**
 * How often a page is looked at, and how many looks it has to answer. Looks are counted, not time: where this process is
 * held up itself, answers wait in front of it meanwhile.
 */
const LOOK_EVERY_MS = 1_000;
const ANSWERS_WITHIN_LOOKS = 4;
/** A machine that is slow to load a page is slow to draw it, too: the page has so many times its loading time more to answer. */
const TIMES_LOADING = 2;
/** A page that is being loaded answers when that is done; no page has longer. */
const LOADED_WITHIN_LOOKS = 60;
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
      let loadingSinceMs = performance.now();
      let loadedInMs = 0;
      let asked: { readonly pid: number; readonly atMs: number; looksLeft: number } | null = null;

      function answered(): void {
        asked = null;
      }

      function drawn(): void {
        if (!contents.isDestroyed()) drawnAtMs.set(contents, performance.now());
      }

      function ask(): void {
        const slowLooks = Math.floor((TIMES_LOADING * loadedInMs) / LOOK_EVERY_MS);
        const looksLeft = contents.isLoading() ? LOADED_WITHIN_LOOKS : Math.min(ANSWERS_WITHIN_LOOKS + slowLooks, LOADED_WITHIN_LOOKS);
        asked = { pid: contents.getOSProcessId(), atMs: performance.now(), looksLeft };
        // On a display that is off nothing may be drawn for hours: a page is ended for that once, not again and again.
        if (drawnAtMs.has(contents)) contents.executeJavaScript(DRAWS).then(drawn).then(answered, answered);
        else contents.executeJavaScript(RUNS).then(answered, answered);
      }

      function look(): void {
        // One that has gone is about to be loaded.
        if (contents.isCrashed()) return;
        if (asked === null) return ask();
        asked.looksLeft -= 1;
        if (asked.looksLeft > 0) return;
        const { pid, atMs } = asked;
        answered();
        if (contents.getOSProcessId() !== pid) return;
        hangs();
        endGraphicsUnlessDrawn(atMs);
        endProcess(pid);
      }

      const timer = setInterval(look, LOOK_EVERY_MS);
      contents.on('did-start-loading', () => {
        loadingSinceMs = performance.now();
      });
      contents.on('did-finish-load', () => {
        loadedInMs = performance.now() - loadingSinceMs;
        void contents.executeJavaScript(DRAWS).then(drawn, () => {});
      });
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
