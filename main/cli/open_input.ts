import { createReadStream } from 'node:fs';
import path from 'node:path';

/** npm runs scripts in the project's folder; files are named from where the user stands. */
export function resolveInput(name: string): string {
  return path.resolve(process.env.INIT_CWD ?? '.', name);
}

/** The bytes of the named file, or of standard input for `-`. Reading it fails as the file system does. */
export function openInput(name: string): AsyncIterable<Uint8Array> {
  return name === '-' ? process.stdin : createReadStream(resolveInput(name));
}
