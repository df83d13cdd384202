import { spawn } from 'node:child_process';
import { lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A serial cable with a scanner of ours at its far end. */
export interface PtyScanner {
  /** Resolves when the bytes are on their way. */
  send(bytes: Uint8Array): Promise<void>;
  /** What the kiosk sent to the scanner. */
  received(): Buffer;
  /** Pulls the cable: the port hangs up and its name is gone. */
  unplug(): Promise<void>;
}

/** Plugs in a pseudo terminal (socat) whose port appears at `link`. */
export async function plugPty(link: string): Promise<PtyScanner> {
  const socat = spawn('socat', ['-b', '65536', `pty,raw,echo=0,link=${link}`, 'stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const received: Buffer[] = [];
  const exit = new Promise<void>((resolve, reject) => {
    socat.on('exit', () => resolve());
    socat.on('error', reject);
  });
  socat.stdout.on('data', (chunk: Buffer) => received.push(chunk));
  // Whoever sends while the cable is pulled hears of it no other way.
  socat.stdin.on('error', () => {});
  while (lstatSync(link, { throwIfNoEntry: false }) === undefined) await Promise.race([sleep(2), exit]);
  return {
    send: (bytes) =>
      new Promise((resolve) => {
        socat.stdin.write(bytes, () => resolve());
      }),
    received: () => Buffer.concat(received),
    async unplug() {
      socat.kill('SIGKILL');
      await exit;
      rmSync(link, { force: true });
    },
  };
}

/** How many terminals this process holds open. */
export function openTerminals(): number {
  return readdirSync('/proc/self/fd').filter((file) => {
    try {
      return /^\/dev\/(pts\/\d|ptmx)/.test(readlinkSync(`/proc/self/fd/${file}`));
    } catch {
      return false;
    }
  }).length;
}
