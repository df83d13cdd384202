import { createHash, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHealthCardKeys } from '../../main/trust/health_card_keys.ts';
import { ISSUER, makeHealthCardIssuer, makeJwk } from '../pass/make_health_card.ts';
import { NOW } from '../pass/make_pass.ts';
import { CERTIFICATE_SIGN_AND_LIST_SIGN, DIGITAL_SIGNATURE } from '../pass/make_certificate.ts';
import { certify, jwkOf, makeMember } from './make_chain.ts';

const { jwk } = makeHealthCardIssuer();
type Given = Parameters<typeof readHealthCardKeys>[1];
const trustInDirectory: Given = { issuer: ISSUER, certificatesAt: null };
const trustInCertificates: Given = { issuer: ISSUER, certificatesAt: NOW };
const errorOf = (jwks: unknown, given = trustInDirectory) => {
  const read = readHealthCardKeys(jwks, given);
  return read.ok ? 'none' : read.error;
};
const withChanges = (changes: object) => errorOf({ keys: [{ ...jwk, ...changes }] });

describe('readHealthCardKeys', () => {
  it("reads an issuer's keys, and the versions of their revocation lists", () => {
    const other = makeHealthCardIssuer().jwk;
    const read = readHealthCardKeys({ keys: [{ ...jwk, crlVersion: 7 }, other] }, trustInDirectory);
    if (!read.ok) throw new Error(read.error);
    expect(read.value.revocationVersions).toEqual(new Map([[jwk.kid, 7]]));
    expect(read.value.keys.map(({ publicKey, ...key }) => key)).toEqual(
      [jwk, other].map(({ kid }) => ({
        format: 'shc',
        issuer: ISSUER,
        keyId: kid,
        algorithms: ['ES256'],
        uses: null,
        notBefore: null,
        notAfter: null,
        specimen: false,
      })),
    );
    expect(read.value.keys[0]?.publicKey.export({ format: 'jwk' })).toMatchObject({ x: jwk.x, y: jwk.y });
  });

  it('knows the thumbprint of the specification', () => {
    const example = {
      ...jwk,
      kid: '_IY9W2kRRFUigDfSB9r8jHgMRrT0w4p5KN93nGThdH8',
      x: '7xbC_9ZmFwKqOHpwX6-LnlhIh5SMIuNwl0PW1yVI_sk',
      y: '7k2fdIRNDHdf93vL76wxdXEPtj_GiMTTyecm7EUUMQo',
    };
    expect(errorOf({ keys: [example] })).toBe('none');
  });

  it('counts a key that is there once for each certificate once', () => {
    const read = readHealthCardKeys({ keys: [jwk, jwk] }, trustInDirectory);
    expect(read.ok && read.value.keys).toHaveLength(1);
  });

  it('reads a coordinate without its leading zeros', () => {
    let found = jwk;
    while (Buffer.from(found.x ?? '', 'base64url')[0] !== 0) {
      found = makeJwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
    }
    const short = Buffer.from(found.x ?? '', 'base64url').subarray(1).toString('base64url');
    const { crv, kty, y } = found;
    const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x: short, y })).digest('base64url');
    const read = readHealthCardKeys({ keys: [{ ...found, x: short, kid }] }, trustInDirectory);
    if (!read.ok) throw new Error(read.error);
    expect(read.value.keys[0]?.publicKey.export({ format: 'jwk' })).toMatchObject({ x: found.x, y: found.y });
  });

  it.each([
    [null],
    [[]],
    [{}],
    [{ keys: [] }],
    [{ keys: {} }],
    [{ keys: [null] }],
    [{ keys: [[]] }],
    [jwk],
  ])('finds no key set in %j', (jwks) => expect(errorOf(jwks)).toBe('not_a_key_set'));

  it.each([
    ['a private key', { d: jwk.x }, 'private_key'],
    ['an RSA key', { kty: 'RSA', n: 'AQ', e: 'AQAB' }, 'wrong_key_type'],
    ['a secret', { kty: 'oct', k: 'AQ' }, 'wrong_key_type'],
    ['no key type', { kty: undefined }, 'wrong_key_type'],
    ['another curve', { crv: 'P-384' }, 'wrong_curve'],
    ['the curve of Bitcoin', { crv: 'secp256k1' }, 'wrong_curve'],
    ['a key for encryption', { use: 'enc' }, 'wrong_use'],
    ['a key for anything', { use: undefined }, 'wrong_use'],
    ['another algorithm', { alg: 'ES384' }, 'wrong_algorithm'],
    ['any algorithm', { alg: undefined }, 'wrong_algorithm'],
    ['half a point', { y: undefined }, 'bad_point'],
    ['a point elsewhere', { y: jwk.x }, 'bad_point'],
    ['a coordinate that is too long', { x: `${jwk.x}AA` }, 'bad_point'],
    ['a padded coordinate', { x: `${jwk.x}=` }, 'bad_point'],
    ['a coordinate that is no text', { x: 7 }, 'bad_point'],
    ['a name for an id', { kid: 'key-1' }, 'wrong_key_id'],
    ['no id', { kid: undefined }, 'wrong_key_id'],
    ["another key's id", { kid: makeHealthCardIssuer().jwk.kid }, 'wrong_key_id'],
    ['version 0 of a revocation list', { crlVersion: 0 }, 'bad_revocation_version'],
    ['a version that is no number', { crlVersion: '1.0' }, 'bad_revocation_version'],
    ['no version at all', { crlVersion: null }, 'bad_revocation_version'],
    ['a version as text', { crlVersion: '12' }, 'none'],
    ['members of no meaning', { date: 1631112755371, key_ops: ['verify'] }, 'none'],
  ])('judges %s', (_what, changes, error) => expect(withChanges(changes)).toBe(error));

  it('takes all keys or none', () => {
    expect(errorOf({ keys: [jwk, { ...makeHealthCardIssuer().jwk, use: 'enc' }] })).toBe('wrong_use');
    expect(errorOf({ keys: Array.from({ length: 1_001 }, () => jwk) })).toBe('too_many_keys');
  });

  it.each([['http://issuer.example'], ['https://issuer.example/'], ['']])('refuses issuer %j', (issuer) => {
    expect(errorOf({ keys: [jwk] }, { issuer, certificatesAt: null })).toBe('bad_issuer');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(jwk), 'crlVersion'), (value, member) => {
        errorOf(value);
        errorOf({ keys: [{ ...jwk, [member]: value }] }, trustInCertificates);
        errorOf({ keys: [{ ...jwk, x5c: value }] }, trustInCertificates);
        errorOf({ keys: [{ ...jwk, x5c: [value] }] }, trustInCertificates);
      }),
    );
  });
});

