import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import { chooseRole, GUARDED, KIOSK_PROCESS } from './guardian/choose_role.ts';
import { displaySwitches } from './guardian/display_switches.ts';
import { startGuardian } from './guardian/guardian.ts';
import { startProcess } from './guardian/start_process.ts';
import { chooseMode } from './mode.ts';
import { packagedForTests } from './packaged_for_tests.ts';

const GUARDIAN_PROFILE = 'guardian';
const EXIT_REFUSED = 2;
const EXIT_RUNS_ALREADY = 3;

const start = { packaged: app.isPackaged, forTests: packagedForTests(app.getAppPath()), argv: process.argv };
if (chooseMode(start) === null) {
  process.stderr.write('This is a venue build: it does not run as a demo.\n');
  app.exit(EXIT_REFUSED);
} else {
  const role = chooseRole(start);
  // Two processes may not share a Chromium profile.
  if (role === 'guardian') app.setPath('userData', path.join(app.getPath('userData'), GUARDIAN_PROFILE));
  // The one that runs is told, and comes to the front.
  if (!app.requestSingleInstanceLock() && !isReadOnly(app.getPath('userData'))) {
    process.stderr.write('The kiosk runs already.\n');
    app.exit(EXIT_RUNS_ALREADY);
  } else if (role === 'guardian') {
    app.disableHardwareAcceleration();
    void app.whenReady().then(guard);
  } else {
    // Loaded only here: a guardian must run where a native module of the kiosk does not load.
    await import('./main.js');
  }
}

/** A disk on which no lock can be made, nor is one told from another's: the kiosk starts, and says at its door what is wrong. */
function isReadOnly(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EROFS';
  }
}

function guard(): void {
  const given = process.argv.slice(1).filter((argument) => argument !== GUARDED);
  const args = [...given, ...displaySwitches(process.platform, process.env, given), KIOSK_PROCESS];
  const guardian = startGuardian({
    next: () => ({ program: process.execPath, args, isTrial: false }),
    start: startProcess,
    judged: () => {},
    ended: () => app.exit(0),
    setTimer(run, afterMs) {
      const timer = setTimeout(run, afterMs);
      return () => clearTimeout(timer);
    },
  });
  app.on('window-all-closed', () => {});
  app.on('before-quit', (event) => {
    event.preventDefault();
    guardian.stop();
  });
}
