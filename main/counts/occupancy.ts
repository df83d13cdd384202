import { businessDay, startOfBusinessDay, type VenueDays } from './business_day.ts';
import type { EventLog } from './event_log.ts';
import type { CountsDatabase } from './counts_database.ts';

/** Who is inside on one of the venue's days. */
export interface Inside {
  readonly day: number;
  readonly inside: number;
  readonly peak: number;
  readonly peakAtMs: number;
}

/** The running number of people inside. For use within a transaction, but for `now`. */
export interface OccupancyTable {
  /** As it is at that moment: a new day that nobody has entered on yet is empty. Changes nothing. */
  now(atMs: number): Inside;
  /** Begins the day of that moment, if it has not begun, and answers who is inside. */
  begin(atMs: number): Inside;
  save(state: Inside): void;
}

/** A clock that is set right by less than this does not turn the day back. */
const CLOCK_MOVES_MS = 5 * 60_000;

/** Who is inside after so many came (or left, below zero): never fewer than nobody. */
export function afterMove(state: Inside, move: number, atMs: number): Inside {
  return withInside(state, Math.max(0, state.inside + move), atMs);
}

/** Who is inside after the number was put right. */
export function withInside(state: Inside, inside: number, atMs: number): Inside {
  const isPeak = inside > state.peak;
  return { ...state, inside, peak: isPeak ? inside : state.peak, peakAtMs: isPeak ? atMs : state.peakAtMs };
}

/**
 * The occupancy of a database. The newest day goes on until the venue's next one begins, which starts with nobody;
 * how many were still counted as inside is logged. Where the venue's day turns back (a clock that was ahead is set
 * right, or the day is let begin later), the day was not over: whoever was inside then, and who came since under
 * the later day, are inside together, and that is logged too.
 */
export function createOccupancyTable(
  database: CountsDatabase,
  parts: { readonly venue: () => VenueDays; readonly log: EventLog },
): OccupancyTable {
  const columns = 'day, inside, peak, peak_at AS peakAtMs';
  const newest = database.prepare<[], Inside>(`SELECT ${columns} FROM occupancy ORDER BY day DESC LIMIT 1`);
  const from = database.prepare<[number], Inside>(`SELECT ${columns} FROM occupancy WHERE day >= ? ORDER BY day`);
  const removeAfter = database.prepare<[number]>('DELETE FROM occupancy WHERE day > ?');
  const write = database.prepare<Inside>(`
    INSERT INTO occupancy (day, inside, peak, peak_at) VALUES (@day, @inside, @peak, @peakAtMs)
    ON CONFLICT DO UPDATE SET inside = excluded.inside, peak = excluded.peak, peak_at = excluded.peak_at`);

  function look(atMs: number): { readonly state: Inside; readonly change: 'none' | 'started' | 'resumed'; readonly left: number } {
    const venue = parts.venue();
    const day = businessDay(atMs, venue);
    const last = newest.get();
    if (last === undefined || day > last.day) {
      return { state: { day, inside: 0, peak: 0, peakAtMs: atMs }, change: 'started', left: last?.inside ?? 0 };
    }
    if (day === last.day || atMs >= startOfBusinessDay(last.day, venue) - CLOCK_MOVES_MS) {
      return { state: last, change: 'none', left: 0 };
    }
    let state: Inside = { day, inside: 0, peak: 0, peakAtMs: atMs };
    for (const { inside, peak, peakAtMs } of from.all(day)) {
      const highest = withInside(state, state.inside + peak, Math.min(peakAtMs, atMs));
      state = { ...highest, inside: state.inside + inside };
    }
    return { state, change: 'resumed', left: 0 };
  }

  return {
    now: (atMs) => look(atMs).state,
    begin(atMs) {
      const { change, left, state } = look(atMs);
      if (change === 'none') return state;
      if (change === 'resumed') {
        removeAfter.run(state.day);
        parts.log.appendWithin(atMs, 'day_resumed', '', state.inside);
      } else {
        parts.log.appendWithin(atMs, 'day_started', '', left);
      }
      write.run(state);
      return state;
    },
    save: (state) => void write.run(state),
  };
}
