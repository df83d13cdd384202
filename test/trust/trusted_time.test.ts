import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { storedTime } from '../../main/trust/time_store.ts';
import {
  createTrustedTime,
  DOUBT_MS,
  DRIFT_MS,
  LONG_OFF_MS,
  MAX_PASS_LEAD_MS,
  type StoredTime,
} from '../../main/trust/trusted_time.ts';
import { DAY_MS, HOUR_MS, type KioskClocks, makeKioskClocks, MINUTE_MS, SECOND_MS } from './kiosk_clocks.ts';

const START = Date.parse('2026-03-01T10:00:00Z');
const YEAR_MS = 365 * DAY_MS;

/** A kiosk that has read lists of yesterday. */
function openKiosk(counterRate = 1): KioskClocks {
  const kiosk = makeKioskClocks(START, counterRate);
  kiosk.time().sawSignedTime(START - DAY_MS);
  return kiosk;
}

const stateOf = (kiosk: KioskClocks) => kiosk.time().now().state;
const reasonOf = (kiosk: KioskClocks) => kiosk.time().now().reason;

describe('a clock that nobody moves', () => {
  it('is trusted, and is what the kiosk goes by', () => {
    const kiosk = openKiosk();
    expect(kiosk.time().now()).toEqual({ nowMs: START, state: 'trusted', reason: null });
    kiosk.run(3 * HOUR_MS);
    expect(kiosk.time().now()).toEqual({ nowMs: START + 3 * HOUR_MS, state: 'trusted', reason: null });
  });

  it('is trusted whatever the kiosk does with it, though it and the counter err by ten seconds a day', () => {
    const duration = fc.integer({ min: 0, max: 3 * DAY_MS });
    const event = fc.oneof(
      fc.record({ kind: fc.constantFrom('run', 'sleep', 'restartApp', 'restartComputer'), ms: duration }),
      fc.record({ kind: fc.constant('wander'), ms: fc.integer({ min: -10 * SECOND_MS, max: 10 * SECOND_MS }) }),
      fc.record({ kind: fc.constant('signed'), ms: duration }),
      fc.record({ kind: fc.constant('pass'), ms: duration }),
    );
    const error = fc.double({ min: -10 / 86_400, max: 10 / 86_400, noNaN: true });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), error, (events, rate) => {
        const kiosk = openKiosk(1 + rate);
        for (const [at, { kind, ms }] of events.entries()) {
          if (kind === 'wander') kiosk.setOff(ms);
          else if (kind === 'signed') kiosk.time().sawSignedTime(kiosk.real() - ms);
          else if (kind === 'pass') kiosk.time().sawPass(`issuer ${at % 3}`, kiosk.real() - ms);
          else kiosk[kind as 'run'](ms);
          expect(kiosk.time().now()).toEqual({ nowMs: expect.any(Number), state: 'trusted', reason: null });
        }
      }),
    );
  });

  it('may run for half a year at a stretch', () => {
    for (const rate of [1 + 10 / 86_400, 1 - 10 / 86_400]) {
      const kiosk = openKiosk(rate);
      for (let day = 0; day < 180; day += 1) {
        kiosk.run(DAY_MS);
        if (day % 7 === 0) kiosk.time().sawSignedTime(kiosk.real());
        expect(stateOf(kiosk)).toBe('trusted');
      }
      kiosk.restartApp(MINUTE_MS);
      expect(stateOf(kiosk)).toBe('trusted');
    }
  });

  it('is asked for a look after it was off for long, until it agrees with what the authority signed', () => {
    const kiosk = openKiosk();
    kiosk.restartComputer(LONG_OFF_MS);
    expect(kiosk.time().now()).toMatchObject({ nowMs: kiosk.wall(), state: 'drifting', reason: 'long_off' });
    kiosk.time().sawSignedTime(kiosk.real() - 2 * DAY_MS);
    expect(reasonOf(kiosk)).toBe('long_off');
    kiosk.time().sawSignedTime(kiosk.real() - HOUR_MS);
    expect(stateOf(kiosk)).toBe('trusted');
  });
});

