import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { algorithmsOf, verifySignature } from '../../main/pass/signature.ts';
import { isSmallOrderKey } from '../../main/pass/small_order.ts';
import { readPublicKey } from '../../main/trust/public_key.ts';

const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const spkiOf = (point: Uint8Array) => Buffer.concat([SPKI_HEAD, point]);
const keyOf = (point: Uint8Array) => createPublicKey({ key: spkiOf(point), format: 'der', type: 'spki' });

/** The eight points, as multiples of one of order eight. */
const order8 = ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
const canonical = Array.from({ length: 8 }, (_none, n) =>
  Buffer.from((n === 0 ? ed25519.Point.ZERO : order8.multiplyUnsafe(BigInt(n))).toBytes()),
);
const P = 2n ** 255n - 19n;
const encodeY = (y: bigint, sign: number) => {
  const bytes = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
  bytes[31] = (bytes[31] ?? 0) | sign;
  return bytes;
};
const otherEncodings = [0, 0x80].flatMap((sign) => [1n, P - 1n, P, P + 1n].map((y) => encodeY(y, sign)));

describe('a key of small order', () => {
  it('is known in every encoding', () => {
    expect(new Set(canonical.map((point) => point.toString('hex'))).size).toBe(8);
    for (const point of [...canonical, ...otherEncodings]) {
      expect(isSmallOrderKey(keyOf(point))).toBe(true);
      expect(algorithmsOf(keyOf(point))).toEqual([]);
      expect(readPublicKey({ spki: spkiOf(point) })).toBeNull();
    }
  });

  it('would let anybody sign, and lets nobody', () => {
    const point = canonical[0] ?? Buffer.alloc(32);
    const key = keyOf(point);
    const signature = Buffer.concat([point, Buffer.alloc(32)]);
    const message = Buffer.from('a pass that nobody signed');
    // By the equation alone; platforms differ in whether they refuse it themselves.
    expect(ed25519.verify(signature, message, point, { zip215: true })).toBe(true);
    expect(verifySignature({ algorithm: 'EdDSA', key, message, signature })).toBe(false);
  });
});

describe('another key', () => {
  it('is not taken for one', () => {
    for (let i = 0; i < 50; i += 1) {
      expect(isSmallOrderKey(generateKeyPairSync('ed25519').publicKey)).toBe(false);
    }
    expect(isSmallOrderKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)).toBe(false);
    expect(isSmallOrderKey(generateKeyPairSync('ed25519').privateKey)).toBe(false);
  });
});
