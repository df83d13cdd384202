// Gets all that this machine lacks: `node native/setup/prepare.mjs [--start] [--packaging]`. Nothing but Node's own modules
// is loaded before the packages are there.
import { buildSqlite, needsCompiledSqlite } from './build_sqlite.mjs';
import { findElectron } from './electron_runtime.mjs';
import { fetchElectron } from './fetch_electron.mjs';
import { ensureNodeModules } from './node_modules.mjs';
import { say } from './say.mjs';
import { installPackages, missingPackages } from './system_needs.mjs';

/** A start on a desktop uses its display; tests and machines without one bring their own. */
const headless = !process.argv.includes('--start') || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

const packaging = process.argv.includes('--packaging');

try {
  // The stand-in for the AppImage runtime is compiled too.
  const compiler = packaging || Number(process.versions.napi) < 10;
  installPackages(missingPackages({ headless, compiler, packaging }));
  ensureNodeModules();
  await Promise.all([fetchElectron(), Number(process.versions.napi) < 10 ? buildSqlite() : undefined]);
  if (needsCompiledSqlite()) {
    installPackages(missingPackages({ headless, compiler: true }));
    await buildSqlite();
  }
  const electron = findElectron();
  if (electron !== null && !electron.declared) {
    say(`Electron ${electron.version} (test runtime, not for release).`);
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