describe('a time zone', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    vi.useRealTimers();
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it('may change, and summer time begin and end, without any alarm', () => {
    const hours = 24 * 300;
    vi.useFakeTimers({ toFake: ['Date'], now: START });
    let uptimeMs = 0;
    const time = createTrustedTime({ stored: null, wallClockMs: () => Date.now(), uptimeMs: () => uptimeMs });
    const offsets = new Set<number>();
    for (let hour = 0; hour < hours; hour += 1) {
      process.env.TZ = ['Asia/Hong_Kong', 'Europe/Berlin', 'America/Los_Angeles'][Math.floor(hour / 2_400)];
      vi.setSystemTime(START + hour * HOUR_MS);
      uptimeMs = hour * HOUR_MS;
      offsets.add(new Date().getTimezoneOffset());
      expect(time.now().state).toBe('trusted');
    }
    expect(offsets.size).toBeGreaterThan(2);
  });
});

describe('a clock that is moved while the kiosk runs', () => {
  it.each([
    [0, 'trusted', null],
    [DRIFT_MS - SECOND_MS, 'trusted', null],
    [DRIFT_MS + SECOND_MS, 'drifting', 'differs'],
    [DOUBT_MS - SECOND_MS, 'drifting', 'differs'],
    [DOUBT_MS + SECOND_MS, 'ahead', 'set_forward'],
    [HOUR_MS, 'ahead', 'set_forward'],
    [DAY_MS, 'ahead', 'set_forward'],
    [10 * YEAR_MS, 'ahead', 'set_forward'],
    [-DRIFT_MS + SECOND_MS, 'trusted', null],
    [-DRIFT_MS - SECOND_MS, 'drifting', 'differs'],
    [-DOUBT_MS + SECOND_MS, 'drifting', 'differs'],
    [-DOUBT_MS - SECOND_MS, 'behind', 'set_back'],
    [-HOUR_MS, 'behind', 'set_back'],
    [-DAY_MS, 'behind', 'set_back'],
    [-10 * YEAR_MS, 'behind', 'set_back'],
  ] as const)('by %i ms is %s at the very next reading', (ms, state, reason) => {
    const kiosk = openKiosk();
    kiosk.setOff(ms);
    expect(kiosk.time().now()).toMatchObject({ state, reason });
  });

  it('leaves the kiosk its own reckoning of the time', () => {
    for (const ms of [-DAY_MS, DAY_MS]) {
      const kiosk = openKiosk();
      kiosk.setOff(ms);
      kiosk.run(HOUR_MS);
      expect(kiosk.time().now().nowMs).toBe(kiosk.real());
    }
  });

  it('is noticed though it is moved a second at a time', () => {
    for (const step of [-SECOND_MS, SECOND_MS]) {
      const kiosk = openKiosk();
      for (let scan = 1; scan <= 200; scan += 1) {
        kiosk.run(MINUTE_MS);
        kiosk.setOff(scan * step);
        kiosk.time().now();
      }
      expect(stateOf(kiosk)).toBe(step < 0 ? 'behind' : 'ahead');
    }
  });

  it('stays doubtful through restarts, sleep, passes and signatures, until it is set right', () => {
    const moved = fc.tuple(fc.integer({ min: DAY_MS, max: 10 * YEAR_MS }), fc.constantFrom(-1, 1));
    const ran = fc.record({ kind: fc.constantFrom('run', 'sleep'), ms: fc.integer({ min: 0, max: 2 * DAY_MS }) });
    // Together less than the clock was moved by: time off cannot be told from it.
    const off = fc.record({
      kind: fc.constantFrom('restartApp', 'restartComputer'),
      ms: fc.integer({ min: 0, max: HOUR_MS }),
    });
    const told = fc.record({ kind: fc.constantFrom('signed', 'pass'), ms: fc.integer({ min: 0, max: 20 * HOUR_MS }) });
    const before = fc.array(fc.oneof(ran, off), { maxLength: 10 });
    const after = fc.array(fc.oneof(ran, off, told), { maxLength: 15 });
    fc.assert(
      fc.property(before, moved, after, (beforehand, [amount, sign], events) => {
        const kiosk = openKiosk();
        for (const { kind, ms } of beforehand) kiosk[kind as 'run'](ms);
        expect(stateOf(kiosk)).toBe('trusted');
        kiosk.setOff(amount * sign);
        const wanted = sign < 0 ? 'behind' : 'ahead';
        expect(stateOf(kiosk)).toBe(wanted);
        for (const [at, { kind, ms }] of events.entries()) {
          if (kind === 'signed') kiosk.time().sawSignedTime(kiosk.real() - ms);
          else if (kind === 'pass') kiosk.time().sawPass(`issuer ${at}`, kiosk.real() - ms);
          else kiosk[kind as 'run'](ms);
          expect(stateOf(kiosk)).toBe(wanted);
        }
        kiosk.setOff(0);
        expect(stateOf(kiosk)).toBe('trusted');
      }),
    );
  });

  it('is never trusted while it is a day off, in whatever order it is moved and looked at', () => {
    const move = fc.oneof(
      fc.constant(0),
      fc.integer({ min: DAY_MS, max: 10 * YEAR_MS }),
      fc.integer({ min: -10 * YEAR_MS, max: -DAY_MS }),
    );
    const event = fc.record({ off: move, ms: fc.integer({ min: 0, max: DAY_MS }), sleeps: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 30 }), (events) => {
        const kiosk = openKiosk();
        for (const { ms, off, sleeps } of events) {
          kiosk.setOff(off);
          kiosk[sleeps ? 'sleep' : 'run'](ms);
          expect(stateOf(kiosk)).toBe(off === 0 ? 'trusted' : off < 0 ? 'behind' : 'ahead');
        }
      }),
    );
  });
});

