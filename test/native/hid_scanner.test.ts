import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPORT_TIMEOUT_MS } from '../../native/hid_assembler.ts';
import { STOP_LIMIT_MS } from '../../native/device_keeper.ts';
import { createDeviceFinder, FIND_EVERY_MS } from '../../native/device_finder.ts';
import { createHidScanner } from '../../native/hid_scanner.ts';
import type { LostFrame, ScanFrame, ScanSourceListener, SourceDescription } from '../../native/scan_source.ts';
import { createFakeHid } from '../helpers/fake_hid.ts';
import { createDeviceClock } from './device_clock.ts';
import {
  CODE_OF_600,
  DESCRIPTOR_PLAIN,
  DESCRIPTOR_WITH_BEEPER,
  reportPlain,
  reportsOf,
  reportWithAim,
} from './make_reports.ts';

const HONEYWELL = 0x0c2e;
const YOUJIE = 0x23d0;
const ZEBRA = 0x05e0;
const NEWLAND = 0x1eab;
const UNKNOWN_MAKER = 0xffff;
const GOOD_BEEP = [4, 0x40];
const ERROR_BEEP = [4, 0x20];

const bytesOf = (text: string) => new TextEncoder().encode(text);
const report = (text: string, continued = false) => reportWithAim(bytesOf(text), continued);

/** A scanner source on a fake library and a clock that only `wait` moves. */
function createBench(changes: Partial<Parameters<typeof createHidScanner>[0]> = {}) {
  const { controls, library } = createFakeHid();
  const { monotonicMs, setTimer, timers, wait } = createDeviceClock(controls);
  const frames: ScanFrame[] = [];
  const lost: LostFrame[] = [];
  const told: (readonly SourceDescription[])[] = [];
  const listener: ScanSourceListener = {
    frame: (frame) => frames.push(frame),
    lost: (loss) => lost.push(loss),
    devices: (devices) => told.push(devices),
  };
  const finder = createDeviceFinder({ library, setTimer });
  const source = createHidScanner({ library, finder, monotonicMs, setTimer, ...changes });

  return {
    controls,
    source,
    frames,
    lost,
    told,
    wait,
    timers,
    /** One round of looking for devices, to its end. */
    look: () => wait(FIND_EVERY_MS),
    async start(): Promise<void> {
      source.start(listener);
      await controls.settled();
    },
    texts: () => frames.map(({ bytes }) => new TextDecoder().decode(bytes)),
    /** Each device as its state, or the code of its fault. */
    states: () => told.at(-1)?.map(({ status }) => (status.state === 'fault' ? status.code : status.state)),
  };
}

async function expectNothingLeft(b: ReturnType<typeof createBench>): Promise<void> {
  await b.controls.settled();
  const left = { handles: b.controls.openHandles(), listeners: b.controls.listeners(), timers: b.timers() };
  expect(left).toEqual({ handles: 0, listeners: 0, timers: 0 });
}

