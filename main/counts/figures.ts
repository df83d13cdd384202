import type {
  Direction,
  FiguresBucket,
  FiguresDimension,
  FiguresReport,
  FiguresRequest,
  FiguresStep,
  PerformanceReport,
} from '../bridge/contract.ts';
import { businessDay, dayLater, dayText, mondayOf, offsetAt, startOfBusinessDay, type VenueDays } from './business_day.ts';
import type { CountsDatabase } from './counts_database.ts';
import { ENTERED, LEFT, passedThrough } from './tally.ts';

/** Reads the counts back. Each answer takes less than 100 ms over five years of 20 gates, since the door waits for it. */
export interface Figures {
  /**
   * Counts by steps, without gaps from the first step that has any to the last. Quarter-hours are given over up to 7
   * days, hours over up to 31 and days over up to 400; over more the step is the next wider one. Weeks start on Monday (ISO 8601).
   * Quarters and hours are named by the local clock: when it is turned back, both hours of one name add up.
   * By gate, only who passed through is counted (entered or left); by anything else, every decision.
   */
  report(request: FiguresRequest, nowMs: number): FiguresReport;
  /** How the door worked on the days from and until (`YYYY-MM-DD`), both included. */
  performance(from: string, until: string): PerformanceReport;
}

type Word = readonly [at: number, direction: Direction, word: string, count: number];
type Named = readonly [name: string, direction: Direction, word: string, count: number];

const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const QUARTERS_OVER_DAYS = 7;
const HOURS_OVER_DAYS = 31;
const DAYS_OVER_DAYS = 400;
const WEEKS_COMPARED = 4;
const ALL_GATES = '';
const DIMENSIONS: readonly FiguresDimension[] = ['outcome', 'reason', 'format', 'input', 'gate'];

