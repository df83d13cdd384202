import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWER_LIMIT_MS, createDeviceFinder, FIND_EVERY_MS } from '../../native/device_finder.ts';
import type { DeviceState } from '../../native/device_keeper.ts';
import type { KeyboardLayout } from '../../native/keyboard_layouts.ts';
import { createRawKeyboards } from '../../native/raw_keyboard.ts';
import type { LostFrame, ScanFrame, ScanSourceListener, SourceDescription } from '../../native/scan_source.ts';
import { PAUSE_BEFORE_SUFFIX_MS, PAUSE_MS } from '../../native/silence.ts';
import { createFakeHid, type HidCall } from '../helpers/fake_hid.ts';
import { BOOT_KEYBOARD_DESCRIPTOR, keyboardReport, keyboardReports } from '../helpers/keyboard_reports.ts';
import { createDeviceClock } from './device_clock.ts';

const NEWLAND = 0x1eab;
const ENTER = keyboardReport(0, 0x28);
const RELEASE = keyboardReport(0);
const LAYOUTS: readonly KeyboardLayout[] = ['us', 'uk', 'de', 'fr', 'es', 'it'];
const CALLS: readonly HidCall[] = ['search', 'open', 'close'];

type Bench = ReturnType<typeof createBench>;

/** Raw keyboards on a fake library and a clock that only `wait` moves. */
function createBench(changes: Partial<Parameters<typeof createRawKeyboards>[0]> = {}) {
  const { controls, library } = createFakeHid();
  const frames: ScanFrame[] = [];
  const lost: LostFrame[] = [];
  const told: (readonly SourceDescription[])[] = [];
  const listener: ScanSourceListener = {
    frame: (frame) => frames.push(frame),
    lost: (each) => lost.push(each),
    devices: (devices) => told.push(devices),
  };
  const { freeze, monotonicMs, pass, setTimer, timers, wait } = createDeviceClock(controls);
  const raw = createRawKeyboards({
    finder: createDeviceFinder({ library, setTimer }),
    library,
    monotonicMs,
    setTimer,
    isScanner: ({ vendorId }) => vendorId === NEWLAND,
    layout: () => 'us',
    descriptorOf: () => BOOT_KEYBOARD_DESCRIPTOR,
    platform: 'linux',
    ...changes,
  });

  return {
    controls,
    raw,
    frames,
    lost,
    told,
    wait,
    look: () => wait(FIND_EVERY_MS),
    async start(...paths: readonly string[]): Promise<void> {
      for (const path of paths) this.plug(path);
      raw.source.start(listener);
      await controls.settled();
    },
    plug: (path: string, vendorId = NEWLAND) =>
      controls.plug(path, { vendorId, usagePage: 1, usage: 6, product: 'Scanner' }),
    /** Reports at once, but the clock moves on. */
    send(path: string, reports: readonly Uint8Array[], gapMs = 1): void {
      for (const report of reports) {
        pass(gapMs);
        controls.report(path, report);
      }
    },
    freeze,
    texts: () => frames.map(({ bytes }) => new TextDecoder().decode(bytes)),
    states: () => told.at(-1)?.map(({ status }) => (status.state === 'fault' ? status.code : status.state)),
    timers,
  };
}

const typed = (text: string, layout: KeyboardLayout = 'us') => keyboardReports(text, layout);

/** Takes the scanner `a`, which is not plugged in, to a moment at which something may go wrong. */
interface Moment {
  readonly name: string;
  readonly lost: readonly LostFrame['why'][];
  reach(b: Bench): Promise<void>;
}

function held(name: string, call: HidCall, more: (b: Bench) => void = () => {}): Moment {
  return {
    name,
    lost: [],
    async reach(b) {
      b.controls.hold(call, 'a');
      b.plug('a');
      await b.look();
      more(b);
      await b.controls.settled();
    },
  };
}

function open(name: string, lost: Moment['lost'], more: (b: Bench) => void): Moment {
  return {
    name,
    lost,
    async reach(b) {
      b.plug('a');
      await b.look();
      expect(b.states()).toContain('ready');
      more(b);
    },
  };
}

