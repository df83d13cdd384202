import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPretixKey } from '../../main/trust/pretix_keys.ts';

const pair = generateKeyPairSync('ed25519');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
/** Written out, since not every platform makes such keys. */
const ED448_PEM = [
  '-----BEGIN PUBLIC KEY-----',
  Buffer.from(`3043300506032b6571033a00${'5f'.repeat(57)}`, 'hex').toString('base64'),
  '-----END PUBLIC KEY-----',
].join('\n');
const good = base64(pemOf(pair.publicKey));

describe('readPretixKey', () => {
  it('reads a key as pretix gives it out', () => {
    const key = readPretixKey('spring', good);
    expect(key).toMatchObject({ format: 'pretix', issuer: 'spring', keyId: '', algorithms: ['EdDSA'], specimen: false });
    expect(key?.publicKey.equals(pair.publicKey)).toBe(true);
    expect(readPretixKey('spring', base64(pemOf(pair.publicKey).trim()))).not.toBeNull();
  });

  it.each([
    ['a private key', base64(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())],
    ['an elliptic key', base64(pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey))],
    ['an Ed448 key', base64(ED448_PEM)],
    ['an X25519 key', base64(pemOf(generateKeyPairSync('x25519').publicKey))],
    ['PEM without base64 around it', pemOf(pair.publicKey)],
    ['DER', pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
    ['two keys', base64(pemOf(pair.publicKey).repeat(2))],
    ['a text before it', base64(`x${pemOf(pair.publicKey)}`)],
    ['a damaged key', base64(pemOf(pair.publicKey).replace('MCow', 'MCox'))],
    ['a very long text', `${good}${' '.repeat(1_000)}`],
    ['nothing', ''],
  ])('does not read %s', (_what, value) => expect(readPretixKey('spring', value)).toBeNull());

  it('needs an event', () => expect(readPretixKey('', good)).toBeNull());

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string().map(pemLike)), (value) => {
        expect(readPretixKey('spring', value)).toBeNull();
      }),
    );
  });
});

function pemLike(body: string): string {
  return base64(`-----BEGIN PUBLIC KEY-----\n${base64(body)}\n-----END PUBLIC KEY-----\n`);
}
