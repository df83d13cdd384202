import path from 'node:path';
import { writeArchive } from './write_archive.mjs';

const FASTEST = 1;
const SMALLEST = 9;
/** How the package of a system and processor ends, the folder that electron-builder packed it from, and what the archive is called. */
const ARCHIVES = /** @type {const} */ ([
  { package: '-linux-amd64.deb', folder: 'linux-unpacked', name: '-linux-x64' },
  { package: '-linux-arm64.deb', folder: 'linux-arm64-unpacked', name: '-linux-arm64' },
  { package: '-win-x64.msi', folder: 'win-unpacked', name: '-win-x64' },
  { package: '-win-arm64.msi', folder: 'win-arm64-unpacked', name: '-win-arm64' },
  { package: '-mac-x64.dmg', folder: 'mac', name: '-mac-x64' },
  { package: '-mac-arm64.dmg', folder: 'mac-arm64', name: '-mac-arm64' },
]);

/**
 * Writes a tar.gz of each program that was packaged, which is what kiosks are updated by, and returns the new files.
 * @param {{ readonly outDir: string, readonly artifactPaths: readonly string[], readonly configuration: { readonly compression?: string | null } }} built
 * @returns {Promise<readonly string[]>}
 */
export default async function writeArchives({ artifactPaths, configuration, outDir }) {
  const written = [];
  for (const { folder, name, package: ending } of ARCHIVES) {
    const packed = artifactPaths.find((file) => file.endsWith(ending));
    if (packed === undefined) continue;
    const top = path.basename(packed).replace(ending, name);
    const file = path.join(outDir, `${top}.tar.gz`);
    const level = configuration.compression === 'store' ? FASTEST : SMALLEST;
    await writeArchive({ folder: path.join(outDir, folder), file, top, level });
    written.push(file);
  }
  return written;
}
