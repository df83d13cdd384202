import { appendFileSync, chmodSync, closeSync, mkdtempSync, openSync, readdirSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makePracticeIssuer } from '../main/authority/practice_pass.ts';
import type { CameraStatus, OpeningCheck, OpeningFinding } from '../main/bridge/contract.ts';
import { openDatabase } from '../main/counts/open_database.ts';
import { probeDatabase } from '../main/counts/probe_database.ts';
import { probeDisk } from '../main/disk_probe.ts';
import {
  CHECK_IDLE_LIMIT_MS,
  CHECK_UNWATCHED_LIMIT_MS,
  createOpeningCheck,
  type OpeningProbes,
  SCAN_WITHIN_MS,
} from '../main/opening_check.ts';
import { verifyPass } from '../main/pass/verify_pass.ts';
import { anySignedPass } from '../main/pass/rules/any_signed_pass.ts';
import { REPEAT_WINDOW_MS } from '../main/scan/scan_session.ts';
import { damagedFiles } from '../main/settings/damaged_files.ts';
import { storedJson } from '../main/settings/stored_json.ts';
import { agesAt } from '../main/trust/ages.ts';
import { practiceTrust } from '../main/trust/practice_trust.ts';
import { createTrustedTime } from '../main/trust/trusted_time.ts';
import { readVenueFiles } from '../main/trust/venue_files.ts';
import type { InputKind, ScanFrame, SourceDescription, SourceStatus } from '../native/scan_source.ts';
import { DAY_MS, makeIssuer, NOW } from './pass/make_pass.ts';

const POS: SourceDescription = { sourceId: 'pos', input: 'hid_pos', name: 'Granit', status: { state: 'ready' } };
const KEYBOARD: SourceDescription = { sourceId: 'keyboard', input: 'keyboard', name: 'Keyboard scanner', status: { state: 'listening' } };
const CAMERA: SourceDescription = { sourceId: 'camera', input: 'camera', name: 'Webcam', status: { state: 'ready' } };
const MEGABYTE = 1_000_000;

const newFolder = () => mkdtempSync(path.join(tmpdir(), 'opening-'));

function camera(state: CameraStatus['state'], isDark = false): CameraStatus {
  const picture = state === 'ready' ? { width: 1280, height: 720, framesPerSecond: 30, isDark } : null;
  return { state, cameras: [], current: null, picture, controls: { torch: false, zoom: false, exposure: false } };
}

/** What a venue's folder holds: a key list of these dates, and a rule pack of these bytes where there is one. */
function venueWith(about: { readonly ageDays?: number; readonly leftDays?: number; readonly rulePack?: string; readonly keys?: boolean }) {
  const { trusted } = makeIssuer();
  const spki = trusted.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const list = {
    version: 1,
    issuedAt: new Date(NOW - (about.ageDays ?? 1) * DAY_MS).toISOString(),
    validUntil: new Date(NOW + (about.leftDays ?? 60) * DAY_MS).toISOString(),
    keys: [{ format: 'hc1', issuer: 'XX', keyId: trusted.keyId, spki }],
  };
  return readVenueFiles({
    trustLists: about.keys === false ? [] : [{ name: 'trust.json', content: Buffer.from(JSON.stringify(list)) }],
    rulePacks: about.rulePack === undefined ? [] : [{ name: 'venue.json', content: Buffer.from(about.rulePack) }],
    revocationLists: [],
  });
}

function openCounts() {
  const file = path.join(newFolder(), 'counts.sqlite');
  const opened = openDatabase(file);
  if (!opened.ok) throw new Error(opened.error);
  return { file, database: opened.value };
}

