import { createHidAssembler, type HidOutcome, REPORT_TIMEOUT_MS } from './hid_assembler.ts';
import { createDeviceKeeper, type DeviceReader, type OpenDevice } from './device_keeper.ts';
import type { DeviceFinder } from './device_finder.ts';
import type { DeviceInfo, DeviceLibrary } from './device_library.ts';
import { layoutsFromDescriptor } from './hid_report.ts';
import { hidSignalReport } from './hid_signal.ts';
import { readLinuxDescriptor, readLinuxSerialPort } from './linux_hid.ts';
import type { ScanSignal, ScanSource, ScanSourceListener } from './scan_source.ts';
import { vendorOf } from './scanner_vendors.ts';

const PAGE_SCANNER = 0x8c;
const USAGE_BAR_CODE_SCANNER = 0x02;
const PAGE_DESKTOP = 0x01;
const USAGE_KEYBOARD = 0x06;
const FIRST_PAGE_OF_MAKERS = 0xff00;

/**
 * All USB HID POS scanners (USB-IF HID POS Usage Tables 1.02) as one source. It also lists, as `wrong_mode`, each
 * scanner of a known maker that speaks in a way that neither it nor another source reads.
 */
export function createHidScanner(parts: {
  readonly finder: DeviceFinder;
  readonly library: DeviceLibrary;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  /** The report descriptor of the device at a path, where the system shows it. */
  readonly descriptorOf?: (path: string) => Uint8Array | null;
  /** Whether the USB device of a HID path has a serial port too; null where the system does not tell. */
  readonly hasSerialPort?: (path: string) => boolean | null;
}): ScanSource {
  const descriptorOf = parts.descriptorOf ?? readLinuxDescriptor;
  const hasSerialPort = parts.hasSerialPort ?? ((path: string) => readLinuxSerialPort(path));
  /** How to signal by each open device. */
  const signals = new Map<string, (signal: ScanSignal) => void>();
  let listener: ScanSourceListener | null = null;

  const devices = createDeviceKeeper({
    finder: parts.finder,
    library: parts.library,
    setTimer: parts.setTimer,
    input: 'hid_pos',
    searchName: 'USB scanners',
    wants: (info, present) => isHidPos(info) || (isInWrongMode(info, present) ? 'wrong_mode' : false),
    async prepare({ vendorId }, handle) {
      const report = vendorOf(vendorId)?.startReport;
      // Some refuse it (EPIPE) and work all the same.
      if (report) await handle.sendFeatureReport?.([...report]).catch(() => {});
    },
    opened: readCodes,
  });

  function isInWrongMode(info: DeviceInfo, present: readonly DeviceInfo[]): boolean {
    const vendor = vendorOf(info.vendorId);
    if (vendor === null || !info.path) return false;
    const interfaces = present.filter((other) => isSameDevice(other, info));
    if (interfaces.some((other) => isHidPos(other) || isKeyboard(other))) return false;
    const isKnown = vendor.unreadProducts.includes(info.productId);
    // Listed once, by the first of the interfaces that only its maker knows.
    const first = interfaces.find(({ usagePage }) => isKnown || (usagePage ?? 0) >= FIRST_PAGE_OF_MAKERS);
    return first === info && (isKnown || hasSerialPort(info.path) === false);
  }

  function readCodes({ sourceId, path, info, handle }: OpenDevice): DeviceReader {
    const descriptor = descriptorOf(path);
    const assembler = createHidAssembler(descriptor === null ? [] : layoutsFromDescriptor(descriptor));
    let cancelDrop = () => {};
    let isSignalling = false;

    function tell(outcomes: readonly HidOutcome[], receivedAtMs: number): void {
      for (const outcome of outcomes) {
        if ('lost' in outcome) listener?.lost({ input: 'hid_pos', sourceId, why: outcome.lost });
        else listener?.frame({ ...outcome, input: 'hid_pos', sourceId, receivedAtMs, end: 'report' });
      }
    }

    signals.set(sourceId, (signal) => {
      const ofMaker = vendorOf(info.vendorId)?.signals?.[signal] ?? null;
      const report = hidSignalReport(descriptor, signal, ofMaker);
      // One at a time: signals would pile up before a device that does not answer.
      if (report === null || isSignalling) return;
      isSignalling = true;
      const bytes = [...report.bytes];
      const sent = report.kind === 'output' ? handle.write(bytes) : handle.sendFeatureReport?.(bytes);
      const done = () => {
        isSignalling = false;
      };
      void Promise.resolve(sent).then(done, done);
    });

    return {
      take(report) {
        const receivedAtMs = parts.monotonicMs();
        cancelDrop();
        const outcomes = assembler.take(report, receivedAtMs);
        if (assembler.isPending()) {
          cancelDrop = parts.setTimer(() => tell(assembler.drop(), receivedAtMs), REPORT_TIMEOUT_MS + 1);
        }
        tell(outcomes, receivedAtMs);
      },
      end() {
        signals.delete(sourceId);
        cancelDrop();
        tell(assembler.drop(), parts.monotonicMs());
      },
    };
  }

  return {
    start(given) {
      listener = given;
      devices.start(given.devices);
    },
    async stop() {
      listener = null;
      await devices.stop();
    },
    signal: (sourceId, signal) => signals.get(sourceId)?.(signal),
    wake: devices.wake,
  };
}

function isSameDevice(a: DeviceInfo, b: DeviceInfo): boolean {
  return a.vendorId === b.vendorId && a.productId === b.productId && a.serialNumber === b.serialNumber;
}

function isKeyboard({ usagePage, usage }: DeviceInfo): boolean {
  return usagePage === PAGE_DESKTOP && usage === USAGE_KEYBOARD;
}

function isHidPos({ usagePage, usage }: DeviceInfo): boolean {
  return usagePage === PAGE_SCANNER && usage === USAGE_BAR_CODE_SCANNER;
}
