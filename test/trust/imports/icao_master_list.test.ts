import { hash } from 'node:crypto';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IMPORTERS } from '../../../main/trust/imports/importers.ts';
import {
  type CertificateSigner,
  COUNTRY,
  ecSigner,
  extensions,
  makeCertificate,
  makeName,
  rsaSigner,
} from '../../pass/make_certificate.ts';
import { type Authority, importFile, makeAuthority, takeFile, toPem } from './make_imports.ts';
import { attribute, integer, makeMasterList, type MasterListContent, oid, tlv } from './make_master_list.ts';

const LIST_SIGNER = '2.23.136.1.1.3';
const publisher = makeAuthority('UT', ecSigner('P-384', 'sha384'));
const countries = ['AU', 'NZ', 'SG'].map((country) => makeAuthority(country).certificate);
const listSigner = ecSigner('P-256');
const certify = (authority: Authority, signer: CertificateSigner, usage = LIST_SIGNER) =>
  authority.issue({ spki: signer.spki, extensions: [extensions.extendedKeyUsage(usage)] });
const signerCertificate = certify(publisher, listSigner);
const makeList = (content: Partial<MasterListContent> = {}, signer = listSigner) =>
  makeMasterList(signer, { authorities: countries, certificates: [signerCertificate], ...content });
const list = makeList();
const trusted = { signer: publisher.certificate };
const signerFingerprint = hash('sha256', signerCertificate)
  .toUpperCase()
  .replace(/(..)(?=.)/g, '$1:');