/** The figures of a database, in the venue's own days. */
export function createFigures(database: CountsDatabase, venue: () => VenueDays): Figures {
  const dayWords = database
    .prepare<[string, string, string, number, number], Word>(`
      SELECT day, direction, word, count FROM day_tally
      WHERE gate = ? AND dimension = ? AND direction = ? AND day BETWEEN ? AND ?`)
    .raw();
  const dayTotals = database
    .prepare<[string, string, string, number, number], readonly [string, number]>(`
      SELECT word, sum(count) FROM day_tally
      WHERE gate = ? AND dimension = ? AND direction = ? AND day BETWEEN ? AND ? GROUP BY word`)
    .raw();
  const weekWords = database
    .prepare<[string, string, number, number], Word>(`
      SELECT week, direction, word, count FROM week_tally WHERE dimension = ? AND direction = ? AND week BETWEEN ? AND ?`)
    .raw();
  const weekTotals = database
    .prepare<[string, string, number, number], readonly [string, number]>(`
      SELECT word, sum(count) FROM week_tally
      WHERE dimension = ? AND direction = ? AND week BETWEEN ? AND ? GROUP BY word`)
    .raw();
  const hourWords = database
    .prepare<[string, string, number, number], Word>(`
      SELECT hour, direction, word, sum(count) FROM hour_tally
      WHERE dimension = ? AND direction = ? AND day BETWEEN ? AND ? GROUP BY hour, word`)
    .raw();
  const quarterWords = Object.fromEntries(
    DIMENSIONS.map((by) => [
      by,
      prepareQuarters<Word>(
        `SELECT quarter, direction, ${by}, sum(count) FROM FOUND
         WHERE (@direction = '' OR direction = @direction) ${by === 'gate' ? `AND (${ENTERED} OR ${LEFT})` : ''}
         GROUP BY quarter, ${by === 'gate' ? 'gate, direction' : `direction, ${by}`}`,
      ),
    ]),
  );
  const enteredByQuarter = prepareQuarters<readonly [number, number]>(
    `SELECT quarter, sum(count) FROM FOUND WHERE ${ENTERED} GROUP BY quarter`,
  );
  const fullest = database.prepare<[number, number], { day: number; inside: number; atMs: number }>(`
    SELECT day, peak AS inside, peak_at AS atMs FROM occupancy
    WHERE day BETWEEN ? AND ? AND peak > 0 ORDER BY peak DESC, day LIMIT 1`);
  const times = database.prepare<[number, number], { upperMs: number; count: number }>(`
    SELECT bucket_ms AS upperMs, sum(count) AS count FROM decision_time
    WHERE day BETWEEN ? AND ? GROUP BY bucket_ms ORDER BY bucket_ms`);
  const readings = database.prepare<[number, number], PerformanceReport['devices'][number]>(`
    SELECT input, device, sum(read) AS read, sum(lost) AS lost FROM device_reading
    WHERE day BETWEEN ? AND ? GROUP BY input, device ORDER BY input, device`);
  const busiest = database.prepare<[number, number], { gate: string; most: number }>(`
    SELECT gate, max(entered) * 4 AS most FROM busiest_quarter WHERE day BETWEEN ? AND ? GROUP BY gate ORDER BY gate`);

  /** A statement over the tally of some quarters, FOUND: of all gates in one piece, of one gate quarter by quarter. */
  function prepareQuarters<Row>(sql: string): (asked: QuartersAsked) => readonly Row[] {
    const all = database
      .prepare<[QuartersAsked], Row>(sql.replace('FOUND', 'tally').replace('WHERE', "WHERE quarter >= @from AND quarter < @until AND @gate = '' AND"))
      .raw();
    const one = database
      .prepare<[QuartersAsked], Row>(`
        WITH RECURSIVE step(at) AS (SELECT @from WHERE @from < @until UNION ALL SELECT at + ${QUARTER_MS} FROM step WHERE at + ${QUARTER_MS} < @until)
        ${sql.replace('FOUND', 'step CROSS JOIN tally ON quarter = at AND gate = @gate')}`)
      .raw();
    return (asked) => (asked.gate === ALL_GATES ? all : one).all({ ...asked, from: Math.ceil(asked.from / QUARTER_MS) * QUARTER_MS });
  }

  function totalsBy(by: FiguresDimension | 'repeats', asked: Asked): Readonly<Record<string, number>> {
    const totals: Record<string, number> = {};
    const { days, weeks } = by === 'repeats' || asked.gate !== ALL_GATES ? inDays(asked) : inWeeks(asked);
    for (const direction of asked.directions) {
      const found = [
        ...days.flatMap(([from, until]) => dayTotals.all(asked.gate, by, direction, from, until)),
        ...weeks.flatMap(([from, until]) => weekTotals.all(by, direction, from, until)),
      ];
      for (const [word, count] of found) totals[word] = (totals[word] ?? 0) + count;
    }
    return totals;
  }

  /** Counts by the step's name. */
  function wordsBy(by: FiguresDimension, step: FiguresStep, asked: Asked): readonly Named[] {
    if (by === 'gate' && asked.gate !== ALL_GATES) {
      // Of one gate: who passed is all that is counted by gate.
      const passed = wordsBy('outcome', step, asked).filter(([, direction, outcome]) => passedThrough(direction, outcome));
      return passed.map(([name, direction, , count]) => [name, direction, asked.gate, count] as const);
    }
    if (step === 'day' || step === 'week') {
      const nameOf = memo((day: number) => dayText(step === 'day' ? day : mondayOf(day)));
      const { days, weeks } = step === 'day' || asked.gate !== ALL_GATES ? inDays(asked) : inWeeks(asked);
      return asked.directions.flatMap((direction) =>
        [
          ...days.flatMap(([from, until]) => dayWords.all(asked.gate, by, direction, from, until)),
          ...weeks.flatMap(([from, until]) => weekWords.all(by, direction, from, until)),
        ].map(([day, ...counted]) => [nameOf(day), ...counted] as const),
      );
    }
    if (step === 'hour' && asked.gate === ALL_GATES) {
      const nameOf = memo(hourText);
      return asked.directions.flatMap((direction) =>
        hourWords.all(by, direction, asked.from, asked.until).map(([hour, ...counted]) => [nameOf(hour), ...counted] as const),
      );
    }
    const nameOf = memo(quarterNamer(step, asked));
    const [direction = ''] = asked.directions.length === 1 ? asked.directions : [];
    return (quarterWords[by]?.({ ...boundsOf(asked), gate: asked.gate, direction }) ?? []).map(
      ([quarter, ...counted]) => [nameOf(quarter), ...counted] as const,
    );
  }

  function boundsOf(asked: Asked): { readonly from: number; readonly until: number } {
    return { from: startOfBusinessDay(asked.from, venue()), until: startOfBusinessDay(dayLater(asked.until, 1), venue()) };
  }

  function quarterNamer(step: FiguresStep, asked: Asked): (quarter: number) => string {
    const local = localClock(asked.from, asked.until, venue());
    return (quarter) => (step === 'hour' ? `${local(quarter).slice(0, 13)}:00` : local(quarter));
  }

  /** Every step's name within the range, in their order. */
  function namesOf(step: FiguresStep, asked: Asked): readonly string[] {
    const names = new Set<string>();
    if (step === 'day' || step === 'week') {
      for (let day = asked.from; day <= asked.until; day = dayLater(day, 1)) names.add(dayText(step === 'day' ? day : mondayOf(day)));
      return [...names];
    }
    const nameOf = quarterNamer(step, asked);
    const { from, until } = boundsOf(asked);
    for (let quarter = Math.floor(from / QUARTER_MS) * QUARTER_MS; quarter < until; quarter += QUARTER_MS) names.add(nameOf(quarter));
    return [...names].sort();
  }

  function sameWeekday(asked: Asked, entered: number, nowMs: number): FiguresReport['sameWeekday'] {
    if (asked.from !== asked.until || !asked.directions.includes('in')) return null;
    const { timeZone } = venue();
    const isToday = businessDay(nowMs, venue()) === asked.from;
    const localNowMs = nowMs + offsetAt(nowMs, timeZone);
    const before = Array.from({ length: WEEKS_COMPARED }, (_, index) => index + 1).flatMap((weeks) => {
      const day = dayLater(asked.from, -7 * weeks);
      const wasOpen = ['in', 'out'].some((direction) => dayTotals.all(ALL_GATES, 'outcome', direction, day, day).length > 0);
      if (!wasOpen) return [];
      if (!isToday) return enteredOn(day, asked.gate);
      const localThenMs = localNowMs - 7 * weeks * DAY_MS;
      const until = localThenMs - offsetAt(localThenMs - offsetAt(nowMs, timeZone), timeZone);
      // Of the quarter-hour that has begun, the share that is over.
      return enteredByQuarter({ from: startOfBusinessDay(day, venue()), until, gate: asked.gate, direction: '' }).reduce(
        (sum, [quarter, count]) => sum + count * Math.min(1, (until - quarter) / QUARTER_MS),
        0,
      );
    });
    if (before.length === 0) return null;
    const usual = Math.round(before.reduce((sum, one) => sum + one, 0) / before.length);
    return { entered, usual, days: before.length };
  }

  function enteredOn(day: number, gate: string): number {
    const outcomes = dayTotals.all(gate, 'outcome', 'in', day, day);
    return outcomes.reduce((sum, [outcome, count]) => sum + (passedThrough('in', outcome) ? count : 0), 0);
  }

  return {
    report(request, nowMs) {
      const asked = askedOf(request);
      const step = widened(request.step, asked);
      const buckets = new Map<string, MutableBucket>();
      const bucketOf = (start: string) => {
        const there = buckets.get(start) ?? { start, counts: {}, entered: 0, left: 0 };
        buckets.set(start, there);
        return there;
      };
      const words = wordsBy(request.by, step, asked);
      // By gate the words count just those who passed.
      const outcomes = request.by === 'outcome' || request.by === 'gate' ? words : wordsBy('outcome', step, asked);
      const names = outcomes.map(([name]) => name);
      const [first = '', last = ''] = names.length === 0 ? [] : [names.reduce(lesser), names.reduce(greater)];
      for (const name of names.length === 0 ? [] : namesOf(step, asked)) if (name >= first && name <= last) bucketOf(name);
      for (const [name, direction, outcome, count] of outcomes) {
        if (request.by === 'gate' || passedThrough(direction, outcome)) bucketOf(name)[direction === 'in' ? 'entered' : 'left'] += count;
      }
      for (const [name, , word, count] of words) {
        const { counts } = bucketOf(name);
        counts[word] = (counts[word] ?? 0) + count;
      }
      const list = [...buckets.values()];
      const entered = list.reduce((sum, bucket) => sum + bucket.entered, 0);
      const left = list.reduce((sum, bucket) => sum + bucket.left, 0);
      const ofGate = entered + left > 0 ? { [asked.gate]: entered + left } : {};
      const totals = Object.fromEntries(
        DIMENSIONS.map((by) => [by, by === 'gate' && asked.gate !== ALL_GATES ? ofGate : totalsBy(by, asked)]),
      ) as Record<FiguresDimension, Readonly<Record<string, number>>>;
      const peak = list.reduce<FiguresBucket | null>((top, one) => (one.entered > (top?.entered ?? 0) ? one : top), null);
      const inside = fullest.get(asked.from, asked.until);
      return {
        request,
        timeZone: venue().timeZone,
        step,
        buckets: list,
        words: wordsOf(list),
        totals,
        entered,
        left,
        repeats: Object.values(totalsBy('repeats', asked)).reduce((sum, count) => sum + count, 0),
        peak: peak === null ? null : { start: peak.start, entered: peak.entered },
        peakInside: inside === undefined ? null : { ...inside, day: dayText(inside.day) },
        sameWeekday: sameWeekday(asked, entered, nowMs),
      };
    },
    performance(from, until) {
      const days = [numberOf(from), numberOf(until)] as const;
      const buckets = times.all(...days);
      const decisions = buckets.reduce((sum, { count }) => sum + count, 0);
      return {
        p50Ms: percentile(buckets, decisions * 0.5),
        p95Ms: percentile(buckets, decisions * 0.95),
        decisions,
        devices: readings.all(...days),
        peoplePerHour: busiest.all(...days),
      };
    },
  };
}

