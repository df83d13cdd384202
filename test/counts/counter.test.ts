import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openCounts, type TestVenue, VENUE } from './open_counts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Ten in the morning in Hong Kong. */
const AT = Date.parse('2026-03-01T02:00:00Z');
const MIDNIGHT = Date.parse('2026-03-01T16:00:00Z');

let venue: TestVenue = VENUE;
let file = '';
let counts = openCounts(':memory:');
beforeEach(() => {
  venue = VENUE;
  file = path.join(mkdtempSync(path.join(tmpdir(), 'counter-')), 'counts.sqlite');
  counts = openCounts(file, { venue: () => venue });
});

function restart(): void {
  counts.database.close();
  counts = openCounts(file, { venue: () => venue });
}

/** So many decisions, one a second. */
function decide(atMs: number, direction: 'in' | 'out', outcome: string, times = 1): void {
  for (let i = 0; i < times; i += 1) {
    const words = { gate: 'North', direction, outcome, reasonClass: 'none', format: 'hc1', input: 'camera', device: 'C920' };
    const done = counts.counter.decision({ ...words, atMs: atMs + i * 1_000, isRepeat: false, decisionMs: 4 });
    if (!done.ok) throw new Error(done.error);
  }
}

const insideAt = (atMs: number) => counts.counter.occupancy(atMs).inside;
const events = () => counts.log.list(null, 100).map(({ amount, kind, word }) => `${kind} ${word} ${amount}`.replace('  ', ' '));
const sum = (sql: string) => counts.database.prepare<[], { total: number | null }>(sql).get()?.total;

describe('the people inside', () => {
  it('are those who entered and have not left', () => {
    decide(AT, 'in', 'admit', 5);
    for (const outcome of ['refuse', 'undecided', 'not_a_pass']) decide(AT, 'in', outcome);
    expect(insideAt(AT)).toBe(5);
    // Whoever leaves has left, whatever the pass says; a web address is nobody.
    for (const outcome of ['admit', 'refuse', 'undecided', 'not_a_pass']) decide(AT, 'out', outcome);
    expect(insideAt(AT)).toBe(2);
    counts.counter.override({ atMs: AT, gate: 'North', direction: 'out', reason: 'emergency' });
    expect(insideAt(AT)).toBe(2);
    counts.counter.override({ atMs: AT, gate: 'North', direction: 'in', reason: 'emergency' });
    counts.counter.manual({ atMs: AT, gate: 'North', direction: 'in', reason: 'child' });
    expect(insideAt(AT)).toBe(4);
    expect(counts.counter.occupancy(AT)).toMatchObject({ peak: 5, peakAtMs: AT + 4_000 });
    expect(counts.counter.today(AT)).toEqual([{ gate: 'North', entered: 7, left: 3 }]);
  });

  it('are never fewer than nobody', () => {
    decide(AT, 'out', 'admit', 3);
    expect(insideAt(AT)).toBe(0);
    decide(AT, 'in', 'admit');
    expect(insideAt(AT)).toBe(1);
    expect(counts.counter.today(AT)).toEqual([{ gate: 'North', entered: 1, left: 3 }]);
  });

  it('are the same after a restart', () => {
    decide(AT, 'in', 'admit', 3);
    decide(AT + HOUR_MS, 'out', 'admit');
    const before = counts.counter.occupancy(AT + HOUR_MS);
    restart();
    expect(counts.counter.occupancy(AT + HOUR_MS)).toEqual(before);
    expect(before).toMatchObject({ inside: 2, peak: 3 });
  });

  it('are put right with a reason that is logged', () => {
    decide(AT, 'in', 'admit', 3);
    expect(counts.counter.correctInside({ atMs: AT, inside: 10, reason: 'entered_unseen' })).toEqual({ ok: true, value: null });
    expect(counts.counter.occupancy(AT)).toMatchObject({ inside: 10, peak: 10 });
    counts.counter.correctInside({ atMs: AT, inside: 8, reason: 'counted_by_hand' });
    expect(counts.counter.occupancy(AT)).toMatchObject({ inside: 8, peak: 10 });
    expect(events().slice(0, 2)).toEqual(['inside_corrected counted_by_hand -2', 'inside_corrected entered_unseen 7']);
    expect(counts.counter.correctInside({ atMs: AT, inside: -1, reason: 'mistake' }).ok).toBe(false);
    expect(insideAt(AT)).toBe(8);
  });

  it.each([
    [100, 79, 'below'],
    [100, 80, 'warn'],
    [100, 94, 'warn'],
    [100, 95, 'alarm'],
    [100, 99, 'alarm'],
    [100, 100, 'full'],
    [100, 101, 'full'],
    [1, 0, 'below'],
    [1, 1, 'full'],
    [null, 5_000, 'below'],
  ] as const)('of a capacity of %s are at %d %s', (capacity, inside, level) => {
    venue = { ...VENUE, capacity };
    counts.counter.correctInside({ atMs: AT, inside, reason: 'mistake' });
    expect(counts.counter.occupancy(AT)).toMatchObject({ capacity, inside, level });
  });

  it.each([7, 29, 55, 57, 58])('warn at exactly %d hundredths of a hundred', (hundredths) => {
    venue = { ...VENUE, capacity: 100, capacityWarnings: [hundredths / 100, 1] };
    counts.counter.correctInside({ atMs: AT, inside: hundredths, reason: 'mistake' });
    expect(counts.counter.occupancy(AT).level).toBe('warn');
    counts.counter.correctInside({ atMs: AT, inside: hundredths - 1, reason: 'mistake' });
    expect(counts.counter.occupancy(AT).level).toBe('below');
  });
});

