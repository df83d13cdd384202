import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FiguresReport, FiguresRequest, FiguresStep } from '../../main/bridge/contract.ts';
import { createFigures, type Figures } from '../../main/counts/figures.ts';
import type { CountsDatabase } from '../../main/counts/counts_database.ts';
import { openDatabase } from '../../main/counts/open_database.ts';
import { createTally } from '../../main/counts/tally.ts';
import { businessDay, type VenueDays } from '../../main/counts/business_day.ts';

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

/** One thing that was counted, as it happened. */
interface Happening {
  readonly atMs: number;
  readonly gate: string;
  readonly direction: 'in' | 'out';
  readonly outcome: string;
  readonly reason: string;
  readonly format: string;
  readonly input: string;
  readonly isRepeat: boolean;
}

function openFigures(venue: VenueDays): { readonly database: CountsDatabase; readonly figures: Figures; count(all: readonly Happening[]): void } {
  const opened = openDatabase(path.join(mkdtempSync(path.join(tmpdir(), 'figures-')), 'counts.sqlite'));
  if (!opened.ok) throw new Error(opened.error);
  const tally = createTally(opened.value);
  return {
    database: opened.value,
    figures: createFigures(opened.value, () => venue),
    count(all) {
      opened.value.transaction(() => {
        for (const { atMs, isRepeat, ...words } of all) {
          const quarter = Math.floor(atMs / QUARTER_MS) * QUARTER_MS;
          tally.add({ ...words, quarter }, businessDay(atMs, venue), isRepeat, venue);
        }
      })();
    },
  };
}

/** The local date and time, by the time zone's rules alone. */
function localOf(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(atMs).replace(' ', 'T');
}

/** The venue's day of a moment whose clock is not being changed. */
function dayOf(atMs: number, { dayStartsAt, timeZone }: VenueDays): string {
  const local = localOf(atMs, timeZone);
  return localDate(Date.parse(`${local}:00Z`) - dayStartsAt * 60_000);
}

function localDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function startOf(atMs: number, step: FiguresStep, venue: VenueDays): string {
  const day = dayOf(atMs, venue);
  if (step === 'day') return day;
  if (step === 'week') return localDate(Date.parse(day) - ((new Date(day).getUTCDay() + 6) % 7) * DAY_MS);
  const local = localOf(atMs, venue.timeZone);
  const minute = Math.floor(Number(local.slice(14)) / 15) * 15;
  return step === 'hour' ? `${local.slice(0, 13)}:00` : `${local.slice(0, 14)}${String(minute).padStart(2, '0')}`;
}

function entered({ direction, outcome }: Happening): boolean {
  return direction === 'in' && ['admit', 'override', 'manual'].includes(outcome);
}

function left({ direction, outcome }: Happening): boolean {
  return direction === 'out' && !['not_a_pass', 'override'].includes(outcome);
}

function countBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}

/** What the report should say, from what happened, without a database or a roll-up. */
function naiveReport(all: readonly Happening[], request: FiguresRequest, step: FiguresStep, venue: VenueDays) {
  const asked = all.filter((one) => {
    const day = dayOf(one.atMs, venue);
    const isAsked = (request.gate ?? one.gate) === one.gate && (request.direction ?? one.direction) === one.direction;
    return isAsked && day >= request.from && day <= request.until;
  });
  const passed = asked.filter((one) => entered(one) || left(one));
  const counted = { outcome: asked, reason: asked, format: asked, input: asked, gate: passed };
  const totals = Object.fromEntries(
    (['outcome', 'reason', 'format', 'input', 'gate'] as const).map((by) => [by, countBy(counted[by], (one) => one[by])]),
  );
  const starts = [...new Set(counted[request.by].map((one) => startOf(one.atMs, step, venue)))].sort();
  const buckets = starts.map((start) => {
    const within = (one: Happening) => startOf(one.atMs, step, venue) === start;
    return {
      start,
      counts: countBy(counted[request.by].filter(within), (one) => one[request.by]),
      entered: asked.filter((one) => within(one) && entered(one)).length,
      left: asked.filter((one) => within(one) && left(one)).length,
    };
  });
  const most = Math.max(0, ...buckets.map((bucket) => bucket.entered));
  return {
    buckets,
    totals,
    entered: asked.filter(entered).length,
    left: asked.filter(left).length,
    repeats: asked.filter(({ isRepeat }) => isRepeat).length,
    peak: most === 0 ? null : { start: buckets.find((bucket) => bucket.entered === most)?.start, entered: most },
  };
}

function isCounted({ counts, left: went, entered: came }: FiguresReport['buckets'][number]): boolean {
  return Object.keys(counts).length > 0 || came > 0 || went > 0;
}

