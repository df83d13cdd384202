import { accessSync, constants, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** The report descriptor of the hidraw device at a path, as the Linux kernel publishes it; null on other systems. */
export function readLinuxDescriptor(path: string): Uint8Array | null {
  const node = /^\/dev\/(hidraw\d+)$/.exec(path)?.[1];
  if (node === undefined) return null;
  try {
    return readFileSync(`/sys/class/hidraw/${node}/device/report_descriptor`);
  } catch {
    return null;
  }
}

/** Whether the USB device of a path such as `/dev/hidraw0` has a serial port too; null on other systems and buses. */
export function readLinuxSerialPort(devicePath: string, classFolder = '/sys/class/hidraw'): boolean | null {
  const node = /^\/dev\/(hidraw\d+)$/.exec(devicePath)?.[1];
  if (node === undefined) return null;
  try {
    // .../1-2 (the USB device) / 1-2:1.0 (its interface) / 0003:05E0:1900.0001 (the interface's HID device)
    const device = path.join(realpathSync(path.join(classFolder, node, 'device')), '../..');
    const interfaces = readdirSync(device).filter((name) => name.startsWith(`${path.basename(device)}:`));
    if (interfaces.length === 0) return null;
    return interfaces.some((name) => readdirSync(path.join(device, name)).some((entry) => SERIAL_PORT.test(entry)));
  } catch {
    return null;
  }
}

/** Why the Linux kernel does not let this process read and write a device; null where it does, and elsewhere. */
export function readLinuxRefusal(devicePath: string): string | null {
  if (!devicePath.startsWith('/dev/')) return null;
  try {
    accessSync(devicePath, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : null;
  }
}

/** What lies in an interface's folder: `tty` of cdc-acm, `ttyUSB0` of usb-serial. */
const SERIAL_PORT = /^tty(?:USB\d+)?$/;