describe('a new day', () => {
  it('begins with nobody inside, and says how many were left over', () => {
    decide(MIDNIGHT - 60_000, 'in', 'admit', 4);
    expect(insideAt(MIDNIGHT - 1)).toBe(4);
    // Nobody has come yet: nothing is written, and nobody is inside.
    expect(counts.counter.occupancy(MIDNIGHT)).toMatchObject({ inside: 0, peak: 0, peakAtMs: null });
    expect(counts.counter.occupancy(MIDNIGHT - 1)).toMatchObject({ inside: 4 });
    decide(MIDNIGHT, 'in', 'admit');
    expect(insideAt(MIDNIGHT)).toBe(1);
    expect(events()).toEqual(['day_started 4', 'day_started 0']);
    expect(counts.counter.today(MIDNIGHT)).toEqual([{ gate: 'North', entered: 1, left: 0 }]);
  });

  it('begins when the venue says', () => {
    venue = { ...VENUE, dayStartsAt: 5 * 60 };
    decide(MIDNIGHT - HOUR_MS, 'in', 'admit', 4);
    decide(MIDNIGHT + HOUR_MS, 'out', 'admit');
    expect(insideAt(MIDNIGHT + 5 * HOUR_MS - 1)).toBe(3);
    expect(insideAt(MIDNIGHT + 5 * HOUR_MS)).toBe(0);
  });

  it('begins after a time in which the kiosk was off', () => {
    decide(AT, 'in', 'admit', 4);
    restart();
    decide(AT + 9 * DAY_MS, 'out', 'admit');
    expect(insideAt(AT + 9 * DAY_MS)).toBe(0);
    expect(events()).toEqual(['day_started 4', 'day_started 0']);
  });
});

