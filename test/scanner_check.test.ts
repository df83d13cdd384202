import { beforeEach, describe, expect, it } from 'vitest';
import type { KeyboardLayoutName } from '../main/bridge/contract.ts';
import { createScannerCheck, IDLE_LIMIT_MS, SILENCE_MS, UNWATCHED_LIMIT_MS } from '../main/scanner_check.ts';
import type { InputKind, ScanFrame, SourceDescription } from '../native/scan_source.ts';
import { ONE_SHOWING_MS } from '../native/scanner_doctor.ts';
import { testSymbol } from '../native/test_symbols.ts';

const KEYBOARD: SourceDescription = {
  sourceId: 'keyboard',
  input: 'keyboard',
  name: 'Keyboard scanner',
  status: { state: 'listening' },
};
const POS: SourceDescription = { sourceId: 'pos', input: 'hid_pos', name: 'POS', status: { state: 'ready' } };
const SECRET = 'VP1:THE-PASS-OF-A-VISITOR-WHO-CAME-IN-MEANWHILE';

/** A check on a clock of its own. */
function setUp() {
  let nowMs = 1_000;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const world = {
    devices: [POS, KEYBOARD] as readonly SourceDescription[],
    layout: 'us' as KeyboardLayoutName,
    isUnlocked: true,
    changes: 0,
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
    timerCount: () => timers.length,
    frame(text: string, input: InputKind = 'hid_pos', sourceId = 'pos'): ScanFrame {
      const bytes = new TextEncoder().encode(text);
      return { bytes, input, sourceId, symbology: null, startedAtMs: nowMs - 5, receivedAtMs: nowMs, end: 'report' };
    },
  };
  const check = createScannerCheck({
    devices: () => world.devices,
    layout: () => world.layout,
    mayRun: () => world.isUnlocked,
    usbVendorIds: async () => [0x0c2e],
    changed() {
      world.changes += 1;
    },
    monotonicMs: () => nowMs,
    setTimer(run, afterMs) {
      const timer = { atMs: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  });
  return { check, world };
}

let { check, world } = setUp();
beforeEach(() => {
  ({ check, world } = setUp());
});

const diagnosisOf = (sourceId: string) =>
  check.report().scanners.find(({ device }) => device.sourceId === sourceId)?.diagnosis ?? null;

describe('a check', () => {
  it('judges what a scanner sent, a moment after it fell silent', async () => {
    const { makers, symbol } = await check.start('characters');
    expect(makers.filter(({ isPresent }) => isPresent).map(({ maker }) => maker)).toEqual(['Honeywell']);
    check.take(world.frame(symbol.text));
    expect(check.report().scanners[0]).toMatchObject({ isSending: true, diagnosis: null });
    world.wait(ONE_SHOWING_MS + 1);
    expect(check.report().scanners[0]).toMatchObject({ isSending: false, diagnosis: { healthy: true, findings: [] } });
    expect(diagnosisOf('keyboard')).toBeNull();
  });

  it('takes the pieces of a split code together', async () => {
    const { symbol } = await check.start('speed');
    check.take(world.frame(symbol.text.slice(0, 300)));
    world.wait(400);
    check.take(world.frame(symbol.text.slice(300)));
    world.wait(ONE_SHOWING_MS + 1);
    expect(diagnosisOf('pos')?.findings.map(({ code }) => code)).toEqual(['split_code']);
  });

  it('takes pieces together though the second takes long', async () => {
    const { symbol } = await check.start('speed');
    check.take(world.frame(symbol.text.slice(0, 300)));
    const lastKeyAtMs = world.frame('').receivedAtMs;
    world.wait(4_000);
    check.take({ ...world.frame(symbol.text.slice(300)), startedAtMs: lastKeyAtMs + 700 });
    world.wait(ONE_SHOWING_MS + 1);
    expect(diagnosisOf('pos')?.findings.map(({ code }) => code)).toContain('split_code');
  });

  it('judges a scanner that never falls silent', async () => {
    const { symbol } = await check.start('characters');
    for (let scans = 0; scans < 8; scans += 1) {
      check.take(world.frame(symbol.text));
      world.wait(300);
    }
    expect(diagnosisOf('pos')?.findings.map(({ code }) => code)).toEqual(['doubled']);
  });

  it('tells nothing of a visitor’s pass but that it was no test symbol', async () => {
    await check.start('characters');
    check.take(world.frame(SECRET));
    world.wait(ONE_SHOWING_MS + 1);
    expect(diagnosisOf('pos')?.findings.map(({ code }) => code)).toEqual(['not_the_symbol']);
    expect(JSON.stringify(check.report())).not.toContain(SECRET.slice(4, 12));
  });

  it('names a scanner in a mode that is not read, though it can send nothing', async () => {
    world.devices = [{ ...POS, status: { state: 'fault', code: 'wrong_mode' } }];
    await check.start('characters');
    expect(diagnosisOf('pos')?.findings.map(({ code }) => code)).toEqual(['wrong_mode']);
  });

  it('says that nothing arrived after as long as a person needs, and takes it back', async () => {
    const { symbol } = await check.start('aztec');
    expect(check.report().silence).toEqual([]);
    world.watch(SILENCE_MS);
    expect(check.report().silence.map(({ code, remedies }) => [code, remedies[0]])).toEqual([
      ['nothing_arrived', 'enable_aztec'],
    ]);
    check.take(world.frame(symbol.text));
    expect(check.report().silence).toEqual([]);
  });

  it('forgets what was heard when another symbol is shown', async () => {
    const { symbol } = await check.start('characters');
    check.take(world.frame(symbol.text));
    await check.start('speed');
    world.wait(ONE_SHOWING_MS + 1);
    expect(diagnosisOf('pos')).toBeNull();
  });

  it('drops what the camera and the demo’s sheet send', async () => {
    const { symbol } = await check.start('characters');
    check.take(world.frame(symbol.text, 'camera', 'camera'));
    check.take(world.frame(symbol.text, 'demo', 'demo'));
    world.wait(ONE_SHOWING_MS + 1);
    expect(check.report().scanners.every(({ diagnosis }) => diagnosis === null)).toBe(true);
  });

  it('reads a keyboard scanner by the layout that the kiosk is set to', async () => {
    world.layout = 'de';
    await check.start('characters');
    check.take({ ...world.frame(testSymbol('characters').text, 'keyboard', 'keyboard'), end: 'cr' });
    world.wait(ONE_SHOWING_MS + 1);
    expect(diagnosisOf('keyboard')).toMatchObject({ layout: 'de', healthy: true });
  });
});

describe('a check ends', () => {
  it('when it is stopped, and leaves no timer behind', async () => {
    await check.start('characters');
    check.take(world.frame(testSymbol('characters').text));
    check.stop();
    expect(check.isRunning()).toBe(false);
    expect(world.timerCount()).toBe(0);
    expect(world.changes).toBe(2);
    expect(check.report()).toMatchObject({ isRunning: false, silence: [] });
  });

  it('by itself when nobody scans', async () => {
    await check.start('characters');
    world.watch(IDLE_LIMIT_MS - 1_000);
    expect(check.isRunning()).toBe(true);
    world.watch(2_000);
    expect(check.isRunning()).toBe(false);
    expect(world.changes).toBe(2);
  });

  it('later for each scan', async () => {
    await check.start('characters');
    world.watch(IDLE_LIMIT_MS - 1_000);
    check.take(world.frame(testSymbol('characters').text));
    world.watch(IDLE_LIMIT_MS - 1_000);
    expect(check.isRunning()).toBe(true);
  });

  it('by itself when the window asks no more', async () => {
    await check.start('characters');
    world.wait(UNWATCHED_LIMIT_MS);
    expect(check.isRunning()).toBe(false);
    expect(world.changes).toBe(2);
  });

  it('at once when the manager’s screen is locked', async () => {
    await check.start('characters');
    world.isUnlocked = false;
    expect(check.isRunning()).toBe(false);
    world.wait(UNWATCHED_LIMIT_MS);
    world.isUnlocked = true;
    expect(check.isRunning()).toBe(false);
  });
});
