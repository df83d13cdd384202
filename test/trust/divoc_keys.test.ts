import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { divocKey } from '../../main/trust/divoc_keys.ts';

const spkiOf = ({ publicKey }: ReturnType<typeof generateKeyPairSync>) =>
  publicKey.export({ type: 'spki', format: 'der' }) as unknown as Uint8Array;
const rsa = spkiOf(generateKeyPairSync('rsa', { modulusLength: 2048 }) as never);
const edwards = spkiOf(generateKeyPairSync('ed25519') as never);

describe('divocKey', () => {
  it.each([
    [{ id: 'did:india' }, 'https://cowin.gov.in/'],
    [{ id: 'did:india#2' }, 'https://cowin.gov.in/'],
    [{ id: 'did:srilanka:moh' }, 'https://divoc.lgcc.gov.lk/'],
    [{ id: 'did:web:example.org#key-1' }, 'did:web:example.org'],
    [{ id: 'did:example' }, 'did:example'],
    [{ id: 'did:india', controller: 'https://example.org/' }, 'https://example.org/'],
  ])('makes the key of %j that of %s', (named, issuer) => {
    expect(divocKey({ ...named, spki: rsa })).toMatchObject({
      format: 'divoc',
      issuer,
      keyId: named.id,
      algorithms: ['PS256'],
      specimen: false,
    });
  });

  it('takes RSA and Ed25519, and no key that is weak or none', () => {
    expect(divocKey({ id: 'did:india', spki: edwards })?.algorithms).toEqual(['EdDSA']);
    const weak = spkiOf(generateKeyPairSync('rsa', { modulusLength: 1024 }) as never);
    const smallOrder = Buffer.concat([edwards.subarray(0, -32), Buffer.alloc(32)]);
    for (const spki of [weak, smallOrder, new Uint8Array(), rsa.subarray(1)]) {
      expect(divocKey({ id: 'did:india', spki })).toBe(null);
    }
  });
});
