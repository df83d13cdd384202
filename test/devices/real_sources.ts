import { devicesAsync, HIDAsync } from 'node-hid';
import { findSerialPorts } from '../../native/find_serial_ports.ts';
import { createDeviceFinder } from '../../native/device_finder.ts';
import { createHidScanner } from '../../native/hid_scanner.ts';
import type { KeyboardLayout } from '../../native/keyboard_layouts.ts';
import { openSerialPort } from '../../native/open_serial_port.ts';
import { createRawKeyboards } from '../../native/raw_keyboard.ts';
import type { ScanSource } from '../../native/scan_source.ts';
import { createSerialScanner } from '../../native/serial_scanner.ts';
import { REAL_TIME } from './running_source.ts';

/** The maker of scanners whose devices the tests plug in where the maker does not matter; it needs no start report. */
export const NEWLAND = 0x1eab;

/** The sources of the kiosk on this machine's devices, as main/main.ts makes them. */
export interface RealSources {
  readonly hidPos: ScanSource;
  readonly keyboards: ScanSource;
  readonly serial: ScanSource;
  /** How many reports the process has taken from HID devices. */
  reportsTaken(): number;
}

/** Makes the sources of USB scanners with the real libraries. */
export function makeRealSources(layout: KeyboardLayout = 'us'): RealSources {
  let taken = 0;
  const library = {
    devicesAsync,
    async open(path: string) {
      const handle = await HIDAsync.open(path);
      return {
        on(event: 'data' | 'error', listener: (content: never) => void) {
          // A second listener would make the library start to read twice.
          handle.on(event, (content) => {
            if (event === 'data') taken += 1;
            listener(content as never);
          });
        },
        getDeviceInfo: () => handle.getDeviceInfo(),
        sendFeatureReport: (report: number[]) => handle.sendFeatureReport(report),
        write: (report: number[]) => handle.write(report),
        close: () => handle.close(),
      };
    },
  };
  const finder = createDeviceFinder({ library, setTimer: REAL_TIME.setTimer });
  const isScanner = ({ vendorId }: { readonly vendorId: number }) => vendorId === NEWLAND;
  return {
    hidPos: createHidScanner({ finder, library, ...REAL_TIME }),
    keyboards: createRawKeyboards({ finder, library, ...REAL_TIME, isScanner, layout: () => layout }).source,
    serial: createSerialScanner({
      library: { find: findSerialPorts, open: openSerialPort },
      ...REAL_TIME,
      isScanner,
      namedPorts: () => [],
    }),
    reportsTaken: () => taken,
  };
}
