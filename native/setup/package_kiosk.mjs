import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_DATE_S } from './packaging/package_date.mjs';
import { buildKiosk } from './build.mjs';
import { BUILD_DIR, PROJECT_DIR, RUNTIME_DIR } from './paths.mjs';

/** Where packages are written unless another folder is asked for. */
export const PACKAGES_DIR = path.join(BUILD_DIR, 'package');

/** Where `npm run test:package` packages the same source again, in a project of its own. */
export const SECOND_PROJECT_DIR = path.join(BUILD_DIR, 'second_project');

/** Where `npm run test:package` puts the program that the end-to-end tests drive. */
export const TEST_PROGRAM_DIR = path.join(BUILD_DIR, 'program_for_tests');

const PACKAGING_DIR = path.join(PROJECT_DIR, 'native/setup/packaging');
/** The parts of the build that are packed; what an earlier build left in them must not be. */
const PACKED = ['main', 'preload', 'renderer'];

/**
 * Packages the kiosk with the given Electron into a folder. Of the declared Electron: every package of this system.
 * Of another one: packages of this machine for tests, which say so in their names, packed in haste. `unpacked` leaves it at
 * the folder that the packages would hold. `forTests` gives a program that Playwright can drive and that may run as a demo;
 * `npm run release` never asks for one, and refuses it.
 * @param {{ readonly electron: import('./electron_runtime.mjs').ElectronRuntime, readonly output?: string, readonly unpacked?: boolean, readonly forTests?: boolean }} wanted
 */
export async function packageKiosk({ electron, forTests = false, output = PACKAGES_DIR, unpacked = false }) {
  for (const part of PACKED) rmSync(path.join(BUILD_DIR, part), { recursive: true, force: true });
  rmSync(output, { recursive: true, force: true });
  process.env.SOURCE_DATE_EPOCH = String(PACKAGE_DATE_S);
  await buildKiosk();
  if (!electron.declared) useToolsOfThisMachine();
  const { Arch, build, Platform } = await import('electron-builder');
  const processor = Arch[/** @type {'x64' | 'arm64'} */ (process.arch)];
  const targets = unpacked
    ? Platform.current().createTarget('dir', processor)
    : electron.declared
      ? undefined
      : Platform.LINUX.createTarget(['AppImage', 'deb'], processor);
  const listened = process.listeners('beforeExit');
  await build({
    projectDir: PROJECT_DIR,
    publish: 'never',
    ...(targets === undefined ? {} : { targets }),
    config: {
      directories: { output },
      ...(electron.declared ? {} : withTestRuntime(electron)),
      ...(forTests
        ? { extraMetadata: { packagedForTests: true }, electronFuses: { enableNodeCliInspectArguments: true } }
        : {}),
    },
  });
  // What removes its temporary files ends the process with 0 then, whatever has failed; at the very end it removes them too.
  for (const listener of process.listeners('beforeExit')) {
    if (!listened.includes(listener)) process.removeListener('beforeExit', listener);
  }
}

/** @param {import('./electron_runtime.mjs').ElectronRuntime} electron */
function withTestRuntime({ dir, version }) {
  return {
    electronDist: dir,
    electronVersion: version,
    // electron-builder's macros, which it fills in itself.
    artifactName: `\${name}-\${version}-test_electron_${version}-\${os}-\${arch}.\${ext}`,
    linux: { synopsis: `For tests only, made with Electron ${version}: not for venues` },
    compression: /** @type {const} */ ('store'),
    deb: { compression: /** @type {const} */ ('gz') },
  };
}

/** Of electron-builder's own tools none can be had where Electron cannot: Debian's do the same work. */
function useToolsOfThisMachine() {
  const tools = path.join(RUNTIME_DIR, 'appimage_tools');
  rmSync(tools, { recursive: true, force: true });
  mkdirSync(path.join(tools, 'runtimes'), { recursive: true });
  mkdirSync(path.join(tools, 'lib/x64'), { recursive: true });
  for (const tool of ['mksquashfs', 'desktop-file-validate']) symlinkSync(whereIs(tool), path.join(tools, tool));
  const source = path.join(PACKAGING_DIR, 'appimage_runtime.c');
  execFileSync('gcc', ['-static', '-Os', '-s', '-o', path.join(tools, 'runtimes/runtime-x64'), source], { stdio: 'inherit' });
  process.env.APPIMAGE_TOOLS_PATH = tools;
  process.env.CUSTOM_FPM_PATH = path.join(PACKAGING_DIR, 'fpm_by_dpkg.mjs');
}

/** @param {string} program */
function whereIs(program) {
  const found = (process.env.PATH ?? '').split(':').map((dir) => path.join(dir, program)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`There is no ${program} on this machine.`);
  return found;
}
