import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { COUNTRY, ecSigner, extensions, makeName } from '../../pass/make_certificate.ts';
import { makeHealthCardIssuer } from '../../pass/make_health_card.ts';
import { importFile, keyIdOfCertificate, leftOutOf, makeAuthority, takeFile, toPem } from './make_imports.ts';

const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ type: 'spki', format: 'der' });
const pemOf = ({ publicKey }: { publicKey: KeyObject }) =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();
const secretOf = ({ privateKey }: { privateKey: KeyObject }) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwkOf = ({ publicKey }: { publicKey: KeyObject }, changes: object = {}) => ({
  ...publicKey.export({ format: 'jwk' }),
  kid: 'AAECAwQFBgc=',
  ...changes,
});
const reasonsOf = (...given: Parameters<typeof takeFile>) => Object.values(leftOutOf(...given));

describe("signers' certificates", () => {
  const authority = makeAuthority('AU');
  const certificate = authority.issue();
  const pem = toPem('CERTIFICATE', certificate);

  it('serve HC1, under their own name or the one that is given', () => {
    const id = keyIdOfCertificate(certificate);
    expect(takeFile('x509', certificate).list.findKeys('hc1', null, id)).toMatchObject([{ issuer: 'AU' }]);
    expect(takeFile('x509', pem, { issuer: 'NZ' }).list.findKeys('hc1', 'NZ', id)).toHaveLength(1);
    expect(takeFile('x509', pem, { specimen: true }).list.findKeys('hc1', null, id)).toMatchObject([
      { specimen: true },
    ]);
  });

  it('serve ICAO barcodes within their own limits', () => {
    const signer = authority.issue({
      extensions: [extensions.extendedKeyUsage('2.23.136.1.1.14.2'), extensions.documentTypes('NV')],
      notAfter: Date.parse('2030-01-01T00:00:00Z'),
    });
    const { keys } = takeFile('x509', signer, { format: 'vds_nc' });
    expect(keys).toMatchObject([
      { format: 'vds_nc', issuer: 'AU', uses: ['vaccination'], notAfter: '2030-01-01T00:00:00.000Z' },
    ]);
    expect(reasonsOf('x509', authority.certificate, { format: 'vds_nc' })).toEqual(['unusable_certificate']);
  });

  it('are left out one by one', () => {
    const small = toPem('CERTIFICATE', authority.issue({ spki: ecSigner('P-224').spki }));
    expect(reasonsOf('x509', `${pem}${pem}${small}${secretOf(p256)}${pemOf(p256)}`)).toEqual([
      'duplicate',
      'unusable_certificate',
      'private_key',
      'not_a_key',
    ]);
  });

  it('are nothing else', () => {
    expect(importFile('x509', 'hello')).toBe('wrong_shape');
    expect(importFile('x509', certificate.subarray(1))).toBe('wrong_shape');
    expect(importFile('x509', pem, { format: 'shc' })).toBe('wrong_format');
    expect(importFile('x509', Buffer.alloc(9 * 1024 * 1024))).toBe('too_large');
  });

  it('whose name no trust list could hold read back all the same', () => {
    const subject = makeName([COUNTRY, 'A'.repeat(300)]);
    expect(takeFile('x509', authority.issue({ subject })).keys).toHaveLength(1);
    expect(reasonsOf('x509', certificate, { issuer: 'A'.repeat(300) })).toEqual(['bad_name']);
  });
});

