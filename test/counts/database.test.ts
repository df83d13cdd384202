import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../main/counts/migrations/all.ts';
import { openDatabase } from '../../main/counts/open_database.ts';
import { openCounts } from './open_counts.ts';

const DECISION = {
  atMs: Date.parse('2026-03-01T10:59:59Z'),
  gate: 'Main entrance',
  direction: 'in',
  outcome: 'admit',
  reasonClass: 'none',
  format: 'hc1',
  input: 'camera',
  isRepeat: false,
  decisionMs: 8,
  device: 'Front camera',
};

let file = '';
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'counts-')), 'counts.sqlite');
});

const open = () => openCounts(file);

describe('the counts', () => {
  it('add up by quarter-hour and survive a restart', () => {
    const before = open();
    for (let i = 0; i < 5; i += 1) expect(before.counter.decision(DECISION)).toEqual({ ok: true, value: null });
    before.counter.decision({ ...DECISION, atMs: DECISION.atMs + 1_000 });
    before.database.close();
    const { counter, database } = open();
    const counts = database.prepare<[], { count: number }>('SELECT count FROM tally ORDER BY quarter').all();
    expect(counts.map(({ count }) => count)).toEqual([5, 1]);
    expect(counter.today(DECISION.atMs)).toEqual([{ gate: 'Main entrance', entered: 6, left: 0 }]);
    expect(counter.today(DECISION.atMs + 86_400_000)).toEqual([]);
    database.close();
  });

  it('are durable: WAL with a flush at each commit', () => {
    const { database } = open();
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
  });

  it.each([
    ['outcome', 'specimen'],
    ['outcome', 'CHAN TAI MAN'],
    ['reasonClass', 'HC1:NCFOXN%TS'],
    ['format', 'Chan Tai Man'],
    ['input', 'somebody'],
    ['direction', 'up'],
    ['gate', ''],
    ['gate', 'x'.repeat(61)],
  ])('take no %s that is not on its list (%s)', (column, word) => {
    const { counter, database } = open();
    expect(counter.decision({ ...DECISION, [column]: word }).ok).toBe(false);
    for (const table of ['tally', 'day_tally', 'occupancy', 'decision_time', 'device_reading', 'event']) {
      expect(database.prepare(`SELECT * FROM ${table}`).all(), table).toEqual([]);
    }
  });

  it('say so when the disk refuses', () => {
    const { counter, database } = open();
    // The page limit is the file's present size: the next page is refused as on a full disk.
    database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
    const full = Array.from({ length: 500 }, (_, hour) => counter.decision({ ...DECISION, atMs: hour * 3_600_000 }));
    expect(full.find(({ ok }) => !ok)).toEqual({ ok: false, error: 'SQLITE_FULL' });
  });
});

describe('the database file', () => {
  it('has exactly the schema that is written down, and no column that could hold a pass', () => {
    const { database } = open();
    const written = readFileSync(path.join(import.meta.dirname, '../../main/counts/schema.sql'), 'utf8');
    const plain = (sql: string) => sql.replace(/--.*$/gm, '').replace(/\s+/g, ' ').replace(/;/g, '').trim();
    const real = database.prepare<[], { sql: string }>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
    expect(real.map(({ sql }) => plain(sql)).join(' ')).toBe(plain(written));
    const columns = database
      .prepare<[], { column: string }>(
        `SELECT t.name || '.' || c.name AS column FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' ORDER BY t.rootpage, c.cid`,
      )
      .all();
    expect(columns.map(({ column }) => column)).toEqual([
      ...['day', 'hour', 'dimension', 'direction', 'word', 'count'].map((name) => `hour_tally.${name}`),
      ...['quarter', 'gate', 'direction', 'outcome', 'reason', 'format', 'input', 'count', 'repeats'].map((name) => `tally.${name}`),
      ...['day', 'gate', 'dimension', 'direction', 'word', 'count'].map((name) => `day_tally.${name}`),
      ...['day', 'inside', 'peak', 'peak_at'].map((name) => `occupancy.${name}`),
      ...['day', 'bucket_ms', 'count'].map((name) => `decision_time.${name}`),
      ...['day', 'input', 'device', 'read', 'lost'].map((name) => `device_reading.${name}`),
      ...['sequence', 'at', 'kind', 'word', 'amount', 'previous', 'hash', 'signature'].map((name) => `event.${name}`),
      ...['week', 'dimension', 'direction', 'word', 'count'].map((name) => `week_tally.${name}`),
      ...['day', 'gate', 'entered'].map((name) => `busiest_quarter.${name}`),
      ...['id', 'sequence', 'at'].map((name) => `act.${name}`),
    ]);
  });

  it('keeps its released migrations frozen', () => {
    const hashes = MIGRATIONS.map(({ sql, version }) => `${version} ${createHash('sha256').update(sql).digest('hex')}`);
    expect(hashes).toMatchInlineSnapshot(`
      [
        "10 e70562853d79bbe64cf164161b2c4f2a650c437a5c0db75161a08b2269392861",
        "20 8c806b8aeb336cfac050b9e8bb6c28c0f73fcfe46ac71b40e2031defdb928aaf",
        "30 5c4c49a870aeb61731f42f0550611f088a32e2eff93695f6bc92d16547ad973b",
        "40 d87cf43fcfa6f18e09d6486e4368e61b24e3b9d5ab6243eb847b4e91e601b22a",
      ]
    `);
  });

  it('of a newer program is refused untouched', () => {
    open().database.close();
    const newer = new Database(file);
    newer.pragma('user_version = 9999');
    newer.pragma('journal_mode = DELETE');
    newer.close();
    const before = readFileSync(file);
    const beside = readdirSync(path.dirname(file));
    expect(openDatabase(file)).toEqual({ ok: false, error: 'newer_program' });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(path.dirname(file))).toEqual(beside);
  });

  it('of another program is refused untouched', () => {
    const other = new Database(file);
    other.exec('CREATE TABLE theirs (a)');
    other.pragma('user_version = 3');
    other.close();
    const before = readFileSync(file);
    expect(openDatabase(file)).toEqual({ ok: false, error: 'foreign_database' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('that is none is refused untouched', () => {
    writeFileSync(file, 'a letter to the manager '.repeat(20));
    const before = readFileSync(file);
    expect(openDatabase(file)).toEqual({ ok: false, error: 'not_a_database' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('with a damaged page is refused and kept', () => {
    const { counter, database } = open();
    for (let hour = 0; hour < 2_000; hour += 1) counter.decision({ ...DECISION, atMs: hour * 3_600_000 });
    database.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4_096, 12_288);
    writeFileSync(file, bytes);
    expect(openDatabase(file)).toEqual({ ok: false, error: 'damaged' });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});
