import type { DeviceInfo, DeviceHandle, DeviceLibrary } from '../../native/device_library.ts';

/** The calls on the library that can be held back. */
export type HidCall = 'search' | 'open' | 'info' | 'feature' | 'write' | 'close';

/** The hands that plug, scan and unplug in front of a fake HID library. */
export interface FakeHidControls {
  /** Plugs a scanner in. `vendorId` defaults to Honeywell's, whose scanners want a feature report. */
  plug(path: string, about?: Partial<DeviceInfo>): void;
  /** The same device tells otherwise of itself from now on. */
  retell(path: string, about: Partial<DeviceInfo>): void;
  /** Pulls the cable: an open handle gets an error once it listens, and later calls on it fail. */
  unplug(path: string): void;
  /** Open handles of this path get an error, though the cable is in. */
  failReading(path: string): void;
  /** Sends one report; lost when nothing listens. */
  report(path: string, report: Uint8Array): void;
  /** Opens of this path fail with this message until given null. */
  failOpen(path: string, message: string | null): void;
  /** Every search fails with this message until given null. */
  failSearch(message: string | null): void;
  /** Every feature report fails with this message. */
  refuseFeatures(message: string): void;
  /** Every output report fails with this message. */
  refuseWrites(message: string): void;
  /** The call gets no answer until released. Searches have no path. */
  hold(call: HidCall, path?: string): void;
  release(call: HidCall, path?: string): void;
  /** Feature reports that reached the device. */
  features(path: string): readonly (readonly number[])[];
  /** Output reports that reached the device. */
  writes(path: string): readonly (readonly number[])[];
  openHandles(): number;
  /** Listeners on handles that were not closed. */
  listeners(): number;
  /** Resolves when no call on the library is under way, but those held and those waiting behind them. */
  settled(): Promise<void>;
}

interface FakeDevice {
  info: DeviceInfo;
  readonly features: number[][];
  readonly writes: number[][];
  readonly handles: FakeHandle[];
}

interface FakeHandle extends DeviceHandle {
  emit(event: 'data' | 'error', content: unknown): void;
  listeners(): number;
}

/** Asks for one call, answered once those before it in its queue are. */
type Queue = <Value>(call: HidCall, path: string, answer: () => Value) => Promise<Value>;

/**
 * A whole HID library in memory that behaves like hardware behind node-hid: answers come later, searches and
 * opens wait for each other as the calls on one handle do, an unplugged device errors once and then refuses,
 * a device may be opened twice, and each call can be held or made to fail.
 */
