import { createECDH, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPublicKey } from '../../main/trust/public_key.ts';
import { der, ecSigner, ecSpki, rsaSigner } from '../pass/make_certificate.ts';

const P256 = der(0x06, Buffer.from('2a8648ce3d030107', 'hex'));
const spkiOf = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ type: 'spki', format: 'der' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('readPublicKey', () => {
  it.each([
    ['RSA', rsa, ['PS256']],
    ['P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), ['ES256']],
    ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }), ['ES256', 'ES384']],
    ['P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' }), ['ES512']],
    ['Ed25519', generateKeyPairSync('ed25519'), ['EdDSA']],
  ])('reads %s from SPKI and from a JWK as the same key', (_name, pair, algorithms) => {
    const fromSpki = readPublicKey({ spki: spkiOf(pair) });
    const fromJwk = readPublicKey({ jwk: pair.publicKey.export({ format: 'jwk' }) });
    expect(fromSpki?.algorithms).toEqual(algorithms);
    expect(fromSpki?.publicKey.equals(pair.publicKey)).toBe(true);
    expect(fromJwk?.publicKey.equals(pair.publicKey)).toBe(true);
  });

  it('reads an RSA key whose algorithm leaves the parameters out, which BoringSSL refuses', () => {
    const key = rsa.publicKey.export({ type: 'pkcs1', format: 'der' });
    const identifier = der(0x30, der(0x06, Buffer.from('2a864886f70d010101', 'hex')));
    const spki = der(0x30, identifier, der(0x03, Uint8Array.of(0), key));
    expect(readPublicKey({ spki })?.publicKey.equals(rsa.publicKey)).toBe(true);
  });

  it('reads a compressed point', () => {
    const ecdh = createECDH('prime256v1');
    ecdh.generateKeys();
    const spki = ecSpki(P256, ecdh.getPublicKey(null, 'compressed'));
    const whole = ecSpki(P256, ecdh.getPublicKey());
    const key = readPublicKey({ spki: whole })?.publicKey;
    expect(key !== undefined && readPublicKey({ spki })?.publicKey.equals(key)).toBe(true);
  });

  const spki = rsaSigner().spki;
  it.each([
    ['a weak RSA key', { spki: rsaSigner('sha256', 'pkcs1', 1024).spki }],
    ['a Brainpool key', { spki: ecSigner('brainpoolP256r1').spki }],
    ['a curve that is too small', { spki: ecSigner('P-224').spki }],
    ['a point that is not on the curve', { spki: ecSpki(P256, Buffer.alloc(65, 4)) }],
    ['trailing bytes', { spki: Buffer.concat([spki, Uint8Array.of(0)]) }],
    ['a cut key', { spki: spki.subarray(0, -1) }],
    ['nothing', { spki: new Uint8Array() }],
    ['a private JWK', { jwk: rsa.privateKey.export({ format: 'jwk' }) }],
    ['a secret', { jwk: { kty: 'oct', k: 'AAAA' } }],
  ])('refuses %s', (_what, given) => expect(readPublicKey(given)).toBeNull());

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.object(),
        fc.nat(spki.length - 1),
        fc.nat(255),
        (bytes, jwk, at, byte) => {
          expect(readPublicKey({ spki: bytes })).toBeNull();
          expect(readPublicKey({ jwk })).toBeNull();
          const changed = Buffer.from(spki);
          changed[at] = byte;
          expect(() => readPublicKey({ spki: changed })).not.toThrow();
        },
      ),
    );
  });
});
