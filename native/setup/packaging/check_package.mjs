import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/** As the program's file holds them (electron/fuses, constants.ts). */
const ON = '1'.charCodeAt(0);
const OFF = '0'.charCodeAt(0);
/** How each switch in Electron's own program must be set in what a venue gets. */
const FUSES = /** @type {const} */ ({
  RunAsNode: OFF,
  EnableCookieEncryption: OFF,
  EnableNodeOptionsEnvironmentVariable: OFF,
  EnableNodeCliInspectArguments: OFF,
  EnableEmbeddedAsarIntegrityValidation: ON,
  OnlyLoadAppFromAsar: ON,
  LoadBrowserProcessSpecificV8Snapshot: OFF,
  GrantFileProtocolExtraPrivileges: OFF,
});
/** Everything that the program is made of, by what it may be. */
const ALLOWED = /^\/(package\.json|\.build\/release_root\.json|\.build\/(main|preload|renderer)\/[\w./-]+\.(js|cjs|css|html|wasm|json|txt)|node_modules\/[\w.@/+-]+\.(js|mjs|cjs|json|node|txt)|node_modules\/[\w.@/+-]*\/LICEN[CS]E)$/;
const NEVER = /(\.map|\.d\.ts|\.test\.\w+)$|\/(test|tests|src\/.*\.(c|cc|cpp|h))\//;

/**
 * What is wrong with an unpacked program that is to be given to venues, a sentence each; none: nothing is. `executable`
 * is its program file, `resources` the folder of its app.asar.
 * @param {{ readonly executable: string, readonly resources: string, readonly platform: string, readonly arch: string }} program
 * @returns {Promise<readonly string[]>}
 */
export async function checkPackage({ arch, executable, platform, resources }) {
  const asar = path.join(resources, 'app.asar');
  const wire = await getCurrentFuseWire(executable);
  const files = listPackage(asar, { isPack: false }).map((file) => file.split(path.sep).join('/'));
  const leaves = files.filter((file) => !files.some((other) => other.startsWith(`${file}/`)));
  const addons = leaves.filter((file) => file.endsWith('.node'));
  const manifest = JSON.parse(extractFile(asar, 'package.json').toString('utf8'));
  const unpacked = readdirSync(`${asar}.unpacked`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return [
    ...Object.entries(FUSES).flatMap(([name, state]) =>
      wire[FuseV1Options[/** @type {keyof typeof FuseV1Options} */ (name)]] === state ? [] : [`The fuse ${name} is not as it must be.`],
    ),
    ...(manifest.packagedForTests === undefined ? [] : ['It was packaged for tests.']),
    ...(manifest.scripts === undefined && manifest.devDependencies === undefined ? [] : ['Its package.json names what it was made with.']),
    ...leaves.filter((file) => !ALLOWED.test(file) || NEVER.test(file)).map((file) => `${file} has no place in it.`),
    ...addons.filter((file) => file.includes('/prebuilds/') && !(file.includes(platform) && file.includes(arch))).map((file) => `${file} is of another system.`),
    ...unpacked.filter(({ name }) => !name.endsWith('.node')).map(({ name }) => `${name} lies outside app.asar, whose hash is checked.`),
    ...['default_app.asar', 'app'].filter((name) => existsSync(path.join(resources, name))).map((name) => `${name} lies beside app.asar.`),
  ];
}
