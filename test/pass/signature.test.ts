import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { algorithmsOf, verifySignature } from '../../main/pass/signature.ts';
import type { SignatureAlgorithm } from '../../main/pass/trust_list.ts';
import { signRaw } from './make_pass.ts';

const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const p256 = ec('P-256');
const p384 = ec('P-384');
const p521 = ec('P-521');
const ed25519 = generateKeyPairSync('ed25519');
const rsa2048 = rsa(2048);
const message = Buffer.from('a signed pass');

describe('algorithmsOf', () => {
  it('ties an algorithm to a kind of key', () => {
    expect(algorithmsOf(p256.publicKey)).toEqual(['ES256']);
    expect(algorithmsOf(p384.publicKey)).toEqual(['ES256', 'ES384']);
    expect(algorithmsOf(p521.publicKey)).toEqual(['ES512']);
    expect(algorithmsOf(ed25519.publicKey)).toEqual(['EdDSA']);
    expect(algorithmsOf(rsa2048.publicKey)).toEqual(['PS256']);
  });

  it('finds none for a weak, private or foreign key', () => {
    expect(algorithmsOf(rsa(1024).publicKey)).toEqual([]);
    expect(algorithmsOf(p256.privateKey)).toEqual([]);
    expect(algorithmsOf(ec('P-224').publicKey)).toEqual([]);
    expect(algorithmsOf(generateKeyPairSync('x25519').publicKey)).toEqual([]);
  });
});

describe('verifySignature', () => {
  const good: readonly (readonly [SignatureAlgorithm, typeof p256, Uint8Array])[] = [
    ['ES256', p256, signRaw(p256.privateKey)(message)],
    ['ES256', p384, signRaw(p384.privateKey)(message)],
    ['ES384', p384, signRaw(p384.privateKey, 'sha384')(message)],
    ['ES512', p521, signRaw(p521.privateKey, 'sha512')(message)],
    ['PS256', rsa2048, signRaw(rsa2048.privateKey)(message)],
    ['EdDSA', ed25519, sign(null, message, ed25519.privateKey)],
  ];

  it.each(good)('accepts %s by its own key', (algorithm, { publicKey: key }, signature) => {
    expect(verifySignature({ algorithm, key, message, signature })).toBe(true);
  });

  it('accepts no signature under another algorithm or key', () => {
    const accepted = good.flatMap(([name, , signature]) =>
      good
        .filter(([algorithm, { publicKey: key }]) => verifySignature({ algorithm, key, message, signature }))
        .map(([algorithm]) => `${name} as ${algorithm}`),
    );
    expect(accepted).toEqual(good.map(([name]) => `${name} as ${name}`));
  });

  it('refuses every other length, DER where raw is due, and raw where DER is due', () => {
    const [algorithm, key] = ['ES256', p256.publicKey] as const;
    const raw = signRaw(p256.privateKey)(message);
    const der = sign('sha256', message, p256.privateKey);
    expect(verifySignature({ algorithm, key, message, signature: der })).toBe(false);
    expect(verifySignature({ algorithm, key, message, signature: der, ecdsaEncoding: 'der' })).toBe(true);
    expect(verifySignature({ algorithm, key, message, signature: raw, ecdsaEncoding: 'der' })).toBe(false);
    for (const length of [0, 1, 63]) {
      expect(verifySignature({ algorithm, key, message, signature: raw.subarray(0, length) })).toBe(false);
    }
    const padded = Buffer.concat([Buffer.alloc(1), raw.subarray(0, 32), Buffer.alloc(1), raw.subarray(32)]);
    expect(verifySignature({ algorithm, key, message, signature: padded })).toBe(false);
    expect(verifySignature({ algorithm, key, message, signature: Buffer.alloc(64) })).toBe(false);
  });

  it('refuses a salt of another length', () => {
    const signature = sign('sha256', message, { key: rsa2048.privateKey, padding: 6, saltLength: 20 });
    expect(verifySignature({ algorithm: 'PS256', key: rsa2048.publicKey, message, signature })).toBe(false);
  });

  it('refuses a message or signature with any bit changed, and never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        fc.boolean(),
        fc.nat(),
        ([algorithm, { publicKey: key }, signature], inMessage, at) => {
          const altered = Buffer.from(inMessage ? message : signature);
          const bit = at % (altered.length * 8);
          altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          const check = inMessage ? { message: altered, signature } : { message, signature: altered };
          expect(verifySignature({ algorithm, key, ...check })).toBe(false);
        },
      ),
    );
  });
});
