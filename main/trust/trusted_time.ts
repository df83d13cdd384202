/**
 * Whether the computer's clock may be relied upon: `drifting` still may, with a warning. Behind: before a time that
 * is certainly over. Ahead: it has gone forward faster than time passes.
 */
export type ClockState = 'trusted' | 'drifting' | 'behind' | 'ahead';

export type ClockReason =
  // drifting
  | 'differs'
  | 'long_off'
  // behind
  | 'before_signed_time'
  | 'before_last_seen'
  | 'before_passes'
  | 'set_back'
  // ahead
  | 'set_forward';

export interface ClockReading {
  /** The best that is known: the computer's clock, or in its place what must at least be over. */
  readonly nowMs: number;
  readonly state: ClockState;
  /** Null: trusted. */
  readonly reason: ClockReason | null;
}

/** What is known of the time, to be kept across restarts. Nothing of any pass is in it. */
export interface StoredTime {
  readonly version: 1;
  /** The newest date of issue of anything that the authority signed, and the running time counted since. */
  readonly signedMs: number | null;
  readonly countedMs: number;
  /** The last time by a clock in which nothing was wrong, and the uptime counter then. */
  readonly seenMs: number | null;
  readonly uptimeMs: number;
  /** How much the clock was ahead by a leap that nobody has explained; null: it was not. */
  readonly aheadMs: number | null;
}

export interface TrustedTime {
  /** To be asked at every scan: a clock that was moved since the last one shows at once. */
  now(): ClockReading;
  /** To be told the date of issue of whatever was read with a good signature of the authority's. */
  sawSignedTime(issuedMs: number): void;
  /** To be told the date of issue of every pass with a good signature. */
  sawPass(issuer: string, issuedMs: number): void;
  /** The manager vouches for the computer's clock as it is now; what was signed still bounds it. */
  confirmClock(): ClockReading;
  /** To be kept, at most once a minute and at closing. */
  snapshot(): StoredTime;
}

/** A difference that is worth a warning, and one that makes the clock doubtful. */
export const DRIFT_MS = 30_000;
export const DOUBT_MS = 2 * 60_000;
/** How much slower or faster the counter may be than the clock: 17 seconds a day. */
export const DRIFT_RATE = 2e-4;
/** A clock that agrees with a signature of the last day may be believed against what the kiosk remembers. */
export const FRESH_SIGNATURE_MS = 24 * 3_600_000;
/** After so long a time without running, how long it was deserves a look. */
export const LONG_OFF_MS = 7 * 24 * 3_600_000;
/** Dates of passes further ahead of the clock than this are an issuer's error, not the clock's. */
export const MAX_PASS_LEAD_MS = 31 * 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/**
 * Watches the computer's clock, offline. The time is at least the newest signed date and the running time counted
 * since, across restarts too. While the kiosk runs, the clock must keep pace with the uptime counter, from the
 * first reading on and not from the last, so that it cannot be moved in small steps. A leap that was seen stays a
 * leap after a restart.
 *
 * Passes bound the time from below as well: what was issued is over. But an issuer's clock may be wrong, so a date
 * counts only once another issuer has named one as late, only within a month ahead of the clock, cut to the
 * hour, and in memory only: one wrong issuer can do nothing, and two can make the door doubtful until a restart.
 *
 * What it cannot tell: time that passes while the kiosk is off from a clock that is set forward meanwhile. Nothing
 * but the ages of the lists bounds that, and `long_off` shows it. On a new machine, or when the stored state is
 * lost, only what the authority signed is left.
 *
 * Ways back: the clock agrees again; a newer signed date shows that the kiosk's own reckoning was behind; one of
 * the last day agrees with the clock as it was set right; or the manager vouches for it.
 *
 * `wallClockMs` is milliseconds since 1970, which no time zone changes. `uptimeMs` must go on while the computer
 * sleeps, as `os.uptime` does: one that stands still makes every sleep a leap forward.
 */
