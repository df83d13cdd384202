import { businessDay, dayLater, localHour, mondayOf, startOfBusinessDay, type VenueDays } from './business_day.ts';
import type { CountsDatabase } from './counts_database.ts';

/** One cell of the figures: all that is kept of whoever is counted in it. */
export interface TallyCell {
  readonly quarter: number;
  readonly gate: string;
  readonly direction: string;
  readonly outcome: string;
  readonly reason: string;
  readonly format: string;
  readonly input: string;
}

/** Adds one to the tally and takes it back, each time in the roll-ups too. For use within a transaction. */
export interface Tally {
  add(cell: TallyCell, day: number, isRepeat: boolean, venue: VenueDays): void;
  /** Takes one back that was added before and was no repeat; a cell of none is gone. */
  takeBack(cell: TallyCell, day: number, venue: VenueDays): void;
  /**
   * Fills empty roll-ups from `tally`, since counts of an older program know no days or no hours, and adds what an older
   * program counted after the kiosk had gone back to it. One transaction.
   */
  rollUp(venue: VenueDays): void;
}

interface DayCell {
  readonly day: number;
  readonly gate: string;
  readonly dimension: string;
  readonly direction: string;
  readonly word: string;
}

/** `day_tally` stands for all gates together under this name. */
const ALL_GATES = '';
const QUARTER_MS = 900_000;
/** What `passedThrough` says of each direction, in SQL. */
export const ENTERED = "direction = 'in' AND outcome IN ('admit', 'override', 'manual')";
export const LEFT = "direction = 'out' AND outcome NOT IN ('not_a_pass', 'override')";

/** The tally of a database. */
export function createTally(database: CountsDatabase): Tally {
  const key = 'quarter = @quarter AND gate = @gate AND direction = @direction AND outcome = @outcome AND reason = @reason AND format = @format AND input = @input';
  const insert = database.prepare(`
    INSERT INTO tally (quarter, gate, direction, outcome, reason, format, input, count, repeats)
    VALUES (@quarter, @gate, @direction, @outcome, @reason, @format, @input, @count, @repeats)
    ON CONFLICT DO UPDATE SET count = count + excluded.count, repeats = repeats + excluded.repeats`);
  const removeLast = database.prepare(`DELETE FROM tally WHERE ${key} AND count = 1`);
  const decrease = database.prepare(`UPDATE tally SET count = count - 1 WHERE ${key}`);
  const dayKey = 'gate = @gate AND dimension = @dimension AND direction = @direction AND day = @day AND word = @word';
  const insertDay = database.prepare(`
    INSERT INTO day_tally (day, gate, dimension, direction, word, count)
    VALUES (@day, @gate, @dimension, @direction, @word, @count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count`);
  const removeLastDay = database.prepare(`DELETE FROM day_tally WHERE ${dayKey} AND count = 1`);
  const decreaseDay = database.prepare(`UPDATE day_tally SET count = count - 1 WHERE ${dayKey}`);

  const insertHour = database.prepare(`
    INSERT INTO hour_tally (day, hour, dimension, direction, word, count)
    VALUES (@day, @hour, @dimension, @direction, @word, @count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count`);
  const hourKey = 'dimension = @dimension AND direction = @direction AND day = @day AND hour = @hour AND word = @word';
  const removeLastHour = database.prepare(`DELETE FROM hour_tally WHERE ${hourKey} AND count = 1`);
  const decreaseHour = database.prepare(`UPDATE hour_tally SET count = count - 1 WHERE ${hourKey}`);
  const insertWeek = database.prepare(`
    INSERT INTO week_tally (week, dimension, direction, word, count) VALUES (@week, @dimension, @direction, @word, @count)
    ON CONFLICT DO UPDATE SET count = count + excluded.count`);
  const weekKey = 'dimension = @dimension AND direction = @direction AND week = @week AND word = @word';
  const removeLastWeek = database.prepare(`DELETE FROM week_tally WHERE ${weekKey} AND count = 1`);
  const decreaseWeek = database.prepare(`UPDATE week_tally SET count = count - 1 WHERE ${weekKey}`);
  const raiseBusiest = database.prepare(`
    INSERT INTO busiest_quarter (day, gate, entered)
    SELECT @day, gate, sum(count) FROM tally WHERE quarter = @quarter AND gate = @gate AND ${ENTERED} GROUP BY gate
    ON CONFLICT DO UPDATE SET entered = max(entered, excluded.entered)`);
  const removeBusiest = database.prepare('DELETE FROM busiest_quarter WHERE day = @day AND gate = @gate');
  const busiestQuarters = database.prepare<[{ from: number; until: number; gate: string }], { quarter: number }>(`
    SELECT quarter FROM tally WHERE quarter >= @from AND quarter < @until AND gate = @gate AND ${ENTERED}
    GROUP BY quarter ORDER BY sum(count) DESC LIMIT 1`);

  function findBusiest(gate: string, day: number, venue: VenueDays): void {
    removeBusiest.run({ day, gate });
    const from = Math.floor(startOfBusinessDay(day, venue) / QUARTER_MS) * QUARTER_MS;
    const busiest = busiestQuarters.get({ from, until: startOfBusinessDay(dayLater(day, 1), venue), gate });
    if (busiest !== undefined) raiseBusiest.run({ day, gate, quarter: busiest.quarter });
  }

  function fillDays(rows: readonly (TallyCell & { readonly count: number; readonly repeats: number })[], venue: VenueDays): void {
    const sums = new Map<string, DayCell & { readonly count: number }>();
    const sum = (cells: readonly DayCell[], count: number) => {
      for (const cell of cells) {
        const name = JSON.stringify(Object.values(cell));
        sums.set(name, { ...cell, count: (sums.get(name)?.count ?? 0) + count });
      }
    };
    for (const row of rows) {
      const day = businessDay(row.quarter, venue);
      sum(dayCellsOf(row, day), row.count);
      if (row.repeats > 0) sum(repeatCellsOf(row, day), row.repeats);
    }
    for (const cell of sums.values()) insertDay.run(cell);
  }

  return {
    add(cell, day, isRepeat, venue) {
      insert.run({ ...cell, count: 1, repeats: isRepeat ? 1 : 0 });
      for (const dayCell of dayCellsOf(cell, day)) insertDay.run({ ...dayCell, count: 1 });
      for (const wideCell of wideCellsOf(cell, day, venue)) {
        insertHour.run({ ...wideCell, count: 1 });
        insertWeek.run({ ...wideCell, count: 1 });
      }
      if (cell.direction === 'in' && passedThrough(cell.direction, cell.outcome)) {
        raiseBusiest.run({ day, gate: cell.gate, quarter: cell.quarter });
      }
      if (isRepeat) for (const dayCell of repeatCellsOf(cell, day)) insertDay.run({ ...dayCell, count: 1 });
    },
    takeBack(cell, day, venue) {
      if (removeLast.run(cell).changes === 0) decrease.run(cell);
      for (const dayCell of dayCellsOf(cell, day)) {
        if (removeLastDay.run(dayCell).changes === 0) decreaseDay.run(dayCell);
      }
      for (const wideCell of wideCellsOf(cell, day, venue)) {
        if (removeLastHour.run(wideCell).changes === 0) decreaseHour.run(wideCell);
        if (removeLastWeek.run(wideCell).changes === 0) decreaseWeek.run(wideCell);
      }
      findBusiest(cell.gate, day, venue);
    },
    rollUp(venue) {
      const has = (sql: string) => database.prepare(sql).get() !== undefined;
      const wasBack = has("SELECT 1 FROM sqlite_schema WHERE name = 'tally_before_30'");
      const hasDays = has('SELECT 1 FROM day_tally LIMIT 1');
      const hasHours = has('SELECT 1 FROM hour_tally LIMIT 1');
      if (hasDays && hasHours && !wasBack) return;
      const base = wasBack ? 'tally_before_30' : '(SELECT * FROM tally LIMIT 0)';
      const rows = database
        .prepare<[], TallyCell & { count: number; repeats: number }>(`
          SELECT t.quarter, t.gate, t.direction, t.outcome, t.reason, t.format, t.input,
            t.count - ifnull(b.count, 0) AS count, t.repeats
          FROM tally t LEFT JOIN ${base} b USING (quarter, gate, direction, outcome, reason, format, input)
          WHERE t.count > ifnull(b.count, 0)`)
        .all();
      database.transaction(() => {
        if (!hasDays) fillDays(rows, venue);
        for (const row of rows) {
          const day = businessDay(row.quarter, venue);
          for (const wideCell of wideCellsOf(row, day, venue)) {
            insertHour.run({ ...wideCell, count: row.count });
            insertWeek.run({ ...wideCell, count: row.count });
          }
          // Before that it is not known whether a quarter-hour was one, or stands for its hour.
          if (wasBack && row.direction === 'in' && passedThrough(row.direction, row.outcome)) {
            raiseBusiest.run({ day, gate: row.gate, quarter: row.quarter });
          }
        }
        if (wasBack) database.prepare('DROP TABLE tally_before_30').run();
      }).immediate();
    },
  };
}

