/** Waits until nothing has come for a while. */
export interface Silence {
  /** Something came: waits anew, until it has been silent for so long. */
  restart(silenceMs: number): void;
  /** How long it has been silent as far as was heard. */
  heardMs(): number;
  cancel(): void;
}

/** A code without a suffix has ended when no key followed for this long. */
export const PAUSE_MS = 250;
/** The same of a scanner that ended its last code with a suffix: it will do so again, and may have been held up. */
export const PAUSE_BEFORE_SUFFIX_MS = 600;

const TICK_MS = 25;
/** A tick that is later than this tells that the process was busy: what came meanwhile may wait behind it. */
const LATE_MS = 20;

/** Counts silence in ticks, and only in those that are on time: a busy process hears nothing, which is no silence. */
export function createSilence(parts: {
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  readonly ended: () => void;
}): Silence {
  let cancelTick = () => {};
  let heardMs = 0;

  function tick(leftMs: number): void {
    const afterMs = Math.min(TICK_MS, leftMs);
    const dueMs = parts.monotonicMs() + afterMs;
    cancelTick = parts.setTimer(() => {
      const onTimeMs = parts.monotonicMs() - dueMs > LATE_MS ? 0 : afterMs;
      heardMs += onTimeMs;
      if (leftMs > onTimeMs) tick(leftMs - onTimeMs);
      else parts.ended();
    }, afterMs);
  }

  return {
    restart(silenceMs) {
      cancelTick();
      heardMs = 0;
      tick(silenceMs);
    },
    heardMs: () => heardMs,
    cancel() {
      cancelTick();
      cancelTick = () => {};
    },
  };
}
