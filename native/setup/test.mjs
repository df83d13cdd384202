// `npm test`: every check in its order. `-- --only types|unit|e2e` runs one part.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildKiosk } from './build.mjs';
import { findElectron } from './electron_runtime.mjs';
import { ARTIFACTS_DIR, PROJECT_DIR } from './paths.mjs';
import { startVirtualDisplay } from './virtual_display.mjs';

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : null;
const electron = findElectron();
let passed = 0;
/** @type {string[]} */
const failures = [];

/** @param {string} promise @param {string} program @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
function check(promise, program, args, env = process.env) {
  console.log(`\n== ${promise}`);
  const done = spawnSync(program, args, { cwd: PROJECT_DIR, stdio: 'inherit', env });
  if (done.status === 0) passed += 1;
  else failures.push(promise);
}

/** @param {string} name */
function tool(name) {
  return path.join(PROJECT_DIR, 'node_modules', name);
}

/** @param {string} promise @param {string} program @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
function runTests(promise, program, args, env = process.env) {
  console.log(`\n== ${promise}`);
  const report = path.join(ARTIFACTS_DIR, 'report.json');
  mkdirSync(ARTIFACTS_DIR, { recursive: true });
  rmSync(report, { force: true });
  const vitest = [tool('vitest/vitest.mjs'), 'run', '--config', 'test/config/vitest.config.ts'];
  const done = spawnSync(
    program,
    [...vitest, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { cwd: PROJECT_DIR, stdio: 'inherit', env },
  );
  const named = failures.length;
  if (existsSync(report)) {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    passed += numPassedTests;
    for (const file of testResults) {
      for (const { fullName, status, failureMessages } of file.assertionResults) {
        if (status === 'failed') failures.push(`${nameOf(file)}: ${fullName}: ${failureMessages.join('\n').split('\n', 4).join('\n')}`);
      }
      if (file.status === 'failed' && file.assertionResults.length === 0) failures.push(nameOf(file));
    }
  }
  if (done.status !== 0 && failures.length === named) failures.push(promise);
}

/** @param {{ readonly name: string }} file */
function nameOf(file) {
  return path.relative(PROJECT_DIR, file.name);
}

if (only === null || only === 'types') {
  const tsc = tool('typescript/bin/tsc');
  check('Types hold for the declared Electron', process.execPath, [tsc, '-p', '.']);
  check('Types hold for the test runtime', process.execPath, [tsc, '-p', 'test/config/tsconfig.electron_33.json']);
  check('Types hold in the pages, which see the DOM and the bridge only', process.execPath, [tsc, '-p', 'renderer']);
}
if (only === null || only === 'unit') {
  runTests('Each part keeps its promise in Node', process.execPath, ['--project', 'unit']);
  if (electron !== null) {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const parts = ['test/pass', 'test/trust', 'test/authority', 'test/counts', 'test/settings', 'test/scan', 'test/native'];
    runTests('The core, the counts and the PIN keep theirs inside Electron', electron.executable, ['--project', 'unit', ...parts], env);
  }
}
if (only === null || only === 'e2e') {
  await buildKiosk();
  const display = await startVirtualDisplay({ size: '1280x800', windowManager: true });
  runTests('The kiosk does its work in its real windows', process.execPath, ['--project', 'e2e'], {
    ...process.env,
    DISPLAY: display.display,
  });
  check('Nothing is lost and the door comes back, whatever fails', process.execPath, ['native/setup/faults.mjs', 'faults', '--faults', '15', '--seed', '20261128']);
  display.stop();
}
console.log(`\n${passed} passed, ${failures.length} failed`);
for (const failure of failures) console.log(`Failed: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
