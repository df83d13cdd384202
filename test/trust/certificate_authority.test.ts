import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorityFromCertificate, signerFromCertificate } from '../../main/trust/certificate_authority.ts';
import {
  CERTIFICATE_SIGN_AND_LIST_SIGN,
  COMMON_NAME,
  COUNTRY,
  DIGITAL_SIGNATURE,
  ecSigner,
  extensions,
  makeCertificate,
  makeName,
  rsaSigner,
} from '../pass/make_certificate.ts';
import { DAY_MS, NOW } from '../pass/make_pass.ts';

const signer = ecSigner();
const usage = '2.23.136.1.1.14.2';

describe('authorityFromCertificate', () => {
  const keyUsage = extensions.keyUsage(CERTIFICATE_SIGN_AND_LIST_SIGN);

  it('speaks for the country that the certificate names, in capitals', () => {
    const subject = makeName([COUNTRY, 'ut'], [COMMON_NAME, 'CSCA']);
    const certificate = makeCertificate(signer, { subject, extensions: [extensions.authority(), keyUsage] });
    expect(authorityFromCertificate(certificate)).toEqual({ format: 'vds_nc', issuer: 'UT', certificate });
  });

  it('takes a link certificate, which another key signed', () => {
    const certificate = makeCertificate(rsaSigner(), {
      spki: signer.spki,
      extensions: [extensions.authority()],
    });
    expect(authorityFromCertificate(certificate)).not.toBeNull();
  });

  it.each([
    ['of a signer', makeCertificate(signer, { extensions: [keyUsage] })],
    ['that says it is no authority', makeCertificate(signer, { extensions: [extensions.authority(false)] })],
    [
      'that may not sign certificates',
      makeCertificate(signer, {
        extensions: [extensions.authority(), extensions.keyUsage(DIGITAL_SIGNATURE)],
      }),
    ],
    [
      'without a country',
      makeCertificate(signer, {
        subject: makeName([COMMON_NAME, 'CSCA']),
        extensions: [extensions.authority()],
      }),
    ],
    [
      'with a weak key',
      makeCertificate(signer, {
        spki: rsaSigner('sha256', 'pkcs1', 1024).spki,
        extensions: [extensions.authority()],
      }),
    ],
    ['that is none', Buffer.from('text')],
  ])('refuses a certificate %s', (_what, certificate) =>
    expect(authorityFromCertificate(certificate)).toBeNull(),
  );
});

describe('signerFromCertificate', () => {
  it('limits the key as the certificate does', () => {
    const certificate = makeCertificate(signer, {
      notBefore: NOW,
      notAfter: NOW + DAY_MS,
      extensions: [extensions.extendedKeyUsage(usage), extensions.documentTypes('NT')],
    });
    expect(signerFromCertificate(certificate)).toMatchObject({
      format: 'vds_nc',
      issuer: 'UT',
      algorithms: ['ES256'],
      uses: ['test'],
      notBefore: NOW,
      notAfter: NOW + DAY_MS,
      specimen: false,
    });
  });

  it.each([
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
  ] as const)('gives a key on %s the one algorithm %s', (curve, algorithm) => {
    expect(signerFromCertificate(makeCertificate(ecSigner(curve)))?.algorithms).toEqual([algorithm]);
  });

  it('allows no use where the certificate names other documents only', () => {
    const certificate = makeCertificate(signer, { extensions: [extensions.documentTypes('P')] });
    expect(signerFromCertificate(certificate)?.uses).toEqual([]);
  });

  it.each([
    ['of an authority', makeCertificate(signer, { extensions: [extensions.authority()] })],
    [
      'for other uses',
      makeCertificate(signer, { extensions: [extensions.extendedKeyUsage('1.3.6.1.5.5.7.3.2')] }),
    ],
    [
      'that may not sign documents',
      makeCertificate(signer, { extensions: [extensions.keyUsage(CERTIFICATE_SIGN_AND_LIST_SIGN)] }),
    ],
    ['on a curve that no algorithm has', makeCertificate(ecSigner('brainpoolP256r1'))],
    ['that is none', new Uint8Array()],
  ])('refuses a certificate %s', (_what, certificate) =>
    expect(signerFromCertificate(certificate)).toBeNull(),
  );

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        return signerFromCertificate(noise) === null && authorityFromCertificate(noise) === null;
      }),
    );
  });
});
