import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import { chooseRole, GUARDED, INSTALLED, KIOSK_PROCESS, ON_TRIAL } from './guardian/choose_role.ts';
import { displaySwitches } from './guardian/display_switches.ts';
import { startGuardian } from './guardian/guardian.ts';
import { startProcess } from './guardian/start_process.ts';
import { chooseMode } from './mode.ts';
import { restoreBackup } from './update/back_up.ts';
import { programState, refusalReason } from './update/program_state.ts';
import { createTrialKeeper, programsOf, trialFault } from './update/trial_keeper.ts';
import { storedJson } from './settings/stored_json.ts';
import { packagedForTests } from './packaged_for_tests.ts';

const GUARDIAN_PROFILE = 'guardian';
const EXIT_REFUSED = 2;
/** A process whose guardian is gone ends within it; a disk that was full may have room after it. */
const PAUSE_MS = 3_000;
const EXIT_RUNS_ALREADY = 3;

const start = { packaged: app.isPackaged, forTests: packagedForTests(app.getAppPath()), argv: process.argv };
// Electron would show a box that nobody may answer, and wait: whoever watches over the process starts it again.
process.on('uncaughtException', (thrown) => {
  if (chooseMode(start) === 'demo') process.stderr.write(`${thrown.stack}\n`);
  process.kill(process.pid, 'SIGKILL');
});
if (chooseMode(start) === null) {
  process.stderr.write('This is a venue build: it does not run as a demo.\n');
  app.exit(EXIT_REFUSED);
} else {
  const role = chooseRole(start);
  const dataDir = path.join(app.getPath('userData'), chooseMode(start) ?? 'venue');
  // Two processes may not share a Chromium profile.
  if (role === 'guardian') app.setPath('userData', path.join(app.getPath('userData'), GUARDIAN_PROFILE));
  // The one that runs is told, and comes to the front.
  if (!app.requestSingleInstanceLock() && !isReadOnly(app.getPath('userData'))) {
    process.stderr.write('The kiosk runs already.\n');
    app.exit(EXIT_RUNS_ALREADY);
  } else if (role === 'guardian') {
    app.disableHardwareAcceleration();
    void app.whenReady().then(() => setImmediate(() => guard(dataDir)));
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

function guard(dataDir: string): void {
  const programs = programsOf(dataDir);
  const fault = storedJson(programs.fault, trialFault);
  const keeper = createTrialKeeper({
    state: storedJson(programs.state, programState),
    installed: app.getVersion(),
    isThere: (version) => existsSync(programFileOf(programs.slot(version))),
    takeFault() {
      const reason = refusalReason.safeParse(fault.read()?.reason);
      for (const name of [programs.fault, `${programs.fault}.previous`]) rmSync(name, { force: true });
      return reason.success ? reason.data : null;
    },
    restore: (backup) => restoreBackup(dataDir, backup),
    nowMs: Date.now,
    pause: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS),
  });
  const helper = sandboxHelper();
  if (helper !== null) process.env.CHROME_DEVEL_SANDBOX = helper;
  const own = process.argv.slice(1).filter((argument) => argument !== GUARDED);
  const given = [...own, ...displaySwitches(process.platform, process.env, own)];
  const guardian = startGuardian({
    next() {
      const { isTrial, program } = keeper.next();
      const slot = program === null ? null : programs.slot(program);
      const args = slot === null || app.isPackaged ? given : given.map((one) => (path.resolve(one) === app.getAppPath() ? slot : one));
      return {
        program: slot === null || !app.isPackaged ? process.execPath : programFileOf(slot),
        args: [...args, KIOSK_PROCESS, `${INSTALLED}${app.getVersion()}`, ...(isTrial ? [ON_TRIAL] : [])],
        isTrial,
      };
    },
    start: startProcess,
    judged: (_launch, isGood) => keeper.judged(isGood),
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

/**
 * The installed program's helper of Chromium's sandbox, with root's rights. A program that was unpacked has none of its own,
 * and takes the one that this variable of its environment names.
 */
function sandboxHelper(): string | null {
  const helper = path.join(path.dirname(process.execPath), 'chrome-sandbox');
  const found = statSync(helper, { throwIfNoEntry: false });
  return found !== undefined && found.uid === 0 && (found.mode & 0o4001) === 0o4001 ? helper : null;
}

/** The file that starts an unpacked program: it lies in it as the running one lies in its own. */
function programFileOf(slot: string): string {
  if (!app.isPackaged) return path.join(slot, '.build/main/program.js');
  // Of a macOS bundle: NAME.app/Contents/MacOS/NAME.
  const depth = process.platform === 'darwin' ? 4 : 1;
  return path.join(slot, ...process.execPath.split(path.sep).slice(-depth));
}