/** A check on a clock of its own, of a kiosk that is in order but for what the test changes. */
function setUp(change: Partial<OpeningProbes> = {}) {
  let nowMs = 1_000;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const folder = newFolder();
  const venue = venueWith({});
  const time = createTrustedTime({ stored: null, wallClockMs: () => NOW + nowMs, uptimeMs: () => nowMs });
  const { database } = openCounts();
  const results: OpeningCheck['last'][] = [];
  const probes: OpeningProbes = {
    devices: () => [POS, KEYBOARD],
    camera: () => camera('off'),
    wantedCamera: () => null,
    soundIsOn: () => true,
    doorSize: () => ({ width: 1280, height: 800 }),
    clock: time.now,
    freeBytes: () => 20_000 * MEGABYTE,
    disk: () => probeDisk(folder),
    database: () => probeDatabase(database),
    eventLogIsWhole: () => true,
    keyCount: () => venue.trust.keyCount,
    ages: () => agesAt(NOW, { inUse: venue.dates, bounds: {}, chosen: {} }),
    updateFellBack: () => false,
    damagedVenueFiles: () => venue.faults.map(({ name }) => name),
    damagedSettings: () => damagedFiles(folder),
    secrets: () => 'sealed',
    keepTime: () => true,
    ...change,
  };
  let signer: ReturnType<typeof makePracticeIssuer>['signer'] | null = null;
  const check = createOpeningCheck({
    probes,
    makeSpecimen(atMs) {
      const issuer = makePracticeIssuer('OPENING CHECK', atMs);
      signer = issuer.signer;
      return { text: issuer.pass(), signer: issuer.signer };
    },
    mayRun: () => world.isUnlocked,
    nowMs: () => NOW + nowMs,
    monotonicMs: () => nowMs,
    setTimer(run, afterMs) {
      const timer = { atMs: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    changed() {},
    last: () => results.at(-1) ?? null,
    finished: (result) => results.push(result),
  });
  const world = {
    isUnlocked: true,
    results,
    signer: () => signer,
    timerCount: () => timers.length,
    wait(forMs: number) {
      const untilMs = nowMs + forMs;
      for (;;) {
        const next = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = next.atMs;
        next.run();
      }
      nowMs = untilMs;
    },
    /** Waits as a window does that asks all the time. */
    watch(forMs: number) {
      for (let passed = 0; passed < forMs; passed += 500) {
        check.report();
        world.wait(500);
      }
    },
    specimen: () => check.report().specimen ?? '',
    scan(text: string | Uint8Array, device: SourceDescription = POS) {
      const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
      check.take(frameOf(bytes, device.input, device.sourceId));
    },
    answerAll() {
      check.answer({ about: 'screen', isGood: true });
      check.answer({ about: 'audio', isRunning: true, outputs: 1 });
      check.answer({ about: 'sound', isGood: true });
    },
    /** The whole check by a person who has one scanner in hand. */
    run(): readonly OpeningFinding[] {
      check.start();
      world.scan(world.specimen());
      world.answerAll();
      check.answer({ about: 'scanners' });
      return check.report().findings;
    },
  };
  return { check, world };
}

function frameOf(bytes: Uint8Array, input: InputKind, sourceId: string): ScanFrame {
  return { bytes, input, sourceId, symbology: null, startedAtMs: 0, receivedAtMs: 1, end: 'report' };
}

let { check, world } = setUp();
beforeEach(() => {
  ({ check, world } = setUp());
});

/** The codes of what a kiosk with this change is found to have. */
function found(change: Partial<OpeningProbes>): readonly string[] {
  return setUp(change)
    .world.run()
    .map(({ code, severity }) => `${severity} ${code}`);
}

describe('a kiosk that is in order', () => {
  it('is ready to open once the scanner has read and the questions are answered, and is remembered so', () => {
    check.start();
    expect(check.isRunning()).toBe(true);
    expect(check.report().steps.filter(({ state }) => state === 'waiting').map(({ step }) => step)).toEqual(['scanners', 'screen', 'sound']);
    world.scan(world.specimen());
    expect(check.report().scanners).toEqual([
      { device: POS, state: 'read' },
      { device: KEYBOARD, state: 'waiting' },
    ]);
    world.answerAll();
    const report = check.report();
    expect([report.state, report.findings, report.specimen]).toEqual(['done', [], null]);
    expect(check.isRunning()).toBe(false);
    expect(world.results).toEqual([{ atMs: expect.any(Number), worst: 'ok' }]);
    expect(world.timerCount()).toBe(0);
  });

  it('shows no specimen that any door would admit, and never the same key twice', () => {
    check.start();
    const specimen = world.specimen();
    const policy = { clockSkewMs: 0, rule: anySignedPass, audiences: [], gate: null };
    const judge = (trust: Parameters<typeof verifyPass>[0]['trust']) => verifyPass({ code: specimen, trust, policy, now: NOW }).outcome;
    expect(judge(venueWith({}).trust)).toBe('undecided');
    const signer = world.signer();
    if (signer === null) throw new Error('no signer');
    expect(judge(practiceTrust(signer, { specimen: true, withdrawn: [], nowMs: NOW }))).toBe('specimen');
    check.stop();
    check.start();
    expect(world.specimen()).not.toBe(specimen);
    world.scan(specimen);
    expect(check.report().scanners[0]?.state).toBe('altered');
  });

  it('may have no scanner but a camera, or a keyboard scanner that shows itself by its scan', () => {
    const byCamera = setUp({ devices: () => [KEYBOARD, CAMERA], camera: () => camera('ready') });
    byCamera.check.start();
    byCamera.world.scan(byCamera.world.specimen(), CAMERA);
    byCamera.world.answerAll();
    expect(byCamera.check.report().findings).toEqual([]);
    const byKeys = setUp({ devices: () => [KEYBOARD] });
    byKeys.check.start();
    byKeys.world.scan(byKeys.world.specimen(), KEYBOARD);
    byKeys.world.answerAll();
    expect(byKeys.check.report()).toMatchObject({ state: 'done', findings: [] });
  });
});

describe('each fault is named', () => {
  it('no scanner', () => {
    const { check: one, world: its } = setUp({ devices: () => [KEYBOARD] });
    one.start();
    its.answerAll();
    expect(one.report().state).toBe('running');
    its.watch(SCAN_WITHIN_MS);
    expect(one.report().findings).toMatchObject([{ step: 'scanners', code: 'no_scanner', severity: 'fail' }]);
  });

  it('a scanner that reads nothing, though another does', () => {
    const other = { ...POS, sourceId: 'other', name: 'Voyager' };
    const findings = setUp({ devices: () => [POS, other] }).world.run();
    expect(findings).toMatchObject([{ code: 'scanner_unread', device: { name: 'Voyager' } }]);
  });

  it('a scanner that alters, until it reads the code as it is', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, by) => {
        ({ check, world } = setUp());
        check.start();
        const bytes = new TextEncoder().encode(world.specimen());
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ by;
        world.scan(bytes);
        world.answerAll();
        expect(check.report()).toMatchObject({ state: 'running', scanners: [{ state: 'altered' }, {}] });
        check.answer({ about: 'scanners' });
        expect(check.report().findings).toMatchObject([{ code: 'scanner_altered', device: { input: 'hid_pos' } }]);
      }),
      { numRuns: 20 },
    );
    ({ check, world } = setUp());
    check.start();
    world.scan(`${world.specimen()}#`);
    world.scan(world.specimen());
    world.scan('9'.repeat(13));
    world.answerAll();
    expect(check.report()).toMatchObject({ state: 'done', findings: [] });
  });

  it.each(['permission_denied', 'in_use', 'disconnected', 'driver_failed', 'stopped_answering', 'wrong_mode'] as const)(
    'a scanner with the fault %s',
    (fault) => {
      const status: SourceStatus = { state: 'fault', code: fault };
      const findings = setUp({ devices: () => [{ ...POS, status }, KEYBOARD] }).world.run();
      expect(findings).toMatchObject([{ code: 'scanner_fault', severity: 'fail', fault, device: { name: 'Granit' } }]);
    },
  );

  it('a scanner that is pulled out while it waits', () => {
    let devices: readonly SourceDescription[] = [POS];
    const { check: one, world: its } = setUp({ devices: () => devices });
    one.start();
    its.answerAll();
    devices = [{ ...POS, status: { state: 'fault', code: 'disconnected' } }];
    expect(one.report()).toMatchObject({ state: 'done', findings: [{ code: 'scanner_fault', fault: 'disconnected' }] });
  });

  it.each([
    ['denied', 'fail camera_denied'],
    ['in_use', 'fail camera_in_use'],
    ['fault', 'fail camera_fault'],
    ['absent', 'warn camera_absent'],
  ] as const)('a camera that is %s', (state, code) => {
    expect(found({ camera: () => camera(state) })).toEqual([code]);
  });

  it('a camera that was chosen and is absent, one that is covered, and one that reads nothing', () => {
    const devices = () => [POS, CAMERA];
    expect(found({ camera: () => camera('absent'), wantedCamera: () => 'Webcam' })).toEqual(['fail camera_absent']);
    expect(found({ devices, camera: () => camera('ready', true) })).toEqual(['fail camera_dark']);
    expect(found({ devices, camera: () => camera('ready') })).toEqual(['warn camera_unread']);
    expect(found({ devices: () => [KEYBOARD, CAMERA], camera: () => camera('ready') })).not.toContain('warn camera_unread');
  });

  it('a camera that never starts', () => {
    const { check: one, world: its } = setUp({ camera: () => camera('starting') });
    one.start();
    its.scan(its.specimen());
    its.answerAll();
    expect(one.report().state).toBe('running');
    its.watch(10_000);
    expect(one.report().findings).toMatchObject([{ code: 'camera_fault' }]);
  });

  it('a screen that is too small, and cards that are not seen', () => {
    const { check: one, world: its } = setUp({ doorSize: () => ({ width: 1023, height: 600 }) });
    one.start();
    its.scan(its.specimen());
    one.answer({ about: 'audio', isRunning: true, outputs: 1 });
    one.answer({ about: 'sound', isGood: true });
    one.answer({ about: 'screen', isGood: false });
    expect(one.report().findings).toMatchObject([{ code: 'cards_not_seen' }, { code: 'window_small', amounts: [1023, 600] }]);
    expect(found({ doorSize: () => ({ width: 1024, height: 600 }) })).toEqual([]);
  });

  it('silence: switched off, no loudspeaker, a computer that plays nothing, and tones that nobody hears', () => {
    expect(found({ soundIsOn: () => false })).toEqual(['warn sound_off']);
    for (const [audio, isGood, code] of [
      [{ isRunning: true, outputs: 0 }, true, 'no_sound_output'],
      [{ isRunning: false, outputs: 2 }, true, 'sound_stopped'],
      [{ isRunning: true, outputs: 1 }, false, 'tones_not_heard'],
    ] as const) {
      const { check: one, world: its } = setUp();
      one.start();
      its.scan(its.specimen());
      one.answer({ about: 'screen', isGood: true });
      one.answer({ about: 'audio', ...audio });
      one.answer({ about: 'sound', isGood });
      expect(one.report().findings).toMatchObject([{ step: 'sound', code, severity: 'fail' }]);
    }
  });

  it('a clock that was set back or leapt while the kiosk was on, and one that is before what was seen', () => {
    const clock = { wallMs: NOW, uptimeMs: 1_000 };
    const stored = { version: 1, signedMs: null, countedMs: 0, seenMs: NOW + 3 * DAY_MS, uptimeMs: 0, aheadMs: null } as const;
    const parts = { wallClockMs: () => clock.wallMs, uptimeMs: () => clock.uptimeMs };
    expect(setUp({ clock: createTrustedTime({ ...parts, stored }).now }).world.run()).toMatchObject([
      { code: 'clock_wrong', severity: 'fail', clock: 'before_last_seen' },
    ]);
    const time = createTrustedTime({ ...parts, stored: null });
    clock.wallMs -= DAY_MS;
    expect(setUp({ clock: time.now }).world.run()).toMatchObject([{ code: 'clock_wrong', clock: 'set_back' }]);
    clock.wallMs += 2 * DAY_MS;
    expect(setUp({ clock: time.now }).world.run()).toMatchObject([{ code: 'clock_wrong', clock: 'set_forward' }]);
    clock.wallMs -= DAY_MS - 60_000;
    expect(setUp({ clock: time.now }).world.run()).toMatchObject([{ code: 'clock_drifting', severity: 'warn', clock: 'differs' }]);
  });

  it('little room on the disk, and hardly any', () => {
    expect(found({ freeBytes: () => 499 * MEGABYTE })).toEqual(['warn disk_low']);
    expect(found({ freeBytes: () => 49 * MEGABYTE })).toEqual(['fail disk_full']);
    expect(found({ freeBytes: () => null })).toEqual([]);
  });

  it('a disk that is full, read-only or broken, by a file that it is to take', () => {
    const full = newFolder();
    // Whatever is written to /dev/full finds no room.
    symlinkSync('/dev/full', path.join(full, 'disk_probe.tmp'));
    expect(found({ disk: () => probeDisk(full) })).toEqual(['fail disk_full']);
    expect(readdirSync(full)).toEqual([]);

    const readOnly = newFolder();
    chmodSync(readOnly, 0o555);
    expect(found({ disk: () => asOrdinaryUser(() => probeDisk(readOnly)) })).toEqual(['fail disk_read_only']);

    const broken = path.join(newFolder(), 'gone');
    expect(found({ disk: () => probeDisk(broken) })).toEqual(['fail disk_failed']);
  });

  it('counts that are damaged within', () => {
    const { database, file } = openCounts();
    database.exec('CREATE TABLE filler (content TEXT) STRICT');
    const insert = database.prepare('INSERT INTO filler VALUES (?)');
    for (let row = 0; row < 2_000; row += 1) insert.run(`${row} `.repeat(200));
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma('cache_size = 1');
    database.pragma('shrink_memory');
    const descriptor = openSync(file, 'r+');
    for (let page = 20; page < 200; page += 1) writeSync(descriptor, Buffer.alloc(64, 0xa5), 0, 64, page * 4_096);
    closeSync(descriptor);
    expect(found({ database: () => probeDatabase(database) })).toEqual(['fail database_damaged']);
    database.close();
  });

  it('counts of another version, and counts that somebody else holds', () => {
    const foreign = openCounts();
    foreign.database.pragma('user_version = 7');
    expect(found({ database: () => probeDatabase(foreign.database) })).toEqual(['fail database_foreign']);

    const held = openCounts();
    const other = new Database(held.file);
    other.exec('BEGIN IMMEDIATE');
    held.database.pragma('busy_timeout = 20');
    expect(found({ database: () => probeDatabase(held.database) })).toEqual(['fail database_not_writable']);
    other.exec('ROLLBACK');
    expect(found({ database: () => probeDatabase(held.database) })).toEqual([]);
    const tables = held.database.prepare("SELECT name FROM sqlite_schema WHERE name = 'opening_check'").all();
    expect(tables).toEqual([]);
    other.close();
  });

  it('an event log that was changed', () => {
    expect(found({ eventLogIsWhole: () => false })).toEqual(['fail event_log_broken']);
  });

  it('lists that end soon, that are too old, or of tomorrow, and none at all', () => {
    const agesOf = (about: Parameters<typeof venueWith>[0]) => {
      const { dates, trust } = venueWith(about);
      return { ages: () => agesAt(NOW, { inUse: dates, bounds: {}, chosen: {} }), keyCount: () => trust.keyCount };
    };
    expect(setUp(agesOf({ ageDays: 90, leftDays: 5 })).world.run()).toMatchObject([
      { code: 'list_ending', severity: 'warn', list: 'keys', untilMs: NOW + 5 * DAY_MS },
    ]);
    expect(setUp(agesOf({ ageDays: 90, leftDays: -1 })).world.run()).toMatchObject([{ code: 'list_too_old', severity: 'fail', list: 'keys' }]);
    expect(setUp(agesOf({ ageDays: -2 })).world.run()).toMatchObject([{ code: 'list_from_future', severity: 'fail', list: 'keys' }]);
    expect(found(agesOf({ keys: false }))).toEqual(['fail no_keys']);
    expect(found({ updateFellBack: () => true })).toEqual(['warn update_damaged']);
  });

  it('a rule file that cannot be read, by its name', () => {
    const { faults } = venueWith({ rulePack: '{"id": "venue", "rules": [' });
    const findings = setUp({ damagedVenueFiles: () => faults.map(({ name }) => name) }).world.run();
    expect(findings).toMatchObject([{ code: 'venue_files_damaged', severity: 'fail', names: ['venue.json'] }]);
  });

  it('settings that were damaged, until they are saved again', () => {
    const folder = newFolder();
    const file = path.join(folder, 'settings.json');
    const settings = storedJson(file, z.strictObject({ gate: z.string() }));
    settings.write({ gate: 'North' });
    appendFileSync(file, '}');
    settings.read();
    const damaged = { damagedSettings: () => damagedFiles(folder) };
    expect(setUp(damaged).world.run()).toMatchObject([{ code: 'settings_damaged', severity: 'warn', names: ['settings.json'] }]);
    settings.write({ gate: 'South' });
    expect(found(damaged)).toEqual([]);
  });

  it('a key store that does not open what it sealed', () => {
    expect(found({ secrets: () => 'locked' })).toEqual(['fail key_store_locked']);
    expect(found({ secrets: () => 'plain' })).toEqual([]);
  });

  it('a time that cannot be kept', () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'taken'), '');
    const timeFile = storedJson(path.join(folder, 'taken', 'time.json'), z.strictObject({}));
    expect(found({ keepTime: () => timeFile.write({}) })).toEqual(['fail time_not_kept']);
  });

  it('all of them at once, the worst of them the result', () => {
    const { check: one, world: its } = setUp({
      devices: () => [],
      soundIsOn: () => false,
      freeBytes: () => 1,
      eventLogIsWhole: () => false,
      keyCount: () => 0,
      keepTime: () => false,
    });
    one.start();
    one.answer({ about: 'screen', isGood: false });
    one.answer({ about: 'scanners' });
    expect(one.report().findings.map(({ code }) => code)).toEqual([
      'no_scanner',
      'cards_not_seen',
      'sound_off',
      'disk_full',
      'event_log_broken',
      'no_keys',
      'time_not_kept',
    ]);
    expect(its.results).toMatchObject([{ worst: 'fail' }]);
  });
});

