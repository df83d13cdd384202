import { chmodSync, closeSync, existsSync, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { extract, list, type ReadEntry } from 'tar';
import { z } from 'zod';
import { openSealedJson, sealJson } from '../trust/repository/sealed_json.ts';
import { sha256Of, wholeFiles } from './whole_files.ts';

const MANIFEST = 'program.json';
const MAX_MANIFEST_BYTES = 8 * 1024 * 1024;
const MAX_ENTRIES = 20_000;
const MAX_UNPACKED_BYTES = 2 * 1024 * 1024 * 1024;
const MAX_PATH_CHARACTERS = 300;
/**
 * Chromium's sandbox where the kernel refuses user namespaces: of use with root's rights only, and in the way without them,
 * since Chromium then does not look for another one's.
 */
const SANDBOX_HELPER = /^[^/]+\/chrome-sandbox$/;

const manifest = z.object({
  version: z.literal(1),
  /** SHA-256 of a file's content, or of a link's target. */
  files: z.array(z.object({ name: z.string().max(MAX_PATH_CHARACTERS), sha256: z.string().length(64) })).max(MAX_ENTRIES),
});

export type UnpackError = 'bad_package' | 'too_large' | 'disk_failed';

class Refused extends Error {
  readonly code: UnpackError;

  constructor(code: UnpackError) {
    super(code);
    this.code = code;
  }
}

/**
 * Unpacks a program (gzipped tar, one folder at its top) into a folder that is there only when all of it is on the disk,
 * with the hash of every file beside it. Nothing but files, folders and links within the program is taken; nothing of it
 * gets another user's rights, and what would need them is left out.
 */
export function unpackProgram(file: string, folder: string): { readonly ok: true; readonly value: null } | { readonly ok: false; readonly error: UnpackError } {
  const fresh = `${folder}.new`;
  try {
    checkEntries(file);
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    extract({ file, cwd: fresh, sync: true, strict: true, strip: 1, noMtime: true, filter: (name) => !SANDBOX_HELPER.test(name) });
    const files = entriesUnder(fresh).map((name) => {
      const place = path.join(fresh, name);
      if (!lstatSync(place).isSymbolicLink()) {
        chmodSync(place, (statSync(place).mode & 0o100) === 0 ? 0o644 : 0o755);
        syncEntry(place);
      }
      return { name, sha256: hashOf(place) };
    });
    wholeFiles().replace(path.join(fresh, MANIFEST), sealJson({ version: 1, files }));
    if (process.platform !== 'win32') for (const inner of new Set(['', ...files.map(({ name }) => path.dirname(name))])) syncEntry(path.join(fresh, inner));
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    wholeFiles().sync(path.dirname(folder));
    return { ok: true, value: null };
  } catch (cause) {
    removeQuietly(fresh);
    if (cause instanceof Refused) return { ok: false, error: cause.code };
    const { code, tarCode } = cause as NodeJS.ErrnoException & { readonly tarCode?: string };
    if (tarCode !== undefined || code === undefined || code.startsWith('Z_') || code.startsWith('TAR_')) return { ok: false, error: 'bad_package' };
    return { ok: false, error: 'disk_failed' };
  }
}

/** Whether every file of an unpacked program is as it was unpacked, and none was added. */
export function isWholeProgram(folder: string): boolean {
  try {
    const file = path.join(folder, MANIFEST);
    if (statSync(file).size > MAX_MANIFEST_BYTES) return false;
    const read = openSealedJson(readFileSync(file), manifest);
    if (read === null) return false;
    const there = entriesUnder(folder).filter((name) => name !== MANIFEST);
    return there.length === read.files.length && read.files.every(({ name, sha256 }) => hashOf(path.join(folder, name)) === sha256);
  } catch {
    return false;
  }
}

/** Throws before anything is written. */
function checkEntries(file: string): void {
  const names = new Set<string>();
  let bytes = 0;
  const look = (entry: ReadEntry) => {
    bytes += entry.size;
    if (names.size >= MAX_ENTRIES || bytes > MAX_UNPACKED_BYTES) throw new Refused('too_large');
    const name = entry.path.replace(/\/$/, '');
    // Two names that some file systems take for one would overwrite each other.
    const folded = name.normalize('NFC').toLowerCase();
    if (!isInside(name) || names.has(folded)) throw new Refused('bad_package');
    names.add(folded);
    if (entry.type === 'SymbolicLink') {
      const target = path.posix.normalize(path.posix.join(path.posix.dirname(name), entry.linkpath ?? ''));
      if (!isInside(target) || target.split('/')[0] !== name.split('/')[0] || path.posix.isAbsolute(entry.linkpath ?? '/')) throw new Refused('bad_package');
    } else if (entry.type !== 'File' && entry.type !== 'OldFile' && entry.type !== 'Directory') throw new Refused('bad_package');
  };
  list({ file, sync: true, strict: true, onReadEntry: look });
  const tops = new Set([...names].map((name) => name.split('/')[0]));
  if (tops.size !== 1 || names.size < 2) throw new Refused('bad_package');
}

function isInside(name: string): boolean {
  if (name.length > MAX_PATH_CHARACTERS || !/^[^\\:*?"<>|\p{Cc}]+$/u.test(name) || path.posix.isAbsolute(name)) return false;
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[. ]$/.test(part));
}

function entriesUnder(folder: string, inner = ''): readonly string[] {
  return readdirSync(path.join(folder, inner), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(inner, entry.name);
    return entry.isDirectory() ? entriesUnder(folder, name) : [name];
  });
}

function hashOf(place: string): string {
  return lstatSync(place).isSymbolicLink() ? sha256Of(Buffer.from(readlinkSync(place))) : sha256Of(readFileSync(place));
}

function syncEntry(place: string): void {
  const descriptor = openSync(place, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function removeQuietly(folder: string): void {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
