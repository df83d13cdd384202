// `npm run test:updates [-- FILE]...`: whole updates of a guarded kiosk.
import { buildKiosk } from './build.mjs';
import { runWindowTests } from './run_window_tests.mjs';

await buildKiosk();
await runWindowTests('1280x800', ['--project', 'updates', ...process.argv.slice(2)]);
