import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { findSerialPorts } from '../../native/find_serial_ports.ts';

const HIDRAW = '/sys/class/hidraw';
const LOOK_EVERY_MS = 10;
const KNOWN_WITHIN_MS = 20_000;

/** The serial port of the device of that name, as soon as the kernel knows it. */
export function knownPort(name: string): Promise<string> {
  return found(name, async () => (await findSerialPorts([])).find(({ product }) => product?.trim() === name)?.path);
}

/** The hidraw device of that name, as soon as the kernel knows it. */
export function knownHidDevice(name: string): Promise<string> {
  return found(name, async () => readdirSync(HIDRAW).find((node) => nameOf(node) === name));
}

function nameOf(node: string): string | undefined {
  try {
    return /^HID_NAME=(.*)$/m.exec(readFileSync(`${HIDRAW}/${node}/device/uevent`, 'utf8'))?.[1];
  } catch {
    // Unplugged meanwhile.
    return undefined;
  }
}

async function found(name: string, look: () => Promise<string | undefined>): Promise<string> {
  const limitMs = performance.now() + KNOWN_WITHIN_MS;
  while (performance.now() < limitMs) {
    const device = await look();
    if (device !== undefined) return device;
    await setTimeout(LOOK_EVERY_MS);
  }
  throw new Error(`the kernel lists no ${name}`);
}
