import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { keepTwice, type KeptState, type KeptTwice, sequenceOf } from './kept_twice.ts';
import { type OpenError, openDatabase } from './open_database.ts';
import { quarantine } from './quarantine.ts';
import { backupsOf, salvage } from './salvage.ts';

/**
 * What was done at the start about counts that were damaged or missing: the copy took their place, or what could be
 * read of both and of the backups did. Counts may be missing from the first moment (null: nobody knows) to the second;
 * `lost` null: none are.
 */
export interface CountsRecovery {
  readonly by: 'copy' | 'salvage';
  readonly lost: { readonly fromMs: number | null; readonly untilMs: number } | null;
}

export interface OpenedCounts {
  readonly database: KeptTwice;
  /** Null: nothing was wrong. */
  readonly recovery: CountsRecovery | null;
  /** The file is too large to be looked through before the door opens: it is to be examined soon. */
  readonly isUnexamined: boolean;
}

const NAME = 'counts.sqlite';
const COPY_NAME = 'counts.copy.sqlite';
/** Put together out of damaged files; it is whole, and they are not in quarantine yet. */
const SALVAGED_NAME = 'counts.salvaged.sqlite';
/** Is there where the first file failed while it was used: it is looked through at the next start, however large. */
const DISTRUSTED_NAME = 'counts.distrusted';
/** Is there while the copy lacks something. */
const BEHIND_NAME = 'counts.copy.behind';
/** Looked through in a quarter of a second. */
const MAX_EXAMINED_BYTES = 100_000_000;

/**
 * Opens the counts of a data folder, and their copy, which takes their place where they are damaged, missing or behind
 * it. What is damaged goes to quarantine. Counts of a newer or another program are refused, and nothing is touched.
 * `writeCopy` writes what the first file holds now to another file, in a thread of its own; false: it could not.
 */
