import path from 'node:path';
import { writeArchive } from './write_archive.mjs';

const FASTEST = 1;
const SMALLEST = 9;
/** What Debian calls a processor, and the folder that electron-builder packed for it. */
const PROCESSORS = /** @type {const} */ ([
  { debian: 'amd64', name: 'x64', folder: 'linux-unpacked' },
  { debian: 'arm64', name: 'arm64', folder: 'linux-arm64-unpacked' },
]);

/**
 * Writes a tar.gz beside each deb, of the same program, and returns the new files.
 * @param {{ readonly outDir: string, readonly artifactPaths: readonly string[], readonly configuration: { readonly compression?: string | null } }} built
 * @returns {Promise<readonly string[]>}
 */
export default async function writeArchives({ artifactPaths, configuration, outDir }) {
  const written = [];
  for (const { debian, folder, name } of PROCESSORS) {
    const deb = artifactPaths.find((file) => file.endsWith(`-${debian}.deb`));
    if (deb === undefined) continue;
    const top = path.basename(deb).replace(`${debian}.deb`, name);
    const file = path.join(outDir, `${top}.tar.gz`);
    const level = configuration.compression === 'store' ? FASTEST : SMALLEST;
    await writeArchive({ folder: path.join(outDir, folder), file, top, level });
    written.push(file);
  }
  return written;
}
