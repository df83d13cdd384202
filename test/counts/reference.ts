import type { Occupancy } from '../../main/bridge/contract.ts';

const HOUR_MS = 3_600_000;
const CLOCK_MOVES_MS = 5 * 60_000;
const CAPACITY = 40;
/** The moments of Hong Kong's days that begin at four are UTC's, four hours later. */
const DAY_SHIFT_MS = 4 * HOUR_MS;
const BUCKETS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1000, 2000, 5000, 2147483647];

interface Counted {
  readonly atMs: number;
  readonly day: number;
  readonly gate: string;
  readonly direction: string;
  readonly outcome: string;
  readonly reason: string;
  readonly format: string;
  readonly input: string;
  readonly isRepeat: boolean;
}

interface StaffAct<Reason> {
  readonly atMs: number;
  readonly gate: string;
  readonly direction: string;
  readonly reason: Reason;
}

/** What changed the number of people inside: somebody counted, or a correction. */
type Act = { readonly counted: Counted } | { readonly atMs: number; readonly inside: number };

/** One of the venue's days as long as it went on: with what it began, and what happened since. */
interface Stay {
  readonly day: number;
  readonly start: { readonly inside: number; readonly peak: number; readonly peakAt: number };
  readonly acts: Act[];
}

/** All that the database is to hold, worked out anew from a plain list of what happened, with no database. */
export type Reference = ReturnType<typeof createReference>;

