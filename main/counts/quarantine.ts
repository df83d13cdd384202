import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** What a damaged database consists of. */
const SUFFIXES = ['', '-wal', '-shm'];
/** Enough to be looked at by whoever is called for help, and few enough for any disk. */
const MOST_KEPT = 8;

/**
 * Moves a database with its log aside, whole, to `quarantine/TIME/` beside it. Nothing of it is deleted until eight
 * newer ones are there. Throws what the file system throws.
 */
export function quarantine(file: string, nowMs: number): void {
  const all = path.join(path.dirname(file), 'quarantine');
  const name = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  const aside = path.join(all, `${name} ${path.basename(file)}`);
  mkdirSync(aside, { recursive: true });
  // The log last: a file that is left without it by a power cut would be missing what it holds.
  for (const suffix of SUFFIXES) {
    try {
      renameSync(`${file}${suffix}`, path.join(aside, `${path.basename(file)}${suffix}`));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    }
  }
  const tooMany = readdirSync(all).sort().slice(0, -MOST_KEPT);
  for (const old of tooMany) rmSync(path.join(all, old), { recursive: true, force: true });
}