export function createTrustedTime(parts: {
  readonly stored: StoredTime | null;
  readonly wallClockMs: () => number;
  readonly uptimeMs: () => number;
}): TrustedTime {
  const { stored, wallClockMs } = parts;
  const startUptimeMs = parts.uptimeMs();
  let uptimeMs = startUptimeMs;
  const grownMs = stored === null ? 0 : leastTimeSince(stored.uptimeMs, startUptimeMs);

  // The lower bounds as they were at the start of this run; each goes on with the counter.
  let signedMs = stored?.signedMs ?? Number.NEGATIVE_INFINITY;
  let floorMs = signedMs + (stored?.countedMs ?? 0) + grownMs;
  let seenMs = (stored?.seenMs ?? Number.NEGATIVE_INFINITY) + grownMs;
  /** The latest dates that two issuers have named. */
  let sightings: readonly { readonly issuer: string; readonly atMs: number }[] = [];
  /** A reading of the clock that it must keep pace with; null while it is behind all of it. */
  let reference: { readonly wallMs: number; readonly uptimeMs: number } | null = null;

  const firstWallMs = wallClockMs();
  const offMs = firstWallMs - seenMs;
  // Less than the leap: the clock was set right while the kiosk was off.
  const leapMs = stored !== null && stored.aheadMs !== null && offMs >= stored.aheadMs - DOUBT_MS ? stored.aheadMs : 0;
  if (leapMs > 0) reference = { wallMs: firstWallMs - leapMs, uptimeMs };
  let isLongOff = Number.isFinite(seenMs) && offMs - leapMs > LONG_OFF_MS;
  read();

  /** Milliseconds of this run that are certainly over. */
  function counted(): number {
    uptimeMs = Math.max(uptimeMs, parts.uptimeMs());
    return (uptimeMs - startUptimeMs) * (1 - DRIFT_RATE);
  }

  function read(): ClockReading & { readonly wallMs: number; readonly expectedMs: number | null } {
    const run = counted();
    const wallMs = wallClockMs();
    const floor = floorMs + run;
    const seen = seenMs + run;
    const passes = sightings[1]?.atMs ?? Number.NEGATIVE_INFINITY;
    const least = Math.max(floor, seen, passes);

    // A reckoning that lags behind what is certain was wrong from the start.
    if (reference !== null && expectedBy(reference) < least - DOUBT_MS - driftOf(reference)) {
      seenMs = Math.max(seenMs, expectedBy(reference) - run);
      reference = null;
    }
    const isBeforeLeast = !(wallMs >= least - DOUBT_MS);
    if (reference === null && !isBeforeLeast) reference = { wallMs, uptimeMs };

    const expectedMs = reference === null ? null : expectedBy(reference);
    const clocks = { wallMs, expectedMs };
    const bestMs = Math.max(expectedMs ?? Number.NEGATIVE_INFINITY, least);
    const drift = reference === null ? 0 : driftOf(reference);
    const offBy = expectedMs === null ? 0 : wallMs - expectedMs;
    // Comparisons are written so that a clock that is no number is behind.
    if (!(offBy >= -DOUBT_MS - drift)) return { ...clocks, nowMs: bestMs, state: 'behind', reason: 'set_back' };
    if (isBeforeLeast) {
      const isBefore = (bound: number) => !(wallMs >= bound - DOUBT_MS);
      const reason = isBefore(floor) ? 'before_signed_time' : isBefore(seen) ? 'before_last_seen' : 'before_passes';
      return { ...clocks, nowMs: bestMs, state: 'behind', reason };
    }
    if (offBy > DOUBT_MS + drift) return { ...clocks, nowMs: bestMs, state: 'ahead', reason: 'set_forward' };

    const nowMs = Math.max(wallMs, least);
    if (Math.abs(offBy) > DRIFT_MS + drift || wallMs < least - DRIFT_MS) {
      return { ...clocks, nowMs, state: 'drifting', reason: 'differs' };
    }
    if (isLongOff) return { ...clocks, nowMs, state: 'drifting', reason: 'long_off' };
    return { ...clocks, nowMs, state: 'trusted', reason: null };
  }

  function expectedBy(from: NonNullable<typeof reference>): number {
    return from.wallMs + (uptimeMs - from.uptimeMs);
  }

  function driftOf(from: NonNullable<typeof reference>): number {
    return (uptimeMs - from.uptimeMs) * DRIFT_RATE;
  }

  function forgetOwnReckoning(): void {
    seenMs = Number.NEGATIVE_INFINITY;
    sightings = [];
    reference = null;
    isLongOff = false;
  }

  function now(): ClockReading {
    const { nowMs, reason, state } = read();
    return { nowMs, state, reason };
  }

  return {
    now,
    sawSignedTime(issuedMs) {
      // A date that is not newer may have been kept back, and shows nothing of the present.
      if (!Number.isFinite(issuedMs) || issuedMs <= signedMs) return;
      signedMs = issuedMs;
      const run = counted();
      floorMs = Math.max(floorMs, issuedMs - run);
      const wallMs = wallClockMs();
      const agrees = wallMs >= floorMs + run - DOUBT_MS && wallMs <= issuedMs + FRESH_SIGNATURE_MS;
      if (!agrees) return;
      // A clock that is ahead is not set right by it: the leap may be shorter than the signature is old.
      if (read().state === 'behind') forgetOwnReckoning();
      isLongOff = false;
    },
    sawPass(issuer, issuedMs) {
      if (!(issuedMs <= wallClockMs() + MAX_PASS_LEAD_MS)) return;
      const atMs = Math.floor(issuedMs / HOUR_MS) * HOUR_MS;
      const earlier = sightings.find((one) => one.issuer === issuer);
      if (earlier !== undefined && earlier.atMs >= atMs) return;
      const others = sightings.filter((one) => one !== earlier);
      sightings = [...others, { issuer, atMs }].sort((a, b) => b.atMs - a.atMs).slice(0, 2);
    },
    confirmClock() {
      forgetOwnReckoning();
      return now();
    },
    snapshot() {
      const { expectedMs, state, wallMs } = read();
      const run = counted();
      const isGood = state === 'trusted' || state === 'drifting';
      const lastSeenMs = expectedMs === null ? seenMs + run : isGood ? Math.min(wallMs, expectedMs) : expectedMs;
      return {
        version: 1,
        signedMs: wholeOrNull(signedMs),
        countedMs: Number.isFinite(signedMs) ? Math.max(0, Math.floor(floorMs + run - signedMs)) : 0,
        seenMs: wholeOrNull(lastSeenMs),
        uptimeMs: Math.floor(uptimeMs),
        aheadMs: state === 'ahead' && expectedMs !== null ? Math.round(wallMs - expectedMs) : null,
      };
    },
  };
}

/**
 * The time that has passed at least between two values of the uptime counter: their difference, or where the
 * computer was started again in between, all that it has run since.
 */
function leastTimeSince(beforeMs: number, nowMs: number): number {
  return nowMs >= beforeMs ? (nowMs - beforeMs) * (1 - DRIFT_RATE) : nowMs * (1 - DRIFT_RATE);
}

function wholeOrNull(at: number): number | null {
  return Number.isFinite(at) ? Math.floor(at) : null;
}
