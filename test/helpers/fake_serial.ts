import type { SerialHandle, SerialLibrary } from '../../native/serial_library.ts';
import { createFakeHid, type FakeHidControls } from './fake_hid.ts';

/** The hands in front of a fake serial library. A report is a piece of what the device sends. */
export interface FakeSerialControls extends FakeHidControls {
  /** A name that leads to a port from now on, as `/dev/serial/by-id/…` does. */
  link(name: string, path: string): void;
}

/**
 * Serial ports in memory, with the cables of `createFakeHid`, that behave as serialport's do: a port belongs to who
 * opened it until it is closed, and bytes that were handed out are overwritten when the listener has returned.
 */
export function createFakeSerial(): { readonly library: SerialLibrary; readonly controls: FakeSerialControls } {
  const { library, controls } = createFakeHid();
  const links = new Map<string, string>();
  const locked = new Set<string>();
  return {
    controls: {
      ...controls,
      link(name, path) {
        links.set(name, path);
      },
    },
    library: {
      async find(named) {
        const plugged = await library.devicesAsync();
        return plugged.map(({ path = '', vendorId, productId, product }) => ({
          path,
          named: named.filter((name) => name === path || links.get(name) === path),
          vendorId,
          productId,
          product: product ?? null,
        }));
      },
      async open(path): Promise<SerialHandle> {
        if (locked.has(path)) throw new Error('EBUSY');
        locked.add(path);
        const handle = await library.open(path).catch((error: unknown) => {
          locked.delete(path);
          throw error;
        });
        return {
          on(event: 'data' | 'error', listener: (content: never) => void) {
            if (event === 'error') return handle.on('error', listener as (error: unknown) => void);
            return handle.on('data', (bytes) => {
              listener(bytes as never);
              bytes.fill(0);
            });
          },
          write: (bytes) => handle.write([...bytes]),
          async close() {
            await handle.close();
            locked.delete(path);
          },
        };
      },
    },
  };
}
