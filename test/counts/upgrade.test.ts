import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { businessDay } from '../../main/counts/business_day.ts';
import { MIGRATION_0010 } from '../../main/counts/migrations/0010_decision_count.ts';
import { MIGRATION_0020 } from '../../main/counts/migrations/0020_tallies.ts';
import { MIGRATIONS } from '../../main/counts/migrations/all.ts';
import { APPLICATION_ID, openDatabase } from '../../main/counts/open_database.ts';
import { openCounts, VENUE } from './open_counts.ts';

const NEWEST = MIGRATIONS.at(-1)?.version;
const HOUR_MS = 3_600_000;
const FIRST_HOUR = Date.parse('2025-09-01T00:00:00Z');
const HOURS = 600;
const OLD_WORDS = [
  ['in', 'admit', 'none', 'hc1', 'camera'],
  ['in', 'admit', 'none', 'venue', 'hid_pos'],
  ['in', 'refuse', 'out_of_date', 'shc', 'serial'],
  ['in', 'undecided', 'unknown_issuer', 'hc1', 'keyboard'],
  ['in', 'not_a_pass', 'wrong_code', 'web_address', 'camera'],
  ['out', 'admit', 'none', 'hc1', 'camera'],
  ['out', 'refuse', 'rule_not_met', 'hc1', 'camera'],
  // Words that no program wrote, but that the old table would have taken.
  ['in', 'refuse', '', '', 'demo'],
] as const;

interface Sum {
  readonly direction: string;
  readonly outcome: string;
  readonly total: number;
}

const dir = mkdtempSync(path.join(tmpdir(), 'upgrade-'));
const old = path.join(dir, 'old.sqlite');
let sums: readonly Sum[] = [];
let copies = 0;

/** A file as the program of version 10 left it, with counts of many hours at two gates. */
beforeAll(() => {
  const database = new Database(old);
  database.pragma('journal_mode = WAL');
  database.exec(MIGRATION_0010);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma('user_version = 10');
  const insert = database.prepare('INSERT INTO decision_count VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  database.transaction(() => {
    for (let hour = 0; hour < HOURS; hour += 1) {
      for (const [index, words] of OLD_WORDS.entries()) {
        for (const gate of ['Main entrance', '側門']) insert.run(FIRST_HOUR + hour * HOUR_MS, gate, ...words, 1 + ((hour * 7 + index * 13) % 90));
      }
    }
  })();
  sums = database
    .prepare<[], Sum>('SELECT direction, outcome, sum(count) AS total FROM decision_count GROUP BY direction, outcome ORDER BY 1, 2')
    .all();
  database.close();
});

function copyOfOld(): string {
  copies += 1;
  const file = path.join(dir, `copy-${copies}.sqlite`);
  copyFileSync(old, file);
  return file;
}

function sumsOf(file: string, table: 'tally' | 'decision_count'): readonly Sum[] {
  const database = new Database(file);
  const found = database
    .prepare<[], Sum>(`SELECT direction, outcome, sum(count) AS total FROM ${table} GROUP BY direction, outcome ORDER BY 1, 2`)
    .all();
  database.close();
  return found;
}

