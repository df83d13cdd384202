import { constants, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PASS_READERS } from '../../main/pass/formats/readers.ts';
import type { OpenedPass } from '../../main/pass/pass_reader.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import { verifySignature } from '../../main/pass/signature.ts';
import type { TrustedKey, TrustList } from '../../main/pass/trust_list.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { keyFromCertificate } from '../../main/trust/x509_key.ts';
import { type Original, readOriginals } from '../fuzz/originals.ts';
import { median, printRow, RUNTIME, timeUs } from './measure.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 120);
const WARM_UP_ROUNDS = 60;
const CERTIFICATES = 60;

/** What a whole verification may cost, as a multiple of the bare signature check that is in it. */
const TARGETS: Readonly<Record<string, number>> = { 'hc1 ES256': 1.2, 'nzcp ES256': 1.2, 'shc ES256': 1.5 };

interface Sample {
  readonly name: string;
  readonly full: () => boolean;
  readonly bare: () => boolean;
}

type Given = Pick<Original, 'code' | 'format' | 'now'>;

const { originals, policy, trust } = await readOriginals();
const samples = [
  ...certificatesOfManyCountries(),
  ...originals.filter(({ format }) => format !== 'hc1').map((given) => sampleOf(given, trust)),
].filter((sample) => sample !== null);

/** Public test certificates of the EU's states: the passes that a door sees most. */
function certificatesOfManyCountries(): readonly (Sample | null)[] {
  const found: Given[] = [];
  const keys: TrustedKey[] = [];
  for (const line of readFileSync(path.resolve('test/vectors/hcert_dgc-testdata.jsonl'), 'utf8')
    .trim()
    .split('\n')) {
    const { payload, clock, keys: given, expect } = JSON.parse(line);
    const key = expect.verdict === 'pass' ? keyFromCertificate(Buffer.from(given[0].value, 'base64')) : null;
    if (key === null) continue;
    found.push({ format: 'hc1', code: payload, now: Date.parse(clock) });
    keys.push({ ...key, keyId: given[0].kid ?? key.keyId });
  }
  const list = buildTrustList(keys, { issuedAt: null, validUntil: null });
  const step = Math.ceil(found.length / CERTIFICATES);
  return found.filter((_given, index) => index % step === 0).map((given) => sampleOf(given, list));
}

/** A pass with the bare check of its own signature; null for a key that is rare among passes. */
function sampleOf({ code, format, now }: Given, list: TrustList): Sample | null {
  const reader = PASS_READERS.find((candidate) => candidate.format === format);
  const opened = reader?.open(readScannedCode(code));
  if (reader === undefined || !opened?.ok) throw new Error(`A sample of ${format} cannot be opened.`);
  const { algorithm, issuer, keyId } = opened.value;
  const found = reader.findKeys?.(opened.value, list, now);
  const candidates = found === undefined ? list.findKeys(format, issuer, keyId) : found.ok ? found.value : [];
  const signer = candidates.find(({ publicKey }) => isSignedWith(publicKey, opened.value));
  if (signer === undefined) throw new Error(`No key signed a sample of ${format}.`);
  if (signer.publicKey.asymmetricKeyDetails?.namedCurve === 'secp384r1') return null;
  const isNamed = list.findKeys(format, issuer, keyId).length > 0;
  return {
    name: `${format} ${algorithm}${isNamed ? '' : ' (by its chain)'}`,
    full: () => verifyPass({ code, trust: list, policy, now }).outcome === 'admit',
    bare: bareCheck(signer.publicKey, opened.value),
  };
}

function isSignedWith(key: KeyObject, { algorithm, signature, signedBytes }: OpenedPass): boolean {
  return verifySignature({ algorithm, key, message: signedBytes, signature });
}

function bareCheck(key: KeyObject, { algorithm, signature, signedBytes }: OpenedPass): () => boolean {
  if (algorithm === 'EdDSA') return () => verify(null, signedBytes, key, signature);
  if (algorithm === 'PS256') {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return () => verify('sha256', signedBytes, { key, padding, saltLength: 32 }, signature);
  }
  return () => verify('sha256', signedBytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** Medians over all rounds of all samples. Full and bare take turns: a busy moment slows both alike. */
function measure(group: readonly Sample[]): { readonly fullUs: number; readonly bareUs: number } {
  const full: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round += 1) {
    for (const sample of group) {
      const fullFirst = round % 2 === 0;
      const first = timeUs(() => expectGood(fullFirst ? sample.full : sample.bare));
      const second = timeUs(() => expectGood(fullFirst ? sample.bare : sample.full));
      if (round < WARM_UP_ROUNDS) continue;
      full.push(fullFirst ? first : second);
      bare.push(fullFirst ? second : first);
    }
  }
  return { fullUs: median(full), bareUs: median(bare) };
}

function expectGood(run: () => boolean): void {
  if (!run()) throw new Error('A sample does not verify.');
}

printRow(`${RUNTIME}: verification`, 'full us', 'bare us', 'ratio', 'target');
for (const name of [...new Set(samples.map((sample) => sample.name))].sort()) {
  const group = samples.filter((sample) => sample.name === name);
  // Few samples go round more often.
  const repeated = Array.from({ length: Math.ceil(CERTIFICATES / group.length) }, () => group).flat();
  const { bareUs, fullUs } = measure(repeated);
  printRow(name, fullUs.toFixed(0), bareUs.toFixed(0), fullUs / bareUs, TARGETS[name]?.toFixed(1) ?? '');
}
