import { devicesAsync, HIDAsync } from 'node-hid';
import { createCameraSource, type CameraSource } from './camera_source.ts';
import { findSerialPorts } from './find_serial_ports.ts';
import { createDeviceFinder } from './device_finder.ts';
import { createHidScanner } from './hid_scanner.ts';
import type { KeyboardLayout } from './keyboard_layouts.ts';
import { createKeyboardWedge, type KeyboardWedge } from './keyboard_wedge.ts';
import { openSerialPort } from './open_serial_port.ts';
import { createRawKeyboards } from './raw_keyboard.ts';
import type { ScanSource } from './scan_source.ts';
import { vendorOf } from './scanner_vendors.ts';
import { createSerialScanner, type NamedSerialPort } from './serial_scanner.ts';

/** What the manager chose for devices; each is asked when it is needed. */
export interface DeviceSettings {
  readonly keyboardLayout: KeyboardLayout | 'system';
  /** Keyboards of unknown makers that are scanners, as `vvvv:pppp` in hexadecimal. */
  readonly rawKeyboards: readonly string[];
  readonly serialPorts: readonly NamedSerialPort[];
}

/** Every real input of this machine. `wedge` and `camera` are told by windows what these hear and see. */
export interface ScanSources {
  readonly all: readonly ScanSource[];
  readonly wedge: KeyboardWedge;
  readonly camera: CameraSource;
}

/** Joins the drivers with the machine's USB and serial devices. */
export function createScanSources(parts: {
  readonly settings: () => DeviceSettings;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): ScanSources {
  const library = { devicesAsync, open: (path: string) => HIDAsync.open(path) };
  const hid = { ...parts, library, finder: createDeviceFinder({ ...parts, library }) };
  const layout = () => parts.settings().keyboardLayout;
  const keyboards = createRawKeyboards({
    ...hid,
    layout,
    isScanner: ({ vendorId, productId }) =>
      vendorOf(vendorId) !== null || parts.settings().rawKeyboards.includes(`${hex4(vendorId)}:${hex4(productId)}`),
  });
  const wedge = createKeyboardWedge({ ...parts, layout, raw: keyboards });
  const serial = createSerialScanner({
    ...parts,
    library: { find: (named) => findSerialPorts(named), open: openSerialPort },
    isScanner: ({ vendorId }) => vendorOf(vendorId) !== null,
    namedPorts: () => parts.settings().serialPorts,
  });
  const camera = createCameraSource(parts);
  return { all: [createHidScanner(hid), serial, keyboards.source, wedge.source, camera.source], wedge, camera };
}

function hex4(id: number): string {
  return id.toString(16).padStart(4, '0');
}
