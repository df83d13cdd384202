import type { WebContents } from 'electron';

const ASK_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 4_000;
/** A page that is being loaded answers when that is done. */
const LOADED_WITHIN_MS = 15_000;

/**
 * Asks a page again and again whether it still runs, and ends its process where it does not answer: whoever opened the
 * window loads it anew when the process is gone. Chromium itself notices a page that hangs only when somebody types.
 */
export function watchPage(contents: WebContents, hangs: () => void): void {
  let cancelLimit: (() => void) | null = null;

  function answered(): void {
    cancelLimit?.();
    cancelLimit = null;
  }

  function ask(): void {
    // One that has gone is about to be loaded.
    if (cancelLimit !== null || contents.isCrashed()) return;
    const pid = contents.getOSProcessId();
    const limit = setTimeout(
      () => {
        answered();
        if (contents.isDestroyed() || contents.getOSProcessId() !== pid) return;
        hangs();
        endProcess(pid);
      },
      contents.isLoading() ? LOADED_WITHIN_MS : ANSWER_WITHIN_MS,
    );
    cancelLimit = () => clearTimeout(limit);
    contents.executeJavaScript('0').then(answered, answered);
  }

  const timer = setInterval(ask, ASK_EVERY_MS);
  contents.on('render-process-gone', answered);
  contents.once('destroyed', () => {
    clearInterval(timer);
    answered();
  });
}

/** Not by a message or another signal: a process that is stopped takes neither. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended just now.
  }
}
