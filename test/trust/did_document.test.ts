import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { keysFromDidDocument } from '../../main/trust/did_document.ts';
import { DID, KEY_ID, makeNzcpCode, makeNzcpIssuer } from '../pass/make_nzcp.ts';
import { judge } from '../pass/make_pass.ts';

const issuer = makeNzcpIssuer();
const publicKeyJwk = issuer.trusted.publicKey.export({ format: 'jwk' });
const ID = `${DID}#${KEY_ID}`;

const makeMethod = (changes: object = {}) => ({
  id: ID,
  type: 'JsonWebKey2020',
  controller: DID,
  publicKeyJwk,
  ...changes,
});
const makeDocument = (changes: object = {}) => ({
  '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
  id: DID,
  verificationMethod: [makeMethod()],
  assertionMethod: [ID],
  ...changes,
});
const idsOf = (document: unknown) => keysFromDidDocument(document)?.map(({ keyId }) => keyId);
const withMethod = (changes: object) => idsOf(makeDocument({ verificationMethod: [makeMethod(changes)] }));
const withJwk = (changes: object) => withMethod({ publicKeyJwk: { ...publicKeyJwk, ...changes } });

describe('keysFromDidDocument', () => {
  it("gives the issuer's key by its fragment, and a pass verifies with it", async () => {
    const keys = keysFromDidDocument(makeDocument()) ?? [];
    expect(keys).toMatchObject([{ format: 'nzcp', issuer: DID, keyId: KEY_ID, algorithms: ['ES256'] }]);
    const trust = buildTrustList(keys, { issuedAt: null, validUntil: null });
    expect(await judge(makeNzcpCode(issuer), trust)).toBe('admit valid');
  });

  it('gives several keys, and only those that may assert', () => {
    const methods = ['a', 'b', 'c'].map((fragment) => makeMethod({ id: `${DID}#${fragment}` }));
    const assertionMethod = [`${DID}#a`, `${DID}#c`, `${DID}#absent`];
    expect(idsOf(makeDocument({ verificationMethod: methods, assertionMethod }))).toEqual(['a', 'c']);
  });

  it('takes no key that is named by another purpose only', () => {
    expect(idsOf(makeDocument({ assertionMethod: [], authentication: [ID] }))).toEqual([]);
  });

  it('takes no reference that is not absolute, and no key of another subject', () => {
    expect(idsOf(makeDocument({ assertionMethod: [`#${KEY_ID}`] }))).toEqual([]);
    expect(idsOf(makeDocument({ assertionMethod: [makeMethod()] }))).toEqual([]);
    const foreign = `did:web:other.example.org#${KEY_ID}`;
    const document = { verificationMethod: [makeMethod({ id: foreign })], assertionMethod: [foreign] };
    expect(idsOf(makeDocument(document))).toEqual([]);
    const longer = `${DID}.evil.example#${KEY_ID}`;
    expect(
      idsOf(makeDocument({ verificationMethod: [makeMethod({ id: longer })], assertionMethod: [longer] })),
    ).toEqual([]);
  });

  it.each([
    ['a key of another type', { type: 'Ed25519VerificationKey2018' }],
    ['no JWK', { publicKeyJwk: undefined, publicKeyBase58: 'x' }],
    ['a JWK that is a text', { publicKeyJwk: JSON.stringify(publicKeyJwk) }],
    ['a key on P-384', { publicKeyJwk: exportOf('P-384') }],
    ['an Ed25519 key', { publicKeyJwk: generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) }],
    ['a private key', { publicKeyJwk: issuer.privateKey.export({ format: 'jwk' }) }],
    ['a secret', { publicKeyJwk: { kty: 'oct', k: 'AAAA' } }],
  ])('leaves out %s', (_what, changes) => {
    expect(withMethod(changes)).toEqual([]);
  });

  it('leaves out a key for another algorithm or use, and one that is not on the curve', () => {
    expect(withJwk({ alg: 'ES256', use: 'sig', kid: 'anything' })).toEqual([KEY_ID]);
    expect(withJwk({ alg: 'ES384' })).toEqual([]);
    expect(withJwk({ use: 'enc' })).toEqual([]);
    expect(withJwk({ x: publicKeyJwk.y })).toEqual([]);
    expect(withJwk({ y: undefined })).toEqual([]);
  });

  it.each([
    ['a document about another DID method', { id: 'did:key:z6Mk' }],
    ['a document about a key', { id: ID }],
    ['a document without a subject', { id: undefined }],
    ['a document without keys', { verificationMethod: undefined }],
    ['a document that lets no key assert', { assertionMethod: undefined }],
    ['a document that lets a text assert', { assertionMethod: ID }],
    ['a document without end', { assertionMethod: Array(1001).fill(ID) }],
  ])('does not read %s', (_what, changes) => {
    expect(keysFromDidDocument(makeDocument(changes))).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        expect(keysFromDidDocument(value) ?? []).toEqual([]);
        expect(withMethod({ publicKeyJwk: value })).toEqual([]);
        expect(idsOf(makeDocument({ verificationMethod: [value, other], assertionMethod: [other] }))).toEqual(
          [],
        );
      }),
    );
  });
});

function exportOf(namedCurve: string) {
  return generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });
}