describe('a database of version 10', () => {
  it('keeps every count when it is upgraded, in its first quarter-hour', () => {
    const file = copyOfOld();
    const opened = openDatabase(file);
    if (!opened.ok) throw new Error(opened.error);
    expect(opened.value.pragma('user_version', { simple: true })).toBe(NEWEST);
    const rows = opened.value
      .prepare<[number], { reason: string; format: string; count: number; repeats: number }>(
        "SELECT * FROM tally WHERE gate = '側門' AND quarter = ? ORDER BY direction, outcome, reason, format",
      )
      .all(FIRST_HOUR + 5 * HOUR_MS);
    expect(rows.map(({ count, format, reason, repeats }) => `${reason} ${format} ${count} ${repeats}`)).toEqual([
      'none hc1 36 0',
      'none venue 49 0',
      'wrong_code web_address 88 0',
      'none unknown 37 0',
      'out_of_date shc 62 0',
      'unknown_issuer hc1 75 0',
      'none hc1 11 0',
      'rule_not_met hc1 24 0',
    ]);
    opened.value.close();
    expect(sumsOf(file, 'tally')).toEqual(sums);
  });

  it("is brought into the venue's days at the first start, once, and each day's figures are its hours' sums", () => {
    const file = copyOfOld();
    const venue = { ...VENUE, timeZone: 'Europe/Berlin', dayStartsAt: 240 };
    openCounts(file, { venue: () => venue }).database.close();
    const { database } = openCounts(file, { venue: () => venue });
    const expected = new Map<string, number>();
    for (const row of database.prepare<[], { quarter: number; gate: string; direction: string; outcome: string; reason: string; count: number }>('SELECT * FROM tally').all()) {
      const day = businessDay(row.quarter, venue);
      for (const gate of ['', row.gate]) {
        for (const [dimension, word] of [['outcome', row.outcome], ['reason', row.reason]]) {
          const name = `${day} ${gate} ${dimension} ${row.direction} ${word}`;
          expected.set(name, (expected.get(name) ?? 0) + row.count);
        }
      }
    }
    const rolled = database
      .prepare<[], { name: string; count: number }>(
        "SELECT day || ' ' || gate || ' ' || dimension || ' ' || direction || ' ' || word AS name, count FROM day_tally WHERE dimension IN ('outcome', 'reason')",
      )
      .all();
    expect(Object.fromEntries(rolled.map(({ count, name }) => [name, count]))).toEqual(Object.fromEntries(expected));
    const left = database.prepare<[], { total: number }>("SELECT sum(count) AS total FROM day_tally WHERE dimension = 'gate' AND direction = 'out'").get();
    expect(left?.total).toBe(sums.filter(({ direction }) => direction === 'out').reduce((total, sum) => total + sum.total, 0));
    database.close();
  });

  it('is as it was where the disk is full in the midst of it, and is upgraded when there is room', () => {
    const file = copyOfOld();
    const full = new Database(file);
    const pages = Number(full.pragma('page_count', { simple: true }));
    let error = '';
    full.pragma(`max_page_count = ${pages + 20}`);
    try {
      full.transaction(() => full.exec(MIGRATION_0020))();
    } catch (cause) {
      error = cause instanceof Database.SqliteError ? cause.code : '';
    }
    full.close();
    expect(error).toBe('SQLITE_FULL');
    expect(sumsOf(file, 'decision_count')).toEqual(sums);
    openCounts(file).database.close();
    expect(sumsOf(file, 'tally')).toEqual(sums);
  });

  it('is old or new after the power was cut at any moment, and complete after the next start', async () => {
    const child = path.join(import.meta.dirname, `../../.build/test/upgrading_child-${process.pid}.mjs`);
    await build({
      entryPoints: [path.join(import.meta.dirname, 'upgrading_child.ts')],
      outfile: child,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['better-sqlite3'],
    });
    const wholeMs = (await upgradeKilledAfter(child, copyOfOld(), null)).tookMs;
    let old = 0;
    for (let kill = 0; kill < 10; kill += 1) {
      const file = copyOfOld();
      await upgradeKilledAfter(child, file, (wholeMs * kill) / 8);
      // What the next start finds: the file and its journal as they lie there.
      const left = new Database(file);
      const version = Number(left.pragma('user_version', { simple: true }));
      left.close();
      expect([10, NEWEST]).toContain(version);
      if (version === 10) old += 1;
      expect(sumsOf(file, version === 10 ? 'decision_count' : 'tally'), `kill ${kill}`).toEqual(sums);
      openCounts(file).database.close();
      expect(sumsOf(file, 'tally'), `after kill ${kill}`).toEqual(sums);
    }
    expect(old).toBeGreaterThan(0);
  });

  it('is what the journal of a half-done upgrade leaves, copied from under it', () => {
    const file = copyOfOld();
    const half = new Database(file);
    half.pragma('cache_size = 10');
    half.exec('BEGIN IMMEDIATE');
    half.exec(MIGRATION_0020);
    half.pragma('user_version = 20');
    // Pages have been spilled into the journal, and nothing is committed.
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(100_000);
    const cut = path.join(dir, 'cut.sqlite');
    copyFileSync(file, cut);
    copyFileSync(`${file}-wal`, `${cut}-wal`);
    half.exec('ROLLBACK');
    half.close();
    expect(sumsOf(cut, 'decision_count')).toEqual(sums);
    openCounts(cut).database.close();
    expect(sumsOf(cut, 'tally')).toEqual(sums);
  });
});

function upgradeKilledAfter(child: string, file: string, afterMs: number | null): Promise<{ readonly tookMs: number }> {
  const running = spawn(process.execPath, [child, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let beganAt = 0;
  let doneAt = 0;
  running.stdout.on('data', (chunk: Buffer) => {
    const said = chunk.toString();
    if (said.includes('begin')) {
      beganAt = performance.now();
      if (afterMs !== null) setTimeout(() => running.kill('SIGKILL'), afterMs);
    }
    if (said.includes('done')) doneAt = performance.now();
  });
  return new Promise((resolve) => {
    running.on('close', () => resolve({ tookMs: doneAt - beganAt }));
  });
}
