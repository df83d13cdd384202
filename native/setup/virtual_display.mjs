import { spawn } from 'node:child_process';

/**
 * Starts an Xvfb on a free display number, with a window manager where asked. Resolves to its DISPLAY and a
 * function that ends it.
 * @param {{ readonly size: string, readonly windowManager: boolean }} wanted
 * @returns {Promise<{ readonly display: string, stop(): void }>}
 */
export async function startVirtualDisplay(wanted) {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${wanted.size}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', () => reject(new Error('Xvfb did not start')));
    server.stdio[3]?.once('data', (chunk) => resolve(String(chunk).trim()));
  });
  const display = `:${number}`;
  const manager = wanted.windowManager
    ? spawn('openbox', [], { stdio: 'ignore', env: { ...process.env, DISPLAY: display } })
    : null;
  return {
    display,
    stop() {
      manager?.kill();
      server.kill();
    },
  };
}
