import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OsGuardName } from '../../main/bridge/contract.ts';
import type { LinuxFacts, OsFacts } from '../../main/os_guards/os_facts.ts';
import { osGuards } from '../../main/os_guards/os_guards.ts';
import { readOsFacts } from '../../main/os_guards/read_os_facts.ts';

const NO_SWITCH = 'Section "ServerFlags"\n  Option "DontVTSwitch" "true"\n  Option "DontZap"\nEndSection\n';
const LIMITS = 'Limit                     Soft Limit           Hard Limit           Units\nMax core file size        0                    unlimited            bytes\n';

/** A machine on which everything was done. */
const KIOSK_MACHINE: LinuxFacts = {
  system: 'linux',
  isRoot: false,
  hasSandbox: true,
  hasGuardian: true,
  ownUnit: '0::/system.slice/venue-pass-kiosk.service\n',
  desktop: '',
  display: 'x11',
  processes: ['systemd', 'Xorg', 'venue-pass-kiosk', 'dbus-daemon'],
  serverConfigurations: ['# nothing\n', NO_SWITCH],
  keyboard: 'XKBLAYOUT="us"\nXKBOPTIONS="terminate:ctrl_alt_bksp"\n',
  systemRequest: '0\n',
  restartTarget: '/dev/null',
  hasSystemd: true,
  deviceRules: ['50-udev-default.rules', '70-venue-pass-kiosk.rules'],
  swapAreas: [{ isSafe: true }],
  limits: LIMITS,
  corePattern: 'core\n',
  diskIsEncrypted: true,
};

function stateOf(facts: OsFacts, guard: OsGuardName): string | undefined {
  return osGuards(facts).find((one) => one.guard === guard)?.state;
}

describe('the guards of a Linux machine', () => {
  it('all hold on a machine on which everything was done', () => {
    expect(osGuards(KIOSK_MACHINE).filter(({ state }) => state !== 'holds')).toEqual([]);
    expect(osGuards(KIOSK_MACHINE)).toHaveLength(14);
  });

  it.each<[OsGuardName, Partial<LinuxFacts>]>([
    ['ordinary_user', { isRoot: true }],
    ['sandbox', { hasSandbox: false }],
    ['restart', { hasGuardian: false }],
    ['start', { ownUnit: '0::/user.slice/user-1000.slice/session-2.scope\n', desktop: 'GNOME' }],
    ['start', { ownUnit: null }],
    ['no_desktop', { processes: ['gnome-shell'] }],
    ['no_desktop', { processes: ['Xorg', 'openbox'] }],
    ['no_file_manager', { processes: ['pcmanfm'] }],
    ['console_switch', { serverConfigurations: [], keyboard: null }],
    ['console_switch', { serverConfigurations: [NO_SWITCH.replace('"true"', '"false"')] }],
    ['console_switch', { serverConfigurations: [NO_SWITCH.replace('  Option "DontV', '  # Option "DontV')] }],
    ['server_end', { serverConfigurations: [NO_SWITCH.replace('Option "DontZap"', '')] }],
    ['system_request', { systemRequest: '438\n' }],
    ['restart_keys', { restartTarget: null }],
    ['restart_keys', { restartTarget: '/usr/lib/systemd/system/reboot.target' }],
    ['device_rules', { deviceRules: ['50-udev-default.rules'] }],
    ['swap', { swapAreas: [{ isSafe: true }, { isSafe: false }] }],
    ['core_dumps', { limits: LIMITS.replace('size        0        ', 'size        unlimited') }],
    ['core_dumps', { corePattern: '|/usr/share/apport/apport -p%p -s%s\n' }],
    ['disk_encryption', { diskIsEncrypted: false }],
  ])('miss %s and no other where %o', (guard, change) => {
    const missing = osGuards({ ...KIOSK_MACHINE, ...change }).filter(({ state }) => state !== 'holds');
    expect(missing).toEqual([{ guard, state: 'missing' }]);
  });

  it.each<[OsGuardName, Partial<LinuxFacts>]>([
    ['system_request', { systemRequest: null }],
    ['restart_keys', { hasSystemd: false }],
    ['swap', { swapAreas: null }],
    ['swap', { swapAreas: [{ isSafe: true }, { isSafe: null }] }],
    ['core_dumps', { limits: null }],
    ['core_dumps', { corePattern: null }],
    ['disk_encryption', { diskIsEncrypted: null }],
  ])('say of %s that nobody knows where %o', (guard, change) => {
    const others = osGuards({ ...KIOSK_MACHINE, ...change }).filter(({ state }) => state !== 'holds');
    expect(others).toEqual([{ guard, state: 'unknown' }]);
  });

  it('hold where there is nothing to guard', () => {
    expect(stateOf({ ...KIOSK_MACHINE, swapAreas: [] }, 'swap')).toBe('holds');
    expect(stateOf({ ...KIOSK_MACHINE, keyboard: null, serverConfigurations: [] }, 'server_end')).toBe('holds');
    expect(stateOf({ ...KIOSK_MACHINE, corePattern: '|/usr/lib/systemd/systemd-coredump %P' }, 'core_dumps')).toBe('holds');
    expect(stateOf({ ...KIOSK_MACHINE, limits: null, corePattern: '/dev/null\n' }, 'core_dumps')).toBe('holds');
    expect(stateOf({ ...KIOSK_MACHINE, ownUnit: null, desktop: 'venue-pass-kiosk:X-Other' }, 'start')).toBe('holds');
    expect(stateOf({ ...KIOSK_MACHINE, display: 'wayland' }, 'console_switch')).toBeUndefined();
  });

  it('are told whatever its files hold', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(NO_SWITCH, LIMITS, '|', 'Max core file size'));
    const maybe = fc.option(text);
    const facts = fc.record({
      keyboard: maybe,
      limits: maybe,
      corePattern: maybe,
      systemRequest: maybe,
      restartTarget: maybe,
      ownUnit: maybe,
      desktop: text,
      processes: fc.array(text),
      serverConfigurations: fc.array(text),
      deviceRules: fc.array(text),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const guards = osGuards({ ...KIOSK_MACHINE, ...given });
        expect(new Set(guards.map(({ guard }) => guard)).size).toBe(14);
      }),
    );
  });
});