describe('a laptop that sleeps', () => {
  it('is trusted when it wakes, with a counter that went on', () => {
    const kiosk = openKiosk();
    kiosk.sleep(3 * DAY_MS);
    expect(stateOf(kiosk)).toBe('trusted');
  });

  it('is ahead where the counter stood still, until the manager vouches for the clock', () => {
    const kiosk = openKiosk();
    kiosk.sleep(HOUR_MS, true);
    expect(stateOf(kiosk)).toBe('ahead');
    expect(kiosk.time().confirmClock()).toEqual({ nowMs: kiosk.real(), state: 'trusted', reason: null });
    kiosk.setOff(DAY_MS);
    expect(stateOf(kiosk)).toBe('ahead');
  });
});

describe('a clock that is moved while the kiosk is off', () => {
  it('is noticed at the start when it was set back', () => {
    const kiosk = openKiosk();
    kiosk.run(2 * DAY_MS);
    const stored = kiosk.time().snapshot();
    const opened = createTrustedTime({ stored, wallClockMs: () => kiosk.real() - DAY_MS, uptimeMs: () => 0 });
    expect(opened.now()).toEqual({ nowMs: kiosk.real(), state: 'behind', reason: 'before_last_seen' });
  });

  it('cannot be told from time that has passed when it was set forward', () => {
    const kiosk = openKiosk();
    const stored = kiosk.time().snapshot();
    const opened = createTrustedTime({ stored, wallClockMs: () => kiosk.real() + DAY_MS, uptimeMs: () => 0 });
    expect(opened.now().state).toBe('trusted');
  });

  it('counts the time that the computer ran without the kiosk', () => {
    const kiosk = openKiosk();
    const { uptimeMs, ...stored } = kiosk.time().snapshot();
    const lastSeenMs = stored.seenMs ?? 0;
    const least = (readMs: number) =>
      createTrustedTime({ stored: { ...stored, uptimeMs }, wallClockMs: () => 0, uptimeMs: () => readMs }).now().nowMs;
    expect(least(uptimeMs + DAY_MS)).toBeGreaterThan(lastSeenMs + DAY_MS - MINUTE_MS);
    expect(least(uptimeMs + DAY_MS)).toBeLessThanOrEqual(lastSeenMs + DAY_MS);
    expect(least(uptimeMs - MINUTE_MS)).toBeGreaterThan(lastSeenMs);
    expect(least(uptimeMs - MINUTE_MS)).toBeLessThanOrEqual(lastSeenMs + uptimeMs - MINUTE_MS);
  });

  it('forgets a leap forward that was set right meanwhile', () => {
    const kiosk = openKiosk();
    kiosk.setOff(10 * DAY_MS);
    expect(stateOf(kiosk)).toBe('ahead');
    const stored = kiosk.time().snapshot();
    expect(stored.aheadMs).toBe(10 * DAY_MS);
    const at = (ms: number) =>
      createTrustedTime({ stored, wallClockMs: () => kiosk.real() + ms, uptimeMs: () => 0 }).now();
    expect(at(DAY_MS)).toMatchObject({ state: 'trusted' });
    expect(at(10 * DAY_MS + HOUR_MS)).toMatchObject({ state: 'ahead', nowMs: kiosk.real() + HOUR_MS });
  });
});