interface MutableBucket extends FiguresBucket {
  readonly counts: Record<string, number>;
  entered: number;
  left: number;
}

/** Quarters from one moment to before another, of a gate or of all, in a direction or both. */
interface QuartersAsked {
  readonly from: number;
  readonly until: number;
  readonly gate: string;
  readonly direction: string;
}

/** A request in the database's words. */
interface Asked {
  readonly from: number;
  readonly until: number;
  readonly gate: string;
  readonly directions: readonly Direction[];
}

function askedOf({ direction, from, gate, until }: FiguresRequest): Asked {
  return {
    from: numberOf(from),
    until: numberOf(until),
    gate: gate ?? ALL_GATES,
    directions: direction === null ? ['in', 'out'] : [direction],
  };
}

function widened(step: FiguresStep, { from, until }: Asked): FiguresStep {
  const days = (utcOf(until) - utcOf(from)) / DAY_MS + 1;
  if (step === 'quarter' && days <= QUARTERS_OVER_DAYS) return 'quarter';
  if ((step === 'quarter' || step === 'hour') && days <= HOURS_OVER_DAYS) return 'hour';
  return step !== 'week' && days <= DAYS_OVER_DAYS ? 'day' : 'week';
}

/** Parts of a range, each from its first day to its last: some are read day by day, some week by week. */
interface Parts {
  readonly days: readonly (readonly [from: number, until: number])[];
  /** Each from one Monday to another. */
  readonly weeks: readonly (readonly [from: number, until: number])[];
}

