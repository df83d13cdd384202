import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { vi } from 'vitest';
import { startVirtualDisplay } from '../../native/setup/virtual_display.mjs';

/** A display of a test's own, with a window manager as it comes; this process and what it starts use it until `stop`. */
export interface OwnDisplay {
  /** The window manager's process. */
  readonly managerId: number;
  stop(): void;
}

/** Starts one, with openbox's own default keys and menus, whatever the user of the machine has set. */
export async function startOwnDisplay(size = '1280x800'): Promise<OwnDisplay> {
  const before = process.env.DISPLAY;
  const server = await startVirtualDisplay({ size, windowManager: false });
  process.env.DISPLAY = server.display;
  const manager: ChildProcess = spawn('openbox', ['--config-file', '/etc/xdg/openbox/rc.xml'], { stdio: 'ignore' });
  await vi.waitFor(() => run('xprop', '-root', '_NET_SUPPORTING_WM_CHECK').includes('#') || Promise.reject(new Error('no window manager')), {
    timeout: 10_000,
    interval: 50,
  });
  return {
    managerId: manager.pid ?? 0,
    stop() {
      manager.kill();
      server.stop();
      if (before === undefined) delete process.env.DISPLAY;
      else process.env.DISPLAY = before;
    },
  };
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' });
}