describe('the certificates of a key', () => {
  const root = makeMember('Root', 'P-521');
  const middle = makeMember('Middle');
  const leaf = makeMember('Issuer', 'P-256');
  const signing = jwkOf(leaf);
  const ofRoot = certify({ subject: root, issuer: root, isAuthority: true });
  const ofMiddle = certify({ subject: middle, issuer: root, isAuthority: true });
  const ofLeaf = certify({ subject: leaf, issuer: middle, urls: [ISSUER] });
  const leafWith = (changes: object) =>
    certify({ subject: leaf, issuer: middle, urls: [ISSUER], ...changes });
  const middleWith = (changes: object) =>
    certify({ subject: middle, issuer: root, isAuthority: true, ...changes });
  const elsewhere = leafWith({ urls: ['https://other.example'] });
  const byHostName = leafWith({ urls: [], dnsNames: ['issuer.example'] });
  const forCertificates = leafWith({ keyUsage: CERTIFICATE_SIGN_AND_LIST_SIGN });
  const noAuthority = middleWith({ isAuthority: false });
  const chained = (chain: readonly Uint8Array[], given = trustInCertificates) =>
    errorOf({ keys: [{ ...signing, x5c: chain.map((der) => Buffer.from(der).toString('base64')) }] }, given);

  it.each([
    ['three', [ofLeaf, ofMiddle, ofRoot], 'none'],
    ['two, the root being known', [ofLeaf, ofMiddle], 'none'],
    ['the first only', [ofLeaf], 'none'],
    ['several names', [leafWith({ urls: ['https://x.example', ISSUER], dnsNames: ['x.example'] })], 'none'],
    ['none', [], 'bad_certificate'],
    ['too many', Array.from({ length: 9 }, () => ofLeaf), 'bad_certificate'],
    ['a cut one', [ofLeaf.subarray(0, -1), ofMiddle], 'bad_certificate'],
    ['one with a byte after it', [Buffer.concat([ofLeaf, Uint8Array.of(0)]), ofMiddle], 'bad_certificate'],
    ['a cut authority', [ofLeaf, ofMiddle.subarray(1)], 'bad_certificate'],
    ["somebody else's", [leafWith({ subject: makeMember('x', 'P-256') })], 'certificate_of_another_key'],
    ['an authority first', [ofMiddle, ofRoot], 'certificate_of_another_key'],
    ['another issuer', [elsewhere, ofMiddle], 'certificate_of_another_issuer'],
    ['a longer issuer', [leafWith({ urls: [`${ISSUER}/`] }), ofMiddle], 'certificate_of_another_issuer'],
    ['a host name', [byHostName, ofMiddle], 'certificate_of_another_issuer'],
    ['no name', [leafWith({ urls: [] }), ofMiddle], 'certificate_of_another_issuer'],
    ['a gap', [ofLeaf, ofRoot], 'broken_certificate_chain'],
    ['another order', [ofLeaf, ofRoot, ofMiddle], 'broken_certificate_chain'],
    ['a forged first', [leafWith({ signedBy: root }), ofMiddle, ofRoot], 'broken_certificate_chain'],
    ['a forged authority', [ofLeaf, middleWith({ signedBy: leaf }), ofRoot], 'broken_certificate_chain'],
    ['one who is no authority', [ofLeaf, noAuthority, ofRoot], 'broken_certificate_chain'],
    ['a key for certificates', [forCertificates, ofMiddle], 'broken_certificate_chain'],
    ['a key for signatures', [leafWith({ keyUsage: DIGITAL_SIGNATURE }), ofMiddle], 'none'],
    ['an expired first', [leafWith({ notAfter: '2026-02-28' }), ofMiddle], 'certificate_not_in_validity'],
    ['one from the future', [leafWith({ notBefore: '2026-03-02' }), ofMiddle], 'certificate_not_in_validity'],
    ['an expired authority', [ofLeaf, middleWith({ notAfter: '2026-02-28' })], 'certificate_not_in_validity'],
  ])('may be %s', (_what, chain, error) => expect(chained(chain)).toBe(error));

  it('are not base64url, nor anything but a list', () => {
    const text = Buffer.from(ofLeaf).toString('base64url');
    const x5cIs = (x5c: unknown) => errorOf({ keys: [{ ...signing, x5c }] }, trustInCertificates);
    for (const x5c of [[text], text, null, {}, [7], [`${Buffer.from(ofLeaf).toString('base64')}\n`]]) {
      expect(x5cIs(x5c)).toBe('bad_certificate');
    }
  });

  it('count for little where a directory vouches for the issuer', () => {
    const other = leafWith({ urls: ['https://other.example'], notAfter: '2021-01-01', signedBy: root });
    expect(chained([other, ofMiddle], trustInDirectory)).toBe('none');
    const stranger = certify({ subject: makeMember('x', 'P-256'), issuer: middle });
    expect(chained([stranger], trustInDirectory)).toBe('certificate_of_another_key');
  });

  it('must be for some issuer where none is asked for, and at a moment that is one', () => {
    const anyone: Given = { issuer: null, certificatesAt: NOW };
    expect(chained([ofLeaf], anyone)).toBe('none');
    const nobody = leafWith({ urls: ['http://issuer.example'] });
    expect(chained([nobody], anyone)).toBe('certificate_of_another_issuer');
    const never: Given = { issuer: ISSUER, certificatesAt: Number.NaN };
    expect(chained([ofLeaf], never)).toBe('certificate_not_in_validity');
  });
});
