import { verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hc1Reader } from '../../main/pass/formats/hc1.ts';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import type { TrustedKey } from '../../main/pass/trust_list.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { keyFromCertificate } from '../../main/trust/x509_key.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 60);
const WARM_UP_ROUNDS = 10;
const PASSES = 60;

interface Sample {
  readonly full: () => Promise<boolean>;
  readonly bare: () => boolean;
}

/** ES256 test certificates of many countries, each with the bare check of its own signature. */
function readSamples(): readonly Sample[] {
  const file = path.resolve(process.argv[2] ?? 'test/vectors/hcert_dgc-testdata.jsonl');
  const cases = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const found: { readonly code: string; readonly now: number; readonly key: TrustedKey }[] = [];
  for (const { payload: code, clock, keys, expect } of cases) {
    const key = expect.verdict === 'pass' ? keyFromCertificate(Buffer.from(keys[0].value, 'base64')) : null;
    if (key?.algorithms.length === 1 && key.algorithms[0] === 'ES256')
      found.push({ code, now: Date.parse(clock), key });
  }
  const chosen = found.filter((_sample, index) => index % Math.ceil(found.length / PASSES) === 0);
  const trust = buildTrustList(
    chosen.map(({ key }) => key),
    { issuedAt: null, validUntil: null },
  );
  const policy = { clockSkewMs: 0, rule: anySignedPass, audiences: [], gate: null };
  return chosen.flatMap(({ code, now, key }) => {
    const opened = hc1Reader.open(readScannedCode(code));
    if (!opened.ok || opened.value.keyId !== key.keyId) return [];
    const { signedBytes, signature } = opened.value;
    const keyObject = { key: key.publicKey, dsaEncoding: 'ieee-p1363' as const };
    return [
      {
        full: async () => (await verifyPass({ code, trust, policy, now })).outcome === 'admit',
        bare: () => verify('sha256', signedBytes, keyObject, signature),
      },
    ];
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function timeUs(run: () => boolean | Promise<boolean>): Promise<number> {
  const started = process.hrtime.bigint();
  if (!(await run())) throw new Error('A sample does not verify.');
  return Number(process.hrtime.bigint() - started) / 1000;
}

const samples = readSamples();
const fullUs: number[] = [];
const bareUs: number[] = [];
for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round += 1) {
  for (const { full, bare } of samples) {
    // In turns, so that a busy moment slows both alike.
    const [fullTime, bareTime] =
      round % 2 === 0
        ? [await timeUs(full), await timeUs(bare)]
        : [await timeUs(bare), await timeUs(full)].reverse();
    if (round < WARM_UP_ROUNDS || fullTime === undefined || bareTime === undefined) continue;
    fullUs.push(fullTime);
    bareUs.push(bareTime);
  }
}
const runtime =
  process.versions.electron === undefined
    ? `Node ${process.versions.node}`
    : `Electron ${process.versions.electron}`;
process.stdout.write(
  `${runtime}: HC1 pass / bare crypto.verify (P-256) = ${(median(fullUs) / median(bareUs)).toFixed(2)} ` +
    `(${median(fullUs).toFixed(0)} us / ${median(bareUs).toFixed(0)} us, ${samples.length} passes, medians)\n`,
);