/**
 * Whether somebody entered or left. Whoever leaves has left, whatever the pass says; an override on the way out is of
 * somebody whose decision has counted already.
 */
export function passedThrough(direction: string, outcome: string): boolean {
  if (direction === 'out') return outcome !== 'not_a_pass' && outcome !== 'override';
  return outcome === 'admit' || outcome === 'override' || outcome === 'manual';
}

function dayCellsOf(cell: TallyCell, day: number): readonly DayCell[] {
  const { direction } = cell;
  const words = { outcome: cell.outcome, reason: cell.reason, format: cell.format, input: cell.input };
  const cells = [ALL_GATES, cell.gate].flatMap((gate) =>
    Object.entries(words).map(([dimension, word]) => ({ day, gate, dimension, direction, word })),
  );
  const byGate = { day, gate: ALL_GATES, dimension: 'gate', direction, word: cell.gate };
  return passedThrough(direction, cell.outcome) ? [...cells, byGate] : cells;
}

/** Of all gates together, with the hour and the week. */
function wideCellsOf(
  cell: TallyCell,
  day: number,
  { timeZone }: VenueDays,
): readonly (Omit<DayCell, 'gate'> & { readonly hour: number; readonly week: number })[] {
  const hour = localHour(cell.quarter, timeZone);
  const week = mondayOf(day);
  return dayCellsOf(cell, day)
    .filter(({ gate }) => gate === ALL_GATES)
    .map(({ gate: _all, ...rest }) => ({ ...rest, hour, week }));
}

function repeatCellsOf({ direction, gate, outcome }: TallyCell, day: number): readonly DayCell[] {
  return [ALL_GATES, gate].map((one) => ({ day, gate: one, dimension: 'repeats', direction, word: outcome }));
}
