import { describe, expect, it } from 'vitest';
import { ecSigner } from '../../pass/make_certificate.ts';
import { keyIdOfCertificate, leftOutOf, makeAuthority, takeFile, importFile } from './make_imports.ts';

const LIST = 'did:web:tng-cdn.who.int:v2:trustlist';
const authority = makeAuthority('PT');
const certificate = authority.issue();
const other = makeAuthority('PT').issue();

function makeMethod(der: Buffer, place = 'DCC:PRT:DSC', changes: object = {}) {
  const kid = keyIdOfCertificate(der);
  const publicKeyJwk = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid, x5c: [der.toString('base64')] };
  return {
    id: `${LIST}:${place}#${kid}`,
    type: 'JsonWebKey2020',
    controller: LIST,
    publicKeyJwk,
    ...changes,
  };
}
const makeList = (...verificationMethod: unknown[]) => ({
  id: LIST,
  controller: LIST,
  verificationMethod,
  proof: { type: 'JsonWebSignature2020' },
});
const sca = makeMethod(authority.certificate, 'DCC:PRT:SCA');
const only = (method: unknown, options = {}) => Object.values(leftOutOf('who', makeList(method), options));

describe('the list of the WHO network', () => {
  it('gives the signers by their certificates, each of its participant', () => {
    const { list, keys, report } = takeFile('who', makeList(sca, makeMethod(certificate), makeMethod(other)));
    expect(report).toMatchObject({ read: 3, taken: 2, signature: 'unchecked', chained: 1 });
    expect(report.leftOut).toEqual([
      { name: `DCC:PRT:SCA#${keyIdOfCertificate(authority.certificate)}`, reason: 'not_a_signer' },
    ]);
    expect(keys[0]).toMatchObject({ format: 'hc1', issuer: 'PT' });
    expect(list.findKeys('hc1', null, keyIdOfCertificate(certificate))).toMatchObject([
      { issuer: 'PT', algorithms: ['ES256'], specimen: false },
    ]);
  });

  it('takes only what an authority of the same participant issued, where that is asked', () => {
    const list = makeList(
      sca,
      makeMethod(certificate),
      makeMethod(other),
      makeMethod(certificate, 'DCC:NLD:DSC'),
    );
    const { keys, report } = takeFile('who', list, { onlyChained: true });
    expect(keys).toHaveLength(1);
    expect(report.leftOut.map(({ reason }) => reason)).toEqual([
      'not_a_signer',
      'not_chained',
      'not_chained',
    ]);
  });

  it('is not moved by an authority that only bears the name', () => {
    const impostor = makeMethod(makeAuthority('PT').certificate, 'DCC:PRT:SCA');
    expect(takeFile('who', makeList(impostor, makeMethod(certificate))).report.chained).toBe(0);
  });

  it('knows a participant by more than a country', () => {
    expect(takeFile('who', makeList(makeMethod(certificate, 'DDCC:XXH:DSC'))).keys[0]?.issuer).toBe('XXH');
  });

  it('reads the part of one participant', () => {
    const part = { ...makeList(makeMethod(certificate)), id: `${LIST}:-:PRT` };
    expect(takeFile('who', part).keys).toHaveLength(1);
  });

  it('says that there is no proof where there is none', () => {
    const { proof, ...list } = makeList(makeMethod(certificate));
    expect(proof).toBeDefined();
    expect(takeFile('who', list).report.signature).toBe('none');
  });

  const jwk = makeMethod(certificate).publicKeyJwk;
  it.each([
    [
      'a key id of another certificate',
      makeMethod(certificate, undefined, { id: makeMethod(other).id }),
      'key_id_mismatch',
    ],
    [
      'a method of another list',
      makeMethod(certificate, undefined, { id: `did:web:evil.example:trustlist:DCC:PRT:DSC#${jwk.kid}` }),
      'other_subject',
    ],
    ['a domain of other papers', makeMethod(certificate, 'IPS-PILGRIMAGE:PRT:DSC'), 'other_domain'],
    [
      'a key without its certificate',
      makeMethod(certificate, undefined, { publicKeyJwk: { ...jwk, x5c: [] } }),
      'unusable_certificate',
    ],
    [
      'base64 with other letters',
      makeMethod(certificate, undefined, { publicKeyJwk: { ...jwk, x5c: [`${jwk.x5c[0]}\n`] } }),
      'unusable_certificate',
    ],
    [
      'a curve that is too small',
      makeMethod(authority.issue({ spki: ecSigner('P-224').spki })),
      'unusable_certificate',
    ],
    ['a reference', `${LIST}:DCC:PRT:DSC#AAAA`, 'not_a_key'],
    ['a method without an id', makeMethod(certificate, undefined, { id: 7 }), 'not_a_key'],
    ['an id without a usage', makeMethod(certificate, 'DCC:PRT'), 'not_a_key'],
    ['a participant with a control character', makeMethod(certificate, 'DCC:P\u001b[2J:DSC'), 'bad_name'],
    ['null', null, 'not_a_key'],
  ])('leaves out %s', (_what, method, reason) => expect(only(method)).toEqual([reason]));

  it('counts a method that is there twice once, and prints no control characters', () => {
    const method = makeMethod(certificate);
    expect(only(makeMethod(certificate, 'DCC:P\u001b[2J:DSC'))).toEqual(['bad_name']);
    const { report } = takeFile('who', makeList(method, method, makeMethod(certificate, 'DCC:P\u001b:DSC')));
    expect(report.leftOut.map(({ reason }) => reason)).toEqual(['duplicate', 'bad_name']);
    expect(report.leftOut[1]?.name).toContain('DCC:P?:DSC');
  });

  it('makes the keys of a test network, and those that are called so, specimens', () => {
    const text = JSON.stringify(makeList(makeMethod(certificate)));
    expect(takeFile('who', text.replaceAll('tng-cdn.', 'tng-cdn-uat.')).keys[0]?.specimen).toBe(true);
    expect(takeFile('who', text, { specimen: true }).keys[0]?.specimen).toBe(true);
    expect(takeFile('who', text).keys[0]?.specimen).toBeUndefined();
  });

  it.each([
    ['another DID document', { id: 'did:web:example.org', verificationMethod: [] }, 'wrong_shape'],
    ['a document without methods', { id: LIST }, 'wrong_shape'],
    ['an array', [], 'wrong_shape'],
    ['what is no JSON', '{', 'not_json'],
    ['what is nested too deep', '['.repeat(100_000), 'not_json'],
    ['too many methods', makeList(...Array(50_001).fill(0)), 'too_many_items'],
    ['what is too large', Buffer.alloc(9 * 1024 * 1024, 0x20), 'too_large'],
  ])('refuses %s', (_what, content, error) => expect(importFile('who', content)).toBe(error));
});
