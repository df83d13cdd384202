import { readdirSync } from 'node:fs';
import path from 'node:path';
import { create } from 'tar';
import { PACKAGE_DATE_S } from './package_date.mjs';

/**
 * Writes a tar.gz of a folder, all under one folder of the given name. The same files give the same bytes: they are
 * in the order of their names, and all of one date and of no owner.
 * @param {{ readonly folder: string, readonly file: string, readonly top: string, readonly level: number }} wanted
 */
export async function writeArchive({ file, folder, level, top }) {
  await create(
    {
      file,
      cwd: folder,
      prefix: top,
      gzip: { level },
      portable: true,
      mtime: new Date(PACKAGE_DATE_S * 1_000),
      noDirRecurse: true,
    },
    namesUnder(folder).toSorted(),
  );
}

/**
 * Not by a recursive `readdir`, which in newer Node goes into links to folders, of which a macOS bundle has some.
 * @param {string} folder
 * @param {string} [inner]
 * @returns {readonly string[]}
 */
function namesUnder(folder, inner = '') {
  return readdirSync(path.join(folder, inner), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(inner, entry.name);
    return entry.isDirectory() ? [name, ...namesUnder(folder, name)] : [name];
  });
}
