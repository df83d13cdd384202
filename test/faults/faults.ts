import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statfsSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pick, type Random, randomBytes } from '../fuzz/random.ts';
import type { GuardedKiosk, Part } from './guarded_kiosk.ts';
import type { Reference } from './reference.ts';

/** One kind of fault. It resolves when the fault is over, or when only the kiosk itself can end it. */
export interface Fault {
  readonly name: string;
  readonly inject: (kiosk: GuardedKiosk, reference: Reference, random: Random) => Promise<void>;
}

const PAGE_BYTES = 4_096;
const STORM_CODES = 400;
const REPLUGS = 15;
const NEEDS_MEMORY_CODES = 60;
const NOT_COUNTED_FOR_MS = 1_500;
/** Long enough for the kiosk to have tried to start. */
const READ_ONLY_FOR_MS = 6_000;

/** Every kind of fault that can be made here. The data folder has a small disk of its own. */
export function allFaults(disk: { readonly isOwn: boolean }): readonly Fault[] {
  const signals = ([
    ['main process killed', 'main', 'SIGKILL'],
    ['main process crashed (SEGV)', 'main', 'SIGSEGV'],
    ['main process aborted', 'main', 'SIGABRT'],
    ['main process hangs', 'main', 'SIGSTOP'],
    ['page killed', 'renderer', 'SIGKILL'],
    ['page crashed (SEGV)', 'renderer', 'SIGSEGV'],
    ['page hangs', 'renderer', 'SIGSTOP'],
    ['graphics process killed', 'gpu-process', 'SIGKILL'],
    ['graphics process hangs', 'gpu-process', 'SIGSTOP'],
    ['helper process killed', 'utility', 'SIGKILL'],
  ] as const).map(([name, part, signal]): Fault => ({ name, inject: async (kiosk, _reference, random) => strike(kiosk, part, signal, random) }));

  const damaged = ([
    ['a page of the counts overwritten', (file, random) => overwrite(file('counts.sqlite'), random(200) * PAGE_BYTES, randomBytes(random, PAGE_BYTES))],
    ['the header of the counts overwritten', (file, random) => overwrite(file('counts.sqlite'), 0, randomBytes(random, 48))],
    ['the counts cut short', (file, random) => cut(file('counts.sqlite'), random)],
    ['the counts deleted', (file) => ['', '-wal', '-shm'].forEach((suffix) => rmSync(file(`counts.sqlite${suffix}`), { force: true }))],
    ['the log of the counts overwritten', (file, random) => overwrite(file('counts.sqlite-wal'), random(40) * 4_120 + 32, randomBytes(random, 2_000))],
    ['the header of the log overwritten', (file, random) => overwrite(file('counts.sqlite-wal'), 0, randomBytes(random, 32))],
    ['the log of the counts cut short', (file, random) => cut(file('counts.sqlite-wal'), random)],
    ['the log of the counts deleted', (file) => rmSync(file('counts.sqlite-wal'), { force: true })],
    ['the shared memory of the counts deleted', (file) => rmSync(file('counts.sqlite-shm'), { force: true })],
    ['a page of the copy overwritten', (file, random) => overwrite(file('counts.copy.sqlite'), random(200) * PAGE_BYTES, randomBytes(random, PAGE_BYTES))],
    ['the copy deleted', (file) => ['', '-wal', '-shm'].forEach((suffix) => rmSync(file(`counts.copy.sqlite${suffix}`), { force: true }))],
    ['the settings damaged', (file, random) => writeFileSync(file('settings.json'), randomBytes(random, 500))],
    ['the trusted time damaged', (file, random) => writeFileSync(file('time.json'), randomBytes(random, 80))],
    ['the trusted time cut short', (file) => writeFileSync(file('time.json'), '')],
    ['the PINs damaged', (file, random) => writeFileSync(file('pin.json'), randomBytes(random, 80))],
    ['the key of the kiosk damaged', (file, random) => writeFileSync(file('kiosk_key.json'), randomBytes(random, 80))],
  ] as const satisfies readonly (readonly [string, (file: (name: string) => string, random: Random) => void])[]).map(
    ([name, damage]): Fault => ({
      name: `${name}, main process killed`,
      async inject(kiosk, _reference, random) {
        strike(kiosk, 'main', 'SIGSTOP', random);
        damage((one) => path.join(kiosk.dataDir, one), random);
        strike(kiosk, 'main', 'SIGKILL', random);
      },
    }),
  );

  const live: Fault[] = [
    {
      name: 'a page of the counts overwritten in use',
      async inject(kiosk, _reference, random) {
        overwrite(path.join(kiosk.dataDir, 'counts.sqlite'), (1 + random(60)) * PAGE_BYTES, randomBytes(random, PAGE_BYTES));
      },
    },
    { name: 'page loops for ever', inject: (kiosk) => inPage(kiosk, 'setTimeout(() => { for (;;); }, 0); 0') },
    {
      name: 'page out of memory',
      inject: (kiosk) => inPage(kiosk, 'setTimeout(() => { const all = []; for (;;) all.push(new Array(1e6).fill(Math.random())); }, 0); 0'),
    },
    {
      name: 'main process out of memory',
      async inject(kiosk, reference) {
        for (const pid of kiosk.pids('main')) leaveNoMemory(pid);
        await reference.storm(NEEDS_MEMORY_CODES);
      },
    },
    ...([
      ['set back by an hour', -3_600],
      ['set forward by three hours', 3 * 3_600],
    ] as const).map(
      ([how, seconds]): Fault => ({
        name: `clock ${how} until it is set right: nothing is green meanwhile`,
        async inject(kiosk, reference) {
          kiosk.clock.move(seconds);
          await staysShut(reference);
          kiosk.clock.move(0);
        },
      }),
    ),
    {
      name: 'clock set back by two days, main process killed, set right: nothing is green meanwhile',
      async inject(kiosk, reference, random) {
        strike(kiosk, 'main', 'SIGKILL', random);
        kiosk.clock.move(-2 * 86_400);
        await sleep(NOT_COUNTED_FOR_MS);
        await kiosk.door(20_000);
        await staysShut(reference);
        kiosk.clock.move(0);
      },
    },
    {
      name: `clock set to and fro by half a minute ${REPLUGS} times`,
      async inject(kiosk) {
        for (let n = 0; n < REPLUGS; n += 1) {
          kiosk.clock.move(n % 2 === 0 ? 25 : -25);
          await sleep(100);
        }
        kiosk.clock.move(0);
      },
    },
    {
      name: `${STORM_CODES} codes at once`,
      async inject(_kiosk, reference) {
        await reference.storm(STORM_CODES);
      },
    },
    {
      name: `scanner pulled and plugged in ${REPLUGS} times`,
      async inject(kiosk) {
        for (let n = 0; n < REPLUGS; n += 1) {
          await kiosk.scanner.unplug();
          await kiosk.plug();
        }
      },
    },
    {
      name: 'rubbish from the scanner',
      async inject(kiosk, _reference, random) {
        await kiosk.scanner.send(Buffer.concat([randomBytes(random, 20_000), Buffer.from('\r\n')]));
      },
    },
    {
      name: 'guardian killed, started again by the system',
      async inject(kiosk, _reference, random) {
        strike(kiosk, 'guardian', 'SIGKILL', random);
        while (kiosk.pids('main').length > 0) await sleep(20);
      },
    },
    {
      name: 'every process killed at once, started again by the system',
      async inject(kiosk) {
        const all = (['guardian', 'main', 'renderer', 'gpu-process', 'utility'] as const).flatMap((part) => kiosk.pids(part));
        for (const pid of all) end(pid, 'SIGKILL');
        while (kiosk.pids('main').length > 0) await sleep(20);
      },
    },
    {
      name: 'keys damaged until they are put back: nothing is green meanwhile',
      async inject(kiosk, reference, random) {
        const file = path.join(kiosk.dataDir, 'trust.json');
        const keys = readFileSync(file);
        writeFileSync(file, keys.subarray(0, keys.length / 2));
        strike(kiosk, 'main', 'SIGKILL', random);
        await sleep(NOT_COUNTED_FOR_MS);
        await kiosk.door(20_000);
        await reference.scan(false, NOT_COUNTED_FOR_MS);
        writeFileSync(file, keys);
        strike(kiosk, 'main', 'SIGKILL', random);
      },
    },
  ];
  const ofDisk: Fault[] = [
    {
      name: 'disk full until there is room again',
      async inject(kiosk, reference) {
        const filler = path.join(kiosk.userData, 'filler');
        fill(filler);
        for (let n = 0; n < 4; n += 1) await reference.scan(true, NOT_COUNTED_FOR_MS);
        rmSync(filler);
      },
    },
    {
      name: 'disk full, main process killed, room again',
      async inject(kiosk, reference, random) {
        const filler = path.join(kiosk.userData, 'filler');
        fill(filler);
        await reference.scan(true, NOT_COUNTED_FOR_MS);
        strike(kiosk, 'main', 'SIGKILL', random);
        await sleep(NOT_COUNTED_FOR_MS);
        rmSync(filler);
      },
    },
    {
      name: 'disk read-only at the start until it can be written',
      async inject(kiosk, _reference, random) {
        strike(kiosk, 'guardian', 'SIGKILL', random);
        while (kiosk.pids('main').length > 0) await sleep(20);
        remount(kiosk.userData, 'ro');
        try {
          await sleep(READ_ONLY_FOR_MS);
        } finally {
          remount(kiosk.userData, 'rw');
        }
      },
    },
  ];
  return [...signals, ...damaged, ...live, ...(disk.isOwn ? ofDisk : [])];
}