describe('what the authority signed', () => {
  it('bounds the time from below, with the running time since', () => {
    const kiosk = openKiosk();
    kiosk.loseState();
    kiosk.time().sawSignedTime(START - DAY_MS);
    for (let night = 0; night < 5; night += 1) {
      kiosk.run(12 * HOUR_MS);
      kiosk.restartComputer(12 * HOUR_MS);
    }
    const { countedMs, signedMs } = kiosk.time().snapshot();
    expect(signedMs).toBe(START - DAY_MS);
    expect(countedMs).toBeGreaterThan(59 * HOUR_MS);
    expect(countedMs).toBeLessThanOrEqual(61 * HOUR_MS);
    const stored: StoredTime = { ...kiosk.time().snapshot(), seenMs: null };
    const opened = createTrustedTime({ stored, wallClockMs: () => START + DAY_MS, uptimeMs: () => 0 });
    expect(opened.now()).toMatchObject({ state: 'behind', reason: 'before_signed_time' });
  });

  it('shows that the clock was wrong from the start, and the clock is believed once it is set right', () => {
    const kiosk = makeKioskClocks(START);
    kiosk.setOff(-YEAR_MS);
    kiosk.loseState();
    expect(stateOf(kiosk)).toBe('trusted');
    kiosk.time().sawSignedTime(kiosk.real() - 3 * HOUR_MS);
    expect(kiosk.time().now()).toEqual({
      nowMs: kiosk.real() - 3 * HOUR_MS,
      state: 'behind',
      reason: 'before_signed_time',
    });
    kiosk.setOff(0);
    expect(stateOf(kiosk)).toBe('trusted');
  });

  it('lets the clock go back from a wrong time that the kiosk took for right', () => {
    const kiosk = makeKioskClocks(START);
    kiosk.setOff(YEAR_MS);
    kiosk.loseState();
    kiosk.run(HOUR_MS);
    kiosk.setOff(0);
    kiosk.restartComputer(HOUR_MS);
    expect(stateOf(kiosk)).toBe('behind');
    kiosk.time().sawSignedTime(kiosk.real() - 2 * DAY_MS);
    expect(stateOf(kiosk)).toBe('behind');
    kiosk.time().sawSignedTime(kiosk.real() - HOUR_MS);
    expect(kiosk.time().now()).toEqual({ nowMs: kiosk.real(), state: 'trusted', reason: null });
  });

  it('does not let the clock go back by being shown again', () => {
    const kiosk = openKiosk();
    kiosk.run(2 * DAY_MS);
    kiosk.time().sawSignedTime(kiosk.real() - HOUR_MS);
    kiosk.run(2 * DAY_MS);
    kiosk.setOff(-2 * DAY_MS);
    kiosk.time().sawSignedTime(kiosk.real() - 2 * DAY_MS - HOUR_MS);
    expect(stateOf(kiosk)).toBe('behind');

    const other = openKiosk();
    other.time().sawSignedTime(START - HOUR_MS);
    other.restartComputer(2 * DAY_MS);
    expect(stateOf(other)).toBe('trusted');
    other.setOff(-2 * DAY_MS);
    other.time().sawSignedTime(START - HOUR_MS);
    expect(stateOf(other)).toBe('behind');
  });

  it('does not make the kiosk forget what it knows by a clock that contradicts it', () => {
    const kiosk = openKiosk();
    kiosk.run(2 * DAY_MS);
    kiosk.setOff(-DAY_MS);
    kiosk.time().sawSignedTime(kiosk.real() - 2 * HOUR_MS);
    kiosk.setOff(-HOUR_MS);
    expect(kiosk.time().now()).toMatchObject({ state: 'behind', reason: 'set_back' });
  });

  it('warns where the clock is a little behind it', () => {
    const kiosk = openKiosk();
    kiosk.time().sawSignedTime(START + DRIFT_MS + SECOND_MS);
    expect(kiosk.time().now()).toEqual({ nowMs: START + DRIFT_MS + SECOND_MS, state: 'drifting', reason: 'differs' });
  });

  it('does not make a clock right that is ahead', () => {
    const kiosk = openKiosk();
    kiosk.setOff(20 * HOUR_MS);
    kiosk.time().sawSignedTime(kiosk.real() - HOUR_MS);
    expect(stateOf(kiosk)).toBe('ahead');
  });

  it('is not overruled by the manager', () => {
    const kiosk = openKiosk();
    kiosk.setOff(-YEAR_MS);
    expect(kiosk.time().confirmClock()).toMatchObject({ state: 'behind', reason: 'before_signed_time' });
    kiosk.setOff(-HOUR_MS);
    expect(kiosk.time().confirmClock()).toMatchObject({ state: 'trusted', nowMs: kiosk.real() - HOUR_MS });
  });

  it('is nothing where it is no number', () => {
    const kiosk = openKiosk();
    for (const at of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) kiosk.time().sawSignedTime(at);
    expect(stateOf(kiosk)).toBe('trusted');
  });
});

