import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { SerialPort } from 'serialport';
import type { SerialPortInfo } from './serial_library.ts';

/** The names that Linux drivers give to USB serial ports. */
const USB_PORT = /^tty(?:ACM|USB|XRUSB)\d+$/;
/** From a port up to its USB device: the port itself, the interface, the device. */
const MAX_STEPS_TO_DEVICE = 3;
const UNKNOWN_DEVICE = { vendorId: null, productId: null, product: null };

/**
 * The serial ports of USB devices, and those of `named` that exist. On Linux the kernel itself is asked, since the
 * serialport package starts `udevadm` for it, which a small system lacks. Elsewhere a named port is always said to
 * exist: virtual ones are in no list, and opening tells. Rejects where the system does not answer. `ttyClass` is the
 * kernel's folder of terminals.
 */
export async function findSerialPorts(
  named: readonly string[],
  ttyClass = '/sys/class/tty',
): Promise<readonly SerialPortInfo[]> {
  const found = process.platform === 'linux' ? await findOnLinux(ttyClass) : await findElsewhere();
  const ports = new Map(found.map((port) => [port.path.toLowerCase(), port]));
  for (const name of named) {
    const real = process.platform === 'linux' ? await deviceBehind(name) : name;
    if (real === null) continue;
    const known = ports.get(real.toLowerCase());
    const port = known ?? { ...UNKNOWN_DEVICE, path: real, named: [] };
    ports.set(real.toLowerCase(), { ...port, named: [...port.named, name] });
  }
  return [...ports.values()];
}

async function findOnLinux(ttyClass: string): Promise<readonly SerialPortInfo[]> {
  // A kernel without any such driver has no class.
  const names = await readdir(ttyClass).catch(() => []);
  return Promise.all(names.filter((name) => USB_PORT.test(name)).map((name) => describeOnLinux(ttyClass, name)));
}

async function describeOnLinux(ttyClass: string, name: string): Promise<SerialPortInfo> {
  const port = { ...UNKNOWN_DEVICE, path: `/dev/${name}`, named: [] };
  try {
    let folder = await realpath(`${ttyClass}/${name}/device`);
    for (let step = 0; step < MAX_STEPS_TO_DEVICE; step += 1, folder = path.dirname(folder)) {
      const vendorId = await readFile(`${folder}/idVendor`, 'latin1').catch(() => null);
      if (vendorId === null) continue;
      const productId = await readFile(`${folder}/idProduct`, 'latin1');
      const product = await readFile(`${folder}/product`, 'utf8').catch(() => null);
      return { ...port, vendorId: readHexadecimal(vendorId), productId: readHexadecimal(productId), product };
    }
  } catch {
    // Unplugged between two reads.
  }
  return port;
}

async function findElsewhere(): Promise<readonly SerialPortInfo[]> {
  const ports = await SerialPort.list();
  return ports.map((port) => ({
    path: port.path,
    named: [],
    vendorId: readHexadecimal(port.vendorId),
    productId: readHexadecimal(port.productId),
    product: null,
  }));
}

/** What a path such as `/dev/serial/by-id/…` leads to; null where that is no device. */
async function deviceBehind(name: string): Promise<string | null> {
  try {
    const real = await realpath(name);
    return (await stat(real)).isCharacterDevice() ? real : null;
  } catch {
    return null;
  }
}

function readHexadecimal(text: string | undefined): number | null {
  const digits = text?.trim() ?? '';
  return /^[0-9a-f]{1,4}$/i.test(digits) ? Number.parseInt(digits, 16) : null;
}