/** By the driver's own states, so that a new one without a test does not compile. */
const MOMENTS_OF: Readonly<Record<DeviceState, readonly Moment[]>> = {
  opening: [held('while it is opened', 'open')],
  open: [
    open('when idle', [], () => {}),
    open('with a key held down', [], (b) => b.send('a', [keyboardReport(2)])),
    open('in the middle of a code', ['cut_short'], (b) => b.send('a', typed('HC1:HALF'))),
    open('in the middle of a code that was too long', ['too_long'], (b) => b.send('a', typed('9'.repeat(7_200)))),
    open('after a code', [], (b) => b.send('a', [...typed('HC1:WHOLE'), ENTER])),
  ],
  closing: [held('while it is closed', 'close', (b) => b.controls.failReading('a'))],
  closed: [
    {
      name: 'after it failed to open',
      lost: [],
      async reach(b) {
        b.plug('a');
        b.controls.failOpen('a', 'Input/output error');
        await b.look();
        b.controls.failOpen('a', null);
        expect(b.states()).toContain('driver_failed');
      },
    },
  ],
};
const MOMENTS = Object.values(MOMENTS_OF).flat();

function releaseAll(b: Bench): void {
  for (const call of CALLS) {
    for (const path of ['', 'a', 'b']) b.controls.release(call, path);
  }
}

async function expectNothingLeft(b: Bench): Promise<void> {
  await b.controls.settled();
  expect({ handles: b.controls.openHandles(), listeners: b.controls.listeners(), timers: b.timers() }).toEqual({
    handles: 0,
    listeners: 0,
    timers: 0,
  });
  expect(b.raw.isOpen()).toBe(false);
}

