import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { BUILD_DIR, PROJECT_DIR } from './paths.mjs';
import { writeShippedList } from './shipped_list.mjs';

/** Loaded from node_modules at run time, since they hold native code. */
const EXTERNAL = ['electron', 'better-sqlite3', 'node-hid', 'serialport'];
/** Of what is run here only. */
const TEST_EXTERNAL = [...EXTERNAL, 'playwright'];
const WINDOWS = ['door', 'visitor', 'manager', 'camera', 'specimens'];
/** Lets bundled CommonJS packages call `require` from an ES module. */
const REQUIRE = "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);";

/**
 * Builds the main process, the preloads and the pages into `.build`, with the list of what they are made of beside them.
 * `outDir` builds them elsewhere.
 */
export async function buildKiosk(outDir = BUILD_DIR) {
  const { build } = await import('esbuild');
  const common = /** @type {const} */ ({ bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', metafile: true });
  const { build: buildPages } = await import('vite');
  /** @type {Set<string>} */
  const modules = new Set();
  const collectModules = {
    name: 'collect-modules',
    /** @param {unknown} _options @param {import('vite').Rolldown.OutputBundle} bundle */
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const [name, { renderedLength }] of Object.entries(chunk.modules)) if (renderedLength > 0) modules.add(name);
      }
    },
  };
  const built = await Promise.all([
    ...['main/program.ts', 'main/main.ts', 'main/counts/health_worker.ts', 'main/update/program_worker.ts', 'main/counts/copy_worker.ts'].map((source) =>
      build({
        ...common,
        entryPoints: [path.join(PROJECT_DIR, source)],
        outfile: path.join(outDir, 'main', `${path.basename(source, '.ts')}.js`),
        format: 'esm',
        // The program loads the kiosk only where it is not a guardian.
        external: [...EXTERNAL, './main.js'],
        banner: { js: REQUIRE },
      }),
    ),
    ...WINDOWS.map((name) =>
      build({
        ...common,
        entryPoints: [path.join(PROJECT_DIR, `main/bridge/preload_${name}.ts`)],
        outfile: path.join(outDir, `preload/${name}.cjs`),
        format: 'cjs',
        external: ['electron'],
      }),
    ),
  ]);
  for (const { metafile } of built) {
    for (const { inputs } of Object.values(metafile.outputs)) {
      for (const [name, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) modules.add(name);
    }
  }
  await copyReleaseRoot(outDir);
  await buildPages({
    configFile: path.join(PROJECT_DIR, 'renderer/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: path.join(outDir, 'renderer') },
    plugins: [collectModules],
    // Workers are bundled apart.
    worker: { plugins: () => [collectModules] },
  });
  writeShippedList([...modules], outDir);
}

/** Without VENUE_PASS_RELEASE_ROOT the build takes no updates. @param {string} outDir */
async function copyReleaseRoot(outDir) {
  const place = path.join(outDir, 'release_root.json');
  const { VENUE_PASS_RELEASE_ROOT: root } = process.env;
  await mkdir(outDir, { recursive: true });
  if (root === undefined) await rm(place, { force: true });
  else await copyFile(root, place);
}

/**
 * Bundles one command of main/cli and returns the file. Several may run at once: each writes its own file and
 * puts it in place whole.
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function buildCommand(name) {
  return bundle(`main/cli/${name}.ts`, `cli/${name}.mjs`);
}

/**
 * Bundles one benchmark of test/bench and returns the file.
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function buildBench(name) {
  return bundle(`test/bench/${name}_bench.ts`, `bench/${name}.mjs`);
}

/**
 * Bundles one program of test/faults and returns the file.
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function buildFaults(name) {
  return bundle(`test/faults/run_${name}.ts`, `faults/${name}.mjs`);
}

/** @param {string} source @param {string} target */
async function bundle(source, target) {
  const { build } = await import('esbuild');
  const file = path.join(BUILD_DIR, target);
  const fresh = `${file}.${process.pid}`;
  await build({
    entryPoints: [path.join(PROJECT_DIR, source)],
    outfile: fresh,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    external: TEST_EXTERNAL,
    banner: { js: REQUIRE },
  });
  await rename(fresh, file);
  return file;
}
