import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';

const MAX_FILE_BYTES = 256 * 1024;

/** A small JSON file that is replaced whole or not at all, and whose previous content is kept beside it. */
export interface StoredJson<Content> {
  /** The content; the previous one where the file is damaged; null where there is neither. */
  read(): Content | null;
  /** There was content, and neither it nor the previous one can be read; until something is written. */
  isLost(): boolean;
  /** False where the disk refused; the old content stays. */
  write(content: Content): boolean;
}

/**
 * Keeps `content` of a schema in a file. A damaged file is set aside as `.broken`, never deleted. The schema leaves out what
 * it does not know, so that a program to which the venue goes back reads what a newer one wrote.
 */
export function storedJson<Content>(file: string, schema: z.ZodType<Content>): StoredJson<Content> {
  const previous = `${file}.previous`;

  function readOne(name: string): Content | null {
    try {
      if (statSync(name).size > MAX_FILE_BYTES) throw new RangeError('too large');
      const parsed = schema.safeParse(JSON.parse(readFileSync(name, 'utf8')));
      if (parsed.success) return parsed.data;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    }
    try {
      renameSync(name, `${name}.broken`);
    } catch {
      // A disk that cannot be written: the file stays where it is, and is not used.
    }
    return null;
  }

  return {
    read: () => readOne(file) ?? readOne(previous),
    isLost: () => readOne(file) === null && readOne(previous) === null && [file, previous].some((name) => existsSync(name) || existsSync(`${name}.broken`)),
    write(content) {
      try {
        mkdirSync(path.dirname(file), { recursive: true });
        const fresh = `${file}.new`;
        const descriptor = openSync(fresh, 'w', 0o600);
        try {
          writeSync(descriptor, JSON.stringify(content, null, 2));
          fsyncSync(descriptor);
        } finally {
          closeSync(descriptor);
        }
        try {
          renameSync(file, previous);
        } catch (cause) {
          if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
        }
        renameSync(fresh, file);
        return true;
      } catch {
        return false;
      }
    },
  };
}
