import type { OsGuard, OsGuardName } from '../bridge/contract.ts';
import type { LinuxFacts, OsFacts, WindowsFacts } from './os_facts.ts';

type States = Readonly<Record<OsGuardName, OsGuard['state'] | 'not_here'>>;

/** The unit, the session and the rules file of the package all bear this name. */
const PACKAGE_NAME = 'venue-pass-kiosk';
/** Shells, panels and window managers of desktops: each has keys or menus of its own that lead out. */
const DESKTOP_PROCESSES = new Set([
  ...['gnome-shell', 'gnome-panel', 'plasmashell', 'kwin_x11', 'kwin_wayland', 'xfce4-session', 'xfce4-panel', 'xfdesktop', 'xfwm4'],
  ...['cinnamon', 'mate-session', 'mate-panel', 'marco', 'lxsession', 'lxpanel', 'lxqt-session', 'lxqt-panel', 'budgie-panel'],
  ...['openbox', 'fluxbox', 'icewm', 'i3', 'awesome', 'sway', 'labwc', 'wayfire', 'Hyprland', 'metacity', 'mutter', 'muffin', 'tint2'],
]);
const FILE_MANAGERS = new Set(['nautilus', 'thunar', 'Thunar', 'pcmanfm', 'pcmanfm-qt', 'nemo', 'nemo-desktop', 'caja', 'dolphin', 'udiskie']);
/** `whoami /groups` lists it for a program that runs as an administrator (a well-known security identifier). */
const HIGH_INTEGRITY = 'S-1-16-12288';

/** Which guards of the operating system hold, by what it says of itself; guards that it does not have are left out. */
export function osGuards(facts: OsFacts): readonly OsGuard[] {
  const states = statesOf(facts);
  return (Object.keys(states) as OsGuardName[]).flatMap((guard) => {
    const state = states[guard];
    return state === 'not_here' ? [] : [{ guard, state }];
  });
}

function statesOf(facts: OsFacts): States {
  const common = { sandbox: holdsIf(facts.hasSandbox), restart: holdsIf(facts.hasGuardian) } as const;
  switch (facts.system) {
    case 'linux':
      return { ...linuxStates(facts), ...common };
    case 'windows':
      return { ...UNKNOWN, ...windowsStates(facts), ...common };
    case 'other':
      return { ...UNKNOWN, ...common };
    default:
      return facts satisfies never;
  }
}

const LINUX_ONLY = { console_switch: 'not_here', server_end: 'not_here', system_request: 'not_here', device_rules: 'not_here' } as const;
const UNKNOWN: States = {
  ordinary_user: 'unknown',
  sandbox: 'unknown',
  restart: 'unknown',
  start: 'unknown',
  no_desktop: 'unknown',
  no_file_manager: 'unknown',
  ...LINUX_ONLY,
  restart_keys: 'unknown',
  swap: 'unknown',
  core_dumps: 'unknown',
  disk_encryption: 'unknown',
};

function linuxStates(facts: LinuxFacts): States {
  const isX = facts.display === 'x11';
  return {
    ordinary_user: holdsIf(!facts.isRoot),
    sandbox: holdsIf(facts.hasSandbox),
    restart: holdsIf(facts.hasGuardian),
    start: holdsIf(facts.desktop.split(':').includes(PACKAGE_NAME) || (facts.ownUnit?.includes(PACKAGE_NAME) ?? false)),
    no_desktop: holdsIf(!facts.processes.some((name) => DESKTOP_PROCESSES.has(name))),
    no_file_manager: holdsIf(!facts.processes.some((name) => FILE_MANAGERS.has(name))),
    // A Wayland server for one program changes consoles only where it is told to.
    console_switch: isX ? holdsIf(facts.serverConfigurations.some((text) => sets(text, 'DontVTSwitch'))) : 'not_here',
    server_end: isX ? holdsIf(!endsByKeys(facts)) : 'not_here',
    system_request: facts.systemRequest === null ? 'unknown' : holdsIf(facts.systemRequest.trim() === '0'),
    restart_keys: facts.hasSystemd ? holdsIf(facts.restartTarget === '/dev/null') : 'unknown',
    device_rules: holdsIf(facts.deviceRules.some((name) => name.includes(PACKAGE_NAME))),
    swap: swapState(facts),
    core_dumps: coreState(facts),
    disk_encryption: facts.diskIsEncrypted === null ? 'unknown' : holdsIf(facts.diskIsEncrypted),
  };
}

/** The X server ends by Ctrl+Alt+Backspace only where the keyboard's options ask for it (Xorg 1.11 and later). */
function endsByKeys({ keyboard, serverConfigurations }: LinuxFacts): boolean {
  const asked = (text: string) => uncommented(text).includes('terminate:ctrl_alt_bksp');
  return (
    [keyboard ?? '', ...serverConfigurations].some(asked) && !serverConfigurations.some((text) => sets(text, 'DontZap'))
  );
}

/** An option of a server's configuration that is on: its value may be left out (xorg.conf(5)). */
function sets(configuration: string, option: string): boolean {
  const line = new RegExp(`^\\s*Option\\s+"${option}"(?:\\s+"(?:1|on|true|yes)")?\\s*$`, 'im');
  return line.test(uncommented(configuration));
}

function uncommented(text: string): string {
  return text.replace(/#.*$/gm, '');
}

function swapState({ swapAreas }: LinuxFacts): OsGuard['state'] {
  if (swapAreas === null) return 'unknown';
  if (swapAreas.some(({ isSafe }) => isSafe === false)) return 'missing';
  return swapAreas.every(({ isSafe }) => isSafe === true) ? 'holds' : 'unknown';
}

/** A program that is given dumps gets them whatever the limit is, but systemd's own keeps to it (core(5), systemd-coredump(8)). */
function coreState({ corePattern, limits }: LinuxFacts): OsGuard['state'] {
  const soft = limits === null ? undefined : /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
  if (corePattern?.trim() === '/dev/null') return 'holds';
  if (corePattern === null || soft === undefined) return 'unknown';
  const program = /^\|\s*(\S+)/.exec(corePattern)?.[1];
  if (program !== undefined && !program.endsWith('/systemd-coredump')) return 'missing';
  return holdsIf(soft === '0');
}

function windowsStates({ automaticLogon, groups, tasks }: WindowsFacts): Partial<States> {
  return {
    ordinary_user: groups === null ? 'unknown' : holdsIf(!groups.includes(HIGH_INTEGRITY)),
    no_desktop: tasks === null ? 'unknown' : holdsIf(!/^"explorer\.exe"/im.test(tasks)),
    start: automaticLogon === null ? 'unknown' : holdsIf(/\bAutoAdminLogon\s+REG_\w+\s+(?:0x)?1\b/i.test(automaticLogon)),
    // Explorer is the one that opens windows for sticks.
    no_file_manager: 'not_here',
  };
}

function holdsIf(holds: boolean): 'holds' | 'missing' {
  return holds ? 'holds' : 'missing';
}