const GATES = ['North', '=SUM(A1)', '東門'];
const START = Date.parse('2026-05-04T00:00:00Z');
const happening: fc.Arbitrary<Happening> = fc.record({
  atMs: fc.oneof(
    fc.integer({ min: 0, max: 3 * DAY_MS }),
    fc.integer({ min: 0, max: 60 * DAY_MS }),
  ).map((ms) => START + ms),
  gate: fc.constantFrom(...GATES),
  direction: fc.constantFrom('in', 'in', 'out'),
  outcome: fc.constantFrom('admit', 'admit', 'refuse', 'undecided', 'not_a_pass', 'override', 'manual'),
  reason: fc.constantFrom('none', 'out_of_date', 'unreadable'),
  format: fc.constantFrom('hc1', 'venue'),
  input: fc.constantFrom('camera', 'hid_pos', 'staff'),
  isRepeat: fc.boolean(),
});
/** No clock is changed in these in May and June; some are off by half and three quarters of an hour. */
const venues = fc.record({
  timeZone: fc.constantFrom('Asia/Hong_Kong', 'Asia/Kolkata', 'Asia/Kathmandu', 'Europe/Berlin', 'America/St_Johns', 'UTC'),
  dayStartsAt: fc.constantFrom(0, 240, 360, 1_425),
});
const requests = fc
  .record({
    start: fc.integer({ min: -3, max: 62 }),
    length: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 70 })),
    step: fc.constantFrom('quarter' as const, 'hour' as const, 'day' as const, 'week' as const),
    by: fc.constantFrom('outcome' as const, 'reason' as const, 'format' as const, 'input' as const, 'gate' as const),
    gate: fc.constantFrom(null, ...GATES),
    direction: fc.constantFrom(null, 'in' as const, 'out' as const),
  })
  .map(({ length, start, ...rest }): FiguresRequest => ({
    from: localDate(START + start * DAY_MS),
    until: localDate(START + (start + length) * DAY_MS),
    ...rest,
  }));

