// `npm start`: builds the kiosk and opens it in demo mode; arguments after `--` go to it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildKiosk } from './build.mjs';
import { findElectron } from './electron_runtime.mjs';
import { ARTIFACTS_DIR, PROJECT_DIR } from './paths.mjs';
import { say } from './say.mjs';
import { startVirtualDisplay } from './virtual_display.mjs';

const electron = findElectron();
if (electron === null) throw new Error('no Electron: run `npm start`, which gets one');
await buildKiosk();

const args = ['.', '--demo', ...process.argv.slice(2)];
const env = { ...process.env };
if (process.getuid?.() === 0) {
  say('Running as root, for whom Chromium has no sandbox: use an ordinary user for anything but a trial.');
  args.unshift('--no-sandbox');
}
let stopDisplay = () => {};
if (process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
  const display = await startVirtualDisplay({ size: '1280x800', windowManager: false });
  stopDisplay = display.stop;
  env.DISPLAY = display.display;
  const screenshot = path.join(ARTIFACTS_DIR, 'kiosk.png');
  args.push(`--screenshot=${screenshot}`);
  say(`No display here: the kiosk runs on a virtual one and its screen will be in ${screenshot}.`);
}
say(`Starting on Electron ${electron.version}. Stop with Ctrl-C.`);
const kiosk = spawn(electron.executable, args, { cwd: PROJECT_DIR, env, stdio: ['ignore', 'ignore', 'pipe'] });
// Chromium's own chatter about buses and graphics is left out.
kiosk.stderr.on('data', (chunk) => {
  for (const line of String(chunk).split('\n')) {
    if (line !== '' && !/^\[\d+:\d+\/|^\s*$|libva|MESA|dconf/.test(line)) say(line);
  }
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => kiosk.kill(signal));
kiosk.on('exit', (code) => {
  stopDisplay();
  process.exitCode = code ?? 0;
});
