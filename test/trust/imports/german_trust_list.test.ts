import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ecSigner, makeCertificate } from '../../pass/make_certificate.ts';
import { importFile, keyIdOfCertificate, leftOutOf, makeAuthority, takeFile, toPem } from './make_imports.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
const authority = makeAuthority('DE');
const certificate = authority.issue();

const makeEntry = (changes: object = {}) => ({
  certificateType: 'DSC',
  country: 'DE',
  kid: keyIdOfCertificate(certificate),
  rawData: certificate.toString('base64'),
  signature: 'AAAA',
  thumbprint: 'ab',
  timestamp: '2023-01-01T00:00:00+02:00',
  ...changes,
});
function signList(body: string | object, key = privateKey): Buffer {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const signature = sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
  return Buffer.concat([Buffer.from(`${signature.toString('base64')}\n`), bytes]);
}
const list = signList({ certificates: [makeEntry()] });
const only = (entry: unknown) =>
  Object.values(leftOutOf('germany', signList({ certificates: [entry] }), { signer }));
function changed(at: number): Buffer {
  const copy = Buffer.from(list);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe("Germany's list", () => {
  it('gives the signers of a list that is signed with that key', () => {
    const { keys, list: trust, report } = takeFile('germany', list, { signer });
    expect(report).toEqual({ read: 1, taken: 1, leftOut: [], signature: 'good', chained: null });
    expect(keys).toMatchObject([{ format: 'hc1', issuer: 'DE', keyId: keyIdOfCertificate(certificate) }]);
    expect(trust.findKeys('hc1', null, keyIdOfCertificate(certificate))).toHaveLength(1);
  });

  it("takes the signer's key in DER, and as a certificate", () => {
    const der = publicKey.export({ type: 'spki', format: 'der' });
    const own = makeCertificate(ecSigner(), { spki: der });
    for (const given of [der, own, Buffer.from(toPem('CERTIFICATE', own))]) {
      expect(takeFile('germany', list, { signer: given }).keys).toHaveLength(1);
    }
  });

  it.each([
    [
      'another key',
      list,
      Buffer.from(
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
      ),
    ],
    [
      'a key of another kind',
      list,
      Buffer.from(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })),
    ],
    ['one changed bit', changed(list.length - 10), signer],
    [
      'a changed signature',
      Buffer.concat([Buffer.from(`${Buffer.alloc(64, 1).toString('base64')}\n`), list.subarray(89)]),
      signer,
    ],
    ['a cut end', list.subarray(0, -5), signer],
    ['more at its end', Buffer.concat([list, Buffer.from(' ')]), signer],
  ])('is refused as a whole with %s', (_what, content, given) => {
    expect(importFile('germany', content, { signer: given })).toBe('bad_signature');
  });

  it('is refused without a key, and with what is none', () => {
    expect(importFile('germany', list)).toBe('needs_signer');
    expect(importFile('germany', list, { signer: Buffer.from('hello') })).toBe('bad_signer');
    expect(importFile('germany', list, { signer: Buffer.concat([signer, signer]) })).toBe('bad_signer');
  });

  const der = sign('sha256', list.subarray(89), privateKey).toString('base64');
  it.each([
    ['nothing', ''],
    ['one line', 'AAAA'],
    ['JSON only', '{"certificates":[]}'],
    ['a signature in DER', `${der}\n{}`],
    ['padding that is left out', `${list.toString().slice(0, 86)}\n{}`],
    ['a carriage return', list.toString().replace('\n', '\r\n')],
  ])('is no such list: %s', (_what, content) => {
    expect(importFile('germany', content, { signer })).toBe('wrong_shape');
  });

  it.each([
    ['signed words', 'hello', 'not_json'],
    ['a signed array', '[]', 'wrong_shape'],
    ['a signed object', '{}', 'wrong_shape'],
    ['too many', `{"certificates":[${'0,'.repeat(50_000)}0]}`, 'too_many_items'],
  ])('does not read %s', (_what, body, error) => {
    expect(importFile('germany', signList(body), { signer })).toBe(error);
  });

  it.each([
    ['what is not for signing passes', makeEntry({ certificateType: 'CSCA' }), 'not_a_signer'],
    ['a key id of another certificate', makeEntry({ kid: 'AAAAAAAAAAA=' }), 'key_id_mismatch'],
    ['a country that is none', makeEntry({ country: 'Germany' }), 'bad_name'],
    ['bytes that are no certificate', makeEntry({ rawData: 'AAAA' }), 'unusable_certificate'],
    ['an entry without data', makeEntry({ rawData: undefined }), 'unusable_certificate'],
    ['an entry without an id', makeEntry({ kid: 5 }), 'not_a_key'],
    ['null', null, 'not_a_key'],
  ])('leaves out %s', (_what, entry, reason) => expect(only(entry)).toEqual([reason]));

  it('takes one certificate of two countries twice, and a repeated entry once', () => {
    const entries = [makeEntry(), makeEntry(), makeEntry({ country: 'FR' })];
    const { keys, report } = takeFile('germany', signList({ certificates: entries }), { signer });
    expect(keys.map(({ issuer }) => issuer)).toEqual(['DE', 'FR']);
    expect(report.leftOut).toMatchObject([{ reason: 'duplicate' }]);
  });
});
