import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { verifyChain } from '../../main/counts/event_chain.ts';
import { readEvents } from '../../main/counts/read_events.ts';
import { createReference, type Reference } from './reference.ts';
import { EVENT_KEY, openCounts, type TestVenue } from './open_counts.ts';

const OPERATIONS = 10_000;
const COMPARE_EVERY = 400;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** The days of Hong Kong from four in the morning are UTC's, four hours later. */
const VENUE: TestVenue = { timeZone: 'Asia/Hong_Kong', dayStartsAt: 240, capacity: 40, capacityWarnings: [0.8, 0.95] };

const GATES = ['Main entrance', 'Side entrance', '北門'];
const OUTCOMES = [
  ['admit', 'none', 'hc1'],
  ['admit', 'none', 'hc1'],
  ['admit', 'none', 'venue'],
  ['refuse', 'out_of_date', 'shc'],
  ['refuse', 'rule_not_met', 'hc1'],
  ['undecided', 'unknown_issuer', 'nzcp'],
  ['not_a_pass', 'wrong_code', 'web_address'],
] as const;
const DEVICES = [
  ['hid_pos', 'Honeywell 1900'],
  ['keyboard', 'Keyboard scanner'],
  ['camera', 'C920 \u0000 HD'],
  ['serial', ''],
] as const;
const OVERRIDES = ['paper_proof', 'identity_known', 'emergency'] as const;
const MANUALS = ['child', 'exempt', 'no_phone', 'staff', 'other'] as const;
const CORRECTIONS = ['counted_by_hand', 'left_unseen', 'entered_unseen', 'mistake'] as const;

