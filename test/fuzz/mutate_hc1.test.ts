import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { encodeBase45 } from '../../main/authority/encode_base45.ts';
import { decodeBase45 } from '../../main/pass/base45.ts';
import { inflateZlib } from '../../main/pass/inflate.ts';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import type { TrustedKey } from '../../main/pass/trust_list.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { keyFromCertificate } from '../../main/trust/x509_key.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_301);
const PAYLOADS = Number(process.env.FUZZ_PAYLOADS ?? 100_000);
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const PREFIX = 'HC1:';

interface Original {
  readonly code: string;
  readonly packed: Uint8Array;
  readonly cose: Uint8Array;
  readonly now: number;
  readonly contentId: string;
}

/** Small and fast, and the same everywhere (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const random = randomFrom(SEED);
const { originals, trust } = await readOriginals();
const policy = { clockSkewMs: 300_000, rule: anySignedPass, audiences: [], gate: null };

async function readOriginals() {
  const keys: TrustedKey[] = [];
  const cases = ['hcert_derived', 'hcert_dgc-testdata'].flatMap((name) =>
    readFileSync(path.resolve(import.meta.dirname, `../vectors/${name}.jsonl`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
  const passing = cases
    .filter(({ expect: expected }) => expected.verdict === 'pass')
    .filter((_case, index) => index % 12 === 0);
  for (const given of passing) {
    for (const { value, kid } of given.keys) {
      const key = keyFromCertificate(Buffer.from(value, 'base64'));
      if (key !== null) keys.push({ ...key, keyId: kid ?? key.keyId });
    }
  }
  const list = buildTrustList(keys, { issuedAt: null, validUntil: null });
  const found = passing.map(async ({ payload, clock }): Promise<Original> => {
    const code: string = payload.trim();
    const packed = decodeBase45(code, PREFIX.length) ?? new Uint8Array();
    const now = Date.parse(clock);
    const { contentId } = await verifyPass({
      code,
      trust: list,
      policy: { clockSkewMs: 300_000, rule: anySignedPass, audiences: [], gate: null },
      now,
    });
    return { code, packed, cose: inflateZlib(packed) ?? new Uint8Array(), now, contentId: hexOf(contentId) };
  });
  return { originals: await Promise.all(found), trust: list };
}

function hexOf(bytes: Uint8Array | null): string {
  return bytes === null ? 'none' : Buffer.from(bytes).toString('hex');
}

function pick<Item>(items: ArrayLike<Item>): Item {
  return items[random(items.length)] as Item;
}

function mutateBytes(given: Uint8Array, donor: Uint8Array): Uint8Array {
  const bytes = Buffer.from(given);
  const at = random(bytes.length);
  switch (random(6)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      return bytes;
    case 1:
      bytes[at] = pick([0x00, 0x18, 0x1f, 0x40, 0x5f, 0x7f, 0x9f, 0xbf, 0xd2, 0xf6, 0xfb, 0xff]);
      return bytes;
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Uint8Array.of(random(256)), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(8))]);
    default:
      donor.subarray(at, at + 1 + random(64)).forEach((byte, index) => {
        if (at + index < bytes.length) bytes[at + index] = byte;
      });
      return bytes;
  }
}

function mutateText(given: string, donor: string): string {
  const at = PREFIX.length + random(given.length - PREFIX.length);
  switch (random(5)) {
    case 0:
      return given.slice(0, at) + pick(ALPHABET.split('')) + given.slice(at + 1);
    case 1:
      return given.slice(0, at) + String.fromCharCode(random(0x250)) + given.slice(at + 1);
    case 2:
      return given.slice(0, at);
    case 3:
      return given.slice(0, at) + given.slice(at + 1 + random(3));
    default:
      return given.slice(0, at) + donor.slice(at);
  }
}

function encode(packed: Uint8Array): string {
  return PREFIX + encodeBase45(packed);
}

/** One mutation, in the text, in the compressed bytes, or in the envelope behind a checksum that is right again. */
function mutate(original: Original, donor: Original): string {
  const layer = random(10);
  if (layer < 3) return mutateText(original.code, donor.code);
  if (layer < 5) return encode(mutateBytes(original.packed, donor.packed));
  return encode(deflateSync(mutateBytes(original.cose, donor.cose), { level: 0 }));
}

it(`admits none of ${PAYLOADS} mutated passes unless its signed content is the same (seed ${SEED})`, async () => {
  expect(originals.map(({ contentId }) => contentId)).not.toContain('none');
  const reached = new Set<string>();
  const wrong: string[] = [];
  for (let i = 0; i < PAYLOADS; i += 1) {
    const original = pick(originals);
    const code = mutate(original, pick(originals));
    const verdict = await verifyPass({ code, trust, policy, now: original.now });
    reached.add(verdict.reason);
    const same = originals.some(({ contentId }) => contentId === hexOf(verdict.contentId));
    if (verdict.facts !== null && !same) wrong.push(`payload ${i}: facts of unsigned content`);
    if (verdict.outcome === 'admit' && !same) wrong.push(`payload ${i}: admitted`);
  }
  expect(wrong).toEqual([]);
  // The mutations must get past every parser, or they prove nothing.
  for (const reason of [
    'bad_encoding',
    'bad_compression',
    'bad_cbor',
    'bad_envelope',
    'bad_signature',
    'unknown_key',
    'valid',
  ]) {
    expect([...reached]).toContain(reason);
  }
});
