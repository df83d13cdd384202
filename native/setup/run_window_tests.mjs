import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { PROJECT_DIR } from './paths.mjs';
import { startVirtualDisplay } from './virtual_display.mjs';

/**
 * Runs the tests that `args` choose, of a kiosk that is built, on a display of their own with a window manager. Where one
 * fails, the exit code says so.
 * @param {string} size
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<void>}
 */
export async function runWindowTests(size, args, env = {}) {
  const display = await startVirtualDisplay({ size, windowManager: true });
  const vitest = path.join(PROJECT_DIR, 'node_modules/vitest/vitest.mjs');
  const done = spawnSync(process.execPath, [vitest, 'run', '--config', 'test/config/vitest.config.ts', ...args], {
    cwd: PROJECT_DIR,
    stdio: 'inherit',
    env: { ...process.env, ...env, DISPLAY: display.display },
  });
  display.stop();
  if (done.status !== 0) process.exitCode = 1;
}
