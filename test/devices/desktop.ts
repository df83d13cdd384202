import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { vi } from 'vitest';

const DISPLAY = ':92';
const LOG = '/var/log/Xorg.92.log';
const WAIT = { timeout: 60_000, interval: 200 };

/** A real X server on the kernel's own keyboards, with the French layout. */
export interface Desktop {
  /** Waits until the keyboard of that name types into the desktop. */
  hasKeyboard(name: string): Promise<void>;
  /** Whether Caps Lock is on. */
  isCapsLockOn(): boolean;
  /** Opens another program's window in front of all, and answers what it was typed so far, as names of key symbols. */
  openOtherWindow(): Promise<{ readonly typed: () => readonly string[] }>;
  close(): void;
}

/** Starts udev, the X server and a window manager, and makes this desktop the one on which programs start. */
export async function startDesktop(): Promise<Desktop> {
  const before = process.env.DISPLAY;
  const udev = spawn('/lib/systemd/systemd-udevd', { stdio: 'ignore' });
  const config = path.join(import.meta.dirname, 'xorg.conf');
  const server = spawn('Xorg', [DISPLAY, '-config', config, '-noreset', '-nolisten', 'tcp', '-novtswitch', '-sharevts'], {
    stdio: 'ignore',
  });
  process.env.DISPLAY = DISPLAY;
  await vi.waitFor(() => execFileSync('xdotool', ['getmouselocation'], { stdio: 'ignore' }), WAIT);
  const manager = spawn('openbox', { stdio: 'ignore' });
  await vi.waitFor(() => execFileSync('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK']).includes('window id') || Promise.reject(), WAIT);
  const others: { kill(): void }[] = [];
  return {
    async hasKeyboard(name) {
      await vi.waitFor(() => {
        if (!readFileSync(LOG, 'utf8').includes(`XINPUT: Adding extended input device "${name}"`)) throw new Error(`no ${name}`);
      }, WAIT);
    },
    isCapsLockOn: () => /Caps Lock:\s+on/.test(spawnSync('xset', ['q'], { encoding: 'utf8' }).stdout),
    async openOtherWindow() {
      const window = spawn('xev', ['-event', 'keyboard'], { stdio: ['ignore', 'pipe', 'ignore'] });
      others.push(window);
      let said = '';
      window.stdout.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
      await vi.waitFor(() => {
        const name = execFileSync('xdotool', ['getactivewindow', 'getwindowname'], { encoding: 'utf8', stdio: 'pipe' });
        if (!name.includes('Event Tester')) throw new Error(`in front: ${name}`);
      }, WAIT);
      return { typed: () => [...said.matchAll(/KeyPress event[\s\S]*?keysym 0x[0-9a-f]+, (\w+)/g)].map(([, name = '']) => name) };
    },
    close() {
      for (const one of [...others, manager, server, udev]) one.kill();
      process.env.DISPLAY = before;
    },
  };
}
