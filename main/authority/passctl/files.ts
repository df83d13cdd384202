import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../repository/write_whole.ts';
import { badFile, type World } from './command.ts';

const WORDS_OF_CODE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  ENOENT: 'it is not there',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is not a folder',
  EPERM: 'not permitted',
  EROFS: 'the disk is read-only',
};

/** The bytes of a file of at most `maxBytes`. */
export function readInput(world: World, name: string, maxBytes: number): Uint8Array {
  const file = world.resolve(name);
  try {
    if (statSync(file).size > maxBytes) throw badFile(`Cannot use ${name}: it is larger than it should be.`);
    return readFileSync(file);
  } catch (cause) {
    throw problemOf('read', name, cause);
  }
}

/** Says no before anything is worked out that could not be written. */
export function mustBeNew(world: World, name: string): void {
  if (existsSync(world.resolve(name))) throw badFile(`Cannot write ${name}: it is there already.`);
}

/** Writes a new file whole or not at all; never over one that is there. */
export function writeNew(world: World, name: string, content: string | Uint8Array, mode = 0o644): void {
  mustBeNew(world, name);
  writeOver(world, name, content, mode);
}

/** Writes a file whole or not at all, in place of one that is there. */
export function writeOver(world: World, name: string, content: string | Uint8Array, mode = 0o644): void {
  try {
    writeWhole(world.resolve(name), content, mode);
  } catch (cause) {
    throw problemOf('write', name, cause);
  }
}

/** Puts a folder of new files in place at one stroke: all of them, or none. */
export function writeNewFolder(
  world: World,
  name: string,
  files: Iterable<readonly [string, string | Uint8Array]>,
): void {
  mustBeNew(world, name);
  const folder = world.resolve(name);
  const fresh = `${folder}.${randomBytes(4).toString('hex')}.new`;
  try {
    mkdirSync(fresh, { recursive: true });
    for (const [file, content] of files) writeWhole(path.join(fresh, file), content);
    renameSync(fresh, folder);
  } catch (cause) {
    rmSync(fresh, { recursive: true, force: true });
    throw problemOf('write', name, cause);
  }
}

/** A sentence for what the file system refused; any other error as it is. */
export function problemOf(verb: 'read' | 'write', name: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'syscall' in cause)) return cause;
  const code = 'code' in cause ? String(cause.code) : 'unknown error';
  return badFile(`Cannot ${verb} ${name}: ${WORDS_OF_CODE[code] ?? code}.`);
}
