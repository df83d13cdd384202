import { createTrustedTime, type StoredTime, type TrustedTime } from '../../main/trust/trusted_time.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const BOOT_MS = 30 * SECOND_MS;

/** A computer with a clock that can be set and an uptime counter that cannot, and a kiosk that runs on it. */
export interface KioskClocks {
  readonly time: () => TrustedTime;
  /** The real time, which the kiosk never sees. */
  readonly real: () => number;
  readonly wall: () => number;
  run(ms: number): void;
  /** As on a laptop that was closed; the counter goes on unless told otherwise. */
  sleep(ms: number, counterStands?: boolean): void;
  /** The app is closed and opened again; the computer runs on. */
  restartApp(closedMs: number): void;
  /** The computer is off. */
  restartComputer(offMs: number): void;
  /** Sets the clock so that it differs from the real time by so much. */
  setOff(ms: number): void;
  /** The file is gone. */
  loseState(): void;
}

export function makeKioskClocks(startMs: number, counterRate = 1): KioskClocks {
  let realMs = startMs;
  let offMs = 0;
  let uptimeMs = HOUR_MS;
  let time = open(null);

  function open(stored: StoredTime | null): TrustedTime {
    return createTrustedTime({ stored, wallClockMs: () => realMs + offMs, uptimeMs: () => uptimeMs });
  }

  /** What was stored goes through JSON, as it does in the file. */
  function reopen(pass: () => void): void {
    const stored: StoredTime = JSON.parse(JSON.stringify(time.snapshot()));
    pass();
    time = open(stored);
  }

  function run(ms: number): void {
    realMs += ms;
    uptimeMs += ms * counterRate;
  }

  return {
    time: () => time,
    real: () => realMs,
    wall: () => realMs + offMs,
    run,
    sleep(ms, counterStands = false) {
      if (counterStands) realMs += ms;
      else run(ms);
    },
    restartApp: (closedMs) => reopen(() => run(closedMs)),
    restartComputer: (ms) =>
      reopen(() => {
        realMs += ms + BOOT_MS;
        uptimeMs = BOOT_MS;
      }),
    setOff(ms) {
      offMs = ms;
    },
    loseState() {
      time = open(null);
    },
  };
}