export function createFakeHid(): { readonly library: DeviceLibrary; readonly controls: FakeHidControls } {
  const plugged = new Map<string, FakeDevice>();
  const openFails = new Map<string, string>();
  const gates = new Map<string, { readonly passed: Promise<void>; readonly pass: () => void }>();
  const open = new Set<FakeHandle>();
  let searchFails: string | null = null;
  let featureFails: string | null = null;
  let writeFails: string | null = null;
  let underWay = 0;

  function createQueue(): Queue {
    let last: Promise<unknown> = Promise.resolve();
    return (call, path, answer) => {
      const answered = last.then(async () => {
        await gates.get(`${call} ${path}`)?.passed;
        underWay += 1;
        await nextTurn();
        try {
          return answer();
        } finally {
          underWay -= 1;
        }
      });
      last = answered.catch(() => {});
      return answered;
    };
  }

  function makeHandle(path: string, device: FakeDevice): FakeHandle {
    const queue = createQueue();
    const listeners = new Map<string, ((content: never) => void)[]>();
    let closing = false;
    let failed = false;
    const handle: FakeHandle = {
      on(event: string, listener: (content: never) => void) {
        listeners.set(event, [...(listeners.get(event) ?? []), listener]);
        if (event === 'data') void startReading();
      },
      emit(event, content) {
        // What was read before a close is still handed out; an error ends the reading.
        if (failed) return;
        failed = event === 'error' && listeners.has('error');
        for (const listener of listeners.get(event) ?? []) listener(content as never);
      },
      async getDeviceInfo() {
        if (closing) throw new Error('device has been closed');
        return queue('info', path, () => {
          if (plugged.get(path) !== device) throw new Error('Unable to get device info');
          return device.info;
        });
      },
      sendFeatureReport: (report) => send('feature', report),
      write: (report) => send('write', report),
      async close() {
        if (closing) throw new Error('device is already closed');
        closing = true;
        return queue('close', path, () => {
          open.delete(handle);
          listeners.clear();
        });
      },
      listeners: () => [...listeners.values()].flat().length,
    };
    async function send(call: 'feature' | 'write', report: number[]): Promise<number> {
      if (closing) throw new Error('device has been closed');
      return queue(call, path, () => {
        if (plugged.get(path) !== device) throw new Error('No such device');
        const refusal = call === 'feature' ? featureFails : writeFails;
        if (refusal !== null) throw new Error(refusal);
        (call === 'feature' ? device.features : device.writes).push(report);
        return report.length;
      });
    }
    /** Reading an unplugged device fails at once; reading a closed handle throws where nobody catches it. */
    async function startReading(): Promise<void> {
      underWay += 1;
      await nextTurn();
      underWay -= 1;
      if (closing) throw new Error('device has been closed');
      if (plugged.get(path) !== device) handle.emit('error', GONE);
    }
    return handle;
  }

  const queue = createQueue();
  const library: DeviceLibrary = {
    devicesAsync: () =>
      queue('search', '', () => {
        if (searchFails !== null) throw new Error(searchFails);
        return [...plugged.values()].map(({ info }) => info);
      }),
    open: (path) =>
      queue('open', path, () => {
        const device = plugged.get(path);
        const reason = device === undefined ? 'No such file or directory' : openFails.get(path);
        if (device === undefined || reason !== undefined) {
          throw new Error(`cannot open device with path ${path}: ${reason}`);
        }
        const handle = makeHandle(path, device);
        device.handles.push(handle);
        open.add(handle);
        return handle;
      }),
  };

  return {
    library,
    controls: {
      plug(path, about = {}) {
        const model = { vendorId: 0x0c2e, productId: 0x0b6a, product: 'Fake scanner' };
        const info = { path, ...model, usagePage: 0x8c, usage: 2, ...about };
        plugged.set(path, { info, features: [], writes: [], handles: [] });
      },
      retell(path, about) {
        const device = plugged.get(path);
        if (device !== undefined) device.info = { ...device.info, ...about };
      },
      unplug(path) {
        const device = plugged.get(path);
        plugged.delete(path);
        for (const handle of device?.handles ?? []) handle.emit('error', GONE);
      },
      failReading(path) {
        for (const handle of plugged.get(path)?.handles ?? []) handle.emit('error', GONE);
      },
      report(path, report) {
        // node-hid hands out Buffers.
        for (const handle of plugged.get(path)?.handles ?? []) handle.emit('data', Buffer.from(report));
      },
      failOpen(path, message) {
        if (message === null) openFails.delete(path);
        else openFails.set(path, message);
      },
      failSearch(message) {
        searchFails = message;
      },
      refuseFeatures(message) {
        featureFails = message;
      },
      refuseWrites(message) {
        writeFails = message;
      },
      hold(call, path = '') {
        let pass = () => {};
        const passed = new Promise<void>((resolve) => {
          pass = resolve;
        });
        gates.set(`${call} ${path}`, { passed, pass });
      },
      release(call, path = '') {
        gates.get(`${call} ${path}`)?.pass();
        gates.delete(`${call} ${path}`);
      },
      features: (path) => plugged.get(path)?.features ?? [],
      writes: (path) => plugged.get(path)?.writes ?? [],
      openHandles: () => open.size,
      listeners: () => [...open].reduce((total, handle) => total + handle.listeners(), 0),
      async settled() {
        // Some turns more than the last answer needs: whoever awaited it has run, and may let one pass before it goes on.
        for (let idleTurns = 0; idleTurns < 3; idleTurns += 1) {
          await nextTurn();
          if (underWay > 0) idleTurns = 0;
        }
      },
    },
  };
}

/** The reason is a bare string in node-hid, not an Error. */
const GONE = 'could not read from HID device';

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