describe('a clock that goes back', () => {
  it('over midnight by seconds loses nobody and brings nobody back', () => {
    decide(MIDNIGHT - HOUR_MS, 'in', 'admit', 4);
    decide(MIDNIGHT + 5_000, 'in', 'admit', 2);
    decide(MIDNIGHT - 20_000, 'in', 'admit', 1);
    expect(insideAt(MIDNIGHT - 20_000)).toBe(3);
    decide(MIDNIGHT + 60_000, 'in', 'admit', 1);
    expect(insideAt(MIDNIGHT + 60_000)).toBe(4);
    expect(events()).toEqual(['day_started 4', 'day_started 0']);
  });

  it('by a day, since it had been ahead, joins what was counted under both days, and says so', () => {
    decide(AT, 'in', 'admit', 20);
    // The clock leaps a day ahead; some come, some go.
    decide(AT + DAY_MS, 'in', 'admit', 5);
    decide(AT + DAY_MS + 60_000, 'out', 'admit', 2);
    // It is set right.
    expect(insideAt(AT + 120_000)).toBe(23);
    expect(events()[0]).toBe('day_started 20');
    decide(AT + 120_000, 'out', 'admit', 1);
    expect(counts.counter.occupancy(AT + 120_000)).toMatchObject({ inside: 22, peak: 25 });
    expect(events()[0]).toBe('day_resumed 23');
    restart();
    expect(insideAt(AT + 180_000)).toBe(22);
    // The next day, when it really comes, is a new one.
    decide(AT + DAY_MS, 'in', 'admit', 1);
    expect(counts.counter.occupancy(AT + DAY_MS)).toMatchObject({ inside: 1, peak: 1 });
    expect(events()[0]).toBe('day_started 22');
  });

  it('to a day on which nothing was counted takes along who is inside now, and no earlier day', () => {
    decide(AT, 'in', 'admit', 20);
    decide(AT + 3 * DAY_MS, 'in', 'admit', 5);
    decide(AT + DAY_MS, 'in', 'admit', 1);
    expect(insideAt(AT + DAY_MS)).toBe(6);
    expect(events()).toEqual(['day_resumed 5', 'day_started 20', 'day_started 0']);
  });

  it('leaves each decision under the day at which it was counted', () => {
    decide(AT, 'in', 'admit', 3);
    decide(AT + DAY_MS, 'in', 'admit', 2);
    decide(AT, 'in', 'admit', 1);
    const days = counts.database
      .prepare<[], { day: number; count: number }>("SELECT day, count FROM day_tally WHERE gate = '' AND dimension = 'outcome' ORDER BY day")
      .all();
    expect(days).toEqual([
      { day: 20260301, count: 4 },
      { day: 20260302, count: 2 },
    ]);
  });

  it('a day that is let begin later after midnight gets its people back', () => {
    decide(MIDNIGHT - HOUR_MS, 'in', 'admit', 30);
    decide(MIDNIGHT + 60_000, 'in', 'admit', 2);
    expect(insideAt(MIDNIGHT + 120_000)).toBe(2);
    venue = { ...VENUE, dayStartsAt: 6 * 60 };
    expect(insideAt(MIDNIGHT + 120_000)).toBe(32);
  });
});

describe('an entry by hand', () => {
  const entry = { atMs: AT, gate: 'North', direction: 'in', reason: 'child' } as const;
  const empty = () => {
    for (const table of ['tally', 'day_tally']) expect(sum(`SELECT count(*) AS total FROM ${table}`), table).toBe(0);
  };

  it('is counted in its own column, and can be taken back once', () => {
    expect(counts.counter.lastManual(AT)).toBeNull();
    counts.counter.manual(entry);
    expect(counts.counter.lastManual(AT)).toEqual({ reason: 'child', atMs: AT });
    expect(counts.database.prepare('SELECT outcome, reason, format, input, count FROM tally').get()).toEqual({
      outcome: 'manual',
      reason: 'child',
      format: 'none',
      input: 'staff',
      count: 1,
    });
    expect(counts.counter.undoManual({ atMs: AT })).toEqual({ ok: true, value: null });
    empty();
    expect(counts.counter.occupancy(AT)).toMatchObject({ inside: 0, peak: 0, peakAtMs: null });
    expect(events()[0]).toBe('manual_undone child 1');
    expect(counts.counter.undoManual({ atMs: AT })).toEqual({ ok: false, error: 'nothing_to_undo' });
    expect(counts.counter.lastManual(AT)).toBeNull();
  });

  it('that is taken back leaves the others of its kind', () => {
    counts.counter.manual(entry);
    counts.counter.manual(entry);
    counts.counter.undoManual({ atMs: AT });
    expect(sum("SELECT sum(count) AS total FROM tally WHERE outcome = 'manual'")).toBe(1);
    expect(sum("SELECT count AS total FROM day_tally WHERE gate = '' AND dimension = 'gate'")).toBe(1);
    expect(insideAt(AT)).toBe(1);
  });

  it('is taken back as if it had not been, also where somebody left since', () => {
    counts.counter.manual(entry);
    decide(AT, 'out', 'admit');
    // Without the entry, that person would have left an empty house, and these are all who are inside.
    decide(AT, 'in', 'admit', 5);
    expect(insideAt(AT)).toBe(5);
    counts.counter.undoManual({ atMs: AT });
    expect(counts.counter.occupancy(AT)).toMatchObject({ inside: 5, peak: 5 });
  });

  it('takes its share of the peak back with it', () => {
    decide(AT, 'in', 'admit', 2);
    counts.counter.manual({ ...entry, atMs: AT + 60_000 });
    decide(AT + 120_000, 'out', 'admit', 3);
    counts.counter.undoManual({ atMs: AT + 180_000 });
    expect(counts.counter.occupancy(AT + 180_000)).toMatchObject({ inside: 0, peak: 2, peakAtMs: AT + 1_000 });
  });

  it('cannot be taken back on another day or after a restart', () => {
    counts.counter.manual({ ...entry, atMs: MIDNIGHT - 1_000 });
    expect(counts.counter.lastManual(MIDNIGHT)).toBeNull();
    expect(counts.counter.undoManual({ atMs: MIDNIGHT })).toEqual({ ok: false, error: 'nothing_to_undo' });
    restart();
    expect(counts.counter.undoManual({ atMs: MIDNIGHT - 1 })).toEqual({ ok: false, error: 'nothing_to_undo' });
    expect(sum("SELECT sum(count) AS total FROM tally WHERE outcome = 'manual'")).toBe(1);
  });
});

