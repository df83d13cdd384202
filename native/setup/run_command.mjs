// `node native/setup/run_command.mjs [--electron] NAME [ARG...]`: bundles a command of main/cli and runs it, in
// Node or in Electron's Node. Only the command itself writes to standard output.
import { spawnSync } from 'node:child_process';
import { buildCommand } from './build.mjs';
import { buildSqlite, needsCompiledSqlite } from './build_sqlite.mjs';
import { findElectron } from './electron_runtime.mjs';
import { ensureNodeModules } from './node_modules.mjs';
import { say } from './say.mjs';

/** Commands that read a database. */
const USE_SQLITE = ['events'];

const args = process.argv.slice(2);
const inElectron = args[0] === '--electron';
if (inElectron) args.shift();
const [name = '', ...rest] = args;
ensureNodeModules();
if (USE_SQLITE.includes(name) && needsCompiledSqlite()) await buildSqlite();
const file = await buildCommand(name);
const electron = inElectron ? findElectron() : null;
if (inElectron && electron === null) {
  say('There is no Electron yet: run `npm test` once.');
  process.exit(1);
}
const program = electron?.executable ?? process.execPath;
const env = electron === null ? process.env : { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
const done = spawnSync(program, [file, ...rest], { stdio: 'inherit', env });
process.exitCode = done.status ?? 1;
