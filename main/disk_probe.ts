import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** What a disk says to a file that is written and flushed. */
export type WriteState = 'ok' | 'full' | 'read_only' | 'failed';

const PROBE_FILE = 'disk_probe.tmp';
/** More than any count or setting takes in one go. */
const PROBE_BYTES = 64 * 1024;
const READ_ONLY: ReadonlySet<string | undefined> = new Set(['EROFS', 'EACCES', 'EPERM']);
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

/** Writes and flushes a file in a folder, as counts and settings must be able to, and leaves nothing of it. */
export function probeDisk(folder: string): WriteState {
  const file = path.join(folder, PROBE_FILE);
  try {
    const descriptor = openSync(file, 'w', 0o600);
    try {
      const bytes = Buffer.alloc(PROBE_BYTES, 1);
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    return 'ok';
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return FULL.has(code) ? 'full' : READ_ONLY.has(code) ? 'read_only' : 'failed';
  } finally {
    removeQuietly(file);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A disk that takes nothing lets nothing go either.
  }
}
