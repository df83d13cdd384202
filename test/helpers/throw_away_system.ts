import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** This machine's own system in a state that can be thrown away: what is written there is nowhere else. */
export interface ThrowAwaySystem {
  /** The words before a command that make it run there, as root or as an ordinary user. */
  command(user: 'root' | 'ordinary'): readonly string[];
  /** Runs a command there, as root; throws with what it said where it fails. */
  run(...words: readonly string[]): string;
  remove(): void;
}

/**
 * Opens one, as an overlay in a mount namespace of its own, with this machine's /tmp. It asks for root, and what the
 * kernel is told there does not reach it.
 */
export function openThrowAwaySystem(): ThrowAwaySystem {
  if (process.getuid?.() !== 0) throw new Error('installing a package is tested as root: run `sudo npm run test:package`');
  const place = mkdtempSync(path.join(tmpdir(), 'system-'));
  const root = path.join(place, 'root');
  const script = [
    'set -e',
    `mkdir ${root} ${place}/written`,
    `mount -t tmpfs tmpfs ${place}/written`,
    `mkdir ${place}/written/upper ${place}/written/work`,
    `mount -t overlay overlay -o lowerdir=/,upperdir=${place}/written/upper,workdir=${place}/written/work ${root}`,
    `mount -t proc proc ${root}/proc`,
    `mount -o bind,ro ${root}/proc/sys ${root}/proc/sys`,
    ...['/dev', '/sys', '/tmp'].map((folder) => `mount --rbind ${folder} ${root}${folder}`),
    `mount -t tmpfs -o mode=755 tmpfs ${root}/run`,
    'echo open',
    'exec sleep infinity',
  ].join('\n');
  const holder = spawn('unshare', ['--mount', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const inside = ['nsenter', '--target', String(holder.pid), '--mount', 'chroot'];
  const users = { root: [...inside, root], ordinary: [...inside, '--userspec=65534:65534', '--groups=', root] };
  // Mounting is quick; there is nothing to wait on but the folder itself.
  for (let tries = 0; spawnSync('nsenter', ['--target', String(holder.pid), '--mount', 'mountpoint', '-q', `${root}/run`]).status !== 0; tries += 1) {
    if (tries > 500) throw new Error('the throw-away system did not open');
  }
  return {
    command: (user) => users[user],
    run(...words) {
      const [program = '', ...args] = [...users.root, ...words];
      return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    },
    remove() {
      for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        if (rootOf(id) === root) process.kill(Number(id), 'SIGKILL');
      }
      holder.kill('SIGKILL');
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** What a process has for its root folder; null: it has ended. */
function rootOf(id: string): string | null {
  try {
    return readlinkSync(`/proc/${id}/root`);
  } catch {
    return null;
  }
}