export function openCounts(
  folder: string,
  parts: {
    readonly writeCopy: (from: string, to: string) => Promise<boolean>;
    readonly nowMs: () => number;
    readonly setTimer: (run: () => void, afterMs: number) => () => void;
    readonly changed: (state: KeptState) => void;
  },
): { readonly ok: true; readonly value: OpenedCounts } | { readonly ok: false; readonly error: OpenError } {
  const file = path.join(folder, NAME);
  const copyFile = path.join(folder, COPY_NAME);
  const salvagedFile = path.join(folder, SALVAGED_NAME);
  const distrustedFile = path.join(folder, DISTRUSTED_NAME);
  const behindFile = path.join(folder, BEHIND_NAME);
  const { nowMs } = parts;
  let opened: Start;
  try {
    opened = openBoth();
  } catch (cause) {
    // Files that could not be moved or written: they stay as they are, and it is tried again.
    if (cause instanceof Database.SqliteError || (cause as NodeJS.ErrnoException).code !== undefined) return { ok: false, error: 'cannot_open' };
    throw cause;
  }
  if (!opened.ok) return opened;
  const { copy, first, recovery } = opened;
  mark(behindFile, copy === null);
  mark(distrustedFile, false);
  const database = keepTwice({
    first,
    copy,
    async makeCopy() {
      const fresh = `${copyFile}.new`;
      try {
        rmSync(fresh, { force: true });
        if (!(await parts.writeCopy(file, fresh))) return null;
        for (const suffix of ['', '-wal', '-shm']) rmSync(`${copyFile}${suffix}`, { force: true });
        renameSync(fresh, copyFile);
      } catch (cause) {
        // What the disk refuses now it may take later.
        if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
        return null;
      }
      const made = openDatabase(copyFile, { examine: false });
      return made.ok ? made.value : null;
    },
    nowMs,
    setTimer: parts.setTimer,
    changed(state) {
      mark(behindFile, state === 'once');
      mark(distrustedFile, state === 'switched' || state === 'failed');
      parts.changed(state);
    },
  });
  return { ok: true, value: { database, recovery, isUnexamined: isLarge() } };

  type Start =
    | { readonly ok: true; readonly first: Database.Database; readonly copy: Database.Database | null; readonly recovery: CountsRecovery | null }
    | { readonly ok: false; readonly error: OpenError };

  function openBoth(): Start {
    if (existsSync(salvagedFile)) return useSalvaged({ fromMs: null, untilMs: nowMs() });
    // An empty file is as good as none; counts that were there before are not begun anew.
    const isMissing = bytesOf(file) === 0 && [copyFile, behindFile, ...backupsOf(folder)].some((one) => existsSync(one));
    const first = isMissing ? ({ ok: false, error: 'damaged' } as const) : openDatabase(file, { examine: !isLarge() || existsSync(distrustedFile) });
    if (!first.ok && first.error !== 'damaged' && first.error !== 'not_a_database') return first;
    if (!existsSync(copyFile)) return first.ok ? { ...begin(first.value, null), recovery: null } : rescue();
    const copy = openDatabase(copyFile, { examine: false });
    if (!first.ok) return copy.ok && isWhole(copy.value) ? useCopy(copy.value) : rescue(copy);
    if (!copy.ok) {
      if (copy.error === 'cannot_open') return { ...begin(first.value, null), recovery: null };
      quarantine(copyFile, nowMs());
      return { ...begin(first.value, null), recovery: null };
    }
    const ahead = sequenceOf(copy.value) - sequenceOf(first.value);
    if (ahead === 0) return { ...begin(first.value, copy.value), recovery: null };
    if (ahead > 0 && isWhole(copy.value)) {
      // What the first file acknowledged is not in it any more.
      first.value.close();
      return useCopy(copy.value);
    }
    copy.value.close();
    if (ahead > 0) {
      first.value.close();
      return rescue();
    }
    return { ...begin(first.value, null), recovery: null };
  }

  function begin(first: Database.Database, copy: Database.Database | null) {
    return { ok: true, first, copy } as const;
  }

  /** Puts the copy in the place of the first file. A power cut in between leaves the copy alone, which is used as well. */
  function useCopy(copy: Database.Database): Start {
    const missing = readSequence(file) - sequenceOf(copy);
    const isBehind = Number.isNaN(missing) ? existsSync(behindFile) : missing > 0;
    const lost = isBehind ? { fromMs: lastActAt(copy), untilMs: nowMs() } : null;
    if (lost !== null) {
      copy.close();
      return rescue(undefined, lost);
    }
    copy.pragma('wal_checkpoint(TRUNCATE)');
    copy.close();
    quarantine(file, nowMs());
    renameSync(copyFile, file);
    const first = openDatabase(file, { examine: false });
    return first.ok ? { ...begin(first.value, null), recovery: { by: 'copy', lost: null } } : first;
  }

  /** Neither file is whole: what can be read of them and of the backups is put together. */
  function rescue(copy?: ReturnType<typeof openDatabase>, lost: CountsRecovery['lost'] = { fromMs: null, untilMs: nowMs() }): Start {
    if (copy?.ok === true) copy.value.close();
    const fresh = `${salvagedFile}.new`;
    const isCopyNewer = readSequence(copyFile) > readSequence(file);
    const both = isCopyNewer ? [copyFile, file] : [file, copyFile];
    salvage([...both, ...backupsOf(folder)].filter((one) => existsSync(one)), fresh);
    syncFile(fresh);
    renameSync(fresh, salvagedFile);
    return useSalvaged(lost);
  }

  function useSalvaged(lost: CountsRecovery['lost']): Start {
    if (existsSync(copyFile)) quarantine(copyFile, nowMs());
    quarantine(file, nowMs());
    renameSync(salvagedFile, file);
    const first = openDatabase(file, { examine: false });
    return first.ok ? { ...begin(first.value, null), recovery: { by: 'salvage', lost } } : first;
  }

  function isLarge(): boolean {
    return bytesOf(file) > MAX_EXAMINED_BYTES;
  }

  function mark(name: string, isSo: boolean): void {
    try {
      if (isSo) writeFileSync(name, '');
      else rmSync(name, { force: true });
    } catch {
      // A full or a read-only disk. The sequences of acts tell most of it too.
    }
  }
}

function isWhole(database: Database.Database): boolean {
  try {
    return database.pragma('quick_check(1)', { simple: true }) === 'ok';
  } catch (cause) {
    if (cause instanceof Database.SqliteError) return false;
    throw cause;
  }
}

/** NaN where it cannot be read. */
function readSequence(file: string): number {
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
    return sequenceOf(database);
  } catch {
    return Number.NaN;
  } finally {
    database?.close();
  }
}

function lastActAt(database: Database.Database): number | null {
  return database.prepare<[], { at: number }>('SELECT at FROM act').get()?.at ?? null;
}

function bytesOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
