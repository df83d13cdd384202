import { createHash } from 'node:crypto';
import * as nodeFs from 'node:fs';
import path from 'node:path';

/** The file operations that programs and backups are kept by: `node:fs` itself, or a test's. */
export type UpdateFiles = Pick<
  typeof nodeFs,
  'closeSync' | 'fsyncSync' | 'mkdirSync' | 'openSync' | 'readdirSync' | 'readFileSync' | 'renameSync' | 'rmSync' | 'statSync' | 'writeSync'
>;

/** Files that are whole or not there, whenever the power is cut. Each method throws what the file system throws. */
export interface WholeFiles {
  /** Writes beside the place, waits for the disk, and renames. */
  replace(file: string, content: Uint8Array): void;
  /** Waits until names that changed in a folder are on the disk. */
  sync(folder: string): void;
  /** The regular files under a folder, by their paths in it with `/`. Links and devices are not followed. */
  list(folder: string, skip: (name: string) => boolean): readonly string[];
}

/** Works with the given operations. */
export function wholeFiles(files: UpdateFiles = nodeFs): WholeFiles {
  function sync(folder: string): void {
    // Windows has no such thing, and renames there are journalled.
    if (process.platform === 'win32') return;
    const descriptor = files.openSync(folder, 'r');
    try {
      files.fsyncSync(descriptor);
    } finally {
      files.closeSync(descriptor);
    }
  }

  return {
    sync,
    replace(file, content) {
      files.mkdirSync(path.dirname(file), { recursive: true });
      const fresh = `${file}.new`;
      const descriptor = files.openSync(fresh, 'w', 0o600);
      try {
        for (let written = 0; written < content.length; ) written += files.writeSync(descriptor, content, written);
        files.fsyncSync(descriptor);
      } finally {
        files.closeSync(descriptor);
      }
      files.renameSync(fresh, file);
    },
    list(folder, skip) {
      const under = (inner: string): readonly string[] =>
        files.readdirSync(path.join(folder, inner), { withFileTypes: true }).flatMap((entry) => {
          const name = path.posix.join(inner, entry.name);
          if (skip(name)) return [];
          if (entry.isDirectory()) return under(name);
          return entry.isFile() ? [name] : [];
        });
      return under('');
    },
  };
}

/** SHA-256, hexadecimal. */
export function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
