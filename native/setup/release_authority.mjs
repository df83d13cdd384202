import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BUILD_DIR, PROJECT_DIR } from './paths.mjs';

/** Where the tests' authority for programs works; its repository is `programs` in it. */
export const RELEASE_AUTHORITY_DIR = path.join(BUILD_DIR, 'release_authority');

/**
 * Runs the authority's tool there as a person would, and returns what it wrote. Throws where it fails.
 * @param {...string} words
 */
export function askReleaseAuthority(...words) {
  return execFileSync(process.execPath, [path.join(PROJECT_DIR, 'native/setup/passctl.mjs'), ...words], {
    cwd: RELEASE_AUTHORITY_DIR,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: RELEASE_AUTHORITY_DIR, PASSCTL_PASSPHRASE: 'a passphrase for tests' },
  });
}

/** Makes it anew, and returns the file of the root that its kiosks are built with (VENUE_PASS_RELEASE_ROOT). */
export function makeReleaseAuthority() {
  rmSync(RELEASE_AUTHORITY_DIR, { recursive: true, force: true });
  mkdirSync(RELEASE_AUTHORITY_DIR, { recursive: true });
  askReleaseAuthority('key', 'new', 'maker');
  askReleaseAuthority('repo', 'init', 'programs', '--keys', 'maker.key.json');
  return path.join(RELEASE_AUTHORITY_DIR, 'programs/metadata/1.root.json');
}