/** Numbers from 0 to 1 that a seed gives again (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

it(`equals a reference count after ${OPERATIONS} mixed operations with restarts, overrides and undos`, { timeout: 600_000 }, () => {
  const seed = Number(process.env.REFERENCE_SEED ?? Date.now() % 1_000_000_000);
  const random = randomFrom(seed);
  const pick = <One>(list: readonly One[]): One => list[Math.floor(random() * list.length)] as One;
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));

  const dir = mkdtempSync(path.join(tmpdir(), 'reference-'));
  const reference = createReference();
  let at = Date.parse('2026-02-26T06:00:00Z');
  let files = 0;
  let file = path.join(dir, 'counts-0.sqlite');
  let counts = open();
  const tallied: Record<string, number> = {};

  function open(): ReturnType<typeof openCounts> {
    const opened = openCounts(file, { venue: () => VENUE, now: () => at });
    // Another test kills the process in the midst of counting; here, waiting for the disk would show nothing more.
    opened.database.pragma('synchronous = OFF');
    return opened;
  }

  function restart(): void {
    reference.restart();
    if (random() < 0.5) {
      counts.database.close();
    } else {
      // The power is cut: what the disk has goes on, without a last word of the program.
      files += 1;
      const next = path.join(dir, `counts-${files}.sqlite`);
      copyFileSync(file, next);
      copyFileSync(`${file}-wal`, `${next}-wal`);
      counts.database.close();
      file = next;
    }
    counts = open();
  }

  function passTime(): void {
    const roll = random();
    if (roll < 0.9) at += between(0, 40_000);
    else if (roll < 0.98) at += between(1, 90) * MINUTE_MS;
    else if (roll < 0.985) at += between(1, 3) * DAY_MS;
    else if (roll < 0.995) at -= between(1, 4 * MINUTE_MS);
    else at -= between(1, 50) * HOUR_MS;
  }

  function operate(): string {
    const roll = random();
    const gate = pick(GATES);
    const direction = random() < 0.55 ? 'in' : 'out';
    if (roll < 0.7) {
      const [outcome, reasonClass, format] = pick(OUTCOMES);
      const [input, device] = pick(DEVICES);
      const decisionMs = random() < 0.05 ? null : random() ** 4 * 9_000;
      const decision = { atMs: at + random(), gate, direction, outcome, reasonClass, format, input, device, decisionMs, isRepeat: random() < 0.1 } as const;
      expect(counts.counter.decision(decision)).toEqual({ ok: true, value: null });
      reference.decision({ ...decision, atMs: at });
      return 'decision';
    }
    if (roll < 0.76) {
      const act = { atMs: at, gate, direction, reason: pick(OVERRIDES) } as const;
      expect(counts.counter.override(act)).toEqual({ ok: true, value: null });
      reference.override(act);
      return 'override';
    }
    if (roll < 0.84) {
      const act = { atMs: at, gate, direction, reason: pick(MANUALS) } as const;
      expect(counts.counter.manual(act)).toEqual({ ok: true, value: null });
      reference.manual(act);
      return 'manual';
    }
    if (roll < 0.9) {
      const mayUndo = reference.lastManual(at) !== null;
      expect(counts.counter.undoManual({ atMs: at })).toEqual(mayUndo ? { ok: true, value: null } : { ok: false, error: 'nothing_to_undo' });
      if (mayUndo) reference.undoManual({ atMs: at });
      return mayUndo ? 'undo' : 'nothing to undo';
    }
    if (roll < 0.92) {
      const act = { atMs: at, inside: between(0, 60), reason: pick(CORRECTIONS) };
      expect(counts.counter.correctInside(act)).toEqual({ ok: true, value: null });
      reference.correctInside(act);
      return 'correction';
    }
    if (roll < 0.96) {
      const [input, device] = pick(DEVICES);
      expect(counts.counter.lost({ atMs: at, input, device })).toEqual({ ok: true, value: null });
      reference.lost({ atMs: at, input, device });
      return 'lost';
    }
    if (roll < 0.98) {
      // What the tables refuse leaves nothing behind, of any of them.
      const act = { atMs: at, gate, direction: 'in', outcome: pick(['specimen', 'admit']), reasonClass: 'CHAN TAI MAN', format: 'hc1' } as const;
      const refused = { ...act, input: 'camera', device: 'C920', isRepeat: false, decisionMs: 3 };
      expect(counts.counter.decision(refused).ok).toBe(false);
      return 'refused by the tables';
    }
    restart();
    return 'restart';
  }

  function compare(operation: number): void {
    const table = (name: keyof Reference['tables'], columns: string) =>
      counts.database.prepare<[], { row: string }>(`SELECT json_array(${columns}) AS row FROM ${name}`).all().map(({ row }) => row).sort();
    const expected = reference.tables;
    const where = `seed ${seed}, operation ${operation}`;
    expect(table('tally', 'quarter, gate, direction, outcome, reason, format, input, count, repeats'), where).toEqual(expected.tally());
    expect(table('day_tally', 'day, gate, dimension, direction, word, count'), where).toEqual(expected.day_tally());
    expect(table('occupancy', 'day, inside, peak, peak_at'), where).toEqual(expected.occupancy());
    expect(table('decision_time', 'day, bucket_ms, count'), where).toEqual(expected.decision_time());
    expect(table('device_reading', 'day, input, device, read, lost'), where).toEqual(expected.device_reading());
    expect(table('event', 'sequence, at, kind, word, amount'), where).toEqual(expected.event());
  }

  for (let operation = 1; operation <= OPERATIONS; operation += 1) {
    passTime();
    const done = operate();
    tallied[done] = (tallied[done] ?? 0) + 1;
    const where = `seed ${seed}, operation ${operation}, ${done}`;
    expect(counts.counter.occupancy(at), where).toEqual(reference.occupancy(at));
    expect(counts.counter.lastManual(at), where).toEqual(reference.lastManual(at));
    expect(counts.counter.today(at), where).toEqual(reference.today(at));
    if (operation % COMPARE_EVERY === 0 || operation === OPERATIONS) compare(operation);
  }
  counts.database.close();
  const log = readEvents(file);
  expect(log.ok && verifyChain(log.value, EVENT_KEY, null).ok).toBe(true);
  for (const kind of ['decision', 'override', 'manual', 'undo', 'correction', 'lost', 'restart']) {
    expect(tallied[kind], kind).toBeGreaterThan(50);
  }
});
