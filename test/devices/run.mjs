// `npm run test:devices`: boots Debian's own kernel in a virtual machine that sees this machine's files
// read-only, and runs the kiosk there against real kernel HID devices. Needs root and Debian's packages.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildKiosk } from '../../native/setup/build.mjs';
import { PROJECT_DIR, RUNTIME_DIR } from '../../native/setup/paths.mjs';

const MODULES = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'uhid', 'hid-generic', 'evdev'];
const VM_DIR = path.join(RUNTIME_DIR, 'vm');
const KERNEL_DIR = path.join(VM_DIR, 'kernel');
const TIMEOUT_MS = 300_000;

/** @param {string} program @param {readonly string[]} args @param {string} [cwd] */
const run = (program, args, cwd = VM_DIR) => execFileSync(program, args, { cwd, encoding: 'utf8' });

mkdirSync(VM_DIR, { recursive: true });
const missing = ['qemu-system-x86_64', 'busybox', 'cpio', 'depmod'].filter(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
);
if (missing.length > 0 || !existsSync(path.join(KERNEL_DIR, 'boot'))) run('apt-get', ['update', '-qq'], '/');
if (missing.length > 0) {
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'qemu-system-x86', 'busybox-static', 'cpio', 'kmod'], '/');
}
if (!existsSync(path.join(KERNEL_DIR, 'boot'))) {
  const image = /Depends: (linux-image\S+)/.exec(run('apt-cache', ['depends', 'linux-image-amd64']))?.[1] ?? '';
  run('apt-get', ['download', '-qq', image]);
  const archive = readdirSync(VM_DIR).find((name) => name.endsWith('.deb')) ?? '';
  run('dpkg-deb', ['-x', archive, KERNEL_DIR]);
  rmSync(path.join(VM_DIR, archive));
}

await buildKiosk();
const kernel = readdirSync(path.join(KERNEL_DIR, 'boot')).find((name) => name.startsWith('vmlinuz-')) ?? '';
const initrd = makeInitrd(kernel.replace('vmlinuz-', ''));
const script = path.join(PROJECT_DIR, 'test/devices/guest.sh');
const done = spawnSync(
  'qemu-system-x86_64',
  [
    // KVM hangs where the host itself is a guest.
    ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '2048', '-nodefaults', '-display', 'none'],
    ...['-no-reboot', '-serial', 'stdio', '-kernel', path.join(KERNEL_DIR, 'boot', kernel), '-initrd', initrd],
    ...['-append', `console=ttyS0 quiet panic=-1 nokaslr mitigations=off tsc=reliable no_timer_check random.trust_cpu=on guest_script=${script}`],
    ...['-fsdev', 'local,id=host,path=/,security_model=none,readonly=on,multidevs=remap'],
    ...['-device', 'virtio-9p-pci,fsdev=host,mount_tag=host'],
  ],
  { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', timeout: TIMEOUT_MS },
);
process.stdout.write(done.stdout);
process.exitCode = /GUEST-EXIT 0/.test(done.stdout) ? 0 : 1;

/** @param {string} version */
function makeInitrd(version) {
  const dir = mkdtempSync(path.join(tmpdir(), 'initrd-'));
  for (const name of ['bin', 'proc', 'sys', 'dev', 'host', 'lib']) mkdirSync(path.join(dir, name));
  copyFileSync('/bin/busybox', path.join(dir, 'bin/busybox'));
  run('depmod', ['-b', KERNEL_DIR, version]);
  const files = new Set();
  for (const module of MODULES) {
    const shown = spawnSync('modprobe', ['-d', KERNEL_DIR, '-S', version, '--show-depends', module], { encoding: 'utf8' });
    for (const [, file] of shown.stdout.matchAll(/^insmod (\S+)/gm)) files.add(file);
  }
  for (const file of files) copyFileSync(file, path.join(dir, 'lib', path.basename(file)));
  writeFileSync(path.join(dir, 'modules'), `${[...files].map((file) => path.basename(file)).join('\n')}\n`);
  copyFileSync(path.join(PROJECT_DIR, 'test/devices/init.sh'), path.join(dir, 'init'));
  const out = path.join(VM_DIR, 'initrd.img');
  run('sh', ['-c', `chmod +x init && find . | cpio -o -H newc --quiet > ${out}`], dir);
  rmSync(dir, { recursive: true });
  return out;
}
