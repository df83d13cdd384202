import { readFileSync } from 'node:fs';

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