describe('the check', () => {
  it('takes a specimen that is held on after its end for nobody’s pass, and nothing else', () => {
    check.start();
    const specimen = new TextEncoder().encode(world.specimen());
    expect(check.isStillThere(specimen)).toBe(false);
    world.scan(specimen);
    world.answerAll();
    world.wait(REPEAT_WINDOW_MS - 1);
    expect(check.isStillThere(new TextEncoder().encode('VP1:A-VISITOR'))).toBe(false);
    expect(check.isStillThere(specimen)).toBe(true);
    world.wait(REPEAT_WINDOW_MS - 1);
    expect(check.isStillThere(specimen)).toBe(true);
    world.wait(REPEAT_WINDOW_MS + 1);
    expect(check.isStillThere(specimen)).toBe(false);
  });

  it('ends by itself when its window falls silent, when nobody goes on, and when the manager locks', () => {
    check.start();
    world.wait(CHECK_UNWATCHED_LIMIT_MS);
    expect(check.report().state).toBe('idle');
    const keyed = setUp({ devices: () => [KEYBOARD] });
    keyed.check.start();
    keyed.world.watch(CHECK_IDLE_LIMIT_MS);
    expect(keyed.check.report().state).toBe('idle');
    expect(keyed.world.timerCount()).toBe(0);
    check.start();
    world.isUnlocked = false;
    expect(check.isRunning()).toBe(false);
    expect(world.results).toEqual([]);
  });

  it('says nothing of what a scanner sent', () => {
    check.start();
    world.scan('VP1:A-PASS-OF-A-VISITOR');
    expect(JSON.stringify(check.report())).not.toContain('A-PASS-OF');
  });
});

/** Root may write anywhere: tried as somebody else where the tests are run by root. */
function asOrdinaryUser<Answer>(act: () => Answer): Answer {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(65_534);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}
