import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openCounts } from '../../main/counts/open_counts.ts';
import { contentOf, openTwice } from './open_counts_twice.ts';

let folder = '';
let file = '';
let copyFile = '';
beforeEach(begin);

function begin(): void {
  folder = mkdtempSync(path.join(tmpdir(), 'twice-'));
  file = path.join(folder, 'counts.sqlite');
  copyFile = path.join(folder, 'counts.copy.sqlite');
}

/** Leaves the files as a program does that is killed: with their logs. */
async function killed(times: number): Promise<void> {
  const { count, database } = await openTwice(folder);
  count(times);
  const kept = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name))] as const);
  database.close();
  for (const [name, content] of kept) writeFileSync(path.join(folder, name), content);
}

function overwrite(name: string, at: number, content: Uint8Array): void {
  const descriptor = openSync(name, 'r+');
  writeSync(descriptor, content, 0, content.length, at);
  closeSync(descriptor);
}

function entered(counts: Awaited<ReturnType<typeof openTwice>>): number {
  return counts.counter.today(Date.parse('2026-03-01T10:30:00Z'))[0]?.entered ?? 0;
}

describe('counts that are kept twice', () => {
  it('are the same in both files after every act', async () => {
    const counts = await openTwice(folder);
    expect(counts.states).toEqual(['twice']);
    for (let i = 0; i < 25; i += 1) {
      counts.count();
      if (i % 5 === 0) counts.counter.manual({ atMs: Date.parse('2026-03-01T10:00:00Z'), gate: 'Gate', direction: 'in', reason: 'no_phone' });
      if (i % 10 === 0) counts.counter.undoManual({ atMs: Date.parse('2026-03-01T10:00:00Z') });
      expect(contentOf(copyFile)).toBe(contentOf(file));
    }
    counts.database.close();
    const again = await openTwice(folder);
    expect(again.recovery).toBeNull();
    expect(again.database.state()).toBe('twice');
  });

  it('go on in one file while the copy’s place is taken, and make the copy once it is free', async () => {
    (await openTwice(folder)).database.close();
    rmSync(copyFile);
    mkdirSync(path.join(copyFile, 'something'), { recursive: true });
    const counts = await openTwice(folder);
    counts.count(3);
    expect(counts.database.state()).toBe('once');
    rmSync(copyFile, { recursive: true });
    counts.runTimers();
    await new Promise((resolve) => setImmediate(resolve));
    expect(counts.database.state()).toBe('twice');
    expect(contentOf(copyFile)).toBe(contentOf(file));
    counts.database.close();
  });

  it('make a copy of what was there before, with what came while it was made', async () => {
    const before = await openTwice(folder);
    before.count(10);
    before.database.close();
    rmSync(copyFile);
    const counts = await openTwice(folder);
    counts.count(3);
    expect(counts.database.state()).toBe('twice');
    expect(contentOf(copyFile)).toBe(contentOf(file));
  });

  it('lose nothing when the log of the first file is gone, which SQLite itself does not notice', async () => {
    await killed(12);
    rmSync(`${file}-wal`);
    const counts = await openTwice(folder);
    expect(counts.recovery).toEqual({ by: 'copy', lost: null });
    expect(entered(counts)).toBe(12);
    expect(readdirSync(path.join(folder, 'quarantine'))).toHaveLength(1);
    expect(counts.database.state()).toBe('twice');
  });

  it.each([
    ['a byte of the log', () => overwrite(`${file}-wal`, 5_000, Buffer.alloc(64, 7))],
    ['the header of the log', () => overwrite(`${file}-wal`, 0, Buffer.alloc(32, 7))],
    ['half of the log', () => truncateSync(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size / 2))],
    ['the header of the file', () => overwrite(file, 0, Buffer.alloc(100, 7))],
    ['all of the file', () => writeFileSync(file, Buffer.alloc(20_000, 7))],
    ['the file itself', () => ['', '-wal', '-shm'].forEach((suffix) => rmSync(`${file}${suffix}`, { force: true }))],
    ['the shared memory', () => rmSync(`${file}-shm`, { force: true })],
    ['the copy', () => writeFileSync(copyFile, Buffer.alloc(20_000, 7))],
    ['the log of the copy', () => rmSync(`${copyFile}-wal`)],
  ])('hold every count when %s is damaged', async (_what, damage) => {
    await killed(12);
    damage();
    const counts = await openTwice(folder);
    expect(entered(counts)).toBe(12);
    expect(counts.recovery?.lost ?? null).toBeNull();
    expect(counts.database.state()).toBe('twice');
    expect(contentOf(copyFile)).toBe(contentOf(file));
    counts.count(3);
    counts.database.close();
    expect(entered(await openTwice(folder))).toBe(15);
  });

  it('hold every count when any page of the first file is damaged', async () => {
    const before = await openTwice(folder);
    before.count(40);
    before.database.close();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 40 }), fc.uint8Array({ minLength: 64, maxLength: 4_096 }), async (page, rubbish) => {
        const from = folder;
        begin();
        for (const name of readdirSync(from)) if (!name.startsWith('q')) copyFileSync(path.join(from, name), path.join(folder, name));
        const pages = statSync(file).size / 4_096;
        overwrite(file, (page % pages) * 4_096, rubbish);
        const opened = openCounts(folder, { writeCopy: async () => false, nowMs: Date.now, setTimer: () => () => {}, changed: () => {} });
        // Rubbish may happen to say that a newer program wrote it: that is refused, and left as it is.
        if (opened.ok) {
          expect(opened.value.recovery?.lost ?? null).toBeNull();
          opened.value.database.close();
        } else expect(['newer_program', 'foreign_database']).toContain(opened.error);
        rmSync(folder, { recursive: true });
        folder = from;
        file = path.join(folder, 'counts.sqlite');
      }),
      { numRuns: 40 },
    );
  });

  it('go on in the copy when the first file fails while it is used, and put it in its place at the next start', async () => {
    const counts = await openTwice(folder);
    counts.count(20);
    for (let page = 1; page < statSync(file).size / 4_096; page += 1) overwrite(file, page * 4_096, Buffer.alloc(4_096, 9));
    counts.database.pragma('wal_checkpoint(TRUNCATE)');
    for (let page = 0; page < statSync(file).size / 4_096; page += 1) overwrite(file, page * 4_096, Buffer.alloc(4_096, 9));
    counts.database.pragma('cache_size = 0');
    counts.database.pragma('shrink_memory');
    counts.count(5);
    expect(counts.database.state()).toBe('switched');
    expect(entered(counts)).toBe(25);
    counts.database.close();
    const again = await openTwice(folder);
    expect(again.recovery).toEqual({ by: 'copy', lost: null });
    expect(entered(again)).toBe(25);
  });

  it('count on in the first file when the copy takes nothing, and catch up when it does', async () => {
    const counts = await openTwice(folder);
    counts.count(2);
    const holder = new Database(copyFile, { timeout: 0 });
    holder.exec('BEGIN IMMEDIATE');
    counts.count(1);
    expect(counts.database.state()).toBe('once');
    counts.count(4);
    expect(existsSync(path.join(folder, 'counts.copy.behind'))).toBe(true);
    holder.exec('ROLLBACK');
    holder.close();
    counts.runTimers();
    expect(counts.database.state()).toBe('twice');
    expect(contentOf(copyFile)).toBe(contentOf(file));
  });

  it('are put together from what can be read when both files are damaged, and say so', async () => {
    const before = await openTwice(folder);
    before.count(30);
    before.database.close();
    const tables = (name: string) => {
      const database = new Database(name);
      const root = database.prepare<[], { rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'day_tally'").get()?.rootpage ?? 0;
      database.close();
      return root;
    };
    for (const name of [file, copyFile]) overwrite(name, (tables(name) - 1) * 4_096, Buffer.alloc(4_096, 9));
    const counts = await openTwice(folder);
    expect(counts.recovery).toEqual({ by: 'salvage', lost: { fromMs: null, untilMs: expect.any(Number) } });
    expect(entered(counts)).toBe(30);
    expect(readdirSync(path.join(folder, 'quarantine'))).toHaveLength(2);
    counts.count(1);
    expect(entered(counts)).toBe(31);
  });

  it('come from the newest backup when nothing else is left', async () => {
    const before = await openTwice(folder);
    before.count(8);
    before.database.close();
    const backup = path.join(folder, 'backups', '2026-03-01');
    mkdirSync(backup, { recursive: true });
    copyFileSync(file, path.join(backup, 'counts.sqlite'));
    for (const name of [file, copyFile]) writeFileSync(name, Buffer.alloc(8_192, 9));
    const counts = await openTwice(folder);
    expect(counts.recovery?.by).toBe('salvage');
    expect(entered(counts)).toBe(8);
  });

  it('of a newer program are refused, and neither file is touched', async () => {
    const before = await openTwice(folder);
    before.count(3);
    before.database.close();
    for (const name of [file, copyFile]) {
      const database = new Database(name);
      database.pragma('user_version = 9999');
      database.pragma('journal_mode = DELETE');
      database.close();
    }
    const was = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]);
    await expect(openTwice(folder)).rejects.toThrow('newer_program');
    expect(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')])).toEqual(was);
  });
});