describe('an ICAO master list', () => {
  it("gives the countries' authorities where an authority given issued the signer's certificate", () => {
    const { anchors, list: trust, report } = takeFile('icao_master_list', list, trusted);
    expect(anchors).toHaveLength(3);
    expect(report).toEqual({ read: 3, taken: 3, leftOut: [], signature: 'good', chained: null });
    expect(trust.anchors('vds_nc').map(({ issuer }) => issuer)).toEqual(['AU', 'NZ', 'SG']);
  });

  it.each([
    ['the fingerprint', { signerFingerprint }],
    ["the signer's certificate", { signer: signerCertificate }],
    [
      'several authorities in PEM',
      {
        signer: Buffer.from(
          countries
            .concat(publisher.certificate)
            .map((der) => toPem('CERTIFICATE', der))
            .join(''),
        ),
      },
    ],
  ])('may be accepted by %s', (_what, options) => {
    expect(takeFile('icao_master_list', list, options).anchors).toHaveLength(3);
  });

  it("needs no certificate within, where the signer's is given", () => {
    expect(
      takeFile('icao_master_list', makeList({ certificates: [] }), { signer: signerCertificate }).anchors,
    ).toHaveLength(3);
    expect(importFile('icao_master_list', makeList({ certificates: [] }), trusted)).toBe('bad_signature');
  });

  it.each([
    ['RSA', rsaSigner('sha256')],
    ['RSA with SHA-512', rsaSigner('sha512')],
    ['RSA PSS', rsaSigner('sha256', 'pss')],
    ['P-521', ecSigner('P-521', 'sha512')],
    ['Brainpool', ecSigner('brainpoolP384r1', 'sha384')],
  ])('may be signed with %s', (_name, signer) => {
    const signed = makeList({ certificates: [certify(publisher, signer)], digest: 'sha512' }, signer);
    expect(takeFile('icao_master_list', signed, trusted).anchors).toHaveLength(3);
  });

  it('may call an RSA signature by its key only', () => {
    const signer = rsaSigner('sha384');
    const signatureAlgorithm = new AlgorithmIdentifier({
      algorithm: '1.2.840.113549.1.1.1',
      parameters: null,
    });
    const content = { certificates: [certify(publisher, signer)], signatureAlgorithm };
    expect(
      takeFile('icao_master_list', makeList({ ...content, digest: 'sha384' }, signer), trusted).anchors,
    ).toHaveLength(3);
    expect(importFile('icao_master_list', makeList({ ...content, digest: 'sha256' }, signer), trusted)).toBe(
      'bad_signature',
    );
  });

  const impostor = makeAuthority('UT', ecSigner('P-384', 'sha384'));
  it.each([
    ['an authority of the same name', { certificates: [certify(impostor, listSigner)] }],
    [
      'itself',
      {
        certificates: [
          makeCertificate(listSigner, { extensions: [extensions.extendedKeyUsage(LIST_SIGNER)] }),
        ],
      },
    ],
    ['a signer of other papers', { certificates: [certify(publisher, listSigner, '2.23.136.1.1.14.2')] }],
    ['a certificate without a use', { certificates: [publisher.issue({ spki: listSigner.spki })] }],
  ])('is refused where %s vouches for it', (_who, content) => {
    expect(importFile('icao_master_list', makeList(content), trusted)).toBe('untrusted_signer');
  });

  it('is refused with the fingerprint of another certificate that came with it', () => {
    const stranger = ecSigner('P-256');
    const certificates = [signerCertificate, certify(impostor, stranger)];
    const content = makeList({ certificates }, stranger);
    expect(importFile('icao_master_list', content, { signerFingerprint })).toBe('untrusted_signer');
  });

  const digestOf = (content: Uint8Array) => hash('sha256', content, 'buffer');
  it.each([
    ['the digest of other content', { signedDigest: digestOf(Buffer.from('other')) }],
    ['SHA-1', { digest: 'sha1' }],
    ['no signed attributes', { withoutAttributes: true }],
    ['another type in the signed attributes', { attributeType: '2a864886f70d010701' }],
    [
      'two digests',
      {
        attributes: [
          attribute('2a864886f70d010903', oid('678108010102')),
          ...[1, 2].map((byte) => attribute('2a864886f70d010904', tlv(0x04, digestOf(Uint8Array.of(byte))))),
        ],
      },
    ],
    ['the certificate of another key', { certificates: [certify(publisher, ecSigner())] }],
  ] as const)('is refused with %s', (_what, content) => {
    expect(importFile('icao_master_list', makeList(content), trusted)).toBe('bad_signature');
  });

  it('is refused where any byte of the content or the signature is another', () => {
    const starts = [list.indexOf(countries[1] ?? ''), list.length - 3];
    for (const start of starts) {
      const changed = Buffer.from(list);
      changed[start + 1] = (changed[start + 1] ?? 0) ^ 1;
      expect(importFile('icao_master_list', changed, trusted)).toBe('bad_signature');
    }
  });

  it.each([
    ['content of another type', makeList({ contentType: '2a864886f70d010701' })],
    ['bytes after it', Buffer.concat([list, Uint8Array.of(0)])],
    ['its end cut off', list.subarray(0, -1)],
    ['a length without end', Buffer.from('3080060a', 'hex')],
    ['a length that is too long', Buffer.from('3084ffffffff', 'hex')],
    ['another list within', makeList({ content: tlv(0x30, integer(0), tlv(0x30)) })],
    [
      'bytes within that are no DER',
      makeList({ content: tlv(0x30, integer(0), tlv(0x31, Buffer.from('3005', 'hex'))) }),
    ],
    ['more certificates than any', makeList({ certificates: Array(33).fill(signerCertificate) })],
    ['nothing', Buffer.alloc(0)],
    ['a certificate', publisher.certificate],
  ])('is no such list with %s', (_what, content) => {
    expect(importFile('icao_master_list', content, trusted)).toBe('wrong_shape');
  });

  it('asks for its signer', () => {
    expect(importFile('icao_master_list', list)).toBe('needs_signer');
    expect(importFile('icao_master_list', list, { signer: Buffer.from('hello') })).toBe('bad_signer');
    expect(importFile('icao_master_list', list, { signerFingerprint: 'abcd' })).toBe('bad_signer');
    expect(importFile('icao_master_list', Buffer.alloc(9 * 1024 * 1024), trusted)).toBe('too_large');
  });

  it('leaves out what is no authority, and what is there twice', () => {
    const weak = makeAuthority('XX', ecSigner('P-224')).certificate;
    const authorities = [...countries, countries[0] ?? weak, publisher.issue(), weak, integer(1)];
    const { anchors, report } = takeFile('icao_master_list', makeList({ authorities }), trusted);
    expect(anchors).toHaveLength(3);
    const reasons = report.leftOut.map(({ name, reason }) => `${name.split(' ')[0]} ${reason}`);
    expect(reasons).toEqual([
      'AU duplicate',
      'UT not_an_authority',
      '? unusable_certificate',
      '? unusable_certificate',
    ]);
  });

  it('never throws, and takes nothing that was changed', () => {
    fc.assert(
      fc.property(fc.nat(list.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const changed = Buffer.from(cut ? list.subarray(0, at) : list);
        if (!cut) changed[at] = byte;
        const read = IMPORTERS.icao_master_list.read(changed, { ...trusted, signerFingerprint });
        if (read.ok) expect(read.value.anchors).toHaveLength(3);
      }),
    );
  });
});

describe('certificates of authorities', () => {
  const [first = publisher.certificate] = countries;

  it('become anchors, from DER and PEM', () => {
    expect(takeFile('csca', first).list.anchors('vds_nc')).toMatchObject([{ issuer: 'AU' }]);
    const pem = countries.map((der) => toPem('CERTIFICATE', der)).join('some words\n');
    const { anchors, report } = takeFile(
      'csca',
      `${pem}${toPem('PRIVATE KEY', Uint8Array.of(1))}${toPem('X509 CRL', first)}`,
    );
    expect(anchors).toHaveLength(3);
    expect(report.leftOut.map(({ reason }) => reason)).toEqual(['private_key', 'not_a_key']);
  });

  it('are none for signers, or without one country', () => {
    expect(takeFile('csca', publisher.issue()).report.leftOut).toMatchObject([
      { reason: 'not_an_authority' },
    ]);
    const twoNames = makeName([COUNTRY, 'AU'], [COUNTRY, 'NZ']);
    const der = makeCertificate(ecSigner(), { subject: twoNames, extensions: [extensions.authority()] });
    expect(takeFile('csca', der).report.leftOut).toMatchObject([{ reason: 'not_an_authority' }]);
    expect(importFile('csca', 'hello')).toBe('wrong_shape');
  });
});
