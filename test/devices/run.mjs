// `npm run test:devices [-- --all] [FILE...]`: boots Debian's own kernel in a virtual machine that sees this machine's
// files read-only, and runs the drivers and the kiosk there against devices of that kernel. `--all` replugs 50 times
// in each state. Needs root and Debian's packages.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { buildKiosk } from '../../native/setup/build.mjs';
import { BUILD_DIR, PROJECT_DIR, RUNTIME_DIR } from '../../native/setup/paths.mjs';
import { installPackages } from '../../native/setup/system_needs.mjs';

/** Kernel modules in the order of their loading, some with parameters. */
const MODULES = [
  ...['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'uhid', 'hid-generic', 'evdev', 'usbhid'],
  ...['dummy_hcd num=8', 'libcomposite', 'usb_f_acm', 'usb_f_hid', 'cdc-acm'],
];
/** The virtual machine's parts, and the desktop on which the kiosk stands there. */
const PACKAGES = [
  ...['qemu-system-x86', 'busybox-static', 'cpio', 'kmod', 'udev', 'openbox', 'xdotool', 'x11-utils', 'x11-xserver-utils'],
  ...['xserver-xorg-core', 'xserver-xorg-input-libinput', 'xserver-xorg-video-dummy'],
];
const VM_DIR = path.join(RUNTIME_DIR, 'vm');
const KERNEL_DIR = path.join(VM_DIR, 'kernel');
const IS_ALL = process.argv.includes('--all');
const FILES = process.argv.slice(2).filter((argument) => argument !== '--all');
const TIMEOUT_MS = IS_ALL ? 2_400_000 : 900_000;

/** @param {string} program @param {readonly string[]} args @param {string} [cwd] */
const run = (program, args, cwd = VM_DIR) => execFileSync(program, args, { cwd, encoding: 'utf8' });

mkdirSync(VM_DIR, { recursive: true });
const installed = run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n']).split('\n');
installPackages(PACKAGES.filter((name) => !installed.includes(`installed ${name}`)));
if (!existsSync(path.join(KERNEL_DIR, 'boot'))) {
  run('apt-get', ['update', '-qq'], '/');
  const image = /Depends: (linux-image\S+)/.exec(run('apt-cache', ['depends', 'linux-image-amd64']))?.[1] ?? '';
  run('apt-get', ['download', '-qq', image]);
  const archive = readdirSync(VM_DIR).find((name) => name.endsWith('.deb')) ?? '';
  run('dpkg-deb', ['-x', archive, KERNEL_DIR]);
  rmSync(path.join(VM_DIR, archive));
}

await buildKiosk();
await build({
  entryPoints: [path.join(PROJECT_DIR, 'test/devices/sleep_check.ts')],
  outfile: path.join(BUILD_DIR, 'devices/sleep_check.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['node-hid', 'serialport'],
});
const kernel = readdirSync(path.join(KERNEL_DIR, 'boot')).find((name) => name.startsWith('vmlinuz-')) ?? '';
const initrd = makeInitrd(kernel.replace('vmlinuz-', ''));
const script = path.join(PROJECT_DIR, 'test/devices/guest.sh');
const machine = spawn(
  'qemu-system-x86_64',
  [
    // KVM hangs where the host itself is a guest. Without HPET the clock chip alone can wake the machine.
    ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '2048', '-no-hpet', '-nodefaults', '-display', 'none'],
    ...['-no-reboot', '-serial', 'stdio', '-kernel', path.join(KERNEL_DIR, 'boot', kernel), '-initrd', initrd],
    '-append',
    `console=ttyS0 quiet panic=-1 nokaslr mitigations=off tsc=reliable no_timer_check random.trust_cpu=on guest_script=${script} guest_all=${IS_ALL ? 1 : ''} guest_files=${FILES.join(',')}`,
    ...['-fsdev', 'local,id=host,path=/,security_model=none,readonly=on,multidevs=remap'],
    ...['-device', 'virtio-9p-pci,fsdev=host,mount_tag=host'],
  ],
  { stdio: ['ignore', 'pipe', 'inherit'], timeout: TIMEOUT_MS },
);
let said = '';
machine.stdout.setEncoding('utf8').on('data', (text) => {
  process.stdout.write(text);
  said += text;
});
machine.on('exit', () => {
  process.exitCode = /^GUEST-EXIT 0\s*$/m.test(said) ? 0 : 1;
});

/** @param {string} version */
function makeInitrd(version) {
  const dir = mkdtempSync(path.join(tmpdir(), 'initrd-'));
  for (const name of ['bin', 'proc', 'sys', 'dev', 'host', 'lib']) mkdirSync(path.join(dir, name));
  copyFileSync('/bin/busybox', path.join(dir, 'bin/busybox'));
  run('depmod', ['-b', KERNEL_DIR, version]);
  /** @type {Map<string, string>} */
  const lines = new Map();
  for (const module of MODULES) {
    const [name = '', ...parameters] = module.split(' ');
    const shown = spawnSync('modprobe', ['-d', KERNEL_DIR, '-S', version, '--show-depends', name], { encoding: 'utf8' });
    for (const [, file = ''] of shown.stdout.matchAll(/^insmod (\S+)/gm)) {
      if (!lines.has(file)) lines.set(file, [path.basename(file), ...parameters].join(' '));
    }
  }
  for (const file of lines.keys()) copyFileSync(file, path.join(dir, 'lib', path.basename(file)));
  writeFileSync(path.join(dir, 'modules'), `${[...lines.values()].join('\n')}\n`);
  copyFileSync(path.join(PROJECT_DIR, 'test/devices/init.sh'), path.join(dir, 'init'));
  const out = path.join(VM_DIR, 'initrd.img');
  run('sh', ['-c', `chmod +x init && find . | cpio -o -H newc --quiet > ${out}`], dir);
  rmSync(dir, { recursive: true });
  return out;
}