describe('raw keyboards', () => {
  it('give a code byte for byte, whichever layout the scanner is set to', async () => {
    const character = fc.oneof(
      fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      fc.constant('\u001d'),
    );
    for (const layout of LAYOUTS) {
      const b = createBench({ layout: () => layout });
      await b.start('a');
      fc.assert(
        fc.property(fc.string({ unit: character, minLength: 1, maxLength: 200 }), (text) => {
          // An AIM identifier is taken off.
          const code = `:${text}`;
          b.frames.length = 0;
          b.send('a', [...typed(code, layout), ENTER, RELEASE]);
          expect(b.texts()).toEqual([code]);
        }),
        { numRuns: 50 },
      );
      await b.raw.source.stop();
      await expectNothingLeft(b);
    }
  });

  it('give each code once, with its source, its symbology, its moments and its end', async () => {
    const b = createBench();
    await b.start('a');
    await b.wait(100);
    b.send('a', [...typed(']Q1HC1:AA'), ENTER, RELEASE]);
    await b.wait(1_000);
    const bytes = new TextEncoder().encode('HC1:AA');
    expect(b.frames).toEqual([
      {
        bytes,
        input: 'keyboard',
        sourceId: 'keyboard:a',
        symbology: ']Q1',
        startedAtMs: 101,
        receivedAtMs: 100 + 2 * 9 + 1,
        end: 'cr',
      },
    ]);
    await b.raw.source.stop();
  });

  it('end a code at Tab, and at a pause where there is no suffix', async () => {
    const b = createBench();
    await b.start('a');
    b.send('a', typed('HC1:FIRST'));
    await b.wait(PAUSE_MS);
    b.send('a', [...typed('HC1:SECOND'), keyboardReport(0, 0x2b), RELEASE]);
    b.send('a', [...typed('HC1:THIRD'), keyboardReport(0, 0x58)]);
    expect(b.frames.map(({ end }) => end)).toEqual(['pause', 'tab', 'cr']);
    expect(b.texts()).toEqual(['HC1:FIRST', 'HC1:SECOND', 'HC1:THIRD']);
    await b.raw.source.stop();
  });

  it('say that a code was cut short where the suffix of the last one is missing, but only once', async () => {
    const b = createBench();
    await b.start('a');
    b.send('a', [...typed('HC1:WHOLE'), ENTER, RELEASE, ...typed('HC1:HA')]);
    await b.wait(PAUSE_BEFORE_SUFFIX_MS);
    expect(b.lost.map(({ why }) => why)).toEqual(['cut_short']);
    b.send('a', typed('HC1:WITHOUT SUFFIX NOW'));
    await b.wait(PAUSE_MS);
    expect(b.texts()).toEqual(['HC1:WHOLE', 'HC1:WITHOUT SUFFIX NOW']);
    expect(b.lost).toHaveLength(1);
    await b.raw.source.stop();
  });

  it('keep a code whole while the process is busy', async () => {
    const b = createBench();
    await b.start('a');
    b.send('a', typed('HC1:FIRST '));
    b.freeze(2_000);
    b.send('a', typed('AND SECOND HALF'));
    await b.wait(PAUSE_MS);
    expect(b.texts()).toEqual(['HC1:FIRST AND SECOND HALF']);
    await b.raw.source.stop();
  });

  it('take several new keys of one report in their order, and a held key once', async () => {
    const b = createBench();
    await b.start('a');
    b.send('a', [
      keyboardReport(0, 0x06, 0x04),
      keyboardReport(0, 0x06, 0x04, 0x05),
      keyboardReport(0, 0x05),
      keyboardReport(2, 0x05, 0x05),
      keyboardReport(2, 0x05, 0x06),
      ENTER,
    ]);
    expect(b.texts()).toEqual(['cabC']);
    await b.raw.source.stop();
  });

  it('read accents, Alt codes and the keypad as the scanner meant them', async () => {
    const b = createBench({ layout: () => 'it' });
    await b.start('a');
    b.send('a', [...typed('~`~`{}[]@#é', 'it'), keyboardReport(0, 0x59), RELEASE, ENTER]);
    expect(b.texts()).toEqual(['~`~`{}[]@#é1']);
    await b.raw.source.stop();
  });

  it('say once that a code was garbled by too many keys, and read the next', async () => {
    const b = createBench();
    await b.start('a');
    const rolledOver = keyboardReport(0, 1, 1, 1, 1, 1, 1);
    b.send('a', [...typed('HC1:'), rolledOver, rolledOver, ...typed('REST'), ENTER, RELEASE, ...typed('HC1:NEXT'), ENTER]);
    expect(b.lost).toEqual([{ input: 'keyboard', sourceId: 'keyboard:a', why: 'garbled' }]);
    expect(b.texts()).toEqual(['HC1:NEXT']);
    await b.raw.source.stop();
  });

  it('say once that a code was too long, and read the longest that there is', async () => {
    const b = createBench();
    await b.start('a');
    b.send('a', [...typed('90'.repeat(10_000)), ENTER, RELEASE]);
    expect(b.lost).toEqual([{ input: 'keyboard', sourceId: 'keyboard:a', why: 'too_long' }]);
    const longest = `${'90'.repeat(3_544)}1`;
    b.send('a', [...typed(longest), ENTER, RELEASE]);
    expect(b.texts()).toEqual([longest]);
    await b.raw.source.stop();
  });

  it('give nothing for a suffix alone, and for keys that type nothing', async () => {
    const b = createBench();
    await b.start('a');
    b.send('a', [ENTER, RELEASE, keyboardReport(0, 0x39), RELEASE, keyboardReport(2), RELEASE, ENTER]);
    await b.wait(1_000);
    expect(b.frames).toEqual([]);
    expect(b.lost).toEqual([]);
    await b.raw.source.stop();
  });

  it('take nothing of what a person types for a code, nor miss it, and read the scanner after it', async () => {
    const b = createBench();
    await b.start('a');
    for (const report of [...typed('2468'), ENTER, RELEASE, ...typed('a name and more'), ENTER, RELEASE]) {
      await b.wait(60);
      b.send('a', [report]);
    }
    await b.wait(1_000);
    b.send('a', [...typed('HC1:CODE'), ENTER, RELEASE]);
    expect(b.texts()).toEqual(['HC1:CODE']);
    for (const report of typed('half a word')) {
      await b.wait(60);
      b.send('a', [report]);
    }
    b.controls.unplug('a');
    await b.look();
    expect(b.lost).toEqual([]);
    await b.raw.source.stop();
  });

  it('are only keyboards of scanners, whichever other devices are there', async () => {
    const b = createBench();
    b.plug('keyboard of a person', 0x046d);
    b.controls.plug('mouse', { vendorId: NEWLAND, usagePage: 1, usage: 2 });
    b.controls.plug('HID POS', { vendorId: NEWLAND });
    b.plug('scanner');
    await b.start();
    expect(b.told.at(-1)?.map(({ sourceId, input }) => [sourceId, input])).toEqual([['keyboard:scanner', 'keyboard']]);
    expect(b.controls.openHandles()).toBe(1);
    await b.raw.source.stop();
  });

  it.each(['win32', 'darwin'] as const)('are none on %s, where the system keeps keyboards to itself', async (platform) => {
    const b = createBench({ platform });
    await b.start('a');
    expect(b.told.at(-1)).toEqual([]);
    expect(b.controls.openHandles()).toBe(0);
    await b.raw.source.stop();
  });

  it('are read without a descriptor too', async () => {
    const b = createBench({ descriptorOf: () => null });
    await b.start('a', 'b');
    b.send('a', [...typed('HC1:A'), ENTER]);
    b.send('b', [...typed('HC1:B'), ENTER].map((report) => Uint8Array.of(1, ...report)));
    expect(b.texts()).toEqual(['HC1:A', 'HC1:B']);
    await b.raw.source.stop();
  });

  it('are read apart, however their keys mix', async () => {
    const b = createBench();
    await b.start('a', 'b');
    const first = [...typed('HC1:FIRST'), ENTER];
    const second = [...typed('NZCP:/1/S'), ENTER];
    for (const [index, report] of first.entries()) {
      b.send('a', [report]);
      b.send('b', [second[index] ?? RELEASE]);
    }
    expect(b.texts()).toEqual(['HC1:FIRST', 'NZCP:/1/S']);
    await b.raw.source.stop();
  });

  it('take a new layout for the next code', async () => {
    let layout: KeyboardLayout | 'system' = 'system';
    const b = createBench({ layout: () => layout });
    await b.start('a');
    b.send('a', [...typed('HC1:A'), ENTER, RELEASE]);
    layout = 'fr';
    b.send('a', [...typed('HC1:A', 'fr'), ENTER]);
    expect(b.texts()).toEqual(['HC1:A', 'HC1:A']);
    await b.raw.source.stop();
  });

  it('tell the wedge of keys at the speed of a scanner, and of no others', async () => {
    const b = createBench();
    expect(b.raw.isOpen()).toBe(false);
    await b.start('a');
    expect(b.raw.isOpen()).toBe(true);
    await b.wait(1_000);
    b.send('a', typed('2468'), 90);
    expect(b.raw.hasTypedSince(0)).toBe(false);
    await b.wait(1_000);
    b.send('a', typed('HC'));
    expect(b.raw.hasTypedSince(1_700)).toBe(true);
    await b.wait(1_000);
    expect(b.raw.hasTypedSince(3_000)).toBe(false);
    await b.raw.source.stop();
    await expectNothingLeft(b);
  });

  it('never throw on any bytes, and read the next code', async () => {
    const noise = fc.oneof(
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      fc.uint8Array({ maxLength: 70 }),
      fc.array(fc.integer({ min: 4, max: 0x63 }), { maxLength: 6 }).map((keys) => keyboardReport(0, ...keys)),
    );
    const b = createBench();
    await b.start('a');
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { maxLength: 80 }), async (list) => {
        b.send('a', list);
        b.send('a', [RELEASE]);
        await b.wait(PAUSE_BEFORE_SUFFIX_MS + 1);
        b.frames.length = 0;
        b.send('a', [...typed('HC1:AFTERWARDS'), ENTER, RELEASE]);
        expect(b.texts()).toEqual(['HC1:AFTERWARDS']);
      }),
    );
    expect(b.states()).toEqual(['ready']);
    await b.raw.source.stop();
    await expectNothingLeft(b);
  });

  describe.each(MOMENTS)('unplugged $name', ({ lost, reach }) => {
    it('are gone, their half code is told of once, and another goes on', async () => {
      const b = createBench();
      await b.start('b');
      await reach(b);
      b.frames.length = 0;
      b.controls.unplug('a');
      releaseAll(b);
      await b.wait(2 * FIND_EVERY_MS);
      expect(b.states()).toEqual(['ready']);
      expect(b.lost.map(({ why }) => why)).toEqual(lost);
      b.send('b', [...typed('HC1:OTHER'), ENTER]);
      expect(b.texts()).toEqual(['HC1:OTHER']);
      await b.raw.source.stop();
      await expectNothingLeft(b);
    });

    it('are read again when plugged in again', async () => {
      const b = createBench();
      await b.start();
      await reach(b);
      b.controls.unplug('a');
      releaseAll(b);
      await b.wait(2 * FIND_EVERY_MS);
      b.plug('a');
      await b.wait(2 * FIND_EVERY_MS);
      expect(b.states()).toEqual(['ready']);
      b.frames.length = 0;
      b.send('a', [...typed('HC1:AGAIN'), ENTER]);
      expect(b.texts()).toEqual(['HC1:AGAIN']);
      await b.raw.source.stop();
      await expectNothingLeft(b);
    });

    it('leave nothing behind when the kiosk stops then', async () => {
      const b = createBench();
      await b.start();
      await reach(b);
      releaseAll(b);
      const frames = b.frames.length;
      await b.raw.source.stop();
      await b.wait(ANSWER_LIMIT_MS);
      await expectNothingLeft(b);
      expect(b.frames).toHaveLength(frames);
      expect(b.lost).toEqual([]);
    });

    it('are opened anew when the machine wakes', async () => {
      const b = createBench();
      await b.start();
      await reach(b);
      b.raw.source.wake?.();
      releaseAll(b);
      await b.wait(2 * FIND_EVERY_MS);
      expect(b.states()).toEqual(['ready']);
      b.frames.length = 0;
      b.send('a', [...typed('HC1:AWAKE'), ENTER]);
      expect(b.texts()).toEqual(['HC1:AWAKE']);
      await b.raw.source.stop();
      await expectNothingLeft(b);
    });
  });
});
