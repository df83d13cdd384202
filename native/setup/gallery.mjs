// `npm run gallery`: pictures of every screen at each size and in each language, with an index.html, in .artifacts/gallery.
import path from 'node:path';
import { buildKiosk } from './build.mjs';
import { ARTIFACTS_DIR } from './paths.mjs';
import { runWindowTests } from './run_window_tests.mjs';
import { say } from './say.mjs';

await buildKiosk();
await runWindowTests('1920x1920', ['--project', 'gallery']);
say(`The pictures are in ${path.join(ARTIFACTS_DIR, 'gallery/index.html')}.`);
