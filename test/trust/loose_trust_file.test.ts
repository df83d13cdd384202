import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { joinTrustLists } from '../../main/trust/join_trust_lists.ts';
import { readLooseTrustFile } from '../../main/trust/loose_trust_file.ts';
import { keyFromCertificate } from '../../main/trust/x509_key.ts';
import { ecSigner } from '../pass/make_certificate.ts';
import { ISSUER, makeHealthCardIssuer } from '../pass/make_health_card.ts';
import { DID, KEY_ID, makeNzcpIssuer } from '../pass/make_nzcp.ts';
import { makeIssuer } from '../pass/make_pass.ts';
import { makePretixEvent } from '../pass/make_pretix.ts';
import { certificateOf } from './certificates.ts';
import { makeMasterList } from './imports/make_master_list.ts';

const der = certificateOf('hcert_derived', 'hcert-derived/baseline');
const certificateId = keyFromCertificate(der)?.keyId ?? '';
const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
const { trusted } = makeIssuer();
const jwk = { ...trusted.publicKey.export({ format: 'jwk' }), kid: trusted.keyId };
const read = (content: string | Uint8Array) => {
  const answer = readLooseTrustFile(Buffer.from(content as string));
  return answer.ok ? answer.value : answer.error;
};

describe('readLooseTrustFile', () => {
  it.each([
    ['a certificate in DER', der, certificateId, 1],
    ['one in PEM', pem, certificateId, 1],
    ['several in PEM, with words between', `first\n${pem}second\n${pem}`, certificateId, 2],
    ['a JWK', JSON.stringify(jwk), trusted.keyId, 1],
    ['a JWK set', JSON.stringify({ keys: [jwk, jwk] }), trusted.keyId, 2],
  ])('reads %s', (_what, content, keyId, count) => {
    const list = read(content);
    if (typeof list === 'string') throw new Error(list);
    expect(list).toMatchObject({ keyCount: count, issuedAt: null, validUntil: null });
    expect(list.findKeys('hc1', null, keyId)).toHaveLength(count);
  });

  it.each([
    ['words', 'hello', 'not_json'],
    ['nothing', '', 'not_json'],
    ['a bare public key', trusted.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'not_json'],
    ['a certificate cut short', der.subarray(0, 100), 'not_json'],
    ['JSON of another kind', '{"a":1}', 'not_a_trust_list'],
    ['null', 'null', 'not_a_trust_list'],
    ['a JWK without an id', JSON.stringify({ ...jwk, kid: undefined }), 'bad_key'],
    ['a private JWK', JSON.stringify({ ...jwk, d: 'AAAA' }), 'bad_key'],
    [
      'a JWK set with one bad key',
      JSON.stringify({ keys: [jwk, { kty: 'oct', k: 'AAAA', kid: 'a' }] }),
      'bad_key',
    ],
    ['a broken PEM block', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'bad_key'],
  ])('refuses %s', (_what, content, error) => expect(read(content)).toBe(error));
});

describe('readLooseTrustFile with a list as the world publishes it', () => {
  const health = makeHealthCardIssuer();
  const event = makePretixEvent('gala').trusted.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const nzcp = makeNzcpIssuer().trusted.publicKey.export({ format: 'jwk' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const who = 'did:web:tng-cdn.who.int:v2:trustlist';
  const method = {
    id: `${who}:DCC:XXH:DSC#${certificateId}`,
    publicKeyJwk: { x5c: [der.toString('base64')] },
  };
  const nzMethod = { id: `${DID}#${KEY_ID}`, type: 'JsonWebKey2020', publicKeyJwk: nzcp };
  const divoc = { id: 'did:india', publicKeyPem: rsa.export({ type: 'spki', format: 'pem' }) };

  it.each([
    ['the WHO network', { id: who, verificationMethod: [method, 5] }, 'hc1', certificateId],
    [
      'an NZ issuer',
      { id: DID, verificationMethod: [nzMethod], assertionMethod: [nzMethod.id] },
      'nzcp',
      KEY_ID,
    ],
    [
      'the VCI',
      { issuerInfo: [{ issuer: { iss: ISSUER }, keys: [health.jwk, {}] }] },
      'shc',
      health.trusted.keyId,
    ],
    [
      'pretix',
      { slug: 'gala', valid_keys: { pretix_sig1: [Buffer.from(event).toString('base64')] } },
      'pretix',
      '',
    ],
    ['DIVOC', divoc, 'divoc', 'did:india'],
  ] as const)('takes what can be used of that of %s, without dates', (_whose, content, format, keyId) => {
    const list = read(JSON.stringify(content));
    if (typeof list === 'string') throw new Error(list);
    expect(list).toMatchObject({ keyCount: 1, issuedAt: null, validUntil: null });
    expect(list.findKeys(format, null, keyId)).toHaveLength(1);
  });

  it('asks for the signer of a signed list, and refuses an empty one', () => {
    expect(read(makeMasterList(ecSigner()))).toBe('needs_signer');
    expect(read(`${Buffer.alloc(64, 1).toString('base64')}\n{}`)).toBe('needs_signer');
    expect(read(JSON.stringify({ id: who, verificationMethod: [] }))).toBe('no_usable_key');
  });
});

describe('joinTrustLists', () => {
  const list = (issuedAt: number | null, validUntil: number | null) =>
    buildTrustList([trusted], { issuedAt, validUntil });

  it('is as demanding as the strictest of its lists', () => {
    const joined = joinTrustLists([list(1, 50), list(null, null), list(5, 40)]);
    expect(joined).toMatchObject({ issuedAt: 5, validUntil: 40, keyCount: 3 });
    expect(joined.findKeys('hc1', null, trusted.keyId)).toHaveLength(3);
  });

  it('is empty without any', () => {
    expect(joinTrustLists([])).toMatchObject({ issuedAt: null, validUntil: null, keyCount: 0 });
  });
});
