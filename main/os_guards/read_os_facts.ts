import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LinuxFacts, OsFacts, WindowsFacts } from './os_facts.ts';

/** What the kiosk knows itself, and no file says. */
export interface OwnFacts {
  readonly hasSandbox: boolean;
  readonly hasGuardian: boolean;
  /** The folder whose disk is asked about. */
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const SERVER_CONFIGURATION_FOLDERS = ['/etc/X11/xorg.conf.d', '/usr/share/X11/xorg.conf.d'];
const RULE_FOLDERS = ['/etc/udev/rules.d', '/run/udev/rules.d', '/usr/lib/udev/rules.d', '/lib/udev/rules.d'];
/** No file that is read here is nearly as long. */
const MAX_TEXT_CHARACTERS = 262_144;
const TOOL_LIMIT_MS = 5_000;
const WINLOGON = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon';

/** Asks this machine what it says of itself. What cannot be read is null; it changes nothing. */
export async function readOsFacts(own: OwnFacts): Promise<OsFacts> {
  if (process.platform === 'linux') return linuxFacts(own);
  if (process.platform === 'win32') return windowsFacts(own);
  return { system: 'other', hasSandbox: own.hasSandbox, hasGuardian: own.hasGuardian };
}

function linuxFacts({ dataDir, environment, hasGuardian, hasSandbox }: OwnFacts): LinuxFacts {
  const { DESKTOP_SESSION, DISPLAY, WAYLAND_DISPLAY, XDG_CURRENT_DESKTOP } = environment;
  return {
    system: 'linux',
    hasSandbox,
    hasGuardian,
    isRoot: process.getuid?.() === 0,
    ownUnit: textOf('/proc/self/cgroup'),
    desktop: XDG_CURRENT_DESKTOP ?? DESKTOP_SESSION ?? '',
    display: WAYLAND_DISPLAY !== undefined ? 'wayland' : DISPLAY !== undefined ? 'x11' : null,
    processes: processNames(),
    serverConfigurations: ['/etc/X11/xorg.conf', ...SERVER_CONFIGURATION_FOLDERS.flatMap(filesIn)].flatMap((file) => textOf(file) ?? []),
    keyboard: textOf('/etc/default/keyboard'),
    systemRequest: textOf('/proc/sys/kernel/sysrq'),
    restartTarget: linkOf('/etc/systemd/system/ctrl-alt-del.target'),
    hasSystemd: existsSync('/run/systemd/system'),
    deviceRules: RULE_FOLDERS.flatMap(filesIn).map((file) => path.basename(file)),
    swapAreas: swapAreas(textOf('/proc/swaps')),
    limits: textOf('/proc/self/limits'),
    corePattern: textOf('/proc/sys/kernel/core_pattern'),
    diskIsEncrypted: isEncrypted(deviceOfFolder(dataDir)),
  };
}

async function windowsFacts({ hasGuardian, hasSandbox }: OwnFacts): Promise<WindowsFacts> {
  const [tasks, groups, automaticLogon] = await Promise.all([
    printed('tasklist', ['/fo', 'csv', '/nh']),
    printed('whoami', ['/groups']),
    printed('reg', ['query', WINLOGON, '/v', 'AutoAdminLogon']),
  ]);
  return { system: 'windows', hasSandbox, hasGuardian, tasks, groups, automaticLogon };
}

function processNames(): readonly string[] {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => textOf(`/proc/${id}/comm`)?.trim() ?? []);
}

/** `/proc/swaps`: a header, then one area a line; a compressed one in memory is on no disk. */
function swapAreas(swaps: string | null): LinuxFacts['swapAreas'] {
  if (swaps === null) return null;
  return swaps
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [area = '', type = ''] = line.split(/\s+/);
      if (/^\/dev\/zram\d+$/.test(area)) return { isSafe: true };
      return { isSafe: isEncrypted(type === 'file' ? deviceOfFolder(area) : deviceOfNode(area)) };
    });
}

/** The device that holds a file or a folder, as the kernel numbers it; null: it is on no block device. */
function deviceOfFolder(place: string): string | null {
  const numbers = numbersOf(place, ({ dev }) => dev);
  return numbers === null || numbers.startsWith('0:') ? null : numbers;
}

function deviceOfNode(node: string): string | null {
  return numbersOf(node, ({ rdev }) => rdev);
}

function numbersOf(place: string, choose: (found: { readonly dev: bigint; readonly rdev: bigint }) => bigint): string | null {
  try {
    const device = choose(statSync(place, { bigint: true }));
    // As the C library packs them (makedev(3)).
    const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
    const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn);
    return `${major}:${minor}`;
  } catch {
    return null;
  }
}

/** Whether a device, or each one that it is made of, is one of dm-crypt; null: the kernel does not say. */
function isEncrypted(device: string | null): boolean | null {
  if (device === null) return null;
  const folder = `/sys/dev/block/${device}`;
  if (!existsSync(folder)) return null;
  if (textOf(`${folder}/dm/uuid`)?.startsWith('CRYPT-')) return true;
  const parts = namesIn(`${folder}/slaves`).flatMap((name) => textOf(`${folder}/slaves/${name}/dev`)?.trim() ?? []);
  return parts.length > 0 && parts.every((part) => isEncrypted(part) === true);
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').slice(0, MAX_TEXT_CHARACTERS);
  } catch {
    return null;
  }
}

function linkOf(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function filesIn(folder: string): readonly string[] {
  return namesIn(folder).map((name) => path.join(folder, name));
}

function printed(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: TOOL_LIMIT_MS, windowsHide: true }, (error, stdout) => resolve(error === null ? stdout.slice(0, MAX_TEXT_CHARACTERS) : null));
  });
}
