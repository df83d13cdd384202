import type { FakeHidControls } from '../helpers/fake_hid.ts';

/** A clock for whatever stands on a fake HID library: it moves only by `wait`, which runs all that falls due. */
export function createHidClock(controls: FakeHidControls) {
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
    /** How many timers run. */
    timers: () => timers.length,
  };
}