describe('bare public keys', () => {
  it('are of the format, issuer and id that are named', () => {
    const named = { format: 'claim169', issuer: 'https://id.example', keyId: 'AQI=' } as const;
    expect(
      takeFile('pem', pemOf(ed25519), named).list.findKeys('claim169', named.issuer, 'AQI='),
    ).toHaveLength(1);
    const venue = { format: 'venue', issuer: 'Hall', keyId: 'AAECAwQFBgc=' } as const;
    expect(takeFile('pem', spki(p256), venue).list.findKeys('venue', null, venue.keyId)).toMatchObject([
      { issuer: 'Hall' },
    ]);
    expect(takeFile('pem', pemOf(rsa), { keyId: 'AAECAwQFBgc=' }).keys).toMatchObject([
      { format: 'hc1', issuer: '' },
    ]);
  });

  it('serve a ticket event without an id, several at once', () => {
    const { list } = takeFile('pem', pemOf(ed25519) + pemOf(generateKeyPairSync('ed25519')), {
      format: 'pretix',
      issuer: 'gala',
    });
    expect(list.findKeys('pretix', null, '')).toHaveLength(2);
    expect(reasonsOf('pem', pemOf(p256), { format: 'pretix', issuer: 'gala' })).toEqual(['unusable_key']);
  });

  it('are left out where nobody could find them', () => {
    expect(reasonsOf('pem', pemOf(p256))).toEqual(['no_key_id']);
    expect(reasonsOf('pem', pemOf(p256), { keyId: 'not base64!' })).toEqual(['key_id_mismatch']);
    expect(importFile('pem', pemOf(p256), { format: 'nzcp', keyId: 'a' })).toBe('needs_issuer');
    expect(importFile('pem', pemOf(p256), { format: 'shc', issuer: 'https://a.example' })).toBe(
      'wrong_format',
    );
  });

  it('are no private keys', () => {
    expect(reasonsOf('pem', secretOf(p256), { keyId: 'AA==' })).toEqual(['private_key']);
    expect(importFile('pem', 'hello')).toBe('wrong_shape');
    expect(importFile('pem', p256.privateKey.export({ type: 'pkcs8', format: 'der' }))).toBe('wrong_shape');
    expect(importFile('pem', Buffer.alloc(9 * 1024 * 1024))).toBe('too_large');
  });
});

describe('JWKs', () => {
  it('come alone or in a set', () => {
    expect(takeFile('jwks', jwkOf(p256)).list.findKeys('hc1', null, 'AAECAwQFBgc=')).toHaveLength(1);
    const set = { keys: [jwkOf(p256), jwkOf(rsa, { use: 'sig' }), jwkOf(ed25519)] };
    expect(takeFile('jwks', set, { format: 'claim169', issuer: 'a' }).keys).toHaveLength(3);
    expect(
      takeFile('jwks', jwkOf(p256, { kid: 'key-1' }), { format: 'nzcp', issuer: 'did:web:a.example' }).keys,
    ).toMatchObject([{ issuer: 'did:web:a.example', keyId: 'key-1' }]);
    expect(takeFile('jwks', jwkOf(p256, { kid: undefined }), { keyId: 'AA==' }).keys).toHaveLength(1);
  });

  it.each([
    ['a private key', { ...p256.privateKey.export({ format: 'jwk' }), kid: 'AA==' }, 'private_key'],
    ['a secret', { kty: 'oct', k: 'AAAA', kid: 'AA==' }, 'private_key'],
    ['a key for encryption', jwkOf(p256, { use: 'enc' }), 'not_a_signer'],
    ['a point off its curve', jwkOf(p256, { x: p256.publicKey.export({ format: 'jwk' }).y }), 'unusable_key'],
    ['a key without an id', jwkOf(p256, { kid: undefined }), 'no_key_id'],
    ['an id that is no base64', jwkOf(p256, { kid: 'key-1' }), 'key_id_mismatch'],
    ['an id of another kind', jwkOf(p256, { kid: 5 }), 'no_key_id'],
    ['an object', {}, 'not_a_key'],
    ['null', null, 'not_a_key'],
  ])('are left out: %s', (_what, jwk, reason) => {
    expect(reasonsOf('jwks', { keys: [jwk] })).toEqual([reason]);
  });

  it('of a health card issuer are held to what such keys must be', () => {
    const { jwk, trusted, url } = makeHealthCardIssuer();
    const named = { format: 'shc', issuer: url } as const;
    const { list, report } = takeFile('jwks', { keys: [jwk, { ...jwk, alg: 'ES384' }] }, named);
    expect(list.findKeys('shc', url, trusted.keyId)).toHaveLength(1);
    expect(report.leftOut).toEqual([{ name: jwk.kid, reason: 'unusable_key' }]);
  });

  it('are nothing else', () => {
    expect(importFile('jwks', '[]')).toBe('wrong_shape');
    expect(importFile('jwks', '{}')).toBe('wrong_shape');
    expect(importFile('jwks', { keys: 5 })).toBe('wrong_shape');
    expect(importFile('jwks', 'hello')).toBe('not_json');
    expect(importFile('jwks', { keys: Array(50_001).fill(0) })).toBe('too_many_items');
    expect(importFile('jwks', jwkOf(p256), { format: 'shc' })).toBe('needs_issuer');
  });
});

