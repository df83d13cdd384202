// `npm run gallery`: pictures of every screen at each size and in each language, with an index.html, in .artifacts/gallery.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildKiosk } from './build.mjs';
import { ARTIFACTS_DIR, PROJECT_DIR } from './paths.mjs';
import { say } from './say.mjs';
import { startVirtualDisplay } from './virtual_display.mjs';

await buildKiosk();
const display = await startVirtualDisplay({ size: '1920x1920', windowManager: true });
const vitest = path.join(PROJECT_DIR, 'node_modules/vitest/vitest.mjs');
const done = spawnSync(process.execPath, [vitest, 'run', '--config', 'test/config/vitest.config.ts', '--project', 'gallery'], {
  cwd: PROJECT_DIR,
  stdio: 'inherit',
  env: { ...process.env, DISPLAY: display.display },
});
display.stop();
say(`The pictures are in ${path.join(ARTIFACTS_DIR, 'gallery/index.html')}.`);
process.exitCode = done.status ?? 1;
