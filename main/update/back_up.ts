import * as nodeFs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { openSealedJson, sealJson } from '../trust/repository/sealed_json.ts';
import { sha256Of, type UpdateFiles, wholeFiles } from './whole_files.ts';

const MANIFEST = 'backup.json';
const COUNTS = 'counts.sqlite';
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MOST_KEPT = 3;
/** Not backed up: programs and backups themselves, what damaged files left, and the counts' own files, which are copied apart. */
const LEFT_OUT = /^(?:programs|backups|quarantine|counts\.[^/]*|.*\.new)$/;

const manifest = z.object({
  version: z.literal(1),
  files: z.array(z.object({ name: z.string().max(500), sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().min(0) })).max(20_000),
});

export type BackUpError = 'counts_not_copied' | 'disk_failed';

/**
 * Copies all of a data folder to `backups/ID` in it: settings, keys, trust, and the counts by `copyCounts`, which says
 * whether its copy is whole. In place at one stroke, and then read back and compared.
 */
export function backUp<Counts>(
  parts: {
    readonly dataDir: string;
    readonly id: string;
    readonly copyCounts: (to: string) => Counts | null;
    readonly files?: UpdateFiles;
  },
): { readonly ok: true; readonly value: Counts } | { readonly ok: false; readonly error: BackUpError } {
  const { dataDir, files = nodeFs, id } = parts;
  const whole = wholeFiles(files);
  const all = path.join(dataDir, 'backups');
  const fresh = path.join(all, `${id}.new`);
  try {
    removeOldBackups(all, files);
    files.rmSync(fresh, { recursive: true, force: true });
    files.mkdirSync(fresh, { recursive: true });
    const counts = parts.copyCounts(path.join(fresh, COUNTS));
    if (counts === null) return { ok: false, error: 'counts_not_copied' };
    syncFile(path.join(fresh, COUNTS), files);
    const names = whole.list(dataDir, (name) => LEFT_OUT.test(name));
    for (const name of names) whole.replace(path.join(fresh, name), files.readFileSync(path.join(dataDir, name)));
    const listed = [COUNTS, ...names].map((name) => {
      const content = files.readFileSync(path.join(fresh, name));
      return { name, sha256: sha256Of(content), bytes: content.length };
    });
    whole.replace(path.join(fresh, MANIFEST), sealJson({ version: 1, files: listed }));
    for (const folder of new Set(names.map((name) => path.dirname(name)))) whole.sync(path.join(fresh, folder));
    whole.sync(fresh);
    files.renameSync(fresh, path.join(all, id));
    whole.sync(all);
    return isWholeBackup(dataDir, id, files) ? { ok: true, value: counts } : { ok: false, error: 'disk_failed' };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    return { ok: false, error: 'disk_failed' };
  }
}

/** Whether every file of a backup is there as it was written. */
export function isWholeBackup(dataDir: string, id: string, files: UpdateFiles = nodeFs): boolean {
  return readBackup(dataDir, id, files) !== null;
}

/**
 * Puts back what was backed up; to be begun anew where the power was cut, until it has ended. `damaged`: a file of the
 * backup is not as it was written, and nothing was touched. Throws what the disk throws.
 */
export function restoreBackup(dataDir: string, id: string, files: UpdateFiles = nodeFs): 'restored' | 'damaged' {
  const backup = readBackup(dataDir, id, files);
  if (backup === null) return 'damaged';
  const whole = wholeFiles(files);
  for (const { name, sha256 } of backup) {
    if (name === COUNTS) continue;
    const place = path.join(dataDir, name);
    if (!isSame(place, sha256, files)) whole.replace(place, files.readFileSync(path.join(dataDir, 'backups', id, name)));
    whole.sync(path.dirname(place));
  }
  const counts = path.join(dataDir, COUNTS);
  const fresh = `${counts}.restored`;
  whole.replace(fresh, files.readFileSync(path.join(dataDir, 'backups', id, COUNTS)));
  // A log would be played into a file that it is not of, and a second copy is ahead of the first.
  for (const name of ['counts.sqlite-wal', 'counts.sqlite-shm', ...namesOfCopy(dataDir, files)]) files.rmSync(path.join(dataDir, name), { force: true });
  files.renameSync(fresh, counts);
  whole.sync(dataDir);
  return 'restored';
}

function namesOfCopy(dataDir: string, files: UpdateFiles): readonly string[] {
  return files.readdirSync(dataDir).filter((name) => /^counts\.(?:copy|salvaged|distrusted)/.test(name));
}

function readBackup(dataDir: string, id: string, files: UpdateFiles): z.infer<typeof manifest>['files'] | null {
  const folder = path.join(dataDir, 'backups', id);
  try {
    const file = path.join(folder, MANIFEST);
    if (files.statSync(file).size > MAX_MANIFEST_BYTES) return null;
    const read = openSealedJson(files.readFileSync(file), manifest);
    if (read === null || !read.files.some(({ name }) => name === COUNTS)) return null;
    return read.files.every(({ name, sha256 }) => isSame(path.join(folder, name), sha256, files)) ? read.files : null;
  } catch {
    return null;
  }
}

function isSame(file: string, sha256: string, files: UpdateFiles): boolean {
  try {
    return sha256Of(files.readFileSync(file)) === sha256;
  } catch {
    return false;
  }
}

function syncFile(file: string, files: UpdateFiles): void {
  const descriptor = files.openSync(file, 'r+');
  try {
    files.fsyncSync(descriptor);
  } finally {
    files.closeSync(descriptor);
  }
}

/** Ids are times, so that their order is that of their names. */
function removeOldBackups(all: string, files: UpdateFiles): void {
  files.mkdirSync(all, { recursive: true });
  for (const name of [...files.readdirSync(all)].sort().slice(0, -(MOST_KEPT - 1))) files.rmSync(path.join(all, name), { recursive: true, force: true });
}