describe('dates of passes', () => {
  const AHEAD_MS = 5 * DAY_MS;

  it('show that the clock is behind once a second issuer says so', () => {
    const kiosk = openKiosk();
    kiosk.time().sawPass('XX', START + AHEAD_MS);
    kiosk.time().sawPass('XX', START + AHEAD_MS + HOUR_MS);
    expect(stateOf(kiosk)).toBe('trusted');
    kiosk.time().sawPass('YY', START + AHEAD_MS - DAY_MS);
    expect(kiosk.time().now()).toEqual({ nowMs: START + AHEAD_MS - DAY_MS, state: 'behind', reason: 'before_passes' });
    kiosk.setOff(AHEAD_MS);
    expect(stateOf(kiosk)).toBe('trusted');
  });

  it('do nothing by one issuer alone, however often and however wrong', () => {
    const date = fc.oneof(
      fc.integer({ min: START - MAX_PASS_LEAD_MS, max: START + 2 * MAX_PASS_LEAD_MS }),
      fc.double(),
    );
    fc.assert(
      fc.property(fc.array(date, { maxLength: 30 }), fc.array(fc.nat(YEAR_MS), { maxLength: 10 }), (wrong, ages) => {
        const kiosk = openKiosk();
        for (const [at, date] of wrong.entries()) {
          kiosk.time().sawPass('wrong', date);
          kiosk.time().sawPass(`honest ${at % 2}`, START - (ages[at] ?? 0));
          expect(stateOf(kiosk)).toBe('trusted');
        }
      }),
    );
  });

  it('count by the hour, and of each issuer the latest', () => {
    const kiosk = openKiosk();
    for (const issuer of ['XX', 'YY']) kiosk.time().sawPass(issuer, START + 59 * MINUTE_MS);
    expect(stateOf(kiosk)).toBe('trusted');
    kiosk.time().sawPass('XX', START + 61 * MINUTE_MS);
    kiosk.time().sawPass('XX', START - DAY_MS);
    kiosk.time().sawPass('YY', START + 119 * MINUTE_MS);
    expect(kiosk.time().now()).toEqual({ nowMs: START + HOUR_MS, state: 'behind', reason: 'before_passes' });
  });

  it('do nothing where they are further ahead than any kiosk is behind', () => {
    const kiosk = openKiosk();
    for (const issuer of ['XX', 'YY', 'ZZ']) kiosk.time().sawPass(issuer, START + MAX_PASS_LEAD_MS + 1);
    expect(stateOf(kiosk)).toBe('trusted');
  });

  it('leave no trace in what is stored', () => {
    const kiosk = openKiosk();
    const without = kiosk.time().snapshot();
    kiosk.time().sawPass('XX', START + AHEAD_MS);
    kiosk.time().sawPass('YY', START + AHEAD_MS);
    expect(kiosk.time().snapshot()).toEqual(without);
    kiosk.restartComputer(HOUR_MS);
    expect(stateOf(kiosk)).toBe('trusted');
  });
});

