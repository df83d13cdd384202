// `node faults.mjs faults|soak [--OPTION VALUE]...`: builds the kiosk, and runs that program of test/faults against it on
// a display of its own.
import { spawnSync } from 'node:child_process';
import { buildFaults, buildKiosk } from './build.mjs';
import { PROJECT_DIR } from './paths.mjs';
import { startVirtualDisplay } from './virtual_display.mjs';

const [name = 'faults', ...options] = process.argv.slice(2);
await buildKiosk();
const program = await buildFaults(name);
const display = await startVirtualDisplay({ size: '1280x800', windowManager: true });
const done = spawnSync(process.execPath, [program, ...options], {
  cwd: PROJECT_DIR,
  stdio: 'inherit',
  env: { ...process.env, DISPLAY: display.display },
});
display.stop();
process.exitCode = done.status ?? 1;