describe('the guards of other systems', () => {
  const windows: OsFacts = {
    system: 'windows',
    hasSandbox: true,
    hasGuardian: true,
    tasks: '"System Idle Process","0","Services","0","8 K"\r\n"CustomShellHost.exe","4812","Console","1","20,112 K"\r\n',
    groups: 'Mandatory Label\\Medium Mandatory Level Label S-1-16-8192\r\n',
    automaticLogon: '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\r\n    AutoAdminLogon    REG_SZ    1\r\n\r\n',
  };

  it('are told on Windows by its own tools', () => {
    for (const guard of ['ordinary_user', 'sandbox', 'restart', 'start', 'no_desktop'] as const) expect(stateOf(windows, guard)).toBe('holds');
    expect(stateOf({ ...windows, tasks: `${windows.tasks}"explorer.exe","5012","Console","1","90,112 K"\r\n` }, 'no_desktop')).toBe('missing');
    expect(stateOf({ ...windows, groups: 'Mandatory Label\\High Mandatory Level Label S-1-16-12288\r\n' }, 'ordinary_user')).toBe('missing');
    expect(stateOf({ ...windows, automaticLogon: windows.automaticLogon?.replace(' 1\r', ' 0\r') ?? null }, 'start')).toBe('missing');
    expect(stateOf({ ...windows, tasks: null }, 'no_desktop')).toBe('unknown');
    expect(stateOf(windows, 'disk_encryption')).toBe('unknown');
    expect(stateOf(windows, 'console_switch')).toBeUndefined();
  });

  it('are unknown elsewhere, but for what the kiosk knows itself', () => {
    const states = osGuards({ system: 'other', hasSandbox: true, hasGuardian: false });
    expect(states.filter(({ state }) => state !== 'unknown')).toEqual([
      { guard: 'sandbox', state: 'holds' },
      { guard: 'restart', state: 'missing' },
    ]);
  });
});

describe('this machine', () => {
  it('says of itself what its own tools say', async () => {
    const facts = await readOsFacts({ hasSandbox: false, hasGuardian: true, dataDir: import.meta.dirname, environment: { DISPLAY: ':0' } });
    if (facts.system !== 'linux') return expect(['windows', 'other']).toContain(facts.system);
    expect(facts).toMatchObject({ isRoot: process.getuid?.() === 0, hasSandbox: false, hasGuardian: true, display: 'x11' });
    expect(facts.processes.some((name) => name.includes('node') || name.includes('vitest'))).toBe(true);
    expect(facts.limits).toContain('Max core file size');
    expect(osGuards(facts).map(({ guard }) => guard)).toContain('disk_encryption');
  });
});
