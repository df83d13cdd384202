import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGES_DIR } from '../../native/setup/package_kiosk.mjs';
import { checkPackage } from '../../native/setup/packaging/check_package.mjs';
import { findPrograms } from '../../native/setup/packaging/find_programs.mjs';
import { AS_ORDINARY_USER, giveToOrdinaryUser, makeVenueData, type PackagedKiosk, processesWith, startPackaged } from '../helpers/packaged_kiosk.ts';
import { readCounts } from '../helpers/read_counts.ts';

const packed = findPrograms(PACKAGES_DIR).find(({ arch, platform }) => platform === process.platform && arch === process.arch);
if (packed === undefined) throw new Error('there is no package: `npm run test:package` makes one');

/** A copy where any user may read it, whatever the permissions around the project are. */
const home = mkdtempSync(path.join(tmpdir(), 'hardened-'));
const folder = path.join(home, 'kiosk');
const program = path.join(folder, path.basename(packed.executable));
const resources = path.join(folder, 'resources');

beforeAll(() => {
  chmodSync(home, 0o755);
  cpSync(path.dirname(packed.executable), folder, { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true }));

/** Starts the program as a demo, which it says that it is not and ends: all that is in question comes before. */
function refuse(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const place = mkdtempSync(path.join(home, 'place-'));
  giveToOrdinaryUser(place);
  const [command = '', ...words] = [...AS_ORDINARY_USER, program, ...args, '--demo', `--user-data-dir=${place}`];
  const done = spawnSync(command, words, {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, HOME: place, XDG_CONFIG_HOME: place, ...env },
  });
  return { status: done.status, said: done.stderr };
}

const REFUSED = { status: 2, said: expect.stringContaining('does not run as a demo') };

describe('a packaged program', () => {
  it('has its switches set, and holds what it needs and nothing else', async () => {
    expect(await checkPackage(packed)).toEqual([]);
  });

  it('runs nobody’s scripts: not as Node, not before its own, and not under a debugger', () => {
    const marker = path.join(home, 'marker');
    const script = path.join(home, 'script.cjs');
    writeFileSync(marker, '');
    chmodSync(marker, 0o666);
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'ran')`);
    const asNode = refuse({ ELECTRON_RUN_AS_NODE: '1' }, [script]);
    const before = refuse({ NODE_OPTIONS: `--require ${script}` });
    const required = refuse({}, ['--require', script]);
    const debugged = refuse({}, ['--inspect-brk=0', '--inspect=0']);
    for (const answer of [asNode, before, required, debugged]) expect(answer).toMatchObject(REFUSED);
    expect(debugged.said).not.toContain('Debugger listening');
    expect(readFileSync(marker, 'utf8')).toBe('');
  });

  it('runs its own program only, whatever lies beside it or in its place', () => {
    const marker = path.join(home, 'swapped');
    writeFileSync(marker, '');
    chmodSync(marker, 0o666);
    const other = path.join(resources, 'app');
    const asar = path.join(resources, 'app.asar');
    mkdirSync(other);
    writeFileSync(path.join(other, 'package.json'), JSON.stringify({ name: 'other', main: 'main.cjs' }));
    writeFileSync(path.join(other, 'main.cjs'), `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'ran'); process.exit(0)`);
    expect(refuse({})).toMatchObject(REFUSED);
    renameSync(asar, `${asar}.away`);
    const without = refuse({});
    renameSync(`${asar}.away`, asar);
    rmSync(other, { recursive: true });
    expect(without.status).toBeGreaterThan(0);
    expect(readFileSync(marker, 'utf8')).toBe('');
  });
});

describe('a packaged kiosk at a venue, for an ordinary user', () => {
  const { admitted, userData } = makeVenueData();
  let kiosk: PackagedKiosk;
  beforeAll(() => {
    kiosk = startPackaged([...AS_ORDINARY_USER, program], { userData });
  });
  afterAll(() => {
    kiosk.kill();
    rmSync(userData, { recursive: true });
  });

  it('shows green for a good pass and counts it', async () => {
    await kiosk.admit(admitted);
    expect(readCounts(userData, 'venue')).toEqual({ 'admit/keyboard': 1 });
  });

  it('keeps Chromium’s sandbox around every page', () => {
    const renderers = processesWith(folder).filter(({ command }) => command.includes('--type=renderer'));
    expect(renderers.length).toBeGreaterThan(1);
    for (const { command, id } of renderers) {
      // Seccomp mode 2 is a filter.
      expect(readFileSync(`/proc/${id}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
      expect(command).not.toContain('--no-sandbox');
    }
  });

  it('lets the manager in by the PIN that the manager chose', async () => {
    const manager = await kiosk.openManager('Figures');
    await manager.getByRole('tab', { name: 'Figures', selected: true }).waitFor();
    await manager.close();
  });

  it.each(['SIGKILL', 'SIGUSR1'] as const)('is back by itself after its process was sent %s, with its counts and without a debugger', async (signal) => {
    const before = kiosk.kioskProcess();
    if (before === undefined) throw new Error('no kiosk process');
    const counted = readCounts(userData, 'venue')['admit/keyboard'] ?? 0;
    process.kill(before.id, signal);
    await expect.poll(() => kiosk.kioskProcess()?.id ?? before.id, { timeout: 30_000 }).not.toBe(before.id);
    await kiosk.admit(admitted);
    expect(readCounts(userData, 'venue')).toEqual({ 'admit/keyboard': counted + 1 });
    expect(kiosk.said()).not.toContain('Debugger listening');
  });
});
