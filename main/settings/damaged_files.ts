import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const SUFFIX = '.broken';

/** The stored JSON files of a folder that were found damaged and were not written since, by name. */
export function damagedFiles(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => name.endsWith(`.json${SUFFIX}`))
    .map((name) => name.slice(0, -SUFFIX.length))
    .filter((name) => {
      // Setting a file aside changes its own record; whoever saves anew makes the newer one.
      const aside = changedAt(path.join(folder, `${name}${SUFFIX}`));
      const inUse = changedAt(path.join(folder, name));
      return aside !== null && (inUse === null || inUse < aside);
    });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function changedAt(file: string): number | null {
  try {
    return statSync(file).ctimeMs;
  } catch {
    return null;
  }
}
