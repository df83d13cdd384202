import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extract } from 'tar';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PACKAGES_DIR } from '../../native/setup/package_kiosk.mjs';
import { openThrowAwaySystem, type ThrowAwaySystem } from '../helpers/throw_away_system.ts';
import { argumentsFor, AS_ORDINARY_USER, attachPackaged, giveToOrdinaryUser, makeVenueData, processesWith, startPackaged } from '../helpers/packaged_kiosk.ts';
import { readCounts } from '../helpers/read_counts.ts';

/** Where the packages lie for whoever is to use them. */
const home = mkdtempSync(path.join(tmpdir(), 'install-'));
chmodSync(home, 0o755);
afterAll(() => rmSync(home, { recursive: true }));

/** A copy of the package that ends so. */
function packageFor(ending: string): string {
  const name = readdirSync(PACKAGES_DIR).find((one) => one.endsWith(ending));
  if (name === undefined) throw new Error(`there is no ${ending}: \`npm run test:package\` makes one`);
  copyFileSync(path.join(PACKAGES_DIR, name), path.join(home, name));
  chmodSync(path.join(home, name), 0o755);
  return path.join(home, name);
}

describe('the deb', () => {
  const deb = packageFor('.deb');
  const { admitted, userData } = makeVenueData();
  let system: ThrowAwaySystem;
  beforeAll(() => {
    system = openThrowAwaySystem();
    system.run('dpkg', '--install', deb);
  });
  afterAll(async () => {
    system.remove();
    await removeGroup();
    rmSync(userData, { recursive: true });
  });

  it('puts everything where the system looks for it', () => {
    expect(system.run('readlink', '/usr/bin/venue-pass-kiosk').trim()).toBe('/opt/VenuePassKiosk/venue-pass-kiosk');
    expect(system.run('stat', '--format=%a %U', '/opt/VenuePassKiosk/chrome-sandbox').trim()).toBe('4755 root');
    expect(system.run('cat', '/usr/lib/udev/rules.d/70-venue-pass-kiosk.rules')).toContain('hidraw');
    system.run('desktop-file-validate', '/usr/share/applications/venue-pass-kiosk.desktop');
    system.run('env', `XDG_RUNTIME_DIR=${home}`, 'systemd-analyze', 'verify', '--user', '/usr/lib/systemd/user/venue-pass-kiosk.service');
    // Nothing of it may be changed by the user who runs it.
    expect(system.run('find', '/opt/VenuePassKiosk', '!', '-user', 'root', '-o', '-perm', '/022', '!', '-type', 'l')).toBe('');
  });

  it('turns the computer into a kiosk for an ordinary user, and back', () => {
    system.run('venue-pass-kiosk-setup', 'on', 'doorkiosk');
    expect(system.run('id', '--name', '--user', 'doorkiosk').trim()).toBe('doorkiosk');
    const login = system.run('cat', '/etc/lightdm/lightdm.conf.d/90-venue-pass-kiosk.conf');
    expect(login).toContain('autologin-user=doorkiosk\n');
    expect(login).toContain('autologin-session=venue-pass-kiosk\n');
    expect(system.run('cat', '/etc/X11/xorg.conf.d/90-venue-pass-kiosk.conf')).toMatch(/"DontVTSwitch" "on"[^]*"DontZap" "on"/);
    expect(system.run('cat', '/etc/sysctl.d/90-venue-pass-kiosk.conf')).toMatch(/^kernel\.sysrq = 0$/m);
    expect(system.run('readlink', '/etc/systemd/system/ctrl-alt-del.target').trim()).toBe('/dev/null');
    expect(() => system.run('venue-pass-kiosk-setup', 'on', 'root')).toThrow('must not run as root');
    system.run('venue-pass-kiosk-setup', 'on', 'doorkiosk');
    system.run('venue-pass-kiosk-setup', 'off');
    const left = system.run('find', '/etc', '-name', '90-venue-pass-kiosk.conf', '-o', '-name', 'ctrl-alt-del.target', '-lname', '/dev/null');
    expect(left).toBe('');
  });

  it('runs from /usr/bin for an ordinary user, and is started again by systemd when all of it was killed', async () => {
    const errors = path.join(home, 'errors');
    const runtime = path.join(home, 'runtime');
    const unit = path.join(userData, '.config/systemd/user/venue-pass-kiosk.service.d');
    mkdirSync(runtime, { mode: 0o700 });
    mkdirSync(unit, { recursive: true });
    writeFileSync(errors, '');
    const words = argumentsFor(userData).join(' ');
    writeFileSync(
      path.join(unit, 'driven.conf'),
      `[Service]\nExecStart=\nExecStart=/usr/bin/venue-pass-kiosk ${words}\nStandardError=append:${errors}\n`,
    );
    for (const folder of [errors, runtime, userData]) giveToOrdinaryUser(folder);
    giveGroup();
    const env = { ...process.env, HOME: userData, XDG_CONFIG_HOME: path.join(userData, '.config'), XDG_RUNTIME_DIR: runtime };
    system.run('mkdir', '-p', '/run/systemd/system');
    const [program = '', ...inside] = system.command('ordinary');
    spawn('sh', ['-c', `echo $$ >${GROUP}/cgroup.procs; exec "$@"`, 'sh', program, ...inside, '/lib/systemd/systemd', '--user'], { env, stdio: 'ignore' });
    await expect.poll(() => existsSync(path.join(runtime, 'systemd/private')), { timeout: 20_000 }).toBe(true);
    const session = spawn(program, [...inside, '/usr/bin/venue-pass-kiosk-session'], { env, stdio: 'ignore' });
    const ended = new Promise((resolve) => session.on('exit', resolve));

    const kiosk = attachPackaged({ userData, said: () => readFileSync(errors, 'utf8') });
    await kiosk.admit(admitted);
    expect(readCounts(userData, 'venue')).toEqual({ 'admit/keyboard': 1 });
    const first = processesWith(`--user-data-dir=${userData}`).map(({ id }) => id);
    expect(first.length).toBeGreaterThan(2);
    kiosk.kill();
    await expect.poll(() => kiosk.kioskProcess()?.id, { timeout: 30_000 }).toBeDefined();
    await kiosk.admit(admitted);
    expect(readCounts(userData, 'venue')).toEqual({ 'admit/keyboard': 2 });
    expect(processesWith(`--user-data-dir=${userData}`).filter(({ id }) => first.includes(id))).toEqual([]);
    // No process that may be looked into after a crash, and no page without its sandbox.
    for (const { command, id } of processesWith(`--user-data-dir=${userData}`)) {
      expect(readFileSync(`/proc/${id}/limits`, 'utf8')).toMatch(/^Max core file size\s+0\s+0/m);
      expect(command).not.toContain('--no-sandbox');
    }

    // Staff end it by the PIN, and the session with it.
    const manager = await kiosk.openManager('Help');
    await manager.getByRole('button', { name: 'End the kiosk' }).click();
    await manager.getByRole('button', { name: 'End it' }).click();
    await ended;
    await expect.poll(() => processesWith(`--user-data-dir=${userData}`)).toEqual([]);
  });

  it('is installed again over itself, and leaves what was counted when it is removed', () => {
    system.run('dpkg', '--install', deb);
    expect(system.run('readlink', '/usr/bin/venue-pass-kiosk').trim()).toBe('/opt/VenuePassKiosk/venue-pass-kiosk');
    system.run('dpkg', '--purge', 'venue-pass-kiosk');
    const left = system.run('find', '/opt', '/usr/bin', '/usr/sbin', '/usr/lib/udev', '/usr/lib/systemd', '/usr/share/xsessions', '-iname', '*venue*pass*');
    expect(left).toBe('');
    expect(readCounts(userData, 'venue')).toEqual({ 'admit/keyboard': 2 });
  });
});

