// `npm run release`: packages the kiosk with the declared Electron, or says why it may not.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildKiosk } from './build.mjs';
import { hasCompiledSqlite } from './build_sqlite.mjs';
import { findElectron } from './electron_runtime.mjs';
import { PROJECT_DIR } from './paths.mjs';
import { refuseRelease } from './release_guard.mjs';
import { say } from './say.mjs';

const manifest = JSON.parse(readFileSync(path.join(PROJECT_DIR, 'package.json'), 'utf8'));
const refusal = refuseRelease({
  electron: findElectron(),
  declaredVersion: manifest.devDependencies.electron,
  compiledSqlite: hasCompiledSqlite(),
});
if (refusal === null) {
  await buildKiosk();
  const { build } = await import('electron-builder');
  await build({ projectDir: PROJECT_DIR, config: 'electron-builder.yml', publish: 'never' });
} else {
  say(refusal);
  process.exitCode = 1;
}
