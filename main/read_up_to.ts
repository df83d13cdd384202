import { readFileSync, statSync } from 'node:fs';

/** The file's content; null where it is absent, larger than `maxBytes` or cannot be read. */
export function readUpTo(file: string, maxBytes: number): Uint8Array | null {
  try {
    return statSync(file).size > maxBytes ? null : readFileSync(file);
  } catch {
    return null;
  }
}
