import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPORT_TIMEOUT_MS } from '../../native/hid_assembler.ts';
import {
  ANSWER_LIMIT_MS,
  createHidScanner,
  FIND_EVERY_MS,
  type HidDeviceState,
  STOP_LIMIT_MS,
} from '../../native/hid_scanner.ts';
import type { ScanFrame, ScanSourceListener, SourceDescription } from '../../native/scan_source.ts';
import { createFakeHid, type HidCall } from '../helpers/fake_hid.ts';
import { CODE_OF_600, DESCRIPTOR_PLAIN, reportPlain, reportsOf, reportWithAim } from './make_reports.ts';

const HONEYWELL = 0x0c2e;
const YOUJIE = 0x23d0;
const NEWLAND = 0x1eab;
const CALLS: readonly HidCall[] = ['search', 'open', 'feature', 'close'];

const bytesOf = (text: string) => new TextEncoder().encode(text);
const report = (text: string, continued = false) => reportWithAim(bytesOf(text), continued);

type Bench = ReturnType<typeof createBench>;

/** A scanner source on a fake library and a clock that only `wait` moves. */
function createBench(changes: Partial<Parameters<typeof createHidScanner>[0]> = {}) {
  const { controls, library } = createFakeHid();
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const frames: ScanFrame[] = [];
  const told: (readonly SourceDescription[])[] = [];
  const listener: ScanSourceListener = {
    frame: (frame) => frames.push(frame),
    devices: (devices) => told.push(devices),
  };
  const source = createHidScanner({
    library,
    monotonicMs: () => nowMs,
    setTimer(run, afterMs) {
      const timer = { atMs: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    ...changes,
  });

  async function wait(ms: number): Promise<void> {
    const endMs = nowMs + ms;
    for (;;) {
      await controls.settled();
      const due = timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      nowMs = Math.max(nowMs, due.atMs);
      timers = timers.filter((timer) => timer !== due);
      due.run();
    }
    nowMs = endMs;
  }

  return {
    controls,
    source,
    frames,
    told,
    wait,
    /** One round of looking for devices, to its end. */
    look: () => wait(FIND_EVERY_MS),
    async start(): Promise<void> {
      source.start(listener);
      await controls.settled();
    },
    texts: () => frames.map(({ bytes }) => new TextDecoder().decode(bytes)),
    /** Each device as `ready`, `absent` or the code of its fault. */
    states: () => told.at(-1)?.map(({ status }) => (status.state === 'fault' ? status.code : status.state)),
    timers: () => timers.length,
  };
}

/** Takes the scanner `a`, which is not plugged in, to a moment at which something may go wrong. */
interface Moment {
  readonly name: string;
  /** The call that gets no answer then. */
  readonly held: HidCall | null;
  reach(b: Bench): Promise<void>;
}

function held(name: string, call: HidCall, more: (b: Bench) => void = () => {}): Moment {
  return {
    name,
    held: call,
    async reach(b) {
      b.controls.hold(call, call === 'search' ? '' : 'a');
      b.controls.plug('a');
      await b.look();
      more(b);
      await b.controls.settled();
    },
  };
}

function open(name: string, more: (b: Bench) => void): Moment {
  return {
    name,
    held: null,
    async reach(b) {
      b.controls.plug('a');
      await b.look();
      expect(b.states()).toContain('ready');
      more(b);
    },
  };
}

/** By the driver's own states, so that a new one without a test does not compile. */
const MOMENTS_OF: Readonly<Record<HidDeviceState, readonly Moment[]>> = {
  opening: [held('while it is opened', 'open'), held('while its feature report is pending', 'feature')],
  open: [
    open('when idle', () => {}),
    open('in the middle of a code', (b) => b.controls.report('a', report('lost', true))),
    open('after a code', (b) => b.controls.report('a', report('code'))),
  ],
  closing: [held('while it is closed', 'close', (b) => b.controls.failReading('a'))],
  closed: [
    {
      name: 'after it failed to open',
      held: null,
      async reach(b) {
        b.controls.plug('a');
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
  expect({
    handles: b.controls.openHandles(),
    listeners: b.controls.listeners(),
    timers: b.timers(),
  }).toEqual({ handles: 0, listeners: 0, timers: 0 });
}

describe('USB scanners', () => {
  it('are found when plugged in, at the start and later, and told of once', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    expect(b.states()).toEqual(['ready']);
    b.controls.plug('b', { product: 'Second' });
    expect(b.states()).toEqual(['ready']);
    await b.look();
    expect(b.states()).toEqual(['ready', 'ready']);
    expect(b.told.at(-1)?.map(({ name, sourceId, input }) => [name, sourceId, input])).toEqual([
      ['Fake scanner', 'hid:a', 'hid_pos'],
      ['Second', 'hid:b', 'hid_pos'],
    ]);
    const changes = b.told.length;
    for (let round = 0; round < 10; round += 1) await b.look();
    expect(b.told).toHaveLength(changes);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('are told of as none when there are none', async () => {
    const b = createBench();
    await b.start();
    await b.look();
    expect(b.told).toEqual([[]]);
    await b.source.stop();
    await b.start();
    expect(b.told).toEqual([[], []]);
    await b.source.stop();
  });

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

  it.each([
    ['  Voyager\u0000 1602g\u202e\n', 'Voyager 1602g'],
    ['掃描器 №1', '掃描器 №1'],
    ['x'.repeat(500), 'x'.repeat(80)],
    ['\u0007\u200b', 'USB scanner'],
    [undefined, 'USB scanner'],
  ])('say their name in print only: %j', async (product, name) => {
    const b = createBench();
    b.controls.plug('a', { product });
    await b.start();
    expect(b.told.at(-1)?.[0]?.name).toBe(name);
    await b.source.stop();
  });

  it('give each code once, with its source, its symbology and its moment', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    await b.wait(250);
    b.controls.report('a', report('HC1:'));
    await b.wait(10_000);
    expect(b.frames).toEqual([
      { bytes: bytesOf('HC1:'), input: 'hid_pos', sourceId: 'hid:a', symbology: ']Q1', receivedAtMs: 250 },
    ]);
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
          const read = b.frames.filter(({ sourceId }) => sourceId === `hid:${path}`);
          expect(read.map(({ bytes }) => bytes)).toEqual(given[i]);
        }
      }),
      { numRuns: 50 },
    );
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

  it('forget half a code when no more of it came, even if nothing comes after it', async () => {
    // The clock stands still, so that only the timer can tell the time.
    const b = createBench({ monotonicMs: () => 0 });
    b.controls.plug('a');
    await b.start();
    b.controls.report('a', report('half ', true));
    await b.wait(REPORT_TIMEOUT_MS);
    b.controls.report('a', report('more ', true));
    await b.wait(REPORT_TIMEOUT_MS);
    b.controls.report('a', report('end'));
    expect(b.texts()).toEqual(['half more end']);
    b.controls.report('a', report('half ', true));
    await b.wait(REPORT_TIMEOUT_MS + 1);
    b.controls.report('a', report('next'));
    expect(b.texts()).toEqual(['half more end', 'next']);
    await b.source.stop();
  });
});

describe('the start report', () => {
  it.each([
    ['Honeywell', HONEYWELL, [[254, 1]]],
    ['Youjie', YOUJIE, [[254, 1]]],
    ['Newland', NEWLAND, []],
    ['an unknown maker', 0xffff, []],
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

describe('a scanner that is unplugged', () => {
  const cases = MOMENTS.flatMap((moment) =>
    [true, false].flatMap((seen) =>
      [true, false].map((late) => {
        const noticed = seen ? 'noticed by a search' : 'not noticed by any';
        const answered = late ? ', the answer coming after the replug' : '';
        return { name: `${moment.name}, ${noticed}${answered}`, moment, seen, late };
      }),
    ),
  ).filter(({ moment, late }) => !late || moment.held !== null);

  it.each(cases)('comes back, 20 times: $name', async ({ moment, seen, late }) => {
    const b = createBench();
    b.controls.plug('b');
    await b.start();
    for (let cycle = 0; cycle < 20; cycle += 1) {
      await moment.reach(b);
      b.controls.unplug('a');
      if (seen) await b.look();
      if (!late) {
        releaseAll(b);
        await b.controls.settled();
      }
      b.controls.plug('a');
      if (late) {
        await b.look();
        releaseAll(b);
      }
      await b.look();
      await b.look();
      expect(b.states()).toEqual(['ready', 'ready']);
      b.frames.length = 0;
      b.controls.report('a', report('again'));
      b.controls.report('b', report('other'));
      expect(b.texts()).toEqual(['again', 'other']);
      expect([b.controls.openHandles(), b.controls.listeners()]).toEqual([2, 4]);
      b.controls.unplug('a');
      await b.look();
      expect(b.states()).toEqual(['ready']);
      expect(b.controls.openHandles()).toBe(1);
    }
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('is said to be at once, and told of no more after the next search', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.unplug('a');
    expect(b.states()).toEqual(['disconnected']);
    await b.look();
    expect(b.states()).toEqual([]);
    await b.source.stop();
  });

  it('without an error is closed when a search does not show it', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.report('a', report('lost', true));
    // Another device is there now, and the handle of the first was not told.
    b.controls.plug('a', { usage: 4 });
    await b.look();
    expect(b.states()).toEqual([]);
    await b.source.stop();
    await expectNothingLeft(b);
  });
});

describe('a scanner that fails', () => {
  it.each([
    ['Permission denied', 'permission_denied'],
    ['Operation not permitted', 'permission_denied'],
    ['Device or resource busy', 'in_use'],
    ['No such device', 'disconnected'],
    ['No such device or address', 'disconnected'],
    ['Input/output error', 'driver_failed'],
    ['Too many open files', 'driver_failed'],
    ['open_device: (0x00000005) Access is denied.', 'permission_denied'],
    ['open_device: (0x00000005) ?????', 'permission_denied'],
    ['open_device: (0x00000020) ?????', 'in_use'],
    ['open_device: (0x00000002) ?????', 'disconnected'],
    ['failed to open IOHIDDevice: (0xE00002E2) (iokit/common) not permitted', 'permission_denied'],
    ['(0xE00002C5) (iokit/common) exclusive access and device already open', 'in_use'],
    ['hid_open_path: device mach entry not found with the given path', 'disconnected'],
    ['', 'driver_failed'],
  ])('to open with "%s" is named %s, tried again, and ready when it opens', async (message, code) => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.failOpen('a', message);
    await b.start();
    expect(b.states()).toEqual([code]);
    const changes = b.told.length;
    await b.wait(5 * FIND_EVERY_MS);
    expect(b.told).toHaveLength(changes);
    b.controls.failOpen('a', null);
    await b.look();
    expect(b.states()).toEqual(['ready']);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it.each([
    ['EACCES', 'permission_denied'],
    ['EPERM', 'permission_denied'],
    ['EBUSY', 'in_use'],
    ['ENOENT', 'disconnected'],
    ['EIO', 'driver_failed'],
    [null, 'driver_failed'],
  ])('with words of an unknown language is named by the system: %s', async (refusal, code) => {
    const asked: string[] = [];
    const b = createBench({
      refusalOf(path) {
        asked.push(path);
        return refusal;
      },
    });
    b.controls.plug('a');
    b.controls.failOpen('a', '????????');
    await b.start();
    expect([b.states(), asked]).toEqual([[code], ['a']]);
    await b.source.stop();
  });

  it('does not keep another one from being read', async () => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.failOpen('a', 'Permission denied');
    b.controls.plug('b');
    await b.start();
    expect(b.states()).toEqual(['permission_denied', 'ready']);
    b.controls.report('b', report('HC1:'));
    expect(b.texts()).toEqual(['HC1:']);
    await b.source.stop();
  });

  it('to be read is opened anew', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.report('a', report('lost', true));
    b.controls.failReading('a');
    expect(b.states()).toEqual(['disconnected']);
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
    b.controls.report('a', report('again'));
    expect(b.texts()).toEqual(['again']);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('and does not let itself be closed is not opened on top of that, until it does', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.hold('close', 'a');
    b.controls.failReading('a');
    await b.wait(20 * FIND_EVERY_MS);
    expect([b.states(), b.controls.openHandles()]).toEqual([['disconnected'], 1]);
    b.controls.release('close', 'a');
    await b.look();
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it.each(['open', 'feature'] as const)('to answer %s has stopped answering, until it does', async (call) => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.hold(call, 'a');
    await b.start();
    await b.wait(ANSWER_LIMIT_MS - 1);
    expect(b.states()).toEqual(['absent']);
    await b.wait(1);
    expect(b.states()).toEqual(['stopped_answering']);
    b.controls.release(call, 'a');
    await b.look();
    expect(b.states()).toEqual(['ready']);
    await b.wait(2 * ANSWER_LIMIT_MS);
    expect(b.states()).toEqual(['ready']);
    await b.source.stop();
    await expectNothingLeft(b);
  });
});

describe('a search for scanners', () => {
  it('that fails is named, and leaves open scanners alone', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.failSearch('hidapi not initialized');
    await b.look();
    expect(b.states()).toEqual(['ready', 'driver_failed']);
    expect(b.told.at(-1)?.[1]).toMatchObject({ sourceId: 'hid', name: 'USB scanners' });
    b.controls.report('a', report('HC1:'));
    expect(b.texts()).toEqual(['HC1:']);
    b.controls.unplug('a');
    await b.look();
    expect(b.states()).toEqual(['disconnected', 'driver_failed']);
    b.controls.failSearch(null);
    await b.look();
    expect(b.states()).toEqual([]);
    await b.source.stop();
  });

  it('without an answer is said to have stopped, until it answers', async () => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.hold('search');
    await b.start();
    await b.wait(ANSWER_LIMIT_MS - 1);
    expect(b.told).toEqual([]);
    await b.wait(1);
    expect(b.states()).toEqual(['stopped_answering']);
    b.controls.release('search');
    await b.controls.settled();
    expect(b.states()).toEqual(['ready']);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('waits for the time between two after each answer', async () => {
    const b = createBench({ findEveryMs: 50 });
    await b.start();
    b.controls.plug('a');
    await b.wait(49);
    expect(b.states()).toEqual([]);
    await b.wait(1);
    expect(b.states()).toEqual(['ready']);
    await b.source.stop();
  });
});

describe('stopping', () => {
  const moments = [...MOMENTS, held('while it is looked for', 'search')];

  it.each(moments)('$name closes everything as soon as it can, and starts again', async ({ reach }) => {
    const b = createBench();
    b.controls.plug('b');
    await b.start();
    await reach(b);
    const stopping = b.source.stop();
    const changes = b.told.length;
    await b.controls.settled();
    releaseAll(b);
    await stopping;
    await expectNothingLeft(b);
    b.frames.length = 0;
    for (const path of ['a', 'b']) b.controls.report(path, report('too late'));
    await b.wait(2 * ANSWER_LIMIT_MS);
    expect([b.told.length, b.frames.length]).toEqual([changes, 0]);

    await b.start();
    await b.look();
    expect(b.told.length).toBeGreaterThan(changes);
    expect(b.states()).toEqual(['ready', 'ready']);
    for (const path of ['a', 'b']) b.controls.report(path, report(path));
    expect(b.texts()).toEqual(['a', 'b']);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it.each(moments.filter(({ held: call }) => call !== null && call !== 'search'))(
    '$name waits no longer than its limit, and closes everything else',
    async ({ reach }) => {
      const b = createBench();
      b.controls.plug('b');
      await b.start();
      await reach(b);
      let stopped = false;
      const stopping = b.source.stop().then(() => {
        stopped = true;
      });
      await b.wait(STOP_LIMIT_MS - 1);
      expect(stopped).toBe(false);
      expect(b.controls.openHandles()).toBeLessThanOrEqual(1);
      await b.wait(1);
      await stopping;
      expect(b.timers()).toBe(0);
      b.frames.length = 0;
      b.controls.report('a', report('too late'));
      expect(b.frames).toEqual([]);
      releaseAll(b);
      await expectNothingLeft(b);
    },
  );

  it('twice, or before the start, does nothing more', async () => {
    const b = createBench();
    await b.source.stop();
    b.controls.plug('a');
    await b.start();
    await Promise.all([b.source.stop(), b.source.stop()]);
    await expectNothingLeft(b);
    expect(b.states()).toEqual(['ready']);
  });

  it('during a search ends it, even if the next start comes before its answer', async () => {
    const b = createBench();
    b.controls.hold('search');
    await b.start();
    await b.source.stop();
    await b.start();
    releaseAll(b);
    b.controls.plug('a');
    await b.look();
    expect([b.states(), b.timers(), b.controls.openHandles()]).toEqual([['ready'], 1, 1]);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it.each([
    ['opens', null],
    ['fails', 'Permission denied'],
  ])('while a scanner is opened leaves it to the next start, even if it %s late', async (_how, message) => {
    const b = createBench();
    b.controls.plug('a');
    b.controls.hold('open', 'a');
    await b.start();
    const stopping = b.source.stop();
    b.told.length = 0;
    await b.start();
    b.controls.hold('search');
    b.controls.failOpen('a', message);
    b.controls.release('open', 'a');
    await stopping;
    expect([b.told, b.controls.openHandles()]).toEqual([[], 0]);
    b.controls.failOpen('a', null);
    releaseAll(b);
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
    b.controls.report('a', report('once'));
    expect(b.texts()).toEqual(['once']);
    await b.source.stop();
    await expectNothingLeft(b);
  });

  it('while a scanner is closed leaves its last reports and errors unread after the next start', async () => {
    const b = createBench();
    b.controls.plug('a');
    await b.start();
    b.controls.hold('close', 'a');
    const stopping = b.source.stop();
    await b.wait(STOP_LIMIT_MS);
    await stopping;
    await b.start();
    expect(b.controls.openHandles()).toBe(2);
    b.controls.report('a', report('once'));
    expect(b.texts()).toEqual(['once']);
    b.controls.failReading('a');
    releaseAll(b);
    await b.look();
    expect([b.states(), b.controls.openHandles()]).toEqual([['ready'], 1]);
    await b.source.stop();
    await expectNothingLeft(b);
  });
});
