import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPackageWithOptions, extractAll } from '@electron/asar';
import { writeArchive } from '../../native/setup/packaging/write_archive.mjs';
import { BUILD_DIR } from '../../native/setup/paths.mjs';

/**
 * Makes another version of a packaged program, as its tar.gz in `file`: the same but for its version and, where it is given,
 * the code that its kiosk begins with.
 */
export async function repack(folder: string, file: string, change: { readonly version: string; readonly main?: string }): Promise<void> {
  const home = mkdtempSync(path.join(BUILD_DIR, 'repack-'));
  try {
    const [program, code] = [path.join(home, 'program'), path.join(home, 'code')];
    // Linked: only what changes is written anew.
    execFileSync('cp', ['-al', folder, program]);
    const asar = path.join(program, 'resources/app.asar');
    extractAll(asar, code);
    const manifest = path.join(code, 'package.json');
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), version: change.version }));
    if (change.main !== undefined) writeFileSync(path.join(code, '.build/main/main.js'), change.main);
    rmSync(asar);
    rmSync(`${asar}.unpacked`, { recursive: true });
    await createPackageWithOptions(code, asar, { dot: true, unpack: '**/*.node' });
    await writeArchive({ folder: program, file, top: `venue-pass-kiosk-${change.version}`, level: 1 });
  } finally {
    rmSync(home, { recursive: true });
  }
}
