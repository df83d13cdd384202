import { kioskMessage } from './kiosk_message.ts';

/** A program file with its arguments; on trial, it must be ready in time or is not started again. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly isTrial: boolean;
}

/** A kiosk process that was started. Its end is told once, also where it could not be started at all. */
export interface KioskProcess {
  onMessage(hear: (message: unknown) => void): void;
  onEnd(hear: () => void): void;
  /** Asks it to end in order. */
  end(): void;
  /** Ends it now, whatever it does. */
  kill(): void;
}

/** Watches over the kiosk process. */
export interface Guardian {
  /** Asks the kiosk to end, and ends with it. */
  stop(): void;
}

/**
 * From its start to the first sign of life, and while it says that it is busy: a cold disk takes long, and so does putting
 * together the damaged counts of years, or backing them up.
 */
const FIRST_SIGN_WITHIN_MS = 120_000;
/** One sign of life that did not come, so many times over: after a sleep of the computer one is missed at once, not all. */
const MISSED_AFTER_MS = 2_500;
const MISSED_SIGNS = 4;
const TRIAL_READY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 10_000;
/**
 * Before each further start while none holds; the last one is repeated, so that it never gives up. Short, since a start takes
 * seconds itself, and visitors wait.
 */
const WAITS_MS: readonly number[] = [0, 0, 500, 1_000, 2_000, 3_000];
/** Ready for so long, a start has held: a door that works now and then is better than one that waits. */
const HELD_AFTER_MS = 3_000;

/**
 * Starts the kiosk and keeps it running until staff or the system end it: a process that ended, or that has been silent,
 * is started again, at once and then with growing waits. One that is on trial and is not ready within a minute has failed.
 */
export function startGuardian(parts: {
  /** What to start now; asked before each start. */
  readonly next: () => Launch;
  readonly start: (launch: Launch) => KioskProcess;
  /** What became of a trial, before anything else is started. */
  readonly judged: (launch: Launch, isGood: boolean) => void;
  /** Ends the guardian itself. */
  readonly ended: () => void;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): Guardian {
  const { setTimer } = parts;
  let running: KioskProcess | null = null;
  let isStopping = false;
  let failures = 0;
  let cancelStart = () => {};

  function startNext(): void {
    const launch = parts.next();
    const kiosk = parts.start(launch);
    running = kiosk;
    let isOver = false;
    let wasReady = false;
    let endedByStaff = false;
    let onTrial = launch.isTrial;
    let cancelSilence = setTimer(kiosk.kill, FIRST_SIGN_WITHIN_MS);
    let cancelHeld = () => {};
    let cancelEnding = () => {};
    const cancelTrial = onTrial ? setTimer(kiosk.kill, TRIAL_READY_WITHIN_MS) : () => {};

    function listen(missed: number): void {
      cancelSilence();
      cancelSilence = setTimer(() => (missed < MISSED_SIGNS ? listen(missed + 1) : kiosk.kill()), MISSED_AFTER_MS);
    }

    kiosk.onMessage((given) => {
      const message = kioskMessage.safeParse(given);
      if (isOver || !message.success) return;
      if (message.data.kind === 'busy') {
        cancelSilence();
        cancelSilence = setTimer(kiosk.kill, FIRST_SIGN_WITHIN_MS);
        return;
      }
      listen(1);
      if (message.data.kind === 'ended' && !endedByStaff) {
        endedByStaff = true;
        // A main loop that turns is no sign that it ends.
        cancelEnding = setTimer(kiosk.kill, ENDS_WITHIN_MS);
      }
      if (message.data.kind !== 'ready' || wasReady) return;
      wasReady = true;
      cancelTrial();
      cancelHeld = setTimer(() => {
        failures = 0;
      }, HELD_AFTER_MS);
      if (!onTrial) return;
      onTrial = false;
      parts.judged(launch, true);
    });
    kiosk.onEnd(() => {
      if (isOver) return;
      isOver = true;
      running = null;
      cancelSilence();
      cancelTrial();
      cancelHeld();
      cancelEnding();
      if (isStopping || endedByStaff) {
        parts.ended();
        return;
      }
      if (onTrial) parts.judged(launch, false);
      const waitMs = WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] ?? 0;
      failures += 1;
      cancelStart = setTimer(startNext, waitMs);
    });
  }

  startNext();
  return {
    stop() {
      if (isStopping) return;
      isStopping = true;
      cancelStart();
      if (running === null) {
        parts.ended();
        return;
      }
      running.end();
      setTimer(running.kill, ENDS_WITHIN_MS);
    },
  };
}
