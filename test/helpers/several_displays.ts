import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';

/** An X server whose displays come, go and change as a test asks; this process and what it starts use it until `stop`. */
export interface SeveralDisplays {
  /** Plugs a display in, or changes it: 0 to 3, its size, where it begins. */
  set(display: number, size: { readonly width: number; readonly height: number }, at: { readonly x: number; readonly y: number }): void;
  pull(display: number): void;
  stop(): void;
}

/** The X server's own driver for displays that are not there; its memory holds more than any test draws. */
const CONFIGURATION = `Section "Device"
  Identifier "device"
  Driver "dummy"
  VideoRam 256000
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5-1000
  VertRefresh 5-200
EndSection
Section "Screen"
  Identifier "screen"
  Device "device"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Virtual 4096 2048
  EndSubSection
EndSection
`;

/** Starts it with one display of 1280 by 800; `windowManager` adds openbox as it comes. */
export async function startSeveralDisplays(windowManager: boolean): Promise<SeveralDisplays> {
  const folder = mkdtempSync(path.join(tmpdir(), 'displays-'));
  const file = path.join(folder, 'xorg.conf');
  writeFileSync(file, CONFIGURATION);
  const before = process.env.DISPLAY;
  const server = spawn('Xorg', ['-displayfd', '3', '-noreset', '-nolisten', 'tcp', '-novtswitch', '-sharevts', '-config', file, '-logfile', path.join(folder, 'log')], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', () => reject(new Error(`Xorg did not start: see ${folder}/log`)));
    server.stdio[3]?.once('data', (chunk) => resolve(String(chunk).trim()));
  });
  process.env.DISPLAY = `:${number}`;
  const modes = new Set<string>();

  function set(display: number, { height, width }: { readonly width: number; readonly height: number }, at: { readonly x: number; readonly y: number }): void {
    const output = `DUMMY${display}`;
    const mode = `test-${width}x${height}`;
    if (!modes.has(mode)) {
      const timings = [width, width + 40, width + 80, width + 160, height, height + 3, height + 6, height + 30];
      x('xrandr', '--newmode', mode, '65', ...timings.map(String));
      modes.add(mode);
    }
    if (!modes.has(`${output} ${mode}`)) x('xrandr', '--addmode', output, mode);
    modes.add(`${output} ${mode}`);
    x('xrandr', '--output', output, '--mode', mode, '--pos', `${at.x}x${at.y}`, ...(display === 0 ? ['--primary'] : []));
    look();
  }

  set(0, { width: 1280, height: 800 }, { x: 0, y: 0 });
  const manager = windowManager ? spawn('openbox', ['--config-file', '/etc/xdg/openbox/rc.xml'], { stdio: 'ignore' }) : null;
  if (windowManager) {
    await vi.waitFor(() => x('xprop', '-root', '_NET_SUPPORTING_WM_CHECK').includes('#') || Promise.reject(new Error('no window manager')), { timeout: 10_000, interval: 50 });
  }
  return {
    set,
    pull(display) {
      x('xrandr', '--output', `DUMMY${display}`, '--off');
      look();
    },
    stop() {
      manager?.kill();
      server.removeAllListeners('exit');
      server.kill();
      if (before === undefined) delete process.env.DISPLAY;
      else process.env.DISPLAY = before;
    },
  };
}

/** Makes the server look for what is connected, as it does by itself when a real cable is plugged in. */
function look(): void {
  x('xrandr', '--query');
}

function x(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' });
}
