import { lstatSync, readdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import type { DataFile } from './support/support_bundle.ts';

/** No kiosk has so many; a folder that somebody else fills is not walked for minutes. */
const MOST_ENTRIES = 20_000;

/** What lies in a folder, its folders with the sum of what they hold. What cannot be read is left out. */
export function listDataFolder(folder: string): readonly DataFile[] {
  let left = MOST_ENTRIES;

  function namesIn(place: string): readonly string[] {
    try {
      const names = readdirSync(place).slice(0, left);
      left -= names.length;
      return names;
    } catch {
      return [];
    }
  }

  function look(place: string, name: string): DataFile | null {
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) return null;
    // A link is counted as it is, so that nothing outside is looked at.
    if (!found.isDirectory()) return { name, files: 1, bytes: found.size, changedMs: found.mtimeMs };
    const inside = namesIn(place).flatMap((inner) => look(path.join(place, inner), inner) ?? []);
    return {
      name,
      files: inside.reduce((sum, { files }) => sum + files, 0),
      bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0),
      changedMs: Math.max(found.mtimeMs, ...inside.map(({ changedMs }) => changedMs)),
    };
  }

  return namesIn(folder).flatMap((name) => look(path.join(folder, name), name) ?? []);
}

/** The room on the disk that holds a folder; null where the system does not say. */
export function diskRoom(folder: string): { readonly freeBytes: number; readonly totalBytes: number } | null {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}
