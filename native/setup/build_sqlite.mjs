import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findElectron } from './electron_runtime.mjs';
import { PROJECT_DIR, RUNTIME_DIR } from './paths.mjs';
import { say } from './say.mjs';

const PACKAGE_DIR = path.join(PROJECT_DIR, 'node_modules/better-sqlite3');
const BUILT = path.join(PACKAGE_DIR, 'build/Release/better_sqlite3.node');
/** The Node-API version that better-sqlite3's own binaries ask for. */
const NEEDED_NODE_API = 10;

/** True when the addon that would be loaded was compiled here rather than shipped; a release refuses it. */
export function hasCompiledSqlite() {
  return existsSync(BUILT);
}

/** True when this Node or the Electron found is too old for the addon's shipped binary. */
export function needsCompiledSqlite() {
  if (Number(process.versions.napi) < NEEDED_NODE_API) return true;
  const electron = findElectron();
  return electron !== null && !electron.declared;
}

/**
 * Compiles the SQLite addon for an older Node-API, once; later runs copy the kept one. One addon serves Node
 * 20, Node 24 and Electron 33.
 */
export async function buildSqlite() {
  if (hasCompiledSqlite()) return;
  const { version } = JSON.parse(readFileSync(path.join(PACKAGE_DIR, 'package.json'), 'utf8'));
  const kept = path.join(RUNTIME_DIR, `better_sqlite3-${version}-${process.arch}.node`);
  if (!existsSync(kept)) {
    say('Compiling the SQLite addon for this Node (under a minute).');
    await compile();
    mkdirSync(RUNTIME_DIR, { recursive: true });
    copyFileSync(BUILT, kept);
    rmSync(path.join(PACKAGE_DIR, 'build'), { recursive: true });
  }
  mkdirSync(path.dirname(BUILT), { recursive: true });
  copyFileSync(kept, BUILT);
  // A wrong binary kills the process without a word: better here, with a sentence.
  execFileSync(process.execPath, ['-e', 'new (require("better-sqlite3"))(":memory:")'], { cwd: PROJECT_DIR });
}

/** @returns {Promise<void>} */
function compile() {
  const gyp = path.join(PROJECT_DIR, 'node_modules/node-gyp/bin/node-gyp.js');
  const headers = existsSync('/usr/include/node/node_api.h') ? ['--nodedir=/usr'] : [];
  const child = spawn(process.execPath, [gyp, 'rebuild', '--release', '--force_build=1', ...headers], {
    cwd: PACKAGE_DIR,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      CFLAGS: '-O1 -fno-lto',
      LDFLAGS: '-fno-lto',
      CXXFLAGS: '-O1 -fno-lto -UNAPI_VERSION -DNAPI_VERSION=2147483647 -DNAPI_EXPERIMENTAL',
    },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-4_000);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The SQLite addon did not compile:\n${errors}`)),
    );
  });
}
