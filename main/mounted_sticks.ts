import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Where Linux desktops and administrators mount what is plugged in. */
const LINUX_ROOTS = ['/media/', '/run/media/', '/mnt/'];
const DRIVES = [...'DEFGHIJKLMNOPQRSTUVWXYZABC'];

/** The folders of sticks and other disks that are plugged in, by what the system says; some may not be writable. */
export function mountedSticks(): readonly string[] {
  if (process.platform === 'win32') {
    const system = (process.env.SystemDrive ?? 'C:').toUpperCase();
    return DRIVES.map((letter) => `${letter}:`).filter((drive) => drive !== system).map((drive) => `${drive}\\`);
  }
  try {
    if (process.platform !== 'darwin') return sticksAmong(readFileSync('/proc/mounts', 'utf8'));
    // The system's own disk is there too, as a link to the root.
    return readdirSync('/Volumes').map((name) => path.join('/Volumes', name)).filter((folder) => realpathSync(folder) !== '/');
  } catch {
    return [];
  }
}

/** The sticks' folders in the text of `/proc/mounts` (proc_mounts(5)): those that are mounted to be written. */
export function sticksAmong(mounts: string): readonly string[] {
  return mounts.split('\n').flatMap((line) => {
    const [, folder = '', , options = ''] = line.split(' ');
    const plain = folder.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    const isStick = LINUX_ROOTS.some((root) => `${plain}/`.startsWith(root)) && options.split(',').includes('rw');
    return isStick ? [plain] : [];
  });
}
