import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright';
import { expect, it } from 'vitest';
import { findElectron } from '../../native/setup/electron_runtime.mjs';
import { PROJECT_DIR } from '../helpers/launch_kiosk.ts';

/** An ordinary user: this one, or, for root, who gets no sandbox, nobody in particular. */
const NOBODY = 65_534;

it('runs for an ordinary user with the Chromium sandbox on', async () => {
  const electron = findElectron();
  if (electron === null) throw new Error('no Electron');
  // A place that another user may read, whatever the permissions around the project are.
  const home = mkdtempSync(path.join(tmpdir(), 'ordinary-'));
  chmodSync(home, 0o755);
  const dist = path.join(home, 'electron');
  const project = path.join(home, 'kiosk');
  cpSync(electron.dir, dist, { recursive: true });
  for (const part of ['.build', 'package.json', ...packagesNeededBy('.')]) {
    cpSync(path.join(PROJECT_DIR, part), path.join(project, part), { recursive: true });
  }
  const userData = path.join(home, 'data');
  mkdirSync(userData);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('chown', ['-R', String(NOBODY), userData]);
  const become = isRoot ? ['setpriv', '--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups'] : ['env'];
  const program = path.join(dist, path.basename(electron.executable));
  const kiosk = spawn(
    become[0] ?? '',
    [...become.slice(1), program, project, '--demo', `--user-data-dir=${userData}`, '--remote-debugging-port=0'],
    { env: { ...process.env, HOME: userData, XDG_CONFIG_HOME: userData }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  try {
    const endpoint = await new Promise<string>((resolve, reject) => {
      let said = '';
      kiosk.stderr.on('data', (chunk) => {
        said += chunk;
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      kiosk.on('exit', () => reject(new Error(said)));
    });
    const browser = await chromium.connectOverCDP(endpoint);
    const pages = () => browser.contexts().flatMap((context) => context.pages());
    await expect.poll(() => pages().map((page) => page.url()), { timeout: 20_000 }).toContain('app://kiosk/door/index.html');
    const door = pages().find((page) => page.url().includes('/door/'));
    await door?.waitForSelector('[data-screen="ready"]');
    // Seccomp mode 2 is a filter: the sandbox around every page.
    const renderers = processesUnder(dist).filter(({ command }) => command.includes('--type=renderer'));
    expect(renderers.length).toBeGreaterThan(0);
    for (const { status } of renderers) expect(status).toMatch(/^Seccomp:\s+2$/m);
    await browser.close();
  } finally {
    kiosk.kill('SIGKILL');
  }
});

/** The folders of the packages that one needs at run time, and of those that these need. */
function packagesNeededBy(folder: string, found: readonly string[] = []): readonly string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(PROJECT_DIR, folder, 'package.json'), 'utf8'));
  return Object.keys(dependencies).reduce((known, name) => {
    const needed = path.join('node_modules', name);
    return known.includes(needed) || !existsSync(needed) ? known : packagesNeededBy(needed, [...known, needed]);
  }, found);
}

function processesUnder(dir: string): readonly { readonly command: string; readonly status: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        return command.startsWith(dir) || command.includes(`${dir}/`)
          ? [{ command, status: readFileSync(`/proc/${id}/status`, 'utf8') }]
          : [];
      } catch {
        return [];
      }
    });
}
