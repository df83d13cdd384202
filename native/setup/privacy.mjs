// `npm run test:privacy [-- SCANS]`: the privacy proof on the real kiosk with 10,000 planted identities.
import { buildKiosk } from './build.mjs';
import { runWindowTests } from './run_window_tests.mjs';

await buildKiosk();
await runWindowTests('1280x800', ['--project', 'e2e', 'test/e2e/privacy.test.ts'], { PRIVACY_SCANS: process.argv[2] ?? '10000' });
