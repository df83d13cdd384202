import type { FakeHidControls } from '../helpers/fake_hid.ts';

/** A clock for whatever stands on a fake HID library: it moves only when it is told to. */
export function createDeviceClock(controls: FakeHidControls) {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];

  return {
    monotonicMs: () => nowMs,
    setTimer(run: () => void, afterMs: number): () => void {
      const timer = { atMs: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    /** Lets time go by, and runs all that falls due in it. */
    async wait(ms: number): Promise<void> {
      const endMs = nowMs + ms;
      for (;;) {
        await controls.settled();
        const due = timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (due === undefined) break;
        nowMs = Math.max(nowMs, due.atMs);
        timers = timers.filter((timer) => timer !== due);
        due.run();
      }
      nowMs = endMs;
    },
    /** Lets time go by in which nothing falls due. */
    pass(ms: number): void {
      nowMs += ms;
    },
    /** The process is busy: time goes by and no timer runs, and then all that are due. */
    freeze(ms: number): void {
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { run } of due) run();
    },
    /** How many timers run. */
    timers: () => timers.length,
  };
}
