import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGED_KINDS, type AgeLimits, type Ages, agesAt, type DatedItem } from '../../main/trust/ages.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-03-01T10:00:00Z');
const limits = (warnAfterHours: number, stopAfterHours: number): AgeLimits => ({
  warnAfterMs: warnAfterHours * HOUR_MS,
  stopAfterMs: stopAfterHours * HOUR_MS,
});
const bounds = { keys: limits(72, 168), rules: limits(200, 400), revocations: limits(24, 48) };
const issued = (hoursAgo: number, validForHours: number | null = null): DatedItem => ({
  issuedAt: NOW - hoursAgo * HOUR_MS,
  validUntil: validForHours === null ? null : NOW - hoursAgo * HOUR_MS + validForHours * HOUR_MS,
});
type Given = Parameters<typeof agesAt>[1];
const ages = (inUse: Partial<Given['inUse']>, others: Partial<Given> = {}, nowMs = NOW): Ages =>
  agesAt(nowMs, { inUse: { keys: [], rules: [], revocations: [], ...inUse }, bounds, chosen: {}, ...others });
const hoursFromNow = (at: number | null | undefined) => (at === null || at === undefined ? null : (at - NOW) / HOUR_MS);

describe('ages', () => {
  it.each([
    [0, 'fresh'],
    [71, 'fresh'],
    [72, 'warn'],
    [167, 'warn'],
    [168, 'stopped'],
    [10_000, 'stopped'],
  ] as const)('of keys that were issued %i hours ago are %s', (hoursAgo, state) => {
    const { keys } = ages({ keys: [issued(hoursAgo)] }).kinds;
    expect(keys).toMatchObject({ ageMs: hoursAgo * HOUR_MS, state, isFromFuture: false });
    expect([keys?.warnAt, keys?.stopAt].map(hoursFromNow)).toEqual([72 - hoursAgo, 168 - hoursAgo]);
  });

  it('name what ends first, and until when the door can open', () => {
    const inUse = { keys: [issued(160)], rules: [issued(0)], revocations: [issued(10)] };
    expect(ages(inUse).openUntil).toEqual({ at: NOW + 8 * HOUR_MS, kind: 'keys' });
    expect(ages({ ...inUse, keys: [issued(1)] }).openUntil).toEqual({ at: NOW + 38 * HOUR_MS, kind: 'revocations' });
    expect(Object.values(ages(inUse).stopAt).map(hoursFromNow)).toEqual([8, 400, 38]);
  });

  it('limit nothing where nothing is in use, and name an end that is over', () => {
    expect(ages({})).toMatchObject({ kinds: { keys: null, rules: null, revocations: null }, openUntil: null });
    expect(ages({ keys: [issued(200)] }).openUntil).toEqual({ at: NOW - 32 * HOUR_MS, kind: 'keys' });
  });

  it('let the venue be stricter than the authority, and never laxer', () => {
    const stops = (keys: AgeLimits) => {
      const age = ages({ keys: [issued(0)] }, { chosen: { keys } }).kinds.keys;
      return [age?.warnAt, age?.stopAt].map(hoursFromNow);
    };
    expect(stops(limits(24, 48))).toEqual([24, 48]);
    expect(stops(limits(24, 10_000))).toEqual([24, 168]);
    expect(stops(limits(10_000, 10_000))).toEqual([72, 168]);
    expect(stops(limits(100, 10))).toEqual([10, 10]);
  });

  it("end with an item's own end, and warn after the same share of its time", () => {
    const { keys } = ages({ keys: [issued(0, 84)] }).kinds;
    expect([keys?.warnAt, keys?.stopAt].map(hoursFromNow)).toEqual([36, 84]);
    const unbounded = ages({ keys: [issued(0, 100)] }, { bounds: {} }).kinds.keys;
    expect([unbounded?.warnAt, unbounded?.stopAt].map(hoursFromNow)).toEqual([75, 100]);
    expect(ages({ keys: [issued(0)] }, { bounds: {} })).toMatchObject({
      kinds: { keys: { state: 'fresh', warnAt: null, stopAt: null } },
      openUntil: null,
    });
  });

  it('are those of the oldest of several, and of the one that ends first', () => {
    const { kinds } = ages({ revocations: [issued(1), issued(30), issued(2, 3)] });
    expect(kinds.revocations).toMatchObject({ ageMs: 30 * HOUR_MS, state: 'warn' });
    expect(hoursFromNow(kinds.revocations?.stopAt)).toBe(1);
  });

  it('are not made younger by a copy that comes later', () => {
    const old = ages({ keys: [issued(100)] });
    expect(ages({ keys: [issued(100), issued(0)] })).toEqual(old);
  });

  it('alarm for what was issued later than now, but for the difference of two honest clocks', () => {
    const tomorrow = ages({ keys: [issued(-24)], revocations: [issued(0)] });
    expect(tomorrow.kinds.keys).toMatchObject({ state: 'stopped', isFromFuture: true });
    expect(tomorrow.openUntil).toEqual({ at: NOW, kind: 'keys' });
    expect(ages({ keys: [issued(-1 / 60)] }).kinds.keys).toMatchObject({ state: 'fresh', isFromFuture: false });
  });

  it.each([
    ['a date', { keys: [{ issuedAt: Number.NaN, validUntil: null }] }, {}],
    ['an end', { keys: [{ issuedAt: NOW, validUntil: Number.NaN }] }, {}],
    ['an end before all time', { keys: [{ issuedAt: NOW, validUntil: Number.NEGATIVE_INFINITY }] }, {}],
    ['a bound', { keys: [issued(0)] }, { bounds: { keys: limits(1, Number.NaN) } }],
    ['a choice', { keys: [issued(0)] }, { chosen: { keys: limits(0, 0) } }],
  ])('stop for %s that is none', (_what, inUse, others) => {
    expect(ages(inUse, others).kinds.keys?.state).toBe('stopped');
  });

  it('stop by a clock that is no number', () => {
    const { kinds, openUntil } = ages({ keys: [issued(0)] }, {}, Number.NaN);
    expect(kinds.keys?.state).toBe('stopped');
    expect(openUntil).toEqual({ at: Number.NEGATIVE_INFINITY, kind: 'keys' });
  });

  it('never go back while time passes, and never outlast the bounds', () => {
    const hours = fc.integer({ min: 0, max: 1_000 });
    const pair = fc.tuple(hours, hours).map(([warn, stop]) => limits(warn, stop));
    const items = fc.array(
      fc.tuple(hours, fc.option(hours)).map(([ago, end]) => issued(ago, end)),
      { maxLength: 3 },
    );
    const kinds = <Value>(value: fc.Arbitrary<Value>) => fc.record({ keys: value, rules: value, revocations: value });
    const order = { fresh: 0, warn: 1, stopped: 2 };
    fc.assert(
      fc.property(kinds(items), kinds(pair), kinds(pair), hours, hours, (inUse, authority, chosen, a, b) => {
        const at = (hour: number) => agesAt(NOW + hour * HOUR_MS, { inUse, bounds: authority, chosen });
        const [early, late] = [at(Math.min(a, b)), at(Math.max(a, b))];
        expect(late.openUntil).toEqual(early.openUntil);
        for (const kind of AGED_KINDS) {
          const [before, after] = [early.kinds[kind], late.kinds[kind]];
          if (before === null || after === null) {
            expect(inUse[kind]).toEqual([]);
            continue;
          }
          expect(order[after.state]).toBeGreaterThanOrEqual(order[before.state]);
          const oldest = Math.min(...inUse[kind].map(({ issuedAt }) => issuedAt));
          expect(before.stopAt).toBeLessThanOrEqual(oldest + authority[kind].stopAfterMs);
          expect(before.stopAt).toBeLessThanOrEqual(oldest + chosen[kind].stopAfterMs);
          expect(before.warnAt).toBeLessThanOrEqual(before.stopAt ?? 0);
          expect(early.openUntil?.at).toBeLessThanOrEqual(before.stopAt ?? 0);
        }
      }),
    );
  });
});