describe('keys of a ticket event', () => {
  const text = Buffer.from(pemOf(ed25519)).toString('base64');

  it('come from the event itself, under its own name or the one that is given', () => {
    const event = { slug: 'gala', valid_keys: { pretix_sig1: [text, text, 'AAAA', 5] } };
    const { list, report } = takeFile('pretix', event);
    expect(list.findKeys('pretix', 'gala', '')).toHaveLength(1);
    expect(report.leftOut.map(({ reason }) => reason)).toEqual(['duplicate', 'unusable_key', 'unusable_key']);
    expect(takeFile('pretix', event, { issuer: 'other' }).list.findKeys('pretix', 'other', '')).toHaveLength(
      1,
    );
  });

  it('come in PEM, with the name that is given', () => {
    expect(
      takeFile('pretix', pemOf(ed25519), { issuer: 'gala' }).list.findKeys('pretix', 'gala', ''),
    ).toHaveLength(1);
    expect(importFile('pretix', pemOf(ed25519))).toBe('needs_issuer');
  });

  it('are nothing else', () => {
    expect(importFile('pretix', {})).toBe('wrong_shape');
    expect(importFile('pretix', { slug: 'gala', valid_keys: {} })).toBe('wrong_shape');
    expect(importFile('pretix', { valid_keys: { pretix_sig1: [text] } })).toBe('needs_issuer');
    expect(importFile('pretix', { slug: 'a', valid_keys: { pretix_sig1: Array(50_001).fill(0) } })).toBe(
      'too_many_items',
    );
    expect(importFile('pretix', 'hello', { issuer: 'gala' })).toBe('wrong_shape');
    expect(reasonsOf('pretix', { slug: 'a\u0007b', valid_keys: { pretix_sig1: [text] } })).toEqual([
      'bad_name',
    ]);
  });
});

describe('keys of a DIVOC programme', () => {
  const key = {
    id: 'did:india',
    type: 'RsaVerificationKey2018',
    controller: 'https://cowin.gov.in/',
    publicKeyPem: pemOf(rsa),
  };

  it.each([
    ['a key', key],
    ['a list of keys', [key]],
    ['a document', { id: 'did:india', verificationMethod: [key] }],
    ["a controller's document", { publicKey: [key], assertionMethod: ['did:india'] }],
  ])('come from %s', (_what, content) => {
    const { list } = takeFile('divoc', content);
    expect(list.findKeys('divoc', 'https://cowin.gov.in/', 'did:india')).toMatchObject([
      { algorithms: ['PS256'] },
    ]);
  });

  it('come in PEM with the id that proofs name', () => {
    const { list } = takeFile('divoc', pemOf(rsa), { keyId: 'did:india#1' });
    expect(list.findKeys('divoc', 'https://cowin.gov.in/', 'did:india#1')).toHaveLength(1);
    expect(takeFile('divoc', pemOf(rsa), { keyId: 'did:x', issuer: 'https://x.example' }).keys).toMatchObject(
      [{ issuer: 'https://x.example', keyId: 'did:x' }],
    );
    expect(reasonsOf('divoc', pemOf(rsa))).toEqual(['no_key_id']);
  });

  it.each([
    ['a private key', { ...key, publicKeyPem: secretOf(rsa) }, 'private_key'],
    [
      'a key of another kind',
      { ...key, publicKeyPem: toPem('PUBLIC KEY', ecSigner('P-224').spki) },
      'unusable_key',
    ],
    ['two keys in one', { ...key, publicKeyPem: pemOf(rsa) + pemOf(rsa) }, 'unusable_key'],
    ['words', { ...key, publicKeyPem: 'hello' }, 'unusable_key'],
    ['a key without an id', { ...key, id: undefined }, 'no_key_id'],
    ['a key in another form', { ...key, publicKeyPem: undefined }, 'not_a_key'],
    ['null', null, 'not_a_key'],
    ['an issuer that is too long', { ...key, controller: 'a'.repeat(201) }, 'bad_name'],
  ])('are left out: %s', (_what, given, reason) => expect(reasonsOf('divoc', [given])).toEqual([reason]));

  it('are nothing else', () => {
    expect(importFile('divoc', 'hello')).toBe('not_json');
    expect(importFile('divoc', '{}')).toBe('wrong_shape');
    expect(importFile('divoc', '5')).toBe('wrong_shape');
    expect(importFile('divoc', Array(50_001).fill(0))).toBe('too_many_items');
    expect(importFile('divoc', Buffer.alloc(9 * 1024 * 1024))).toBe('too_large');
  });
});
