// `npm run bench -- [NAME...] [--OPTION VALUE]...`: bundles the benchmarks of test/bench, or those named, and runs
// them in Node and in Electron's Node, with the options. It fails where one of them does.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { buildBench } from './build.mjs';
import { findElectron } from './electron_runtime.mjs';
import { ensureNodeModules } from './node_modules.mjs';
import { PROJECT_DIR } from './paths.mjs';
import { say } from './say.mjs';

const SUFFIX = '_bench.ts';
/** They take long: they run when they are named only, and in Node only. */
const LONG = ['decode', 'figures'];
const known = readdirSync(path.join(PROJECT_DIR, 'test/bench'))
  .filter((name) => name.endsWith(SUFFIX))
  .map((name) => name.slice(0, -SUFFIX.length));
const given = process.argv.slice(2);
const optionsAt = given.findIndex((argument) => argument.startsWith('--'));
const asked = optionsAt < 0 ? given : given.slice(0, optionsAt);
const options = optionsAt < 0 ? [] : given.slice(optionsAt);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  say(`There is no benchmark ${unknown.join(', ')}: there are ${known.join(', ')}.`);
  process.exit(1);
}
ensureNodeModules();
const electron = findElectron();
if (electron === null) say('There is no Electron yet, so that only Node is measured: run `npm test` once.');

/** @type {readonly (readonly [string, NodeJS.ProcessEnv])[]} */
const runtimes = [
  [process.execPath, process.env],
  ...(electron === null
    ? []
    : [/** @type {const} */ ([electron.executable, { ...process.env, ELECTRON_RUN_AS_NODE: '1' }])]),
];
for (const name of asked.length > 0 ? asked : known.filter((one) => !LONG.includes(one))) {
  const file = await buildBench(name);
  for (const [program, env] of LONG.includes(name) ? runtimes.slice(0, 1) : runtimes) {
    const done = spawnSync(program, ['--expose-gc', file, ...options], { cwd: PROJECT_DIR, stdio: 'inherit', env });
    if (done.status !== 0) process.exitCode = 1;
  }
}