/** Where the kernel keeps its groups of processes: systemd looks for them in the same order. */
const GROUPS = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup', '/sys/fs/cgroup/systemd'].find((folder) => existsSync(path.join(folder, 'cgroup.procs')));
const GROUP = path.join(GROUPS ?? '', `kiosk-test-${process.pid}`);

/** Makes a control group that the ordinary user's systemd may divide, as a login would give it one. */
function giveGroup(): void {
  if (GROUPS === undefined) throw new Error('this machine has no control groups');
  mkdirSync(GROUP);
  giveToOrdinaryUser(GROUP);
}

/** Removes it, once the last of its processes has gone; a group is a folder whose files go with it. */
function removeGroup(): Promise<void> {
  return vi.waitFor(
    () => {
      const parts = readdirSync(GROUP, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
      for (const { name, parentPath } of parts.toReversed()) rmdirSync(path.join(parentPath, name));
      rmdirSync(GROUP);
    },
    { timeout: 10_000 },
  );
}

describe.each(['tar.gz', 'AppImage'] as const)('the %s', (kind) => {
  const { admitted, userData } = makeVenueData();
  afterAll(() => rmSync(userData, { recursive: true }));

  it('runs without being installed, with the sandbox on, and ends in order', async () => {
    const file = packageFor(`.${kind}`);
    let program = file;
    if (kind === 'tar.gz') {
      const folder = path.join(home, 'unpacked');
      mkdirSync(folder);
      await extract({ file, cwd: folder, strip: 1 });
      program = path.join(folder, 'venue-pass-kiosk');
    }
    const kiosk = startPackaged([...AS_ORDINARY_USER, program], { userData, env: { TMPDIR: userData } });
    await kiosk.admit(admitted);
    expect(readCounts(userData, 'venue')).toEqual({ 'admit/keyboard': 1 });
    const running = processesWith(`--user-data-dir=${userData}`);
    for (const { command } of running) expect(command).not.toContain('--no-sandbox');
    const guardian = running.find(({ command }) => !command.includes('--kiosk-process') && command.includes('venue-pass-kiosk --user-data-dir'));
    process.kill(guardian?.id ?? 0, 'SIGTERM');
    await expect.poll(() => processesWith(`--user-data-dir=${userData}`), { timeout: 30_000 }).toEqual([]);
  });
});
