import { constants, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { decode, encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { encodeHc1, encodeHc1Claims, issueHc1, signHc1 } from '../../main/authority/issue_hc1.ts';
import { decodeBase45 } from '../../main/pass/base45.ts';

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyId = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const certificate = new Map([[1, { ver: '1.3.0', nam: { fn: '陳' }, dob: '1980-02-29' }]]);
const content = { issuer: 'HK', issuedAt: 1_772_000_000, expiresAt: 1_803_536_000, certificate };
const SIGN1_TAG = 0xd2;

/** Takes a code apart with the platform's own tools. */
function open(code: string) {
  expect(code.slice(0, 4)).toBe('HC1:');
  const cose = inflateSync(decodeBase45(code, 4) ?? new Uint8Array());
  expect(cose[0]).toBe(SIGN1_TAG);
  const parts = decode(cose.subarray(1), { useMaps: true }) as [Uint8Array, Map<number, unknown>, Uint8Array, Uint8Array];
  const [header, unprotected, payload, signature] = parts;
  return {
    header: decode(header, { useMaps: true }) as unknown,
    unprotected,
    claims: decode(payload, { useMaps: true }) as unknown,
    signature,
    signedBytes: encode(['Signature1', header, new Uint8Array(), payload]),
  };
}

function isSignedWith(publicKey: KeyObject, { signedBytes, signature }: ReturnType<typeof open>): boolean {
  return verify('sha256', signedBytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

describe('issueHc1', () => {
  it('says what it was given, signed with r||s under the protected key id', () => {
    const opened = open(issueHc1(content, { keyId, privateKey: p256.privateKey }));
    expect(opened.header).toEqual(new Map<number, unknown>([[1, -7], [4, keyId]]));
    expect(opened.unprotected).toEqual(new Map());
    const dcc = new Map<string, unknown>([['ver', '1.3.0'], ['nam', new Map([['fn', '陳']])], ['dob', '1980-02-29']]);
    expect(opened.claims).toEqual(
      new Map<number, unknown>([[1, 'HK'], [4, 1_803_536_000], [6, 1_772_000_000], [-260, new Map([[1, dcc]])]]),
    );
    expect(opened.signature).toHaveLength(64);
    expect(isSignedWith(p256.publicKey, opened)).toBe(true);
  });

  it('puts the key id into the unprotected header on request', () => {
    const opened = open(issueHc1(content, { keyId, privateKey: p256.privateKey, keyIdIn: 'unprotected' }));
    expect(opened.header).toEqual(new Map([[1, -7]]));
    expect(opened.unprotected).toEqual(new Map([[4, keyId]]));
    expect(isSignedWith(p256.publicKey, opened)).toBe(true);
  });

  it('signs PS256 with an RSA key', () => {
    const opened = open(issueHc1(content, { keyId, privateKey: rsa.privateKey }));
    expect(opened.header).toEqual(new Map<number, unknown>([[1, -37], [4, keyId]]));
    const key = { key: rsa.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(verify('sha256', opened.signedBytes, key, opened.signature)).toBe(true);
  });

  it('lets a claim be changed after signing, whereupon the signature no longer fits', () => {
    const signed = signHc1(content, { keyId, privateKey: p256.privateKey });
    expect(isSignedWith(p256.publicKey, open(encodeHc1(signed)))).toBe(true);
    const altered = { ...signed, payload: encodeHc1Claims({ ...content, expiresAt: content.expiresAt + 1 }) };
    expect(isSignedWith(p256.publicKey, open(encodeHc1(altered)))).toBe(false);
  });
});
