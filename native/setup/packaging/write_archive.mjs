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
  // By their entries: by names alone it would be followed into links, of which a macOS bundle has some.
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).map(({ name, parentPath }) =>
    path.relative(folder, path.join(parentPath, name)).split(path.sep).join('/'),
  );
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
    names.toSorted(),
  );
}
