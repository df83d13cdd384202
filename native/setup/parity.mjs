// `npm run test:parity`: what the declared Electron is made of, where it cannot be run itself: its types, its line of
// Node with the addons that are packed, and its Chromium. `-- --only types|node|pages` runs one part.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildKiosk } from './build.mjs';
import { DECLARED_ELECTRON } from './declared_electron.mjs';
import { fetchNode } from './fetch_node.mjs';
import { PROJECT_DIR } from './paths.mjs';
import { makeShippedTree } from './shipped_tree.mjs';
import { say } from './say.mjs';
import { installPackages, missingPackages } from './system_needs.mjs';
import { startVirtualDisplay } from './virtual_display.mjs';

/** The tests that ask nothing of a window but its page: keys, files and displays are Electron's. */
const OF_PAGES = [
  ...['door_a11y', 'legibility', 'outcome_cues', 'visitor', 'help', 'door'],
  ...['manager_a11y', 'opening_check', 'figures', 'inside', 'doctor'],
];

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : null;
const failures = [];

/** @param {string} promise @param {string} program @param {readonly string[]} args @param {{ readonly cwd?: string, readonly env?: NodeJS.ProcessEnv }} [options] */
function check(promise, program, args, { cwd = PROJECT_DIR, env = process.env } = {}) {
  console.log(`\n== ${promise}`);
  if (spawnSync(program, args, { cwd, stdio: 'inherit', env }).status !== 0) failures.push(promise);
}

/** @param {string} root */
function vitest(root) {
  return [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/config/vitest.config.ts', '--project'];
}

if (only === null || only === 'types') {
  const tsc = path.join(PROJECT_DIR, 'node_modules/typescript/bin/tsc');
  check(`Types hold for Electron ${DECLARED_ELECTRON.version} and its Node`, process.execPath, [tsc, '-p', '.']);
  check('Types hold for the test runtime and its Node', process.execPath, [tsc, '-p', 'test/config/tsconfig.electron_33.json']);
}
if (only === null || only === 'node') {
  const node = fetchNode();
  check('The addons are those that are packed', process.execPath, [...vitest(PROJECT_DIR), 'parity']);
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  const tree = makeShippedTree();
  check(`Each part keeps its promise in Node ${DECLARED_ELECTRON.node}, with the addons that are packed`, node, [...vitest(tree), 'unit'], { cwd: tree, env });
}
if (only === null || only === 'pages') {
  try {
    installPackages(missingPackages({ headless: true, compiler: false, chromium: true }));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
  const program = '/usr/bin/chromium';
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.replace(/^\D*/, '').split(' ')[0] ?? '';
  const isOfTheLine = version.split('.')[0] === DECLARED_ELECTRON.chromium.split('.')[0];
  if (!isOfTheLine) failures.push(`Chromium ${version} is not of the line of ${DECLARED_ELECTRON.chromium}`);
  await buildKiosk();
  const display = await startVirtualDisplay({ size: '1920x1080', windowManager: true });
  const env = { ...process.env, DISPLAY: display.display, KIOSK_CHROMIUM: program };
  check(`The pages are as they should be in Chromium ${version}`, process.execPath, [...vitest(PROJECT_DIR), 'e2e', ...OF_PAGES.map((name) => `test/e2e/${name}.test.ts`)], { env });
  display.stop();
}
for (const failure of failures) say(`Failed: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
