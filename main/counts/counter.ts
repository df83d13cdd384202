import Database from 'better-sqlite3';
import type { CorrectionReason, Direction, ManualReason, Occupancy, OverrideReason, VenueSettings } from '../bridge/contract.ts';
import { businessDay } from './business_day.ts';
import type { EventLog } from './event_log.ts';
import { afterMove, createOccupancyTable, type Inside, withInside } from './occupancy.ts';
import type { CountsDatabase } from './counts_database.ts';
import { createTally, passedThrough, type TallyCell } from './tally.ts';

/** One decision, in words from closed lists; the tables take no others. Specimens are not decisions. */
export interface CountableDecision {
  readonly atMs: number;
  readonly gate: string;
  readonly direction: string;
  readonly outcome: string;
  readonly reasonClass: string;
  readonly format: string;
  readonly input: string;
  /** The pass was shown here before. */
  readonly isRepeat: boolean;
  /** From the code received to its decision; null: it had to wait for something else to be shown. */
  readonly decisionMs: number | null;
  /** The scanner, by the name that the system gives it. */
  readonly device: string;
}

/** One person whom the staff let in or counted. */
interface StaffAct<Reason> {
  readonly atMs: number;
  readonly gate: string;
  readonly direction: Direction;
  readonly reason: Reason;
}

/** `ok`: the act is on the disk. The error is SQLite's code, and nothing of the act was written. */
export type Written = { readonly ok: true; readonly value: null } | { readonly ok: false; readonly error: string };

/** What entered and left at a gate on one day. */
export interface GateTotals {
  readonly gate: string;
  readonly entered: number;
  readonly left: number;
}

/** Counts what happens at the door. Each act is one transaction: all of it is on the disk, or nothing. */
export interface Counter {
  decision(decision: CountableDecision): Written;
  override(act: StaffAct<OverrideReason>): Written;
  manual(act: StaffAct<ManualReason>): Written;
  /** Takes the last entry by hand back, as if it had not been; `nothing_to_undo` where `lastManual` has none. */
  undoManual(act: { readonly atMs: number }): Written;
  correctInside(act: { readonly atMs: number; readonly inside: number; readonly reason: CorrectionReason }): Written;
  /** A code was lost on its way from a scanner. */
  lost(act: { readonly atMs: number; readonly input: string; readonly device: string }): Written;
  occupancy(atMs: number): Occupancy;
  /** The entry by hand that can be taken back: the last one, on its own day, until the program ends. */
  lastManual(atMs: number): { readonly reason: ManualReason; readonly atMs: number } | null;
  /** Who entered and left on the venue's day of that moment, by gate. */
  today(atMs: number): readonly GateTotals[];
}

const QUARTER_MS = 900_000;
const MAX_DEVICE_CHARACTERS = 80;
const LONGEST_BUCKET_MS = 2_147_483_647;
/** Upper ends of the buckets of decision times, milliseconds. */
export const DECISION_BUCKETS_MS: readonly number[] = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, LONGEST_BUCKET_MS,
];