describe('figures', () => {
  it('equal what a naive count of all that happened says, for any range, step, split, gate and direction', () => {
    fc.assert(
      fc.property(venues, fc.array(happening, { maxLength: 120 }), fc.array(requests, { minLength: 1, maxLength: 8 }), (venue, happened, asked) => {
        const { count, database, figures } = openFigures(venue);
        count(happened);
        for (const request of asked) {
          const report = figures.report(request, START + 90 * DAY_MS);
          const naive = naiveReport(happened, request, report.step, venue);
          const { entered: came, left: went, peak, repeats, totals } = report;
          const all = { buckets: report.buckets.filter(isCounted), totals, entered: came, left: went, repeats, peak };
          expect(all).toEqual({ ...naive, buckets: naive.buckets.filter(isCounted) });
          const starts = report.buckets.map(({ start }) => start);
          expect(starts).toEqual([...new Set(starts)].sort());
          // Steps in which nothing was counted belong to it as well, between the others.
          expect([starts[0], starts.at(-1)]).toEqual([naive.buckets[0]?.start, naive.buckets.at(-1)?.start]);
          expect(new Set(report.words)).toEqual(new Set(naive.buckets.flatMap(({ counts }) => Object.keys(counts))));
        }
        database.close();
      }),
      { numRuns: 40 },
    );
  });

  it('widen a step that the range is too long for, and say so', () => {
    const { figures } = openFigures({ timeZone: 'UTC', dayStartsAt: 0 });
    const step = (wanted: FiguresStep, until: string) => figures.report(request({ until, step: wanted }), 0).step;
    expect(step('quarter', '2026-05-10')).toBe('quarter');
    expect(step('quarter', '2026-05-11')).toBe('hour');
    expect(step('hour', '2026-06-03')).toBe('hour');
    expect(step('hour', '2026-06-04')).toBe('day');
    expect(step('quarter', '2026-06-04')).toBe('day');
    expect(step('week', '2026-05-04')).toBe('week');
    expect(step('day', '2027-06-07')).toBe('day');
    expect(step('day', '2027-06-08')).toBe('week');
  });

  it('leave no gap between the first step that has counts and the last', () => {
    const venue = { timeZone: 'Asia/Kathmandu', dayStartsAt: 0 };
    const { count, figures } = openFigures(venue);
    count([visitor('2026-05-04T08:10:00+05:45'), visitor('2026-05-04T10:50:00+05:45'), visitor('2026-05-06T09:00:00+05:45')]);
    const starts = (step: FiguresStep, until: string) => figures.report(request({ step, until }), 0).buckets.map(({ start }) => start.slice(-5));
    expect(starts('hour', '2026-05-04')).toEqual(['08:00', '09:00', '10:00']);
    expect(starts('quarter', '2026-05-04')).toHaveLength(12);
    expect(starts('quarter', '2026-05-04')[0]).toBe('08:00');
    expect(starts('day', '2026-05-06')).toEqual(['05-04', '05-05', '05-06']);
    expect(figures.report(request({ from: '2026-05-05', until: '2026-05-05' }), 0).buckets).toEqual([]);
  });

  it('add up the hour that the clock shows twice under its name, and know none for the one that it skips', () => {
    const { count, figures } = openFigures({ timeZone: 'Europe/Berlin', dayStartsAt: 0 });
    count(['2026-10-24T23:30:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z'].map(visitor));
    count(['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z'].map(visitor));
    const hours = (day: string) =>
      figures.report(request({ from: day, until: day, step: 'hour' }), 0).buckets.map(({ start, entered: came }) => [start.slice(11), came]);
    expect(hours('2026-10-25')).toEqual([['01:00', 1], ['02:00', 2], ['03:00', 1]]);
    expect(hours('2026-03-29')).toEqual([['01:00', 1], ['03:00', 1]]);
    const quarters = figures.report(request({ from: '2026-10-25', until: '2026-10-25', step: 'quarter' }), 0);
    expect(quarters.buckets.find(({ start }) => start === '2026-10-25T02:30')?.entered).toBe(2);
  });

  it('name a week by its Monday, even where the range begins later', () => {
    const { count, figures } = openFigures({ timeZone: 'UTC', dayStartsAt: 0 });
    count([visitor('2026-05-10T12:00:00Z'), visitor('2026-05-11T12:00:00Z')]);
    const { buckets } = figures.report(request({ from: '2026-05-07', until: '2026-05-12', step: 'week' }), 0);
    expect(buckets.map(({ start, entered: came }) => [start, came])).toEqual([['2026-05-04', 1], ['2026-05-11', 1]]);
  });

  it('compare today with the same weekday until the same time, over the weeks in which anybody was counted', () => {
    const { count, figures } = openFigures({ timeZone: 'Europe/Berlin', dayStartsAt: 0 });
    // Fridays; the clock was changed on Sunday the 29th of March.
    const before = (day: string, times: readonly string[]) => count(times.map((time) => visitor(`${day}T${time}`)));
    before('2026-03-20', ['09:00:00+01:00', '11:00:00+01:00', '18:00:00+01:00']);
    before('2026-03-27', ['09:00:00+01:00', '09:30:00+01:00', '11:59:00+01:00', '12:16:00+01:00']);
    before('2026-04-03', ['08:00:00+02:00', '12:05:00+02:00', '12:06:00+02:00']);
    before('2026-04-10', ['10:00:00+02:00', '11:00:00+02:00', '12:00:00+02:00']);
    const noon = Date.parse('2026-04-10T12:00:00+02:00');
    const of = (nowMs: number, day = '2026-04-10') => figures.report(request({ from: day, until: day }), nowMs).sameWeekday;
    // 2, 3 and 1 until noon; all are over a day later.
    expect(of(noon)).toEqual({ entered: 3, usual: 2, days: 3 });
    expect(of(noon + DAY_MS)).toEqual({ entered: 3, usual: 3, days: 3 });
    // Half of the quarter-hour that has begun.
    expect(of(noon + QUARTER_MS / 2)).toEqual({ entered: 3, usual: 2, days: 3 });
    expect(of(noon, '2026-03-20')).toBeNull();
    expect(figures.report(request({ from: '2026-04-09', until: '2026-04-10' }), noon).sameWeekday).toBeNull();
    expect(figures.report(request({ from: '2026-04-10', until: '2026-04-10', direction: 'out' }), noon).sameWeekday).toBeNull();
  });

  it('know when most people were inside', () => {
    const { database, figures } = openFigures({ timeZone: 'UTC', dayStartsAt: 0 });
    const insert = database.prepare('INSERT INTO occupancy (day, inside, peak, peak_at) VALUES (?, 0, ?, ?)');
    for (const row of [[20260504, 40, 1], [20260505, 70, 2], [20260506, 70, 3], [20260507, 0, 4]]) insert.run(...row);
    expect(figures.report(request({ until: '2026-05-07' }), 0).peakInside).toEqual({ day: '2026-05-05', inside: 70, atMs: 2 });
    expect(figures.report(request({ from: '2026-05-07', until: '2026-05-07' }), 0).peakInside).toBeNull();
  });
});

