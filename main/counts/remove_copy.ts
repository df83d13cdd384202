import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Removes the counts' second copy: an older program keeps them in one file, and a copy that is left would be ahead of it. */
export function removeCopy(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('counts.copy.')) rmSync(path.join(folder, name), { force: true });
  }
}
