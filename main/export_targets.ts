import { accessSync, closeSync, constants, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ExportTarget } from './bridge/contract.ts';
import { fail, ok, type Result } from './pass/result.ts';

/** Where files may leave the kiosk. */
export interface ExportTargets {
  /** Folders that can be written now: sticks first, then the user's documents. */
  list(): readonly ExportTarget[];
  /**
   * Writes a file into one of them, whole or not at all, and answers its path. A file of that name stays as it is: the
   * new one gets a number. `no_target`: the folder is not there any more; `not_saved`: the disk refused.
   */
  write(targetId: string, name: string, content: Uint8Array): Result<{ readonly file: string }, 'no_target' | 'not_saved'>;
}

const SAFE_NAME = /^[a-z0-9][a-z0-9-]{0,99}\.[a-z0-9]{1,8}$/;

/** Export targets among the sticks that are plugged in and a documents folder. */
export function createExportTargets(parts: {
  readonly sticks: () => readonly string[];
  readonly documents: string;
}): ExportTargets {
  function list(): readonly ExportTarget[] {
    return [...new Set([...parts.sticks(), parts.documents])]
      .filter(isWritableFolder)
      .map((folder) => ({ id: folder, name: path.basename(folder) || folder }));
  }

  return {
    list,
    write(targetId, name, content) {
      if (!SAFE_NAME.test(name)) throw new RangeError(`not a safe file name: ${name}`);
      // Only what is on the list: the id comes from a window.
      const target = list().find(({ id }) => id === targetId);
      if (target === undefined) return fail('no_target');
      const file = freeName(target.id, name);
      const unfinished = `${file}.unfinished`;
      try {
        writeThrough(unfinished, content);
        renameSync(unfinished, file);
      } catch {
        removeQuietly(unfinished);
        return fail('not_saved');
      }
      syncFolder(target.id);
      return ok({ file });
    },
  };
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A stick that is gone, or is not writable any more.
  }
}

function isWritableFolder(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function freeName(folder: string, name: string): string {
  const { ext, name: stem } = path.parse(name);
  let file = path.join(folder, name);
  for (let number = 2; existsSync(file); number += 1) file = path.join(folder, `${stem}-${number}${ext}`);
  return file;
}

function writeThrough(file: string, content: Uint8Array): void {
  // What lies there of an export that was cut off, or a link that a stick brings along, is taken away, never followed.
  rmSync(file, { force: true });
  const descriptor = openSync(file, 'wx', 0o644);
  try {
    for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at);
    // Sticks are pulled out without a word.
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Windows and some sticks cannot; the file itself is on the disk.
  }
}
