import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pick, randomFrom } from '../fuzz/random.ts';
import { allFaults } from './faults.ts';
import { prepareKiosk } from './guarded_kiosk.ts';
import { createReference } from './reference.ts';
import { slopeOf } from './slope.ts';

// `npm run soak [-- --minutes N] [--seed N]`: five scans a second at the guarded kiosk's door, and every minute a fault
// that its main process lives through, in the second half one that every process does. It fails where a count is lost or
// doubled, a wrong pass is admitted, or the memory of the main process, of the pages or of the graphics process grows.

const SCAN_EVERY_MS = 200;
const FAULT_EVERY_MS = 60_000;
const SAMPLE_EVERY_MS = 5_000;
/** Caches fill, code is compiled, in each process that begins. */
const WARM_UP_MS = 180_000;
/** The least of a minute is what is left when garbage was collected. */
const LEAST_OF_MS = 60_000;
/** Else V8 lets the garbage in the old part of a heap lie for an hour and more, and what is in use is not seen. */
const COLLECT_ALL: readonly string[] = ['--js-flags=--gc-global'];
/** A week of this would still be less than the smallest machine has. */
const FLAT_MB_PER_HOUR = 12;
const PARTS = ['guardian', 'main', 'renderer', 'gpu-process', 'utility'] as const;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string' } } });
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const random = randomFrom(seed);
const lastsMs = Number(values.minutes) * 60_000;
const userData = mkdtempSync(path.join(tmpdir(), 'faults-'));
const isOwn = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=120m', 'tmpfs', userData]).status === 0;
const kiosk = await prepareKiosk(userData, COLLECT_ALL);
const reference = createReference(kiosk);
// A process that was started anew is judged as another one: each has to stay for long. After a full disk main starts itself anew.
const faults = allFaults({ isOwn }).filter(({ name }) => !/main process|guardian|every process|keys damaged|read-only|overwritten in use|disk full/.test(name));
const gentle = faults.filter(({ name }) => !/page|graphics|helper/.test(name));
const samples = new Map<string, [number, number][]>();
let scans = 0;
let answered = 0;
let injected = 0;
let lost = 0;
let doubled = 0;
const waits: number[] = [];
console.log(`Seed ${seed}: ${values.minutes} minutes, five scans a second, a fault a minute out of ${faults.length} kinds, then of ${gentle.length}`);
try {
  kiosk.start();
  while (!(await kiosk.door(30_000).then(() => reference.scan(true, 2_000), () => false)));
  const from = performance.now();
  let nextFaultMs = FAULT_EVERY_MS;
  let nextSampleMs = 0;
  for (let atMs = 0; atMs < lastsMs; atMs = performance.now() - from) {
    const began = performance.now();
    scans += 1;
    if (await reference.scan(random(5) > 0, 2_000)) {
      answered += 1;
      waits.push(performance.now() - began);
    } else {
      await kiosk.door(20_000);
    }
    if (atMs >= nextSampleMs) {
      nextSampleMs = atMs + SAMPLE_EVERY_MS;
      sample(atMs);
    }
    if (atMs >= nextFaultMs) {
      nextFaultMs += FAULT_EVERY_MS;
      const fault = pick(random, atMs < lastsMs / 2 ? faults : gentle);
      injected += 1;
      await fault.inject(kiosk, reference, random);
      console.log(`${Math.round(atMs / 1000)} s: ${fault.name}; ${answered} of ${scans} scans answered`);
      const compared = await settled();
      lost += compared.lost;
      doubled += compared.doubled;
    }
    await sleep(Math.max(0, SCAN_EVERY_MS - (performance.now() - began)));
  }
  const compared = await settled();
  lost += compared.lost;
  doubled += compared.doubled;
} finally {
  await kiosk.stop();
  if (isOwn) spawnSync('umount', [userData]);
  rmSync(userData, { recursive: true, force: true });
}

let isFlat = true;
console.log('\n| part | processes | judged for min | first MB | last MB | slope MB/h | 95 % within |\n| --- | --- | --- | --- | --- | --- | --- |');
for (const part of PARTS) {
  const all = [...samples].filter(([name]) => name.startsWith(`${part} `)).map(([, points]) => leastOfEachMinute(points));
  const series = all.filter((points) => points.length > 1);
  const { slope, within } = slopeOf(series.map((points) => points.map(([atMs, bytes]) => [atMs / 3_600_000, bytes / 1e6])));
  if (slope - within > FLAT_MB_PER_HOUR) isFlat = false;
  // The main process lives through it all: where it cannot be judged, nothing was shown.
  if (part === 'main' && Number.isNaN(slope)) isFlat = false;
  const longest = series.reduce<readonly (readonly [number, number])[]>((most, points) => (points.length > most.length ? points : most), []);
  const [first, last] = [longest[0]?.[1] ?? 0, longest.at(-1)?.[1] ?? 0].map((bytes) => Math.round(bytes / 1e6));
  const minutes = series.reduce((sum, points) => sum + points.length, 0);
  console.log(`| ${part} | ${all.length} | ${minutes} | ${first} | ${last} | ${slope.toFixed(1)} | ±${within.toFixed(1)} |`);
}
const sorted = waits.sort((one, other) => one - other);
console.log(`${scans} scans, ${answered} answered at once (median ${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)} ms, 99 % ${sorted[Math.floor(sorted.length * 0.99)]?.toFixed(0)} ms), ${injected} faults, ${lost} lost, ${doubled} doubled, ${reference.falseGreens()} wrongly green. Seed ${seed}.`);
if (!isFlat || lost > 0 || doubled > 0 || reference.falseGreens() > 0 || answered === 0) process.exitCode = 1;

/** What a process has left in each minute after it has warmed up. */
function leastOfEachMinute(points: readonly (readonly [atMs: number, bytes: number])[]): readonly (readonly [number, number])[] {
  const from = (points[0]?.[0] ?? 0) + WARM_UP_MS;
  const least = new Map<number, readonly [number, number]>();
  for (const point of points.filter(([atMs]) => atMs >= from)) {
    const minute = Math.floor((point[0] - from) / LEAST_OF_MS);
    const before = least.get(minute);
    if (before === undefined || point[1] < before[1]) least.set(minute, point);
  }
  return [...least.values()];
}

/** Comparing needs a door that answers: whatever came before is decided then. */
async function settled(): Promise<{ readonly lost: number; readonly doubled: number }> {
  for (let tries = 0; tries < 20; tries += 1) {
    if (await kiosk.door(20_000).then(() => reference.scan(true, 2_000), () => false)) break;
  }
  return reference.compare();
}

/** What the process holds for itself and its share of what it shares, as the kernel counts it; the program's own files are not. */
function sample(atMs: number): void {
  for (const part of PARTS) {
    for (const pid of kiosk.pids(part)) {
      try {
        const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
        const kilobytes = [...rollup.matchAll(/^Pss_(?:Anon|Shmem):\s+(\d+)/gm)].reduce((sum, [, one]) => sum + Number(one), 0);
        const name = `${part} ${pid}`;
        samples.set(name, [...(samples.get(name) ?? []), [atMs, kilobytes * 1000]]);
      } catch {
        // It ended just now.
      }
    }
  }
}