export function createReference() {
  const counted: Counted[] = [];
  const readings: { readonly atMs: number; readonly input: string; readonly device: string; readonly lost: boolean }[] = [];
  const times: { readonly atMs: number; readonly ms: number }[] = [];
  const events: (readonly [number, string, string, number])[] = [];
  let stays: Stay[] = [];
  let last: { readonly counted: Counted; readonly stay: Stay } | null = null;

  function endOf({ acts, start }: Stay): Stay['start'] {
    let { inside, peak, peakAt } = start;
    for (const act of acts) {
      const atMs = 'counted' in act ? act.counted.atMs : act.atMs;
      inside = 'counted' in act ? Math.max(0, inside + moveOf(act.counted)) : act.inside;
      if (inside > peak) {
        peak = inside;
        peakAt = atMs;
      }
    }
    return { inside, peak, peakAt };
  }

  function stayAt(atMs: number): { readonly stay: Stay; readonly event: readonly [string, number] | null } {
    const day = dayOf(atMs);
    const newest = stays.at(-1);
    if (newest === undefined || day > newest.day) {
      const event = ['day_started', newest === undefined ? 0 : endOf(newest).inside] as const;
      return { stay: { day, start: { inside: 0, peak: 0, peakAt: atMs }, acts: [] }, event };
    }
    if (day === newest.day || atMs >= startOf(newest.day) - CLOCK_MOVES_MS) return { stay: newest, event: null };
    let start = { inside: 0, peak: 0, peakAt: atMs };
    for (const later of stays.filter((stay) => stay.day >= day).map(endOf)) {
      const together = start.inside + later.peak;
      start = {
        inside: start.inside + later.inside,
        peak: Math.max(start.peak, together),
        peakAt: together > start.peak ? Math.min(later.peakAt, atMs) : start.peakAt,
      };
    }
    return { stay: { day, start, acts: [] }, event: ['day_resumed', start.inside] };
  }

  function begin(atMs: number): Stay {
    const { event, stay } = stayAt(atMs);
    if (event !== null) {
      events.push([atMs, event[0], '', event[1]]);
      stays = [...stays.filter(({ day }) => day < stay.day), stay];
      last = null;
    }
    return stay;
  }

  function count(one: Counted): Stay {
    counted.push(one);
    const stay = begin(one.atMs);
    stay.acts.push({ counted: one });
    return stay;
  }

  function staff(act: StaffAct<string>, outcome: string): Counted {
    return { ...act, day: dayOf(act.atMs), outcome, format: 'none', input: 'staff', isRepeat: false };
  }

  return {
    restart() {
      last = null;
    },
    decision(decision: Omit<Counted, 'reason' | 'day'> & { readonly reasonClass: string; readonly device: string; readonly decisionMs: number | null }) {
      const { atMs, decisionMs, device, direction, format, gate, input, isRepeat, outcome, reasonClass: reason } = decision;
      readings.push({ atMs, input, device: nameOf(device, input), lost: false });
      if (decisionMs !== null) times.push({ atMs, ms: decisionMs });
      count({ atMs, day: dayOf(atMs), gate, direction, outcome, reason, format, input, isRepeat });
    },
    override(act: StaffAct<string>) {
      count(staff(act, 'override'));
      events.push([act.atMs, 'override', act.reason, 1]);
    },
    manual(act: StaffAct<string>) {
      const one = staff(act, 'manual');
      last = { counted: one, stay: count(one) };
    },
    undoManual({ atMs }: { readonly atMs: number }) {
      const undone = last;
      if (undone === null) throw new Error('there is nothing to undo');
      counted.splice(counted.indexOf(undone.counted), 1);
      const { acts } = undone.stay;
      acts.splice(acts.findIndex((act) => 'counted' in act && act.counted === undone.counted), 1);
      events.push([atMs, 'manual_undone', undone.counted.reason, 1]);
      last = null;
    },
    correctInside({ atMs, inside, reason }: { readonly atMs: number; readonly inside: number; readonly reason: string }) {
      const stay = begin(atMs);
      events.push([atMs, 'inside_corrected', reason, inside - endOf(stay).inside]);
      stay.acts.push({ atMs, inside });
    },
    lost({ atMs, device, input }: { readonly atMs: number; readonly input: string; readonly device: string }) {
      readings.push({ atMs, input, device: nameOf(device, input), lost: true });
    },
    occupancy(atMs: number): Occupancy {
      const { inside, peak, peakAt } = endOf(stayAt(atMs).stay);
      const level = inside >= CAPACITY ? 'full' : inside >= 38 ? 'alarm' : inside >= 32 ? 'warn' : 'below';
      return { inside, capacity: CAPACITY, level, peak, peakAtMs: peak === 0 ? null : peakAt };
    },
    lastManual(atMs: number) {
      if (last === null || stayAt(atMs).stay !== last.stay) return null;
      return { reason: last.counted.reason, atMs: last.counted.atMs };
    },
    today(atMs: number) {
      const day = dayOf(atMs);
      const passed = counted.filter((one) => one.day === day && moveOf(one) !== 0);
      const gates = [...new Set(passed.map(({ gate }) => gate))].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      return gates.map((gate) => {
        const here = passed.filter((one) => one.gate === gate);
        const entered = here.filter(({ direction }) => direction === 'in').length;
        return { gate, entered, left: here.length - entered };
      });
    },
    tables: {
      tally: () =>
        grouped(
          counted,
          (one) => [Math.floor(one.atMs / 900_000) * 900_000, one.gate, one.direction, one.outcome, one.reason, one.format, one.input],
          (group) => [group.length, group.filter(({ isRepeat }) => isRepeat).length],
        ),
      day_tally() {
        const size = (group: readonly unknown[]) => [group.length];
        const both = (dimension: string, word: (one: Counted) => string, list: readonly Counted[]) => [
          ...grouped(list, (one) => [one.day, '', dimension, one.direction, word(one)], size),
          ...grouped(list, (one) => [one.day, one.gate, dimension, one.direction, word(one)], size),
        ];
        return [
          ...both('outcome', ({ outcome }) => outcome, counted),
          ...both('reason', ({ reason }) => reason, counted),
          ...both('format', ({ format }) => format, counted),
          ...both('input', ({ input }) => input, counted),
          ...both('repeats', ({ outcome }) => outcome, counted.filter(({ isRepeat }) => isRepeat)),
          ...grouped(counted.filter((one) => moveOf(one) !== 0), (one) => [one.day, '', 'gate', one.direction, one.gate], size),
        ].sort();
      },
      occupancy: () =>
        stays.map((stay) => ({ day: stay.day, ...endOf(stay) })).map(({ day, inside, peak, peakAt }) => JSON.stringify([day, inside, peak, peakAt])).sort(),
      decision_time: () =>
        grouped(times, ({ atMs, ms }) => [dayOf(atMs), BUCKETS.find((upper) => upper >= ms) ?? 0], (group) => [group.length]),
      device_reading: () =>
        grouped(
          readings,
          ({ atMs, device, input }) => [dayOf(atMs), input, device],
          (group) => [group.filter(({ lost }) => !lost).length, group.filter(({ lost }) => lost).length],
        ),
      event: () => events.map((event, index) => JSON.stringify([index + 1, ...event])).sort(),
    },
  };
}

/** Whoever enters with a yes, and whoever leaves with any pass; an override outward follows a decision that was counted. */
function moveOf({ direction, outcome }: Counted): number {
  if (direction === 'out') return ['admit', 'refuse', 'undecided', 'manual'].includes(outcome) ? -1 : 0;
  return ['admit', 'override', 'manual'].includes(outcome) ? 1 : 0;
}

function dayOf(atMs: number): number {
  return Number(new Date(atMs + DAY_SHIFT_MS).toISOString().slice(0, 10).replaceAll('-', ''));
}

function startOf(day: number): number {
  const text = String(day);
  return Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6))) - DAY_SHIFT_MS;
}

function nameOf(device: string, input: string): string {
  return device === '' ? input : device.replace('\u0000', '');
}

function grouped<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly (string | number)[],
  sumsOf: (group: readonly Row[]) => readonly number[],
): readonly string[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups].map(([key, group]) => JSON.stringify([...(JSON.parse(key) as unknown[]), ...sumsOf(group)])).sort();
}
