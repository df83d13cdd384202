import { hash, randomBytes } from 'node:crypto';
import type { RevocationIndex, RevocationName } from '../../main/pass/revocation.ts';
import { packHashes } from '../../main/trust/packed_hashes.ts';
import type { RevocationEntry } from '../../main/trust/revocation_entry.ts';
import { buildRevocationIndex } from '../../main/trust/revocation_index.ts';
import { readRevocationListFile } from '../../main/trust/revocation_list_file.ts';
import { writeRevocationList } from '../../main/trust/write_revocation_list.ts';
import { median, RUNTIME } from './measure.ts';

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 1_000_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 60);
const WARM_UP_ROUNDS = 10;
const CHECKS = 1000;
const HASH_BYTES = 16;

const issuedAt = Date.parse('2026-03-01T00:00:00Z');
const validUntil = issuedAt + 86_400_000;
const place = { format: 'hc1', scope: 'AAAAAAAAAAA=', kind: 'dcc_uci' } as const;
const always = { issuedBefore: Number.POSITIVE_INFINITY, from: Number.NEGATIVE_INFINITY };
const random = new Uint8Array(randomBytes(ENTRIES * HASH_BYTES));

/** One object for all, since the index keeps none: making a million would take longer than the index. */
function* entriesWith(times: Pick<RevocationEntry, 'issuedBefore' | 'from'>): Generator<RevocationEntry> {
  const entry = { ...place, hash: new Uint8Array(HASH_BYTES), ...times };
  for (let i = 0; i < ENTRIES; i += 1) {
    for (let byte = 0; byte < HASH_BYTES; byte += 1) entry.hash[byte] = random[i * HASH_BYTES + byte] ?? 0;
    yield entry;
  }
}

function memoryBytes(): number {
  // Twice, since the first only starts to sweep the buffers.
  globalThis.gc?.();
  globalThis.gc?.();
  const { external, heapUsed } = process.memoryUsage();
  return external + heapUsed;
}

interface Load {
  readonly index: RevocationIndex;
  readonly ms: number;
  /** Null without `--expose-gc`. */
  readonly bytesAnEntry: number | null;
}

function load(build: () => RevocationIndex): Load {
  const before = memoryBytes();
  const started = process.hrtime.bigint();
  const index = build();
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  const bytesAnEntry = globalThis.gc === undefined ? null : (memoryBytes() - before) / ENTRIES;
  return { index, ms, bytesAnEntry };
}

/** Nanoseconds that one call takes, as the mean of a thousand. */
function timeNs(run: (index: number) => boolean): number {
  const started = process.hrtime.bigint();
  let right = 0;
  for (let i = 0; i < CHECKS; i += 1) right += Number(run(i));
  const taken = Number(process.hrtime.bigint() - started) / CHECKS;
  if (right !== CHECKS) throw new Error('A check gives the wrong answer.');
  return taken;
}

const file = writeRevocationList({ ...place, issuedAt, validUntil, hashes: packHashes(random) });
const dated = { issuedBefore: issuedAt, from: 0 };
const loads = {
  'unsorted entries': load(() => buildRevocationIndex(entriesWith(always))),
  'unsorted entries with times': load(() => buildRevocationIndex(entriesWith(dated))),
  'binary file': load(() => {
    const read = readRevocationListFile(file);
    if (!read.ok) throw new Error(read.error);
    return buildRevocationIndex(read.value.entries, read.value.undated);
  }),
};
const { index } = loads['binary file'];
const step = Math.max(1, Math.floor(ENTRIES / CHECKS));
const listed = Array.from({ length: CHECKS }, (_none, at) => {
  const start = ((at * step) % ENTRIES) * HASH_BYTES;
  return { ...place, hash: random.slice(start, start + HASH_BYTES) };
});
const strangers = listed.map((name) => ({ ...name, hash: new Uint8Array(randomBytes(HASH_BYTES)) }));
const message = randomBytes(64);
const isRevoked = (name: RevocationName | undefined) =>
  name !== undefined && index.isRevoked(place.format, name, issuedAt, issuedAt);
const checks = {
  hit: (at: number) => isRevoked(listed[at]),
  miss: (at: number) => !isRevoked(strangers[at]),
  sha256: () => hash('sha256', message, 'buffer').length === 32,
};
const times: Record<keyof typeof checks, number[]> = { hit: [], miss: [], sha256: [] };
for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round += 1) {
  // In turns, so that a busy moment slows all alike.
  for (const name of Object.keys(checks) as (keyof typeof checks)[]) {
    const taken = timeNs(checks[name]);
    if (round >= WARM_UP_ROUNDS) times[name].push(taken);
  }
}

const sha256 = median(times.sha256);
const ratio = (name: 'hit' | 'miss') =>
  `${name} ${(median(times[name]) / sha256).toFixed(2)} (${median(times[name]).toFixed(0)} ns)`;
process.stdout.write(
  `${RUNTIME}: revocation check among ${ENTRIES} / crypto.hash of 64 bytes = ${ratio('hit')}, ` +
    `${ratio('miss')} (${sha256.toFixed(0)} ns, medians)\n`,
);
for (const [what, { ms, bytesAnEntry }] of Object.entries(loads)) {
  const memory = bytesAnEntry === null ? '' : `, ${bytesAnEntry.toFixed(1)} bytes an entry`;
  process.stdout.write(`${RUNTIME}: load of ${ENTRIES} ${what} = ${ms.toFixed(0)} ms${memory}\n`);
}
