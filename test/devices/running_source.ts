import type { LostFrame, ScanFrame, ScanSource, SourceDescription } from '../../native/scan_source.ts';

/** Within this the screen must tell the truth about a device. */
export const TRUTH_WITHIN_MS = 2_000;
/** For what no promise is made about, on an emulated processor. */
const PATIENCE_MS = 60_000;

/** A source on the machine's real devices and clock, and all that it told since. */
export interface RunningSource {
  readonly frames: readonly ScanFrame[];
  readonly lost: readonly LostFrame[];
  /** The devices of that name, as last told. */
  named(name: string): readonly SourceDescription[];
  /** Waits until something told makes it so, and answers after how many milliseconds that was; rejects with `what`. */
  until(what: string, isSo: () => boolean, limitMs?: number): Promise<number>;
  stop(): Promise<void>;
}

/** The clock and timers of this process. */
export const REAL_TIME = {
  monotonicMs: () => performance.now(),
  setTimer(run: () => void, afterMs: number) {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  },
};

/** Starts a source. */
export function runSource(source: ScanSource): RunningSource {
  const frames: ScanFrame[] = [];
  const lost: LostFrame[] = [];
  const waiting = new Set<() => void>();
  let devices: readonly SourceDescription[] = [];
  const look = () => {
    for (const check of [...waiting]) check();
  };
  source.start({
    frame(frame) {
      frames.push(frame);
      look();
    },
    lost(one) {
      lost.push(one);
      look();
    },
    devices(list) {
      devices = list;
      look();
    },
  });
  return {
    frames,
    lost,
    named: (name) => devices.filter((device) => device.name === name),
    until(what, isSo, limitMs = PATIENCE_MS) {
      const startMs = performance.now();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`${what}: not within ${limitMs} ms; told last: ${JSON.stringify(devices)}`));
        }, limitMs);
        function check(): void {
          if (!isSo()) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve(performance.now() - startMs);
        }
        waiting.add(check);
        check();
      });
    },
    stop: () => source.stop(),
  };
}