function inDays({ from, until }: Asked): Parts {
  return { days: [[from, until]], weeks: [] };
}

/** The whole weeks, and the days before and behind them. */
function inWeeks({ from, until }: Asked): Parts {
  const first = mondayOf(dayLater(from, 6));
  const behind = mondayOf(dayLater(until, 1));
  if (first >= behind) return { days: [[from, until]], weeks: [] };
  const days = [
    [from, dayLater(first, -1)],
    [behind, until],
  ] as const;
  return { days: days.filter(([one, other]) => one <= other), weeks: [[first, dayLater(behind, -7)]] };
}

/** The words of the chosen dimension, the largest count first, and by the alphabet where they are alike. */
function wordsOf(buckets: readonly FiguresBucket[]): readonly string[] {
  const totals = new Map<string, number>();
  for (const { counts } of buckets) {
    for (const [word, count] of Object.entries(counts)) totals.set(word, (totals.get(word) ?? 0) + count);
  }
  return [...totals].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([word]) => word);
}

/** The upper end of the bucket in which so many of the counts are reached. */
function percentile(buckets: readonly { upperMs: number; count: number }[], wanted: number): number | null {
  let reached = 0;
  for (const { count, upperMs } of buckets) {
    reached += count;
    if (reached >= wanted) return upperMs;
  }
  return null;
}

/**
 * The local time, `YYYY-MM-DDTHH:MM`, of moments on some days. A day whose clock is not changed needs to be looked up
 * once only, which a time zone's rules are too slow for otherwise.
 */
function localClock(from: number, until: number, venue: VenueDays): (atMs: number) => string {
  const days: { readonly startMs: number; readonly offsetMs: number | null }[] = [];
  for (let day = from; day <= until; day = dayLater(day, 1)) {
    const startMs = startOfBusinessDay(day, venue);
    const offsetMs = offsetAt(startMs, venue.timeZone);
    const same = offsetMs === offsetAt(startOfBusinessDay(dayLater(day, 1), venue) - MINUTE_MS, venue.timeZone);
    days.push({ startMs, offsetMs: same ? offsetMs : null });
  }
  return (atMs) => {
    const offsetMs = days.findLast(({ startMs }) => startMs <= atMs)?.offsetMs ?? offsetAt(atMs, venue.timeZone);
    return new Date(atMs + offsetMs).toISOString().slice(0, 16);
  };
}

function lesser(a: string, b: string): string {
  return a < b ? a : b;
}

function greater(a: string, b: string): string {
  return a > b ? a : b;
}

/** An hour's number, YYYYMMDDHH, as a local time. */
function hourText(hour: number): string {
  return `${dayText(Math.floor(hour / 100))}T${String(hour % 100).padStart(2, '0')}:00`;
}

function memo<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const there = made.get(key) ?? make(key);
    made.set(key, there);
    return there;
  };
}

function numberOf(day: string): number {
  return Number(day.replaceAll('-', ''));
}

function utcOf(day: number): number {
  return Date.parse(dayText(day));
}