describe('USB scanners', () => {
  it('are only those that say that they are bar code scanners', async () => {
    const b = createBench();
    b.controls.plug('keyboard', { usagePage: 1, usage: 6 });
    b.controls.plug('mouse', { usagePage: 1, usage: 2 });
    b.controls.plug('badge reader', { usage: 1 });
    b.controls.plug('untold', { usagePage: undefined, usage: undefined });
    b.controls.plug('without a path', { path: undefined });
    await b.start();
    expect(b.told).toEqual([[]]);
    expect(b.controls.openHandles()).toBe(0);
    await b.source.stop();
  });

  it('give each code once, with its source, its symbology and its moments', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    await b.wait(250);
    b.controls.report('a', report('HC1:', true));
    await b.wait(40);
    b.controls.report('a', report('ABC'));
    await b.wait(10_000);
    expect(b.frames).toEqual([
      {
        bytes: bytesOf('HC1:ABC'),
        input: 'hid_pos',
        sourceId: 'hid_pos:a',
        symbology: ']Q1',
        startedAtMs: 250,
        receivedAtMs: 290,
        end: 'report',
      },
    ]);
    expect(b.lost).toEqual([]);
    await b.source.stop();
  });

  it('are read by their descriptor, each by its own', async () => {
    const b = createBench({ descriptorOf: (path) => (path === 'plain' ? DESCRIPTOR_PLAIN : null) });
    b.controls.plug('plain');
    b.controls.plug('hidden');
    await b.start();
    const code = bytesOf('x]Q1: an identifier only for a guess');
    b.controls.report('plain', reportPlain(code, false));
    b.controls.report('hidden', reportWithAim(code, false));
    expect(b.frames.map(({ bytes, symbology }) => [bytes, symbology])).toEqual([
      [code, null],
      [code, ']Q1'],
    ]);
    await b.source.stop();
  });

  it('are read by a guess where their descriptor describes no report that could be read', async () => {
    const b = createBench({ descriptorOf: () => Uint8Array.of(0x05, 0x8c) });
    b.controls.plug('a');
    await b.start();
    b.controls.report('a', report('HC1:'));
    expect(b.texts()).toEqual(['HC1:']);
    await b.source.stop();
  });

  it('are read where the system shows no descriptor, and refused where it has no such path', async () => {
    const b = createBench();
    b.controls.plug('/dev/hidraw99999');
    b.controls.failOpen('/dev/hidraw99999', '?????????');
    await b.start();
    expect(b.states()).toEqual(['disconnected']);
    b.controls.failOpen('/dev/hidraw99999', null);
    await b.look();
    b.controls.report('/dev/hidraw99999', report('HC1:'));
    expect(b.texts()).toEqual(['HC1:']);
    await b.source.stop();
  });

  it('are read apart, however their reports mix', async () => {
    const paths = ['a', 'b', 'c', 'd'];
    const tail = fc.uint8Array({ maxLength: 400 });
    const code = tail.map((bytes) => Uint8Array.from([...CODE_OF_600, ...bytes]));
    const codes = fc.array(code, { maxLength: 3 });
    const b = createBench();
    for (const path of paths) b.controls.plug(path);
    await b.start();
    fc.assert(
      fc.property(fc.tuple(codes, codes, codes, codes), fc.array(fc.nat(3)), (given, order) => {
        b.frames.length = 0;
        const left = given.map((list) => list.flatMap((bytes) => [...reportsOf(bytes, reportWithAim)]));
        const turns = [...order, ...[0, 1, 2, 3].flatMap((i) => new Array<number>(100).fill(i))];
        for (const i of turns) {
          const next = left[i]?.shift();
          if (next !== undefined) b.controls.report(paths[i] ?? '', next);
        }
        for (const [i, path] of paths.entries()) {
          const read = b.frames.filter(({ sourceId }) => sourceId === `hid_pos:${path}`);
          expect(read.map(({ bytes }) => bytes)).toEqual(given[i]);
        }
      }),
      { numRuns: 50 },
    );
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('are read while another one is stuck in the middle of a code, or does not let itself be opened', async () => {
    const b = createBench();
    b.controls.plug('stuck');
    b.controls.plug('good');
    b.controls.plug('refused');
    b.controls.failOpen('refused', 'Permission denied');
    await b.start();
    b.controls.report('stuck', report('half', true));
    b.controls.report('good', report('HC1:'));
    expect(b.texts()).toEqual(['HC1:']);
    await b.wait(REPORT_TIMEOUT_MS + 1);
    expect(b.lost).toEqual([{ input: 'hid_pos', sourceId: 'hid_pos:stuck', why: 'cut_short' }]);
    expect(b.states()).toEqual(['ready', 'ready', 'permission_denied']);
    await b.source.stop();
  });

  it('are read anew after a sleep of the machine, without the half of a code from before it', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.report('a', report('half', true));
    b.source.wake?.();
    expect(b.lost.map(({ why }) => why)).toEqual(['cut_short']);
    await b.wait(0);
    b.controls.report('a', report('HC1:'));
    expect([b.states(), b.texts(), b.controls.features('a')]).toEqual([['ready'], ['HC1:'], [[254, 1], [254, 1]]]);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('never throw on any bytes, and read the next code', async () => {
    const noise = fc.uint8Array({ maxLength: 80 });
    const numbered = noise.map((bytes) => Uint8Array.of(2, ...bytes));
    const reports = fc.array(fc.oneof(noise, numbered), { maxLength: 50 });
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    await fc.assert(
      fc.asyncProperty(reports, async (list) => {
        for (const each of list) b.controls.report('a', each);
        await b.wait(REPORT_TIMEOUT_MS + 1);
        b.frames.length = 0;
        for (const each of reportsOf(CODE_OF_600, reportWithAim)) b.controls.report('a', each);
        expect(b.frames.map(({ bytes }) => bytes)).toEqual([CODE_OF_600]);
      }),
    );
    expect(b.states()).toEqual(['ready']);
    await b.source.stop();
    await expectNothingLeft(b);
  });
});

describe('a lost code', () => {
  it('is told of once when no more of it came, even if nothing comes after it, and forgotten', async () => {
    // The clock stands still, so that only the timer can tell the time.
    const b = createBench({ monotonicMs: () => 0 });
    b.controls.plug('a');
    await b.start();
    b.controls.report('a', report('half ', true));
    await b.wait(REPORT_TIMEOUT_MS);
    b.controls.report('a', report('more ', true));
    await b.wait(REPORT_TIMEOUT_MS);
    b.controls.report('a', report('end'));
    expect([b.texts(), b.lost]).toEqual([['half more end'], []]);
    b.controls.report('a', report('half ', true));
    await b.wait(REPORT_TIMEOUT_MS + 1);
    expect(b.lost).toEqual([{ input: 'hid_pos', sourceId: 'hid_pos:a', why: 'cut_short' }]);
    b.controls.report('a', report('next'));
    await b.wait(10_000);
    expect([b.texts(), b.lost.length]).toEqual([['half more end', 'next'], 1]);
    await b.source.stop();
  });

  it.each([
    ['unplugged', (b: ReturnType<typeof createBench>) => b.controls.unplug('a'), ['cut_short']],
    ['failing', (b: ReturnType<typeof createBench>) => b.controls.failReading('a'), ['cut_short']],
    ['stopped', (b: ReturnType<typeof createBench>) => void b.source.stop(), []],
  ])('of a scanner that was %s within it', async (_how, happen, lost) => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.report('a', report('half', true));
    happen(b);
    await b.wait(2 * STOP_LIMIT_MS);
    expect(b.lost.map(({ why }) => why)).toEqual(lost);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('is garbled or too long, and noise between codes is none', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    for (const noise of [Uint8Array.of(), Uint8Array.of(9, 9, 9), report('').subarray(0, 20), report('')]) {
      b.controls.report('a', noise);
    }
    expect(b.lost).toEqual([]);
    b.controls.report('a', reportWithAim(bytesOf('x'), true, 99));
    b.controls.report('a', reportWithAim(bytesOf('x'), false, 99));
    expect(b.lost.map(({ why }) => why)).toEqual(['garbled']);
    for (let i = 0; i < 200; i += 1) b.controls.report('a', report('7'.repeat(56), i < 199));
    b.controls.report('a', report('next'));
    expect([b.lost.map(({ why }) => why), b.texts()]).toEqual([['garbled', 'too_long'], ['next']]);
    await b.source.stop();
  });
});

describe('the start report', () => {
  it.each([
    ['Honeywell', HONEYWELL, [[254, 1]]],
    ['Youjie', YOUJIE, [[254, 1]]],
    ['Newland', NEWLAND, []],
    ['an unknown maker', UNKNOWN_MAKER, []],
  ])('goes to those that need it: %s', async (_maker, vendorId, features) => {
    const b = createBench();
    b.controls.plug('a', { vendorId });
    await b.start();
    expect(b.controls.features('a')).toEqual(features);
    expect(b.states()).toEqual(['ready']);
    await b.source.stop();
  });

  it('may be refused: the scanner works all the same', async () => {
    const b = createBench();
    b.controls.refuseFeatures('could not send feature report to device: ioctl (SFEATURE): Broken pipe');
    b.controls.plug('a');
    await b.start();
    b.controls.report('a', report('HC1:'));
    expect([b.states(), b.controls.features('a'), b.texts()]).toEqual([['ready'], [], ['HC1:']]);
    await b.source.stop();
  });

  it('goes by the scanner that is there now, not by the one that was at its path', async () => {
    const b = createBench();
    b.controls.plug('a', { vendorId: HONEYWELL, product: 'First' });
    await b.start();
    for (const [vendorId, product, features] of [
      [NEWLAND, 'Second', []],
      [HONEYWELL, 'Third', [[254, 1]]],
    ] as const) {
      b.controls.unplug('a');
      b.controls.plug('a', { vendorId, product });
      await b.look();
      expect(b.told.at(-1)).toMatchObject([{ name: product, status: { state: 'ready' } }]);
      expect(b.controls.features('a')).toEqual(features);
    }
    await b.source.stop();
  });
});

describe('a signal', () => {
  it('reaches the scanner that is meant, by its descriptor', async () => {
    const b = createBench({ descriptorOf: () => DESCRIPTOR_WITH_BEEPER });
    for (const path of ['a', 'b']) b.controls.plug(path, { vendorId: UNKNOWN_MAKER });
    await b.start();
    b.source.signal?.('hid_pos:a', 'good');
    await b.controls.settled();
    b.source.signal?.('hid_pos:a', 'bad');
    await b.controls.settled();
    expect([b.controls.writes('a'), b.controls.writes('b')]).toEqual([[GOOD_BEEP, ERROR_BEEP], []]);
    await b.source.stop();
  });

  it.each([
    ['Honeywell, which documents it', HONEYWELL, [GOOD_BEEP]],
    ['Newland, whose report 4 is a command', NEWLAND, []],
    ['an unknown maker', UNKNOWN_MAKER, []],
  ])('without a descriptor goes by the maker: %s', async (_maker, vendorId, writes) => {
    const b = createBench();
    b.controls.plug('a', { vendorId });
    await b.start();
    b.source.signal?.('hid_pos:a', 'good');
    await b.controls.settled();
    expect(b.controls.writes('a')).toEqual(writes);
    await b.source.stop();
  });

  it('goes nowhere where the descriptor has no beeper, whoever made it', async () => {
    const b = createBench({ descriptorOf: () => DESCRIPTOR_PLAIN });
    b.controls.plug('a', { vendorId: HONEYWELL });
    await b.start();
    b.source.signal?.('hid_pos:a', 'good');
    await b.controls.settled();
    expect(b.controls.writes('a')).toEqual([]);
    await b.source.stop();
  });

  it('that is refused is forgotten, and the next code is read', async () => {
    const b = createBench();
    b.controls.refuseWrites('Broken pipe');
    b.controls.plug('a');
    await b.start();
    b.source.signal?.('hid_pos:a', 'good');
    b.controls.report('a', report('HC1:'));
    await b.controls.settled();
    expect([b.states(), b.texts()]).toEqual([['ready'], ['HC1:']]);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('without an answer holds up no code, and no further signal piles up behind it', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.hold('write', 'a');
    for (let i = 0; i < 10; i += 1) {
      b.source.signal?.('hid_pos:a', 'bad');
      b.controls.report('a', report('HC1:'));
    }
    expect(b.texts()).toHaveLength(10);
    b.controls.release('write', 'a');
    await b.controls.settled();
    expect(b.controls.writes('a')).toEqual([ERROR_BEEP]);
    b.source.signal?.('hid_pos:a', 'good');
    await b.controls.settled();
    expect(b.controls.writes('a')).toEqual([ERROR_BEEP, GOOD_BEEP]);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('to a scanner that is not there, or not any more, does nothing', async () => {
    const b = createBench();
    b.source.signal?.('hid_pos:a', 'good');
    b.controls.plug('a');
    await b.start();
    b.controls.unplug('a');
    b.source.signal?.('hid_pos:a', 'good');
    b.source.signal?.('camera', 'good');
    await b.look();
    b.controls.plug('a');
    await b.look();
    await b.source.stop();
    b.source.signal?.('hid_pos:a', 'good');
    await b.controls.settled();
    expect(b.controls.writes('a')).toEqual([]);
  });
});

describe('a scanner that speaks in a way that is not read', () => {
  const SNAPI = { vendorId: ZEBRA, productId: 0x1900, usagePage: 0xff45, usage: 0x7200 };
  const OTHER = { ...SNAPI, productId: 0x9999 };

  it('is listed, not opened, and read once it was switched over', async () => {
    const b = createBench();
    b.controls.plug('a', SNAPI);
    await b.start();
    expect([b.states(), b.controls.openHandles()]).toEqual([['wrong_mode'], 0]);
    b.controls.unplug('a');
    b.controls.plug('a', { vendorId: ZEBRA, productId: 0x2100 });
    await b.look();
    b.controls.report('a', report('HC1:'));
    expect([b.states(), b.texts()]).toEqual([['ready'], ['HC1:']]);
    await b.source.stop();
  });

  it('is listed once, however many interfaces it has, and apart from a second one', async () => {
    const b = createBench();
    b.controls.plug('a', { ...SNAPI, serialNumber: '1' });
    b.controls.plug('b', { ...SNAPI, serialNumber: '1', usage: 0x7300 });
    b.controls.plug('c', { ...SNAPI, serialNumber: '2' });
    await b.start();
    expect(b.told.at(-1)?.map(({ sourceId }) => sourceId)).toEqual(['hid_pos:a', 'hid_pos:c']);
    await b.source.stop();
  });

  it.each([
    ['is a HID POS scanner too', { usagePage: 0x8c, usage: 2 }, ['ready']],
    ['is a keyboard too', { usagePage: 1, usage: 6 }, []],
  ])('is not told of one that %s', async (_what, second, states) => {
    const b = createBench();
    b.controls.plug('a', SNAPI);
    b.controls.plug('b', { ...SNAPI, ...second });
    await b.start();
    expect(b.states()).toEqual(states);
    await b.source.stop();
  });

  it.each([
    ['has no serial port', false, ['wrong_mode']],
    ['has a serial port', true, []],
    ['may have a serial port', null, []],
  ])('is not told of an unknown model that may be read elsewhere: it %s', async (_what, hasPort, states) => {
    const b = createBench({ hasSerialPort: () => hasPort });
    b.controls.plug('a', OTHER);
    await b.start();
    expect(b.states()).toEqual(states);
    await b.source.stop();
  });

  it('is not told of things that no maker of scanners made, nor of a mouse', async () => {
    const b = createBench({ hasSerialPort: () => false });
    b.controls.plug('a', { ...OTHER, vendorId: UNKNOWN_MAKER });
    b.controls.plug('b', { ...OTHER, usagePage: 1, usage: 2 });
    b.controls.plug('c', { ...OTHER, usagePage: undefined, usage: undefined });
    await b.start();
    expect(b.states()).toEqual([]);
    await b.source.stop();
  });
});

it('a source that was stopped says nothing more', async () => {
  const b = createBench();
  b.controls.plug('a');
  await b.start();
  b.controls.report('a', report('half', true));
  b.controls.hold('close', 'a');
  const stopping = b.source.stop();
  const changes = b.told.length;
  b.controls.report('a', report('too late'));
  await b.wait(STOP_LIMIT_MS);
  await stopping;
  b.controls.release('close', 'a');
  expect([b.frames, b.lost, b.told.length]).toEqual([[], [], changes]);
  await expectNothingLeft(b);
});
