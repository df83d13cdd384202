import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGES_DIR, SECOND_PROJECT_DIR } from '../../native/setup/package_kiosk.mjs';
import { PROJECT_DIR } from '../helpers/launch_kiosk.ts';

/** electron-builder's own notes on what it did; in no package. */
const NOTES = /^builder-/;

/** The hash of every file in a folder, by its path there. */
function hashes(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !NOTES.test(entry.name))
      .map(({ name, parentPath }) => path.join(parentPath, name))
      .map((file) => [path.relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}

it('gives the same bytes when the same source is packaged again in another folder', () => {
  const second = path.join(SECOND_PROJECT_DIR, path.relative(PROJECT_DIR, PACKAGES_DIR));
  const first = hashes(PACKAGES_DIR);
  for (const ending of ['.deb', '.AppImage', '.tar.gz', 'app.asar', '/venue-pass-kiosk']) {
    expect(Object.keys(first).some((name) => name.endsWith(ending)), ending).toBe(true);
  }
  expect(hashes(second)).toEqual(first);
});
