import { rmSync } from 'node:fs';

/** Removes a file, or a folder with the program in it: Electron takes its archive for a folder, unless it is told not to. */
export function removeProgram(place: string): void {
  Object.assign(process, { noAsar: true });
  try {
    rmSync(place, { recursive: true, force: true });
  } finally {
    Object.assign(process, { noAsar: false });
  }
}
