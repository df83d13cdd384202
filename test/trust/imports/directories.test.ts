import { describe, expect, it } from 'vitest';
import { ISSUER, makeHealthCardIssuer } from '../../pass/make_health_card.ts';
import { DID, KEY_ID, makeNzcpIssuer } from '../../pass/make_nzcp.ts';
import { importFile, takeFile } from './make_imports.ts';

describe('a snapshot of the directory of health card issuers', () => {
  const issuer = makeHealthCardIssuer();
  const other = makeHealthCardIssuer('https://other.example/cards');
  const info = (iss: unknown, ...keys: unknown[]) => ({ issuer: { iss, name: 'Somebody' }, keys });
  const snapshot = (...issuerInfo: unknown[]) => ({ directory: 'https://directory.example', issuerInfo });
  const only = (given: unknown) =>
    takeFile('vci', snapshot(given)).report.leftOut.map(({ reason }) => reason);

  it("gives every issuer's keys under its own address", () => {
    const { list, report } = takeFile('vci', snapshot(info(ISSUER, issuer.jwk), info(other.url, other.jwk)));
    expect(report).toEqual({ read: 2, taken: 2, leftOut: [], signature: 'none', chained: null });
    expect(list.findKeys('shc', ISSUER, issuer.trusted.keyId)).toMatchObject([{ algorithms: ['ES256'] }]);
    expect(list.findKeys('shc', other.url, issuer.trusted.keyId)).toEqual([]);
  });

  it('takes only the keys of issuers whom the directory names', () => {
    const both = snapshot(info(ISSUER, issuer.jwk), info(other.url, other.jwk));
    const directory = Buffer.from(JSON.stringify({ participating_issuers: [{ iss: ISSUER }, null] }));
    const { keys, report } = takeFile('vci', both, { directory });
    expect(keys).toMatchObject([{ issuer: ISSUER }]);
    expect(report.leftOut).toEqual([
      { name: `${other.url} ${other.trusted.keyId}`, reason: 'not_in_directory' },
    ]);
    for (const bad of ['{}', 'hello', '[]'])
      expect(importFile('vci', both, { directory: Buffer.from(bad) })).toBe('bad_directory');
  });

  it.each([
    ['an issuer without keys', info(ISSUER), 'no_keys'],
    ['an issuer whose address ends in a slash', info(`${ISSUER}/`, issuer.jwk), 'bad_name'],
    ['an issuer without TLS', info('http://issuer.example', issuer.jwk), 'bad_name'],
    ['an address that is too long', info(`${ISSUER}/${'a'.repeat(200)}`, issuer.jwk), 'bad_name'],
    ['a key under another id', info(ISSUER, { ...issuer.jwk, kid: other.jwk.kid }), 'key_id_mismatch'],
    ['a private key', info(ISSUER, { ...issuer.jwk, d: 'AAAA' }), 'private_key'],
    ['a key for encryption', info(ISSUER, { ...issuer.jwk, use: 'enc' }), 'not_a_signer'],
    ['a key on another curve', info(ISSUER, { ...issuer.jwk, crv: 'P-384' }), 'unusable_key'],
    ['a certificate that is none', info(ISSUER, { ...issuer.jwk, x5c: ['AAAA'] }), 'unusable_certificate'],
    ['a key that is none', info(ISSUER, 5), 'not_a_key'],
    ['no issuer', info(undefined, issuer.jwk), 'not_a_key'],
    ['no keys', { issuer: { iss: ISSUER } }, 'not_a_key'],
    ['null', null, 'not_a_key'],
  ])('leaves out %s', (_what, given, reason) => expect(only(given)).toEqual([reason]));

  it('is refused as a whole where it is no snapshot or larger than any', () => {
    expect(importFile('vci', { participating_issuers: [{ iss: ISSUER }] })).toBe('wrong_shape');
    expect(importFile('vci', snapshot(info(ISSUER, ...Array(50_000).fill(0))))).toBe('too_many_items');
    expect(importFile('vci', 'hello')).toBe('not_json');
  });
});

describe('the DID document of an issuer of NZ COVID Passes', () => {
  const { trusted } = makeNzcpIssuer();
  const id = `${DID}#${KEY_ID}`;
  const publicKeyJwk = trusted.publicKey.export({ format: 'jwk' });
  const method = { id, type: 'JsonWebKey2020', controller: DID, publicKeyJwk };
  const makeDocument = (methods: unknown[], assertionMethod: unknown = [id]) => ({
    id: DID,
    verificationMethod: methods,
    assertionMethod,
  });

  it('gives the keys that may assert, and says what became of the others', () => {
    const others = [{ ...method, id: `${DID}#other` }, { ...method, id: `${DID}#weak`, type: 'Other' }, 5];
    const document = makeDocument([method, ...others], [id, `${DID}#weak`]);
    const { list, report } = takeFile('nzcp', document);
    expect(list.findKeys('nzcp', DID, KEY_ID)).toHaveLength(1);
    expect(report.leftOut.map(({ reason }) => reason)).toEqual(['not_a_signer', 'unusable_key', 'not_a_key']);
  });

  it('is no other document', () => {
    expect(importFile('nzcp', { ...makeDocument([method]), id: 'did:key:abc' })).toBe('wrong_shape');
    expect(importFile('nzcp', makeDocument([method], 5))).toBe('wrong_shape');
    expect(importFile('nzcp', 'hello')).toBe('not_json');
  });
});