function strike(kiosk: GuardedKiosk, part: Part, signal: NodeJS.Signals, random: Random): void {
  const found = kiosk.pids(part);
  if (found.length > 0) end(pick(random, found), signal);
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself, or with another one.
  }
}

/** No page of memory more than it has; what is freed it may use again. */
function leaveNoMemory(pid: number): void {
  try {
    const kilobytes = /^VmData:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    spawnSync('prlimit', [`--pid=${pid}`, `--data=${Number(kilobytes) * 1024}`]);
  } catch {
    // It ended just now.
  }
}

/** A door that admits anybody now is wrong, whoever it is. */
async function staysShut(reference: Reference): Promise<void> {
  if (await reference.scan(true, NOT_COUNTED_FOR_MS)) throw new Error('a door whose clock is wrong admitted somebody');
}

async function inPage(kiosk: GuardedKiosk, script: string): Promise<void> {
  const page = await kiosk.door(10_000);
  await page.evaluate(script).catch(() => null);
}

function overwrite(file: string, at: number, content: Uint8Array): void {
  if (!existsSync(file)) return;
  const bytes = statSync(file).size;
  if (bytes === 0) return;
  const descriptor = openSync(file, 'r+');
  // Where the file is shorter, a place that it has.
  const from = at < bytes ? at : (at / PAGE_BYTES) % Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
  writeSync(descriptor, content.subarray(0, Math.max(1, bytes - Math.floor(from))), 0, undefined, Math.floor(from));
  closeSync(descriptor);
}

function cut(file: string, random: Random): void {
  if (existsSync(file) && statSync(file).size > 0) truncateSync(file, random(statSync(file).size));
}

function fill(file: string): void {
  const { bavail, bsize } = statfsSync(path.dirname(file));
  const descriptor = openSync(file, 'w');
  try {
    const block = Buffer.alloc(bsize);
    for (let n = 0; n < bavail + 1_000; n += 1) writeSync(descriptor, block);
  } catch {
    // It is full.
  } finally {
    closeSync(descriptor);
  }
}

function remount(folder: string, how: 'ro' | 'rw'): void {
  spawnSync('mount', ['-o', `remount,${how}`, folder]);
}