describe('performance', () => {
  it('equals what a naive count says: percentiles, devices, and the busiest quarter-hour of each gate', () => {
    const times = fc.array(fc.record({ day: fc.integer({ min: 4, max: 9 }), ms: fc.constantFrom(1, 2, 5, 10, 50, 2_000) }), { maxLength: 60 });
    fc.assert(
      fc.property(venues, fc.array(happening, { maxLength: 150 }), times, fc.integer({ min: 4, max: 9 }), fc.integer({ min: 0, max: 5 }), (venue, all, decided, first, more) => {
        const { count, database, figures } = openFigures(venue);
        count(all);
        const write = database.prepare('INSERT INTO decision_time VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1');
        for (const { day, ms } of decided) write.run(20_260_500 + day, ms);
        const last = Math.min(9, first + more);
        const [from, until] = [`2026-05-0${first}`, `2026-05-0${last}`];
        const report = figures.performance(from, until);

        const sorted = decided.filter(({ day }) => day >= first && day <= last).map(({ ms }) => ms).sort((a, b) => a - b);
        expect(report.decisions).toBe(sorted.length);
        expect(report.p50Ms).toBe(sorted[Math.ceil(sorted.length * 0.5) - 1] ?? null);
        expect(report.p95Ms).toBe(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null);
        const came = all.filter((one) => entered(one) && dayOf(one.atMs, venue) >= from && dayOf(one.atMs, venue) <= until);
        const naive = [...GATES].sort((a, b) => (a < b ? -1 : 1)).flatMap((gate) => {
          const quarters = countBy(came.filter((one) => one.gate === gate), ({ atMs }) => String(Math.floor(atMs / QUARTER_MS)));
          return Object.keys(quarters).length === 0 ? [] : [{ gate, most: 4 * Math.max(...Object.values(quarters)) }];
        });
        expect(report.peoplePerHour).toEqual(naive);
        database.close();
      }),
      { numRuns: 40 },
    );
  });

  it('adds up what each device read and lost', () => {
    const { database, figures } = openFigures({ timeZone: 'UTC', dayStartsAt: 0 });
    const insert = database.prepare('INSERT INTO device_reading (day, input, device, read, lost) VALUES (?, ?, ?, ?, ?)');
    for (const row of [[20260504, 'camera', 'Lens', 5, 0], [20260505, 'camera', 'Lens', 7, 2], [20260505, 'hid_pos', 'Gun', 1, 1], [20260601, 'hid_pos', 'Gun', 9, 9]]) insert.run(...row);
    expect(figures.performance('2026-05-04', '2026-05-31').devices).toEqual([
      { input: 'camera', device: 'Lens', read: 12, lost: 2 },
      { input: 'hid_pos', device: 'Gun', read: 1, lost: 1 },
    ]);
  });
});

describe('the busiest quarter-hour of a day', () => {
  it('stays right when entries are taken back, whichever they were', () => {
    const venue = { timeZone: 'Asia/Hong_Kong', dayStartsAt: 240 };
    const quarters = fc.array(fc.record({ quarter: fc.integer({ min: 0, max: 3 }), gate: fc.constantFrom('North', 'South') }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(quarters, fc.array(fc.nat(19), { maxLength: 12 }), (all, backs) => {
        const { database, figures } = openFigures(venue);
        const tally = createTally(database);
        const cellOf = ({ gate, quarter }: (typeof all)[number]) => ({
          quarter: START + quarter * QUARTER_MS, gate, direction: 'in', outcome: 'manual', reason: 'child', format: 'none', input: 'staff',
        });
        const day = businessDay(START, venue);
        for (const one of all) tally.add(cellOf(one), day, false, venue);
        const there = [...all];
        for (const at of backs) {
          const [taken] = there.splice(at % (there.length + 1), 1);
          if (taken !== undefined) tally.takeBack(cellOf(taken), day, venue);
        }
        const naive = ['North', 'South'].flatMap((gate) => {
          const counts = countBy(there.filter((one) => one.gate === gate), ({ quarter }) => String(quarter));
          return Object.keys(counts).length === 0 ? [] : [{ gate, most: 4 * Math.max(...Object.values(counts)) }];
        });
        expect(figures.performance('2026-05-04', '2026-05-04').peoplePerHour).toEqual(naive);
        database.close();
      }),
      { numRuns: 25 },
    );
  });
});

function request(part: Partial<FiguresRequest>): FiguresRequest {
  return { from: '2026-05-04', until: '2026-05-04', step: 'day', by: 'outcome', gate: null, direction: null, ...part };
}

function visitor(at: string): Happening {
  const words = { gate: 'North', direction: 'in', outcome: 'admit', reason: 'none', format: 'hc1', input: 'camera' } as const;
  return { atMs: Date.parse(at), isRepeat: false, ...words };
}
