import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VenueSettings } from '../main/bridge/contract.ts';
import { createKiosk, type KioskParts } from '../main/kiosk.ts';
import { redactVerdict } from '../main/pass/redact_verdict.ts';
import type { Verdict } from '../main/pass/verdict.ts';
import { defaultSettings } from '../main/settings/venue_settings.ts';
import type { InputKind, LostFrame, ScanSource, ScanSourceListener } from '../native/scan_source.ts';
import { openCounts } from './counts/open_counts.ts';

const AT = Date.parse('2026-03-01T10:00:00Z');
const ADMIT: Verdict = {
  outcome: 'admit',
  reason: 'valid',
  format: 'hc1',
  stages: [],
  issuer: 'XX',
  issuedAt: null,
  facts: null,
  failedRule: null,
  question: null,
  usesUp: [],
  isSpecimen: false,
  contentId: null,
  presentationId: new Uint8Array(),
};

const SCANNERS: readonly { readonly sourceId: string; readonly input: InputKind; readonly name: string }[] = [
  { sourceId: 'hid:1', input: 'hid_pos', name: 'Entrance scanner' },
  { sourceId: 'hid:2', input: 'hid_pos', name: 'Exit scanner' },
];

/** A kiosk with two scanners and real counts in a file; a code is the outcome that it gets. */
function bench(changes: Partial<VenueSettings> = {}, parts: Partial<KioskParts> = {}) {
  const settings = { ...defaultSettings('Hall'), timeZone: 'UTC', gate: 'North', gates: ['North'], ...changes };
  const { counter, database } = openCounts(path.join(mkdtempSync(path.join(tmpdir(), 'kiosk-')), 'counts.sqlite'), { venue: () => settings });
  let nowMs = 1_000;
  let listener: ScanSourceListener | null = null;
  const source: ScanSource = {
    start(given) {
      listener = given;
      given.devices(SCANNERS.map((scanner) => ({ ...scanner, status: { state: 'ready' } })));
    },
    stop: async () => {},
  };
  const kiosk = createKiosk({
    demo: false,
    sources: [source],
    verify: (code) => ({ ...ADMIT, outcome: Buffer.from(code).toString().split(' ')[0] as 'admit', presentationId: code, contentId: code }),
    joinCodes: () => null,
    combine: () => null,
    redact: redactVerdict,
    count: counter.decision,
    countLost: counter.lost,
    occupancy: counter.occupancy,
    enteredToday: (gate, atMs) => counter.today(atMs).find((one) => one.gate === gate)?.entered ?? 0,
    staff: { offerOverride: () => {}, withdrawOverride: () => {}, mayOverride: () => null, overrideReason: () => null, lastManual: () => null },
    settings: () => settings,
    trustedKeyCount: () => 1,
    venueFilesDamaged: () => false,
    notice: () => null,
    clockIsDoubtful: () => false,
    takeSetUpCode: () => false,
    setUpIsWaiting: () => false,
    examination: { running: () => null, take: () => {} },
    drill: { isRunning: () => false, take: () => null, screen: () => null, state: () => null },
    isLeftOver: () => false,
    now: () => AT,
    monotonicMs: () => nowMs,
    setTimer: () => () => {},
    ...parts,
  });
  kiosk.start();
  return {
    kiosk,
    database,
    scan(sourceId: string, code: string) {
      const receivedAtMs = nowMs;
      nowMs += 6;
      listener?.frame({ bytes: Buffer.from(code), input: 'hid_pos', sourceId, symbology: null, receivedAtMs, startedAtMs: receivedAtMs, end: 'report' });
      nowMs += 60_000;
    },
    lose: (sourceId: string, why: LostFrame['why'] = 'cut_short') => listener?.lost({ input: 'hid_pos', sourceId, why }),
    rows: (sql: string) => database.prepare(sql).all(),
  };
}

describe('what the kiosk counts', () => {
  it('is in the direction of the scanner, by its name, else of the door', () => {
    const b = bench({ scannerDirections: [{ scanner: 'Exit scanner', direction: 'out' }] });
    for (const visitor of ['a', 'b', 'c']) b.scan('hid:1', `admit ${visitor}`);
    b.scan('hid:2', 'admit a');
    b.scan('hid:2', 'refuse x');
    b.scan('hid:1', 'admit a');
    expect(b.rows('SELECT direction, outcome, count, repeats FROM tally ORDER BY direction, outcome')).toEqual([
      { direction: 'in', outcome: 'admit', count: 4, repeats: 1 },
      { direction: 'out', outcome: 'admit', count: 1, repeats: 0 },
      { direction: 'out', outcome: 'refuse', count: 1, repeats: 0 },
    ]);
    expect(b.rows('SELECT device, read, lost FROM device_reading ORDER BY device')).toEqual([
      { device: 'Entrance scanner', read: 4, lost: 0 },
      { device: 'Exit scanner', read: 2, lost: 0 },
    ]);
    expect(b.rows('SELECT bucket_ms, count FROM decision_time')).toEqual([{ bucket_ms: 7, count: 6 }]);
    expect(b.kiosk.doorState()).toMatchObject({ admittedToday: 4, occupancy: { inside: 2, peak: 3 } });
  });

  it('is outward at an exit, where one scanner may still let in', () => {
    const b = bench({ direction: 'out', scannerDirections: [{ scanner: 'Entrance scanner', direction: 'in' }] });
    b.scan('hid:1', 'admit a');
    b.scan('hid:2', 'admit a');
    b.scan('hid:2', 'admit b');
    expect(b.kiosk.doorState()).toMatchObject({ admittedToday: 1, occupancy: { inside: 0, peak: 1 } });
  });

  it('has lost codes of each scanner, and the door goes on where one cannot be counted', () => {
    const b = bench();
    b.lose('hid:1');
    b.lose('hid:2', 'garbled');
    expect(b.rows('SELECT device, read, lost FROM device_reading ORDER BY device')).toEqual([
      { device: 'Entrance scanner', read: 0, lost: 1 },
      { device: 'Exit scanner', read: 0, lost: 1 },
    ]);
    const broken = bench({}, { countLost: () => ({ ok: false, error: 'SQLITE_FULL' }) });
    broken.lose('hid:1');
    expect(broken.kiosk.doorState().screen).toMatchObject({ kind: 'lost' });
    broken.scan('hid:1', 'admit a');
    expect(broken.kiosk.doorState().screen).toMatchObject({ kind: 'decided' });
  });

  it('is nothing of what an examination is sent', () => {
    const taken: unknown[] = [];
    const b = bench({}, { examination: { running: () => 'scanner_test', take: (event) => taken.push(event) } });
    b.scan('hid:1', 'admit a');
    b.lose('hid:1');
    expect(taken).toHaveLength(2);
    for (const table of ['tally', 'device_reading', 'decision_time', 'occupancy']) expect(b.rows(`SELECT * FROM ${table}`), table).toEqual([]);
  });

  it('comes before what is shown: what cannot be counted is not decided on', () => {
    const b = bench();
    b.database.exec("CREATE TEMP TRIGGER full BEFORE INSERT ON day_tally BEGIN SELECT RAISE(ABORT, 'full'); END");
    b.scan('hid:1', 'admit a');
    expect(b.kiosk.doorState().screen).toEqual({ kind: 'problem', problem: 'database_failed' });
    expect(b.rows('SELECT * FROM tally')).toEqual([]);
    b.database.exec('DROP TRIGGER full');
    b.scan('hid:1', 'admit a');
    expect(b.kiosk.doorState()).toMatchObject({ screen: { kind: 'decided', shownBeforeMs: null }, admittedToday: 1 });
  });
});
