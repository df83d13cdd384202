// `npm run release`: packages the kiosk with the declared Electron, or says why it may not.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hasCompiledSqlite } from './build_sqlite.mjs';
import { findElectron } from './electron_runtime.mjs';
import { packageKiosk, PACKAGES_DIR } from './package_kiosk.mjs';
import { checkPackage } from './packaging/check_package.mjs';
import { findPrograms } from './packaging/find_programs.mjs';
import { PROJECT_DIR } from './paths.mjs';
import { refuseRelease } from './release_guard.mjs';
import { say } from './say.mjs';

const manifest = JSON.parse(readFileSync(path.join(PROJECT_DIR, 'package.json'), 'utf8'));
const electron = findElectron();
const refusal = refuseRelease({
  electron,
  declaredVersion: manifest.devDependencies.electron,
  compiledSqlite: hasCompiledSqlite(),
});
if (refusal === null && electron !== null) {
  await packageKiosk({ electron });
  for (const program of findPrograms(PACKAGES_DIR)) {
    for (const fault of await checkPackage(program)) {
      say(`${program.executable}: ${fault}`);
      process.exitCode = 1;
    }
  }
} else {
  say(String(refusal));
  process.exitCode = 1;
}
