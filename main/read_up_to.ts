import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The file's content; null where it is absent, larger than `maxBytes`, cannot be read or is no file: a pipe would wait for
 * its writer, and a device never end.
 */
export function readUpTo(file: string, maxBytes: number): Uint8Array | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = fstatSync(descriptor);
    if (!found.isFile() || found.size > maxBytes) return null;
    const content = Buffer.alloc(found.size);
    let length = 0;
    for (let read = 1; read > 0 && length < content.length; length += read) read = readSync(descriptor, content, length, content.length - length, null);
    return content.subarray(0, length);
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
