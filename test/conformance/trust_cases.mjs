// `node test/conformance/trust_cases.mjs [--electron] FOLDER`: imports the real trust lists that a folder's
// CASES.json names and compares what comes of them with what must be true, in Node or in Electron's Node.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { findElectron } from '../../native/setup/electron_runtime.mjs';
import { BUILD_DIR } from '../../native/setup/paths.mjs';

const args = process.argv.slice(2);
const inElectron = args[0] === '--electron';
if (inElectron) args.shift();
const electron = inElectron ? findElectron() : null;
if (inElectron && electron === null) throw new Error('There is no Electron yet: run `npm test` once.');
const script = path.join(BUILD_DIR, `conformance/judge_trust_cases.${process.pid}.mjs`);
await build({
  entryPoints: [path.join(import.meta.dirname, 'judge_trust_cases.ts')],
  outfile: script,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'error',
  // Lets bundled CommonJS packages call `require`.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
});
const env = electron === null ? process.env : { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
const done = spawnSync(electron?.executable ?? process.execPath, [script, ...args], { stdio: 'inherit', env });
rmSync(script);
process.exitCode = done.status ?? 1;
