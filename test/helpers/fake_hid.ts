import type { HidDeviceInfo, HidHandle, HidLibrary } from '../../native/hid_scanner.ts';

/** A whole HID library in memory that behaves like hardware, and the hands that plug, scan and unplug. */
export function createFakeHid() {
  const plugged = new Map<string, { info: HidDeviceInfo; handle: FakeHandle | null; openFails: string | null }>();
  let openHandles = 0;

  interface FakeHandle extends HidHandle {
    emit(event: 'data' | 'error', content: unknown): void;
  }

  function makeHandle(): FakeHandle {
    const listeners: Record<string, ((content: never) => void)[]> = { data: [], error: [] };
    let closed = false;
    openHandles += 1;
    return {
      on: (event: string, listener: (content: never) => void) => listeners[event]?.push(listener),
      emit: (event, content) => {
        if (!closed) for (const listener of listeners[event] ?? []) listener(content as never);
      },
      sendFeatureReport: async () => {
        throw new Error('EPIPE');
      },
      close: async () => {
        if (!closed) openHandles -= 1;
        closed = true;
      },
    };
  }

  const library: HidLibrary = {
    devicesAsync: async () => [...plugged.values()].map(({ info }) => info),
    async open(path) {
      const device = plugged.get(path);
      if (device === undefined) throw new Error('cannot open device with path');
      if (device.openFails !== null) throw new Error(device.openFails);
      device.handle = makeHandle();
      return device.handle;
    },
  };
  return {
    library,
    controls: {
      plug(path: string, openFails: string | null = null) {
        const info = { path, vendorId: 0x0c2e, product: 'Fake scanner', usagePage: 0x8c, usage: 2 };
        plugged.set(path, { info, handle: null, openFails });
      },
      unplug(path: string) {
        const device = plugged.get(path);
        plugged.delete(path);
        device?.handle?.emit('error', {});
      },
      report: (path: string, report: Uint8Array) => plugged.get(path)?.handle?.emit('data', report),
      openHandles: () => openHandles,
    },
  };
}
