import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ChainedEvent, FIRST_PREVIOUS, hashOfEvent, type LogHead, verifyChain } from '../../main/counts/event_chain.ts';
import { readEventFile, writeEventFile } from '../../main/counts/event_file.ts';
import { readEvents } from '../../main/counts/read_events.ts';
import { EVENT_KEY, openCounts } from './open_counts.ts';

const AT = Date.parse('2026-03-01T10:00:00Z');
const EVENTS = 7;

let file = '';
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'events-')), 'counts.sqlite');
  let now = AT;
  const { database, log } = openCounts(file, { now: () => (now += 1_000) });
  log.append('kiosk_started', '', 0);
  log.append('unlocked', 'supervisor', 0);
  log.append('override', 'paper_proof', 1);
  log.append('inside_corrected', 'counted_by_hand', -12);
  log.append('exported', 'csv', 0);
  log.append('settings_changed', '', 0);
  log.append('override', 'paper_proof', 1);
  database.close();
});

function rows(): readonly ChainedEvent[] {
  const read = readEvents(file);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

const verify = (events: readonly ChainedEvent[], head: LogHead | null = null) => verifyChain(events, EVENT_KEY, head);
const fault = (sequence: number, why: string) => ({ ok: false, error: { sequence, fault: why } });

/** Changes the file as somebody with a database tool would. */
function tamper(sql: string): void {
  const database = new Database(file);
  database.pragma('ignore_check_constraints = ON');
  database.exec(sql);
  database.close();
}

describe('an untouched event log', () => {
  it('holds, of none too, and says its head', () => {
    expect(verify([])).toEqual({ ok: true, value: { sequence: 0, hash: FIRST_PREVIOUS } });
    const all = rows();
    expect(verify(all)).toEqual({ ok: true, value: { sequence: EVENTS, hash: all.at(-1)?.hash } });
    expect(all[0]?.previous.every((byte) => byte === 0)).toBe(true);
    for (const event of all) expect(verify(all, event)).toMatchObject({ ok: true });
  });

  it('goes on after a restart, and hands out its newest pages', () => {
    const { database, log } = openCounts(file);
    log.append('kiosk_started', '', 0);
    expect(log.head()?.sequence).toBe(EVENTS + 1);
    expect(log.list(null, 3).map(({ sequence }) => sequence)).toEqual([8, 7, 6]);
    expect(log.list(6, 100).map(({ kind }) => kind)).toEqual(['exported', 'inside_corrected', 'override', 'unlocked', 'kiosk_started']);
    database.close();
    expect(verify(rows()).ok).toBe(true);
  });

  it('is the same after it was exported', () => {
    const text = writeEventFile({ publicKey: EVENT_KEY.export({ type: 'spki', format: 'der' }), events: rows() });
    const read = readEventFile(text);
    expect(read.ok && verifyChain(read.value.events, read.value.publicKey, null)).toMatchObject({ ok: true, value: { sequence: EVENTS } });
  });

  it('takes no word that could name somebody', () => {
    const { database, log } = openCounts(file);
    expect(log.append('override', 'Chan Tai Man' as 'emergency', 1)).toEqual({ ok: false, error: 'SQLITE_CONSTRAINT_CHECK' });
    expect(log.head()?.sequence).toBe(EVENTS);
    database.close();
  });
});

describe('a log in which something was changed', () => {
  const columns: readonly (readonly [string, string, string])[] = [
    ['at', 'at + 1', 'edited'],
    ['kind', "'unlocke' || 'r'", 'edited'],
    ['word', "word || 'x'", 'edited'],
    ['amount', 'amount + 1', 'edited'],
    ['previous', "x'01' || substr(previous, 2)", 'edited'],
    ['hash', "substr(hash, 1, 31) || iif(substr(hash, 32) = x'00', x'01', x'00')", 'edited'],
    ['signature', "substr(signature, 1, 63) || iif(substr(signature, 64) = x'00', x'01', x'00')", 'foreign_signature'],
  ];
  const edits = columns.flatMap(([column, value, why]) =>
    Array.from({ length: EVENTS }, (_, row) => [column, row + 1, `UPDATE event SET ${column} = CAST(${value} AS ${column === 'previous' || column === 'hash' || column === 'signature' ? 'BLOB' : column === 'kind' || column === 'word' ? 'TEXT' : 'INTEGER'}) WHERE sequence = ${row + 1}`, why] as const),
  );
  it.each(edits)('names the row whose %s was edited (%d)', (_column, row, sql, why) => {
    tamper(sql);
    expect(verify(rows())).toEqual(fault(row, why));
  });

  it.each([1, 4, 7])('names row %d where it was deleted', (row) => {
    const head = rows().at(-1) ?? null;
    tamper(`DELETE FROM event WHERE sequence = ${row}`);
    expect(verify(rows(), head)).toEqual(fault(row, 'missing'));
  });

  it('names the first of two rows that changed places', () => {
    tamper('UPDATE event SET sequence = 100 WHERE sequence = 3; UPDATE event SET sequence = 3 WHERE sequence = 6; UPDATE event SET sequence = 6 WHERE sequence = 100');
    expect(verify(rows())).toEqual(fault(3, 'edited'));
    const [one, two, three, ...more] = rows();
    expect(verify([one, three, two, ...more].filter((event) => event !== undefined))).toMatchObject(fault(2, 'reordered'));
  });

  it('names the row of two that is there twice, though its content is the same', () => {
    tamper('DELETE FROM event WHERE sequence = 7; UPDATE event SET sequence = 7 WHERE sequence = 3');
    expect(verify(rows())).toEqual(fault(3, 'missing'));
  });

  it('names a row that was put in, even with all hashes made anew', () => {
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const forged: ChainedEvent[] = [];
    for (const event of [...rows().slice(0, 3), { ...rows()[2], word: 'emergency' }, ...rows().slice(3)]) {
      const content = { ...event, sequence: forged.length + 1, previous: forged.at(-1)?.hash ?? FIRST_PREVIOUS } as ChainedEvent;
      const hash = hashOfEvent(content);
      forged.push(forged.length < 3 ? (event as ChainedEvent) : { ...content, hash, signature: sign(null, hash, stranger) });
    }
    expect(verify(forged)).toEqual(fault(4, 'foreign_signature'));
    // A signature of the kiosk's own over another row does not help either.
    expect(verify(forged.map((event, index) => ({ ...event, signature: (rows()[Math.min(index, 6)] ?? event).signature })))).toEqual(fault(4, 'foreign_signature'));
  });

  it('shows against a head that was written down that its end was cut off, or written anew', () => {
    const head = rows()[5] ?? null;
    tamper('DELETE FROM event WHERE sequence >= 5');
    expect(verify(rows())).toMatchObject({ ok: true });
    expect(verify(rows(), head)).toEqual(fault(5, 'missing'));
    const { database, log } = openCounts(file);
    for (let i = 0; i < 3; i += 1) log.append('override', 'emergency', 1);
    database.close();
    expect(verify(rows())).toMatchObject({ ok: true });
    expect(verify(rows(), head)).toEqual(fault(6, 'replaced'));
  });

  it('shows any one byte of the exported text that was changed', () => {
    const publicKey = EVENT_KEY.export({ type: 'spki', format: 'der' });
    const text = Buffer.from(writeEventFile({ publicKey, events: rows() }));
    const head = rows().at(-1) ?? null;
    const keyEnds = text.indexOf('\n');
    fc.assert(
      fc.property(fc.integer({ min: keyEnds + 1, max: text.length - 2 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(text);
        changed[at] = (changed[at] ?? 0) ^ change;
        const read = readEventFile(changed.toString('utf8'));
        expect(read.ok && verifyChain(read.value.events, publicKey, head).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('shows any one byte of a row that was changed in the database file', () => {
    const whole = readFileSync(file);
    const before = rows();
    const head = before.at(-1) ?? null;
    // Each row's record lies in one piece: its content columns end with the signature.
    const places = before.flatMap(({ hash, previous, signature }) => {
      const content = whole.indexOf(Buffer.concat([previous, hash, signature]));
      expect(content).toBeGreaterThan(0);
      // The kind, the word and the numbers stand right before it.
      return Array.from({ length: 128 + 12 }, (_, offset) => content - 12 + offset);
    });
    for (const place of places) {
      const changed = Buffer.from(whole);
      changed[place] = (changed[place] ?? 0) ^ (1 << place % 8);
      writeFileSync(file, changed);
      const read = readEvents(file);
      expect(read.ok && verify(read.value, head).ok, `byte ${place}`).toBe(false);
    }
  });
});