describe('what is stored', () => {
  it('is what its schema says, after whatever happened', () => {
    const event = fc.record({
      kind: fc.constantFrom('run', 'sleep', 'restartApp', 'restartComputer', 'setOff'),
      ms: fc.integer({ min: 0, max: 10 * YEAR_MS }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), fc.boolean(), (events, signed) => {
        const kiosk = signed ? openKiosk() : makeKioskClocks(START);
        for (const { kind, ms } of events) {
          kiosk[kind](ms);
          const stored = kiosk.time().snapshot();
          expect(storedTime.parse(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
        }
      }),
    );
  });

  it('is refused when it is damaged, and the kiosk then goes by what the authority signed', () => {
    const good = openKiosk().time().snapshot();
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(storedTime.safeParse(value).success).toBe(false);
      }),
    );
    for (const change of [{ version: 2 }, { seenMs: 'now' }, { countedMs: -1 }, { aheadMs: 0 }]) {
      expect(storedTime.safeParse({ ...good, ...change }).success).toBe(false);
    }
    const kiosk = openKiosk();
    kiosk.setOff(-10 * DAY_MS);
    kiosk.loseState();
    kiosk.time().sawSignedTime(START - DAY_MS);
    expect(stateOf(kiosk)).toBe('behind');
  });
});

describe('a clock or a counter that is none', () => {
  it('is behind, and a counter that goes back stands still', () => {
    let wallMs = START;
    const time = createTrustedTime({ stored: null, wallClockMs: () => wallMs, uptimeMs: () => 0 });
    expect(time.now().state).toBe('trusted');
    wallMs = Number.NaN;
    expect(time.now().state).toBe('behind');
    let uptimeMs = 2 * HOUR_MS;
    const stepped = createTrustedTime({ stored: null, wallClockMs: () => START, uptimeMs: () => uptimeMs });
    uptimeMs = HOUR_MS;
    expect(stepped.now().state).toBe('trusted');
    const counterless = createTrustedTime({ stored: null, wallClockMs: () => START, uptimeMs: () => Number.NaN });
    expect(counterless.now().state).toBe('behind');
  });
});
