import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A user's session with a real key store (gnome-keyring), whose keys stay in a folder of its own. */
export interface Keyring {
  /** What a program of that session has in its environment. */
  env(): Readonly<Record<string, string>>;
  /** Starts the session; without the password its keys stay locked. */
  start(password: string | null): Promise<void>;
  stop(): Promise<void>;
}

/** Makes a session; nothing of it touches the real user's. */
export function makeKeyring(): Keyring {
  const home = mkdtempSync(path.join(tmpdir(), 'keyring-'));
  let address = '';
  let bus: ChildProcess | null = null;
  let daemon: ChildProcess | null = null;
  const env = () => ({ DBUS_SESSION_BUS_ADDRESS: address, XDG_DATA_HOME: path.join(home, 'data'), XDG_RUNTIME_DIR: home });

  async function end(child: ChildProcess | null): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  return {
    env,
    async start(password) {
      const started = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
      bus = started;
      address = await new Promise<string>((resolve, reject) => {
        started.on('error', reject);
        started.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
      });
      const unlock = password === null ? [] : ['--unlock'];
      daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...unlock], {
        env: { ...process.env, ...env(), HOME: home },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      daemon.stdin?.end(password ?? '');
      // Not asked itself: the bus would start another one, without the password.
      const question = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
      const isThere = () => spawnSync('dbus-send', question, { env: { ...process.env, ...env() }, encoding: 'utf8' }).stdout.includes('true');
      for (let tries = 0; !isThere(); tries += 1) {
        if (tries === 100) throw new Error('the keyring does not answer');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      await end(daemon);
      await end(bus);
    },
  };
}
