import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from './write_whole.ts';

/** The files of a repository; names are relative, with `/`. Both throw what the file system throws. */
export interface RepositoryFolder {
  /** Null where there is no such file; the string where it is larger than `maxBytes`. */
  read(name: string, maxBytes: number): Uint8Array | 'too_large' | null;
  /** Whole or not at all. */
  write(name: string, content: Uint8Array): void;
}

/** A repository in a folder of the file system. */
export function repositoryFolder(folder: string): RepositoryFolder {
  return {
    read(name, maxBytes) {
      const file = path.join(folder, name);
      try {
        return statSync(file).size > maxBytes ? 'too_large' : readFileSync(file);
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && ['ENOENT', 'ENOTDIR'].includes(String(cause.code)))
          return null;
        throw cause;
      }
    },
    write: (name, content) => writeWhole(path.join(folder, name), content),
  };
}
