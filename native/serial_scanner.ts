import { createDeviceKeeper, type DeviceReader, type OpenDevice } from './device_keeper.ts';
import { createDeviceFinder } from './device_finder.ts';
import type { DeviceInfo, DeviceHandle } from './device_library.ts';
import type { ScanSource, ScanSourceListener, SourceFault } from './scan_source.ts';
import { serialBeep } from './serial_beeps.ts';
import { createSerialFraming, type SerialEvent } from './serial_framing.ts';
import type { SerialLibrary, SerialPortInfo } from './serial_library.ts';

/** A port that the manager named. */
export interface NamedSerialPort {
  /** As the system calls it: `COM3`, `/dev/ttyS0`, `/dev/serial/by-id/…`. */
  readonly path: string;
  readonly baudRate: number;
}

/** USB-CDC has no baud rate; real serial lines of scanners come set to this one. */
const USUAL_BAUD_RATE = 9_600;
/** Kernel names; any other may carry a device's serial number. */
const KERNEL_NAME = /^(?:\/dev\/)?((?:tty(?:S|ACM|USB|AMA|XRUSB)|rfcomm|pts\/|COM)\d+)$/;

interface Port extends NamedSerialPort {
  readonly info: DeviceInfo;
  readonly wanted: boolean | SourceFault;
}

/**
 * All scanners that speak over a serial port, USB-CDC ones too, as one source. Opened are the ports of scanner makers
 * and those that the manager named, and no other: opening a port resets some devices, and is nobody's business. A
 * named port that is not there is listed as disconnected.
 */
export function createSerialScanner(parts: {
  readonly library: SerialLibrary;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  /** Whether a USB device is a scanner. */
  readonly isScanner: (device: { readonly vendorId: number; readonly productId: number }) => boolean;
  /** Asked before each search, so that a change takes effect by itself. */
  readonly namedPorts: () => readonly NamedSerialPort[];
  readonly findEveryMs?: number;
}): ScanSource {
  const { setTimer } = parts;
  /** The ports of the last search, by the name under which they are listed. */
  const ports = new Map<string, Port>();
  /** Numbers for ports without a speaking name. */
  const numbers = new Map<string, number>();
  const open = new Map<string, { readonly device: OpenDevice; sending: boolean }>();
  let listener: ScanSourceListener | null = null;

  const library = {
    async devicesAsync(): Promise<readonly DeviceInfo[]> {
      const named = parts.namedPorts();
      const found = await parts.library.find(named.map(({ path }) => path));
      ports.clear();
      for (const port of found) list(port, named.find(({ path }) => port.named.includes(path)) ?? null);
      for (const absent of named.filter(({ path }) => !found.some((port) => port.named.includes(path)))) {
        const path = nameOf(absent.path);
        ports.set(path, { ...absent, info: { path, ...NO_DEVICE }, wanted: 'disconnected' });
      }
      return [...ports.values()].map(({ info }) => info);
    },
    async open(name: string): Promise<DeviceHandle> {
      const port = ports.get(name);
      if (port === undefined) throw new Error('ENODEV');
      return parts.library.open(port.path, port.baudRate);
    },
  };

  function list({ path, vendorId, productId, product }: SerialPortInfo, named: NamedSerialPort | null): void {
    const isScanner = vendorId !== null && productId !== null && parts.isScanner({ vendorId, productId });
    const baudRate = named?.baudRate ?? USUAL_BAUD_RATE;
    // Another rate is another device: the port is opened anew.
    const name = named === null ? nameOf(path) : `${nameOf(path)}@${baudRate}`;
    const info = {
      path: name,
      vendorId: vendorId ?? NO_DEVICE.vendorId,
      productId: productId ?? NO_DEVICE.productId,
      product: product ?? NO_DEVICE.product,
    };
    ports.set(name, { path, baudRate, info, wanted: named !== null || isScanner });
  }

  function nameOf(path: string): string {
    const name = KERNEL_NAME.exec(path)?.[1];
    if (name !== undefined) return name;
    const number = numbers.get(path) ?? numbers.size + 1;
    numbers.set(path, number);
    return `port ${number}`;
  }

  function readCodes(device: OpenDevice): DeviceReader {
    const { sourceId } = device;
    const framing = createSerialFraming();
    let cancelTimer = () => {};
    open.set(sourceId, { device, sending: false });

    function tell(events: readonly SerialEvent[]): void {
      for (const event of events) {
        if (event.kind === 'lost') listener?.lost({ input: 'serial', sourceId, why: event.why });
        else {
          const { bytes, symbology, end, startedAtMs, receivedAtMs } = event;
          listener?.frame({ bytes, symbology, end, startedAtMs, receivedAtMs, input: 'serial', sourceId });
        }
      }
    }

    function awaitSilence(): void {
      cancelTimer();
      const dueAtMs = framing.dueAtMs();
      if (dueAtMs === null) return;
      cancelTimer = setTimer(() => {
        tell(framing.expire(parts.monotonicMs()));
        awaitSilence();
      }, dueAtMs - parts.monotonicMs());
    }

    return {
      take(bytes) {
        tell(framing.take(bytes, parts.monotonicMs()));
        awaitSilence();
      },
      end() {
        cancelTimer();
        open.delete(sourceId);
        tell(framing.finish());
      },
    };
  }

  const devices = createDeviceKeeper({
    finder: createDeviceFinder({
      library,
      setTimer,
      ...(parts.findEveryMs === undefined ? {} : { findEveryMs: parts.findEveryMs }),
    }),
    library,
    setTimer,
    input: 'serial',
    searchName: 'Serial scanners',
    wants: ({ path }) => ports.get(path ?? '')?.wanted ?? false,
    opened: readCodes,
    refusalOf: () => null,
  });

  return {
    start(given) {
      listener = given;
      devices.start(given.devices);
    },
    async stop() {
      listener = null;
      await devices.stop();
    },
    wake: devices.wake,
    signal(sourceId, signal) {
      const port = open.get(sourceId);
      const beep = port === undefined ? null : serialBeep(port.device.info.vendorId, signal);
      // A device that does not take its beeps is not sent more of them.
      if (port === undefined || beep === null || port.sending) return;
      port.sending = true;
      const sent = () => {
        port.sending = false;
      };
      void port.device.handle.write([...beep]).then(sent, sent);
    },
  };
}

/** No USB device has vendor 0 (USB-IF). */
const NO_DEVICE = { vendorId: 0, productId: 0, product: 'Serial scanner' };
