import { expect } from 'vitest';
import { createDeviceKeeper, type DeviceState } from '../../native/device_keeper.ts';
import { createDeviceFinder, FIND_EVERY_MS } from '../../native/device_finder.ts';
import type { SourceDescription } from '../../native/scan_source.ts';
import { createFakeHid, type HidCall } from '../helpers/fake_hid.ts';
import { createDeviceClock } from './device_clock.ts';

const CALLS: readonly HidCall[] = ['search', 'open', 'info', 'feature', 'close'];

/** The bytes of a text. */
export const bytesOf = (text: string) => new TextEncoder().encode(text);

export type Bench = ReturnType<typeof createBench>;

/** Devices of page 0x8C on a fake library and a clock that only `wait` moves, with a reader that keeps all it gets. */
export function createBench(changes: Partial<Parameters<typeof createDeviceKeeper>[0]> = {}) {
  const { controls, library } = createFakeHid();
  const { monotonicMs, setTimer, timers, wait } = createDeviceClock(controls);
  const told: (readonly SourceDescription[])[] = [];
  const read: { readonly sourceId: string; readonly text: string }[] = [];
  let readers = 0;
  const devices = createDeviceKeeper({
    library,
    finder: createDeviceFinder({ library, setTimer }),
    setTimer,
    input: 'hid_pos',
    searchName: 'USB scanners',
    wants: ({ usagePage, usage }) => usagePage === 0x8c && usage === 2,
    prepare: async (_info, handle) => {
      await handle.sendFeatureReport?.([254, 1]).catch(() => {});
    },
    opened({ sourceId }) {
      readers += 1;
      return {
        take: (report) => read.push({ sourceId, text: new TextDecoder().decode(report) }),
        end() {
          readers -= 1;
        },
      };
    },
    ...changes,
  });

  return {
    controls,
    devices,
    told,
    read,
    wait,
    timers,
    monotonicMs,
    readers: () => readers,
    /** One round of looking for devices, to its end. */
    look: () => wait(FIND_EVERY_MS),
    async start(): Promise<void> {
      devices.start((list) => told.push(list));
      await controls.settled();
    },
    texts: () => read.map(({ text }) => text),
    /** Each device as its state, or the code of its fault. */
    states: () => told.at(-1)?.map(({ status }) => (status.state === 'fault' ? status.code : status.state)),
  };
}

/** Takes the scanner `a`, which is not plugged in, to a moment at which something may go wrong. */
export interface Moment {
  readonly name: string;
  /** The call that gets no answer then. */
  readonly held: HidCall | null;
  reach(b: Bench): Promise<void>;
}

/** A moment at which a call gets no answer, and `more` happens meanwhile. */
export function held(name: string, call: HidCall, more: (b: Bench) => void = () => {}): Moment {
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
const MOMENTS_OF: Readonly<Record<DeviceState, readonly Moment[]>> = {
  opening: [
    held('while it is opened', 'open'),
    held('while it is asked what it is', 'info'),
    held('while its feature report is pending', 'feature'),
  ],
  open: [
    open('when idle', () => {}),
    open('after a report', (b) => b.controls.report('a', bytesOf('report'))),
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
/** All of them. */
export const MOMENTS = Object.values(MOMENTS_OF).flat();

/** Answers every call that is held back. */
export function releaseAll(b: Bench): void {
  for (const call of CALLS) {
    for (const path of ['', 'a', 'b']) b.controls.release(call, path);
  }
}

/** No handle, no listener, no reader and no timer. */
export async function expectNothingLeft(b: Bench): Promise<void> {
  await b.controls.settled();
  expect({
    handles: b.controls.openHandles(),
    listeners: b.controls.listeners(),
    readers: b.readers(),
    timers: b.timers(),
  }).toEqual({ handles: 0, listeners: 0, readers: 0, timers: 0 });
}
