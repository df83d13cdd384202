import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_DIR, RUNTIME_DIR } from './paths.mjs';

/**
 * Gets a package of the npm registry that is too large, or too seldom needed, to be installed with the others, and
 * unpacks the named members of its archive into `dir`. Throws where it cannot be had or has another hash.
 * @param {{ readonly packageSpec: string, readonly integrity: string, readonly members: readonly string[], readonly dir: string }} wanted
 */
export function fetchPackage({ dir, integrity, members, packageSpec }) {
  mkdirSync(RUNTIME_DIR, { recursive: true });
  mkdirSync(dir, { recursive: true });
  const packed = execFileSync('npm', ['pack', packageSpec, '--json', '--pack-destination', RUNTIME_DIR], {
    encoding: 'utf8',
    cwd: PROJECT_DIR,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const archive = path.join(RUNTIME_DIR, Object.values(JSON.parse(packed))[0].filename);
  requireIntegrity(archive, integrity);
  execFileSync('tar', ['-xzf', archive, '-C', dir, ...members]);
  rmSync(archive);
}

/**
 * Throws unless the file has the pinned hash; removes it if it has not.
 * @param {string} file
 * @param {string} integrity Subresource-integrity form, `sha512-` and base64.
 */
export function requireIntegrity(file, integrity) {
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found === integrity) return;
  rmSync(file);
  throw new Error(`The download of ${path.basename(file)} does not have the expected hash; it was deleted.`);
}