describe('an act that the disk refuses', () => {
  it('leaves nothing of it, in no table', () => {
    decide(AT, 'in', 'admit', 2);
    counts.counter.manual({ atMs: AT, gate: 'North', direction: 'in', reason: 'staff' });
    const all = () =>
      ['tally', 'day_tally', 'occupancy', 'decision_time', 'device_reading', 'event'].map((table) =>
        counts.database.prepare(`SELECT * FROM ${table}`).all(),
      );
    const before = all();
    counts.database.exec("CREATE TEMP TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'full'); END");
    const { counter } = counts;
    const acts = [
      counter.override({ atMs: AT, gate: 'North', direction: 'in', reason: 'emergency' }),
      counter.undoManual({ atMs: AT }),
      counter.correctInside({ atMs: AT, inside: 9, reason: 'mistake' }),
      // The first of a new day, which would be logged.
      counter.decision({ atMs: AT + DAY_MS, gate: 'North', direction: 'in', outcome: 'admit', reasonClass: 'none', format: 'hc1', input: 'camera', device: 'C920', isRepeat: false, decisionMs: 4 }),
    ];
    expect(acts.map(({ ok }) => ok)).toEqual([false, false, false, false]);
    expect(all()).toEqual(before);
    expect(counter.lastManual(AT)).toEqual({ reason: 'staff', atMs: AT });
    counts.database.exec('DROP TRIGGER full');
    expect(counter.undoManual({ atMs: AT }).ok).toBe(true);
    expect(insideAt(AT)).toBe(2);
  });
});

describe('how the door works', () => {
  it('is counted by the time from code to decision, and by scanner', () => {
    for (const [decisionMs, device] of [[0.2, 'C920'], [1, 'C920'], [1.01, ''], [9_999, 'x'.repeat(90)], [null, '\u0000\u202e']] as const) {
      const words = { gate: 'North', direction: 'in', outcome: 'admit', reasonClass: 'none', format: 'hc1', input: 'camera' };
      expect(counts.counter.decision({ ...words, atMs: AT, isRepeat: false, decisionMs, device }).ok).toBe(true);
    }
    expect(counts.counter.lost({ atMs: AT, input: 'camera', device: 'C920' })).toEqual({ ok: true, value: null });
    expect(counts.database.prepare('SELECT bucket_ms, count FROM decision_time').all()).toEqual([
      { bucket_ms: 1, count: 2 },
      { bucket_ms: 2, count: 1 },
      { bucket_ms: 2_147_483_647, count: 1 },
    ]);
    expect(counts.database.prepare('SELECT device, read, lost FROM device_reading').all()).toEqual([
      { device: 'C920', read: 2, lost: 1 },
      { device: 'camera', read: 2, lost: 0 },
      { device: 'x'.repeat(80), read: 1, lost: 0 },
    ]);
  });
});