/** The counter of a database; counts of an older program are brought into the venue's days first. */
export function createCounter(
  database: CountsDatabase,
  parts: {
    readonly venue: () => Pick<VenueSettings, 'timeZone' | 'dayStartsAt' | 'capacity' | 'capacityWarnings'>;
    readonly log: EventLog;
  },
): Counter {
  const { log, venue } = parts;
  const tally = createTally(database);
  const occupancy = createOccupancyTable(database, parts);
  const addTime = database.prepare<[number, number]>(`
    INSERT INTO decision_time (day, bucket_ms, count) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1`);
  const addReading = database.prepare<[number, string, string, number, number]>(`
    INSERT INTO device_reading (day, input, device, read, lost) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET read = read + excluded.read, lost = lost + excluded.lost`);
  const gateTotals = database.prepare<[number], GateTotals>(`
    SELECT word AS gate, sum(iif(direction = 'in', count, 0)) AS entered, sum(iif(direction = 'out', count, 0)) AS left
    FROM day_tally WHERE gate = '' AND dimension = 'gate' AND direction IN ('in', 'out') AND day = ?
    GROUP BY word ORDER BY word`);
  tally.rollUp(venue());

  /** The last entry by hand, and who would be inside without it. */
  let last: {
    readonly cell: TallyCell;
    readonly day: number;
    readonly reason: ManualReason;
    readonly atMs: number;
    readonly without: Inside;
  } | null = null;

  function write(act: () => typeof last): Written {
    try {
      last = database.transaction(act).immediate();
      return { ok: true, value: null };
    } catch (cause) {
      if (cause instanceof Database.SqliteError) return { ok: false, error: cause.code };
      throw cause;
    }
  }

  /** Counts one person, or somebody refused, and answers who was inside before and what the last entry by hand is now. */
  function count(cell: TallyCell, day: number, atMs: number, isRepeat: boolean): { readonly before: Inside; readonly last: typeof last } {
    tally.add(cell, day, isRepeat, venue());
    const before = occupancy.begin(atMs);
    const move = passedThrough(cell.direction, cell.outcome) ? (cell.direction === 'in' ? 1 : -1) : 0;
    if (move !== 0) occupancy.save(afterMove(before, move, atMs));
    const stillLast = last?.without.day === before.day ? { ...last, without: afterMove(last.without, move, atMs) } : null;
    return { before, last: stillLast };
  }

  function staffCell(act: StaffAct<string>, outcome: 'override' | 'manual'): TallyCell {
    const { atMs, direction, gate, reason } = act;
    return { quarter: quarterOf(atMs), gate, direction, outcome, reason, format: 'none', input: 'staff' };
  }

  return {
    decision(decision) {
      const { decisionMs, device, direction, format, gate, input, isRepeat, outcome, reasonClass: reason } = decision;
      const atMs = Math.floor(decision.atMs);
      return write(() => {
        const day = businessDay(atMs, venue());
        const cell = { quarter: quarterOf(atMs), gate, direction, outcome, reason, format, input };
        if (decisionMs !== null) addTime.run(day, bucketOf(decisionMs));
        addReading.run(day, input, deviceName(device, input), 1, 0);
        return count(cell, day, atMs, isRepeat).last;
      });
    },
    override(act) {
      const atMs = Math.floor(act.atMs);
      return write(() => {
        const counted = count(staffCell(act, 'override'), businessDay(atMs, venue()), atMs, false);
        log.appendWithin(atMs, 'override', act.reason, 1);
        return counted.last;
      });
    },
    manual(act) {
      const atMs = Math.floor(act.atMs);
      return write(() => {
        const cell = staffCell(act, 'manual');
        const day = businessDay(atMs, venue());
        const { before } = count(cell, day, atMs, false);
        return { cell, day, reason: act.reason, atMs, without: before };
      });
    },
    undoManual(act) {
      const atMs = Math.floor(act.atMs);
      const undone = last;
      if (undone === null || occupancy.now(atMs).day !== undone.without.day) return { ok: false, error: 'nothing_to_undo' };
      return write(() => {
        tally.takeBack(undone.cell, undone.day, venue());
        occupancy.save(undone.without);
        log.appendWithin(atMs, 'manual_undone', undone.reason, 1);
        return null;
      });
    },
    correctInside(act) {
      const atMs = Math.floor(act.atMs);
      return write(() => {
        const before = occupancy.begin(atMs);
        occupancy.save(withInside(before, act.inside, atMs));
        log.appendWithin(atMs, 'inside_corrected', act.reason, act.inside - before.inside);
        return last?.without.day === before.day ? { ...last, without: withInside(last.without, act.inside, atMs) } : null;
      });
    },
    lost(act) {
      return write(() => {
        addReading.run(businessDay(Math.floor(act.atMs), venue()), act.input, deviceName(act.device, act.input), 0, 1);
        return last;
      });
    },
    occupancy(atMs) {
      const { inside, peak, peakAtMs } = occupancy.now(Math.floor(atMs));
      const { capacity, capacityWarnings } = venue();
      return { inside, capacity, level: levelOf(inside, capacity, capacityWarnings), peak, peakAtMs: peak === 0 ? null : peakAtMs };
    },
    lastManual(atMs) {
      if (last === null || occupancy.now(Math.floor(atMs)).day !== last.without.day) return null;
      return { reason: last.reason, atMs: last.atMs };
    },
    today(atMs) {
      return gateTotals.all(businessDay(Math.floor(atMs), venue()));
    },
  };
}

function quarterOf(atMs: number): number {
  return Math.floor(atMs / QUARTER_MS) * QUARTER_MS;
}

function bucketOf(decisionMs: number): number {
  return DECISION_BUCKETS_MS.find((upperMs) => decisionMs <= upperMs) ?? LONGEST_BUCKET_MS;
}

/** A name that the column takes, whatever a device calls itself; the kind of scanner where nothing is left of it. */
function deviceName(device: string, input: string): string {
  return [...device.replace(/\p{C}/gu, '')].slice(0, MAX_DEVICE_CHARACTERS).join('') || input;
}

function levelOf(inside: number, capacity: number | null, [first, second]: readonly [number, number]): Occupancy['level'] {
  if (capacity === null) return 'below';
  // Divided, not multiplied: 55 of 100 is then exactly the share 0.55.
  const share = inside / capacity;
  if (share >= 1) return 'full';
  if (share >= second) return 'alarm';
  return share >= first ? 'warn' : 'below';
}
