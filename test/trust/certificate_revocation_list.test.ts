import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrustAnchor } from '../../main/pass/trust_list.ts';
import {
  MAX_CERTIFICATE_LIST_BYTES,
  readCertificateRevocationList,
} from '../../main/trust/certificate_revocation_list.ts';
import { buildRevocationIndex } from '../../main/trust/revocation_index.ts';
import {
  type CertificateSigner,
  CERTIFICATE_SIGN_AND_LIST_SIGN,
  COMMON_NAME,
  COUNTRY,
  DIGITAL_SIGNATURE,
  ecSigner,
  extensions,
  keyIdOf,
  type ListContent,
  makeCertificate,
  makeExtension,
  makeName,
  makeRevocationList,
  rsaSigner,
} from '../pass/make_certificate.ts';
import { DAY_MS, NOW } from '../pass/make_pass.ts';
import { readCertificate } from '../../main/pass/certificate.ts';
import { certificateSerialName } from '../../main/pass/certificate_serial.ts';

const name = makeName([COUNTRY, 'UT'], [COMMON_NAME, 'Utopia CSCA']);
const signer = rsaSigner('sha256');
const anchorOf = (by: CertificateSigner, keyUsage = CERTIFICATE_SIGN_AND_LIST_SIGN): TrustAnchor => ({
  format: 'vds_nc',
  issuer: 'UT',
  certificate: makeCertificate(by, {
    issuer: name,
    subject: name,
    extensions: [extensions.authority(), extensions.keyUsage(keyUsage), extensions.subjectKeyId(keyIdOf(by))],
  }),
});
const anchor = anchorOf(signer);
const list = (changes: Partial<ListContent> = {}, by = signer) =>
  makeRevocationList(by, { issuer: name, extensions: [extensions.authorityKeyId(keyIdOf(by))], ...changes });
const read = (der: Uint8Array, authority = anchor) => {
  const answer = readCertificateRevocationList(der, authority);
  return answer.ok ? answer.value : answer.error;
};

describe('readCertificateRevocationList', () => {
  it('withdraws the certificates that it names, of that issuer only', () => {
    const read = readCertificateRevocationList(
      list({ serialNumbers: [Uint8Array.of(7), Uint8Array.of(0, 0x80)] }),
      anchor,
    );
    if (!read.ok) throw new Error(read.error);
    expect(read.value).toMatchObject({ issuedAt: NOW - DAY_MS, nextUpdateAt: NOW + 30 * DAY_MS });
    const index = buildRevocationIndex(read.value.entries);
    const isRevoked = (serialNumber: Uint8Array, issuer = name) => {
      const certificate = readCertificate(makeCertificate(ecSigner(), { issuer, serialNumber }));
      if (certificate === null) throw new Error('no certificate');
      return index.isRevoked('vds_nc', certificateSerialName(certificate), null, NOW);
    };
    expect(isRevoked(Uint8Array.of(7))).toBe(true);
    expect(isRevoked(Uint8Array.of(0, 0x80))).toBe(true);
    expect(isRevoked(Uint8Array.of(8))).toBe(false);
    expect(isRevoked(Uint8Array.of(7), makeName([COUNTRY, 'XX'], [COMMON_NAME, 'Utopia CSCA']))).toBe(false);
  });

  it('reads a list that withdraws nothing', () => {
    expect(read(list())).toMatchObject({ entries: [] });
    expect(read(makeRevocationList(signer, { issuer: name }))).toMatchObject({ entries: [] });
  });

  it.each<[string, CertificateSigner]>([
    ['RSA PSS', rsaSigner('sha512', 'pss')],
    ['P-384', ecSigner('P-384', 'sha384')],
    ['brainpoolP256r1', ecSigner('brainpoolP256r1')],
  ])('checks a signature by %s', (_what, by) => {
    expect(read(list({}, by), anchorOf(by))).toMatchObject({ entries: [] });
  });

  it('must be signed by the authority, which may sign lists', () => {
    expect(read(list(), anchorOf(ecSigner()))).toBe('bad_signature');
    expect(read(makeRevocationList(ecSigner(), { issuer: name }))).toBe('bad_signature');
    expect(read(list({ issuer: makeName([COUNTRY, 'UT'], [COMMON_NAME, 'Another']) }))).toBe('bad_signature');
    expect(read(list({ extensions: [extensions.authorityKeyId(Uint8Array.of(1))] }))).toBe('bad_signature');
    expect(read(list(), anchorOf(signer, DIGITAL_SIGNATURE))).toBe('bad_signature');
    expect(read(list(), { ...anchor, certificate: new Uint8Array() })).toBe('bad_signature');
  });

  const serialNumbers = [Uint8Array.of(7)];
  it.each<[string, Partial<ListContent>]>([
    ['without a date of the next one', { nextUpdateAt: null }],
    ['whose next one came before it', { nextUpdateAt: NOW - 2 * DAY_MS }],
    ['of changes only', { extensions: [makeExtension('2.5.29.27', Uint8Array.of(2, 1, 1), true)] }],
    ['of some certificates only', { extensions: [makeExtension('2.5.29.28', Uint8Array.of(0x30, 0), true)] }],
    [
      "of other issuers' certificates",
      { serialNumbers, entryExtensions: [makeExtension('2.5.29.29', Uint8Array.of(0x30, 0), true)] },
    ],
    ['with two names for its algorithm', { innerAlgorithm: rsaSigner('sha512').algorithm }],
  ])('refuses a list %s', (_what, content) => expect(read(list(content))).toBe('bad_list'));

  it('reads entries that say why', () => {
    const entryExtensions = [makeExtension('2.5.29.21', Uint8Array.of(0x0a, 1, 1))];
    expect(read(list({ serialNumbers, entryExtensions }))).toMatchObject({
      entries: [{ issuedBefore: Infinity }],
    });
  });

  it('refuses anything but one whole list, and never throws', () => {
    const whole = list({ serialNumbers });
    expect(read(Buffer.concat([whole, Uint8Array.of(0)]))).toBe('bad_list');
    expect(read(whole.subarray(0, -1))).toBe('bad_list');
    expect(read(Buffer.alloc(MAX_CERTIFICATE_LIST_BYTES + 1))).toBe('too_large');
    const good = JSON.stringify(read(whole));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const altered = Buffer.from(whole);
        altered[at] = byte;
        const answer = read(cut ? altered.subarray(0, at) : altered);
        if (typeof answer !== 'string') expect(JSON.stringify(answer)).toBe(good);
      }),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => read(noise) === 'bad_list'));
  });
});
