// `npm run test:package`: packages the kiosk and runs what comes out. `-- --quick` only the hardened program; else also the
// packages as they are installed and updated, a second build that must give the same bytes, and every end-to-end test on a packaged
// program. What it installs, it installs in a throw-away system; that asks for root.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findElectron } from './electron_runtime.mjs';
import { packageKiosk, SECOND_PROJECT_DIR, TEST_PROGRAM_DIR } from './package_kiosk.mjs';
import { findPrograms } from './packaging/find_programs.mjs';
import { PROJECT_DIR } from './paths.mjs';
import { makeReleaseAuthority } from './release_authority.mjs';
import { runWindowTests } from './run_window_tests.mjs';
import { say } from './say.mjs';

const quick = process.argv.includes('--quick');
const electron = findElectron();
if (electron === null) throw new Error('no Electron: run `npm run test:package`, which gets one');

/** The same source where no path is the same. Packages are linked, not copied, as nothing writes into them. */
function copyProject() {
  rmSync(SECOND_PROJECT_DIR, { recursive: true, force: true });
  mkdirSync(SECOND_PROJECT_DIR, { recursive: true });
  const parts = ['main', 'native', 'renderer', 'package.json', 'package-lock.json', 'tsconfig.json', 'electron-builder.yml', 'LICENSE'];
  for (const part of parts) cpSync(path.join(PROJECT_DIR, part), path.join(SECOND_PROJECT_DIR, part), { recursive: true });
  for (const part of ['node_modules', '.runtime']) execFileSync('cp', ['-al', path.join(PROJECT_DIR, part), SECOND_PROJECT_DIR]);
}

// As for a venue: by an authority whose programs it takes.
process.env.VENUE_PASS_RELEASE_ROOT = makeReleaseAuthority();
if (quick) {
  await packageKiosk({ electron, unpacked: true });
  await runWindowTests('1280x800', ['--project', 'package', 'test/package/hardened.test.ts']);
} else {
  await packageKiosk({ electron });
  copyProject();
  execFileSync(process.execPath, ['native/setup/package.mjs'], { cwd: SECOND_PROJECT_DIR, stdio: 'inherit' });
  await runWindowTests('1280x800', ['--project', 'package']);
  rmSync(SECOND_PROJECT_DIR, { recursive: true });
  await packageKiosk({ electron, unpacked: true, forTests: true, output: TEST_PROGRAM_DIR });
  const program = findPrograms(TEST_PROGRAM_DIR)[0];
  say('Every end-to-end test, on a packaged program.');
  await runWindowTests('1280x800', ['--project', 'e2e'], { KIOSK_PROGRAM: program?.executable });
}
