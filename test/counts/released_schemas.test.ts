import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backUpCounts } from '../../main/counts/back_up_counts.ts';
import { bringDown } from '../../main/counts/bring_down.ts';
import { businessDay } from '../../main/counts/business_day.ts';
import type { CountsDatabase } from '../../main/counts/counts_database.ts';
import { sumUp } from '../../main/counts/count_sums.ts';
import { MIGRATIONS, NEWEST_SCHEMA } from '../../main/counts/migrations/all.ts';
import { openDatabase } from '../../main/counts/open_database.ts';
import { openCounts, VENUE } from './open_counts.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');
/** That of the programs that wrote the fixtures. */
const venue = () => ({ ...VENUE, timeZone: 'Asia/Hong_Kong', dayStartsAt: 240 });
const HISTORY_STARTS_AT = Date.parse('2026-03-01T02:00:00Z');

const makeFile = () => path.join(mkdtempSync(path.join(tmpdir(), 'released-')), 'counts.sqlite');

/** A file that the program of that schema wrote, closed in order. */
function copyOf(schema: number): string {
  const file = makeFile();
  copyFileSync(path.join(FIXTURES, `schema_${schema}.sqlite`), file);
  return file;
}

function sumsIn(file: string) {
  const database = new Database(file, { readonly: true });
  const sums = sumUp(database);
  database.close();
  return sums;
}

/** Every row of every table, under the table's name. */
function allOf(database: CountsDatabase): Readonly<Record<string, readonly unknown[]>> {
  const tables = database.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return Object.fromEntries(tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]));
}

function mustOpen(file: string): Database.Database {
  const opened = openDatabase(file);
  if (!opened.ok) throw new Error(opened.error);
  return opened.value;
}

const total = (database: CountsDatabase, sql: string) => database.prepare<[], { total: number }>(sql).get()?.total;

describe.each(MIGRATIONS.map(({ version }) => version))('a database of the released schema %i', (schema) => {
  it('is upgraded with every sum as it was', () => {
    const file = copyOf(schema);
    const before = sumsIn(file);
    expect(Object.values(before).reduce<number>((sum, one) => (typeof one === 'number' ? sum + one : sum), 0)).toBeGreaterThan(1_000);
    const { database } = openCounts(file, { venue });
    expect(database.pragma('user_version', { simple: true })).toBe(NEWEST_SCHEMA);
    expect(sumUp(database)).toMatchObject(before);
    // What is rolled up is what was counted, by days, hours and weeks alike.
    const counted = total(database, 'SELECT sum(count) AS total FROM tally');
    expect(total(database, "SELECT sum(count) AS total FROM day_tally WHERE gate = '' AND dimension = 'outcome'")).toBe(counted);
    expect(total(database, "SELECT sum(count) AS total FROM hour_tally WHERE dimension = 'outcome'")).toBe(counted);
    expect(total(database, "SELECT sum(count) AS total FROM week_tally WHERE dimension = 'outcome'")).toBe(counted);
    database.close();
  });

  it('is upgraded once: the next start changes nothing', () => {
    const file = copyOf(schema);
    openCounts(file, { venue }).database.close();
    const first = mustOpen(file);
    const before = allOf(first);
    first.close();
    const { database } = openCounts(file, { venue });
    expect(allOf(database)).toEqual(before);
    database.close();
  });

  it('is backed up whole while it is in use, with sums that say so', () => {
    const file = copyOf(schema);
    const { database } = openCounts(file, { venue });
    const target = makeFile();
    expect(backUpCounts(file, target)).toEqual({ schema: NEWEST_SCHEMA, sums: sumUp(database) });
    const copy = mustOpen(target);
    expect(allOf(copy)).toEqual(allOf(database));
    copy.close();
    database.close();
  });
});

