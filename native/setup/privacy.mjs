// `npm run test:privacy [-- SCANS]`: the privacy proof on the real kiosk with 10,000 planted identities.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildKiosk } from './build.mjs';
import { PROJECT_DIR } from './paths.mjs';
import { startVirtualDisplay } from './virtual_display.mjs';

await buildKiosk();
const display = await startVirtualDisplay({ size: '1280x800', windowManager: true });
const vitest = path.join(PROJECT_DIR, 'node_modules/vitest/vitest.mjs');
const done = spawnSync(process.execPath, [vitest, 'run', '--config', 'test/config/vitest.config.ts', '--project', 'e2e', 'test/e2e/privacy.test.ts'], {
  cwd: PROJECT_DIR,
  stdio: 'inherit',
  env: { ...process.env, DISPLAY: display.display, PRIVACY_SCANS: process.argv[2] ?? '10000' },
});
display.stop();
process.exitCode = done.status ?? 1;
