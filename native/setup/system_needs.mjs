import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

/**
 * What Electron and its tests need of a Debian system: a program, a library or a file to look for, and its package.
 * @type {readonly { readonly package: string, readonly program?: string, readonly library?: string, readonly file?: string, readonly headless?: true }[]}
 */
const NEEDS = [
  { package: 'libgtk-3-0', library: 'libgtk-3.so.0' },
  { package: 'libnss3', library: 'libnss3.so' },
  { package: 'libasound2', library: 'libasound.so.2' },
  { package: 'libgbm1', library: 'libgbm.so.1' },
  { package: 'libusb-1.0-0', library: 'libusb-1.0.so.0' },
  { package: 'libudev1', library: 'libudev.so.1' },
  { package: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu', headless: true },
  { package: 'fonts-wqy-microhei', file: '/usr/share/fonts/truetype/wqy', headless: true },
  { package: 'xvfb', program: 'Xvfb', headless: true },
  { package: 'xauth', program: 'xauth', headless: true },
  { package: 'openbox', program: 'openbox', headless: true },
  { package: 'xdotool', program: 'xdotool', headless: true },
  { package: 'x11-xkb-utils', program: 'setxkbmap', headless: true },
  { package: 'x11-utils', program: 'xwininfo', headless: true },
  { package: 'wmctrl', program: 'wmctrl', headless: true },
  { package: 'xserver-xorg-core', program: 'Xorg', headless: true },
  { package: 'xserver-xorg-video-dummy', file: '/usr/lib/xorg/modules/drivers/dummy_drv.so', headless: true },
  { package: 'x11-xserver-utils', program: 'xrandr', headless: true },
  { package: 'socat', program: 'socat', headless: true },
  { package: 'gnome-keyring', program: 'gnome-keyring-daemon', headless: true },
  { package: 'libsecret-1-0', library: 'libsecret-1.so.0', headless: true },
  { package: 'dbus-daemon', program: 'dbus-daemon', headless: true },
  { package: 'dbus-bin', program: 'dbus-send', headless: true },
  { package: 'g++', program: 'cc', headless: true },
];

/** What makes and opens packages (`npm run package`); dpkg is Debian's own. */
const PACKAGING_NEEDS = [
  { package: 'squashfs-tools', program: 'mksquashfs' },
  { package: 'desktop-file-utils', program: 'desktop-file-validate' },
];

/** The browser by whose engine the pages are tested too. */
const CHROMIUM_NEEDS = [{ package: 'chromium', program: 'chromium' }];

const COMPILER_NEEDS = [
  { package: 'python3', program: 'python3' },
  { package: 'make', program: 'make' },
  { package: 'g++', program: 'g++' },
];

/**
 * The Debian packages that are missing. `headless` asks for the virtual display and its tools too, `compiler`
 * for what builds a native addon, `packaging` for what makes packages, `chromium` for the browser.
 * @param {{ readonly headless: boolean, readonly compiler: boolean, readonly packaging?: boolean, readonly chromium?: boolean }} wanted
 * @returns {readonly string[]}
 */
export function missingPackages(wanted) {
  if (process.platform !== 'linux') return [];
  const listed = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  const needs = [
    ...NEEDS.filter(({ headless }) => wanted.headless || headless !== true),
    ...(wanted.compiler ? COMPILER_NEEDS : []),
    ...(wanted.packaging === true ? PACKAGING_NEEDS : []),
    ...(wanted.chromium === true ? CHROMIUM_NEEDS : []),
  ];
  return needs
    .filter((need) => {
      if ('library' in need && need.library !== undefined) return !listed.includes(need.library);
      if ('file' in need && need.file !== undefined) return !existsSync(need.file);
      return need.program !== undefined && !onPath(need.program);
    })
    .map((need) => need.package);
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? '').split(':').some((dir) => existsSync(`${dir}/${program}`));
}

/**
 * Installs Debian packages where that is allowed; else throws one sentence with the exact command.
 * @param {readonly string[]} packages
 */
export function installPackages(packages) {
  if (packages.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const mayInstall = process.getuid?.() === 0 && onPath('apt-get');
  if (!mayInstall) throw new Error(`This machine lacks ${packages.join(', ')}: run \`sudo ${command}\`.`);
  process.stderr.write(`Installing ${packages.join(', ')}.\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const lists = existsSync('/var/lib/apt/lists') ? readdirSync('/var/lib/apt/lists') : [];
  if (!lists.some((name) => name.endsWith('_Packages') || name.endsWith('_Packages.lz4'))) {
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
  }
  const install = () => spawnSync('sh', ['-c', `${command} -qq`], { env, encoding: 'utf8' });
  let done = install();
  if (done.status !== 0) {
    // Old lists name versions that the mirror no longer has.
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    done = install();
  }
  if (done.status !== 0) throw new Error(`Installing failed: ${done.stderr.trim().split('\n').at(-1)}`);
}