describe('the way back', () => {
  it('keeps every table of the database, down and up again', () => {
    const file = copyOf(40);
    const { database } = openCounts(file, { venue });
    const { act: [actBefore] = [], ...before } = allOf(database);
    expect(bringDown(database, 20)).toEqual({ ok: true, value: null });
    expect(database.pragma('user_version', { simple: true })).toBe(20);
    database.close();
    const again = openCounts(file, { venue });
    const { act: [actAfter] = [], ...after } = allOf(again.database);
    expect(after).toEqual(before);
    // What the older program wrote is in no copy: none may be taken for as far on as this file.
    expect(actAfter).toEqual({ ...(actBefore as object), sequence: 1_000_000_000 });
    again.database.close();
  });

  it('leaves the tables of the older program exactly as that one made them', () => {
    const { database } = openCounts(copyOf(40), { venue });
    bringDown(database, 20);
    const older = new Database(copyOf(20), { readonly: true });
    const sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'kept_*' AND name <> 'tally_before_30' ORDER BY name";
    expect(database.prepare(sql).all()).toEqual(older.prepare(sql).all());
    older.close();
    database.close();
  });

  it.each([10, 0, 15, 9_999])('is refused to a schema that cannot hold what was counted (%i), and nothing is changed', (schema) => {
    const { database } = openCounts(copyOf(40), { venue });
    const before = allOf(database);
    expect(bringDown(database, schema)).toEqual({ ok: false, error: 'no_way' });
    expect(allOf(database)).toEqual(before);
    expect(database.pragma('user_version', { simple: true })).toBe(NEWEST_SCHEMA);
    database.close();
  });

  it('loses nothing of any history that is counted partly by the older program', () => {
    const decision = fc.record({
      afterMs: fc.integer({ min: 0, max: 5_000_000 }),
      gate: fc.constantFrom('North', '側門'),
      direction: fc.constantFrom('in' as const, 'out' as const),
      outcome: fc.constantFrom('admit', 'refuse', 'not_a_pass'),
      format: fc.constantFrom('hc1', 'venue'),
    });
    type Decision = typeof decision extends fc.Arbitrary<infer One> ? One : never;
    const history = fc.array(decision, { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(history, history, history, (before, meanwhile, after) => {
        const [file, wholeFile] = [makeFile(), makeFile()];
        let at = HISTORY_STARTS_AT;
        const countAll = (opened: ReturnType<typeof openCounts>, list: readonly Decision[], from: number) => {
          let atMs = from;
          opened.database.pragma('synchronous = OFF');
          for (const one of list) {
            atMs += one.afterMs;
            const { direction, format, gate, outcome } = one;
            const words = { gate, direction, outcome, format, reasonClass: 'none', input: 'camera', device: 'C920' };
            expect(opened.counter.decision({ ...words, atMs, isRepeat: false, decisionMs: null }).ok).toBe(true);
          }
          return atMs;
        };
        // The same history, never gone back.
        const whole = openCounts(wholeFile, { venue });
        countAll(whole, [...before, ...meanwhile, ...after], at);

        const newer = openCounts(file, { venue });
        at = countAll(newer, before, at);
        expect(bringDown(newer.database, 20).ok).toBe(true);
        newer.database.close();
        at = countByProgramOf20(file, meanwhile, at);
        const again = openCounts(file, { venue });
        countAll(again, after, at);
        const [found, expected] = [allOf(again.database), allOf(whole.database)];
        // Who is inside, devices and events are no part of this program of 20.
        for (const table of ['tally', 'day_tally', 'hour_tally', 'week_tally', 'busiest_quarter']) {
          expect(found[table], table).toEqual(expected[table]);
        }
        expect(Object.keys(found)).toEqual(Object.keys(expected));
        again.database.close();
        whole.database.close();
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  /** Counts as the program of schema 20 did: in its tally and by its days. */
  function countByProgramOf20(file: string, list: readonly { afterMs: number; gate: string; direction: string; outcome: string; format: string }[], from: number): number {
    let atMs = from;
    const database = new Database(file);
    const tally = database.prepare(`INSERT INTO tally VALUES (?, ?, ?, ?, 'none', ?, 'camera', 1, 0) ON CONFLICT DO UPDATE SET count = count + 1`);
    const byDay = database.prepare('INSERT INTO day_tally VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1');
    for (const { afterMs, direction, format, gate, outcome } of list) {
      atMs += afterMs;
      tally.run(Math.floor(atMs / 900_000) * 900_000, gate, direction, outcome, format);
      const day = businessDay(atMs, venue());
      for (const place of ['', gate]) {
        for (const [dimension, word] of Object.entries({ outcome, reason: 'none', format, input: 'camera' })) byDay.run(day, place, dimension, direction, word);
      }
      if (direction === 'in' ? outcome === 'admit' : outcome !== 'not_a_pass') byDay.run(day, '', 'gate', direction, gate);
    }
    database.close();
    return atMs;
  }
});

it('a database of a newer program is refused untouched, byte for byte, and nothing is laid beside it', () => {
  const file = copyOf(40);
  const newer = new Database(file);
  newer.exec('CREATE TABLE of_the_future (a)');
  newer.pragma(`user_version = ${NEWEST_SCHEMA + 10}`);
  newer.close();
  const hash = () => createHash('sha256').update(readFileSync(file)).digest('hex');
  const before = hash();
  expect(openDatabase(file)).toEqual({ ok: false, error: 'newer_program' });
  expect(hash()).toBe(before);
  expect(readdirSync(path.dirname(file))).toEqual(['counts.sqlite']);
});
