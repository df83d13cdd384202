import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { p384 } from '@noble/curves/nist.js';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate as X509 } from '@peculiar/asn1-x509';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIssuedBy, readCertificate } from '../../main/pass/certificate.ts';
import { toPublicKey } from '../../main/pass/certificate_key.ts';
import {
  type CertificateContent,
  type CertificateSigner,
  CERTIFICATE_SIGN_AND_LIST_SIGN,
  COMMON_NAME,
  COUNTRY,
  DIGITAL_SIGNATURE,
  der,
  ecSigner,
  ecSpki,
  extensions,
  keyIdOf,
  makeCertificate,
  makeExtension,
  makeName,
  pssAlgorithm,
  rsaSigner,
} from './make_certificate.ts';
import { DAY_MS, NOW } from './make_pass.ts';

const authorityName = makeName([COUNTRY, 'UT'], [COMMON_NAME, 'Utopia CSCA']);
const read = (bytes: Uint8Array) => {
  const certificate = readCertificate(bytes);
  if (certificate === null) throw new Error('no certificate');
  return certificate;
};

function makeAuthority(signer: CertificateSigner, changes: Partial<CertificateContent> = {}) {
  return read(
    makeCertificate(signer, {
      issuer: authorityName,
      subject: authorityName,
      extensions: [
        extensions.authority(),
        extensions.keyUsage(CERTIFICATE_SIGN_AND_LIST_SIGN),
        extensions.subjectKeyId(keyIdOf(signer)),
      ],
      ...changes,
    }),
  );
}

const leafKey = ecSigner();
const leaf = (signer: CertificateSigner, changes: Partial<CertificateContent> = {}) =>
  makeCertificate(signer, {
    issuer: authorityName,
    spki: leafKey.spki,
    extensions: [extensions.authorityKeyId(keyIdOf(signer))],
    ...changes,
  });

/** Explicit parameters as X9.62 writes them. */
function explicitCurve({ Point }: typeof p384, base: Uint8Array): Uint8Array {
  const { a, b, n, p } = Point.CURVE();
  const bytes = (value: bigint) => Buffer.from(value.toString(16).padStart(Point.Fp.BYTES * 2, '0'), 'hex');
  const integer = (value: bigint) => der(0x02, Uint8Array.of(0), bytes(value));
  return der(
    0x30,
    der(0x02, Uint8Array.of(1)),
    der(0x30, der(0x06, Buffer.from('2a8648ce3d0101', 'hex')), integer(p)),
    der(0x30, der(0x04, bytes(a)), der(0x04, bytes(b))),
    der(0x04, base),
    integer(n),
    der(0x02, Uint8Array.of(1)),
  );
}

describe('readCertificate', () => {
  it('reads names, times, key and limits', () => {
    const signer = ecSigner();
    const certificate = read(
      makeCertificate(signer, {
        serialNumber: Uint8Array.of(0x12, 0x34),
        issuer: authorityName,
        subject: makeName([COUNTRY, 'ut'], [COMMON_NAME, 'Signer']),
        notBefore: NOW,
        notAfter: NOW + DAY_MS,
        extensions: [
          extensions.keyUsage(DIGITAL_SIGNATURE),
          extensions.extendedKeyUsage('2.23.136.1.1.14.2'),
          extensions.authorityKeyId(Uint8Array.of(0xab)),
          extensions.documentTypes('NV', 'NT'),
        ],
      }),
    );
    expect(certificate).toMatchObject({
      serialNumber: Uint8Array.of(0x12, 0x34),
      issuer: { country: 'UT' },
      subject: { country: 'UT' },
      notBefore: NOW,
      notAfter: NOW + DAY_MS,
      key: { kind: 'ec', curve: { jwkName: 'P-256' } },
      subjectKeyId: null,
      authorityKeyId: 'ab',
      isAuthority: false,
      mayVerify: { documents: true, certificates: false, revocationLists: false },
      extendedKeyUsages: ['2.23.136.1.1.14.2'],
      documentTypes: ['NV', 'NT'],
    });
    expect(toPublicKey(certificate.key)?.export({ type: 'spki', format: 'der' })).toEqual(signer.spki);
  });

  it('limits nothing where the certificate does not', () => {
    expect(read(makeCertificate(leafKey))).toMatchObject({
      isAuthority: false,
      mayVerify: { documents: true, certificates: true, revocationLists: true },
      extendedKeyUsages: null,
      documentTypes: null,
    });
  });

  it('finds no country where a name has two', () => {
    const subject = makeName([COUNTRY, 'UT'], [COUNTRY, 'XX']);
    expect(read(makeCertificate(leafKey, { subject })).subject.country).toBeNull();
  });

  it('agrees with the platform on the certificates of the conformance cases', () => {
    let compared = 0;
    let selfSigned = 0;
    const lines = readFileSync(
      path.resolve(import.meta.dirname, '../vectors/hcert_dgc-testdata.jsonl'),
      'utf8',
    )
      .trim()
      .split('\n');
    const values = new Set(
      lines.flatMap((line) => JSON.parse(line).keys.map(({ value }: { value: string }) => value)),
    );
    for (const value of values) {
      const platform = new X509Certificate(Buffer.from(value, 'base64'));
      const certificate = readCertificate(Buffer.from(value, 'base64'));
      if (certificate === null) continue;
      compared += 1;
      expect(Buffer.from(certificate.serialNumber).toString('hex')).toBe(
        new Uint8Array(certificate.serialNumber)[0] === 0
          ? `00${platform.serialNumber.toLowerCase()}`
          : platform.serialNumber.toLowerCase(),
      );
      expect(certificate.notBefore).toBe(Date.parse(platform.validFrom));
      expect(certificate.notAfter).toBe(Date.parse(platform.validTo));
      expect(certificate.isAuthority).toBe(platform.ca);
      expect(toPublicKey(certificate.key)?.equals(platform.publicKey)).toBe(true);
      if (platform.ca && certificate.issuer.text === certificate.subject.text) {
        selfSigned += 1;
        expect(isIssuedBy(certificate, certificate)).toBe(
          certificate.mayVerify.certificates && platform.verify(platform.publicKey),
        );
      }
    }
    expect(compared).toBeGreaterThan(50);
    expect(selfSigned).toBeGreaterThan(0);
  });

  it('knows a curve by its parameters, and only with its own base point', () => {
    const { secretKey, publicKey } = p384.keygen();
    const point = p384.getPublicKey(secretKey, false);
    const spki = ecSpki(explicitCurve(p384, p384.Point.BASE.toBytes(false)), point);
    expect(readCertificate(makeCertificate(leafKey, { spki }))?.key).toMatchObject({
      curve: { jwkName: 'P-384' },
    });
    const compressed = ecSpki(explicitCurve(p384, p384.Point.BASE.toBytes(true)), point);
    expect(readCertificate(makeCertificate(leafKey, { spki: compressed }))?.key).toMatchObject({
      curve: { jwkName: 'P-384' },
    });
    // With the key itself as the base point, 1 is its private key.
    const forged = ecSpki(explicitCurve(p384, p384.Point.fromBytes(publicKey).toBytes(false)), point);
    expect(readCertificate(makeCertificate(leafKey, { spki: forged }))).toBeNull();
  });

  it('reads an RSA key whose algorithm leaves its parameters out, as a state wrote it', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const algorithm = der(0x30, der(0x06, Buffer.from('2a864886f70d010101', 'hex')));
    const bits = der(0x03, Uint8Array.of(0), publicKey.export({ type: 'pkcs1', format: 'der' }));
    const { key } = read(makeCertificate(leafKey, { spki: der(0x30, algorithm, bits) }));
    expect(toPublicKey(key)?.equals(publicKey)).toBe(true);
  });

  it.each<[string, Partial<CertificateContent>]>([
    ['an RSA key of 1024 bits', { spki: rsaSigner('sha256', 'pkcs1', 1024).spki }],
    ['a key on P-224', { spki: ecSigner('P-224').spki }],
    [
      'a point that is not on the curve',
      { spki: ecSpki(der(0x06, Buffer.from('2a8648ce3d030107', 'hex')), Buffer.alloc(65, 4)) },
    ],
    [
      'a compressed point',
      {
        spki: ecSpki(der(0x06, Buffer.from('2b2403030208010107', 'hex')), brainpoolP256r1.keygen().publicKey),
      },
    ],
    [
      'a critical extension that is not understood',
      { extensions: [makeExtension('1.2.3', Uint8Array.of(5, 0), true)] },
    ],
    ['critical name constraints', { extensions: [makeExtension('2.5.29.30', Uint8Array.of(0x30, 0), true)] }],
    ['an extension twice', { extensions: [extensions.authority(false), extensions.authority(true)] }],
    ['an extension that is no DER', { extensions: [makeExtension('2.5.29.19', Uint8Array.of(1, 2, 3))] }],
    ['an end before its start', { notBefore: NOW, notAfter: NOW - DAY_MS }],
    ['two names for its algorithm', { innerAlgorithm: ecSigner('P-256', 'sha384').algorithm }],
  ])('refuses %s', (_what, content) => expect(readCertificate(makeCertificate(leafKey, content))).toBeNull());

  it('ignores an extension that is neither critical nor understood', () => {
    const content = { extensions: [makeExtension('1.2.3', Uint8Array.of(5, 0))] };
    expect(readCertificate(makeCertificate(leafKey, content))).not.toBeNull();
  });

  it('refuses anything but one whole certificate', () => {
    const bytes = leaf(leafKey);
    expect(readCertificate(bytes)).not.toBeNull();
    expect(readCertificate(Buffer.concat([bytes, Uint8Array.of(0)]))).toBeNull();
    expect(readCertificate(bytes.subarray(0, -1))).toBeNull();
    expect(readCertificate(new Uint8Array())).toBeNull();
    expect(readCertificate(Uint8Array.of(0x30, 0x80, 0, 0))).toBeNull();
    const padding = makeExtension('1.2.3', Buffer.alloc(17_000));
    expect(readCertificate(leaf(leafKey, { extensions: [padding] }))).toBeNull();
  });

  it('does not run out of stack or time on nested values', () => {
    const bomb = Buffer.alloc(16_000);
    for (let at = 0; at < bomb.length; at += 4) {
      bomb.set([0x30, 0x82, (bomb.length - at - 4) >> 8, (bomb.length - at - 4) & 0xff], at);
    }
    expect(readCertificate(bomb)).toBeNull();
  });
});

describe('isIssuedBy', () => {
  it.each<[string, CertificateSigner]>([
    ['RSA PKCS #1 with SHA-256', rsaSigner('sha256')],
    ['RSA PKCS #1 with SHA-384', rsaSigner('sha384')],
    ['RSA PKCS #1 with SHA-512', rsaSigner('sha512')],
    ['RSA PSS with SHA-256', rsaSigner('sha256', 'pss')],
    ['RSA PSS with SHA-384', rsaSigner('sha384', 'pss')],
    ['RSA PSS with SHA-512', rsaSigner('sha512', 'pss')],
    ['P-256 with SHA-256', ecSigner('P-256', 'sha256')],
    ['P-384 with SHA-384', ecSigner('P-384', 'sha384')],
    ['P-384 with SHA-256', ecSigner('P-384', 'sha256')],
    ['P-256 with SHA-512', ecSigner('P-256', 'sha512')],
    ['P-521 with SHA-512', ecSigner('P-521', 'sha512')],
    ['brainpoolP256r1 with SHA-256', ecSigner('brainpoolP256r1', 'sha256')],
    ['brainpoolP384r1 with SHA-384', ecSigner('brainpoolP384r1', 'sha384')],
    ['brainpoolP384r1 with SHA-256', ecSigner('brainpoolP384r1', 'sha256')],
    ['brainpoolP512r1 with SHA-512', ecSigner('brainpoolP512r1', 'sha512')],
  ])('accepts %s, and no other key or content', (_what, signer) => {
    const authority = makeAuthority(signer);
    const bytes = leaf(signer);
    expect(isIssuedBy(read(bytes), authority)).toBe(true);
    const isRsa = signer.privateKey?.asymmetricKeyType === 'rsa';
    const other = isRsa ? rsaSigner('sha256', 'pkcs1', 3072) : ecSigner();
    expect(isIssuedBy(read(leaf({ ...other, spki: signer.spki }, { spki: leafKey.spki })), authority)).toBe(
      false,
    );
    expect(isIssuedBy({ ...read(bytes), signedPart: read(leaf(leafKey)).signedPart }, authority)).toBe(false);
    const altered = AsnConvert.parse(bytes, X509);
    altered.tbsCertificate.serialNumber = Uint8Array.of(2).buffer;
    delete altered.tbsCertificateRaw;
    expect(isIssuedBy(read(new Uint8Array(AsnConvert.serialize(altered))), authority)).toBe(false);
  });

  it('accepts an authority that spells its curve out', () => {
    const { secretKey } = p384.keygen();
    const signer: CertificateSigner = {
      spki: ecSpki(explicitCurve(p384, p384.Point.BASE.toBytes(false)), p384.getPublicKey(secretKey, false)),
      privateKey: null,
      algorithm: ecSigner('P-384', 'sha384').algorithm,
      sign: (bytes) => p384.sign(bytes, secretKey, { lowS: false, format: 'der' }),
    };
    expect(isIssuedBy(read(leaf(signer)), makeAuthority(signer))).toBe(true);
  });

  it.each<[string, CertificateSigner]>([
    ['RSA with SHA-1', rsaSigner('sha1')],
    ['ECDSA with SHA-1', ecSigner('P-256', 'sha1')],
    ['RSA PSS with SHA-1', rsaSigner('sha1', 'pss')],
    [
      'RSA PSS that names another mask',
      { ...rsaSigner('sha256', 'pss'), algorithm: pssAlgorithm('sha256', 'sha512', 32) },
    ],
    [
      'RSA PSS that names another salt',
      { ...rsaSigner('sha256', 'pss'), algorithm: pssAlgorithm('sha256', 'sha256', 20) },
    ],
    [
      'RSA PSS that names an endless salt',
      { ...rsaSigner('sha256', 'pss'), algorithm: pssAlgorithm('sha256', 'sha256', 65) },
    ],
    [
      'RSA PKCS #1 that calls itself PSS',
      { ...rsaSigner('sha256'), algorithm: rsaSigner('sha256', 'pss').algorithm },
    ],
    [
      'RSA PSS that calls itself PKCS #1',
      { ...rsaSigner('sha256', 'pss'), algorithm: rsaSigner('sha256').algorithm },
    ],
    ['RSA that calls itself ECDSA', { ...rsaSigner('sha256'), algorithm: ecSigner().algorithm }],
    ['ECDSA that calls itself RSA', { ...ecSigner(), algorithm: rsaSigner().algorithm }],
    [
      'SHA-256 that calls itself SHA-384',
      { ...ecSigner(), algorithm: ecSigner('P-256', 'sha384').algorithm },
    ],
    ['an empty signature', { ...ecSigner(), sign: () => new Uint8Array() }],
    ['the signature r = s = 0', { ...ecSigner(), sign: () => Buffer.from('3006020100020100', 'hex') }],
  ])('refuses %s', (_what, signer) => {
    expect(isIssuedBy(read(leaf(signer)), makeAuthority(signer))).toBe(false);
  });

  it('asks for the name, the key id and the right to sign certificates', () => {
    const signer = ecSigner();
    const certificate = read(leaf(signer));
    const keyUsage = extensions.keyUsage(CERTIFICATE_SIGN_AND_LIST_SIGN);
    const issues = (changes: Partial<CertificateContent>) =>
      isIssuedBy(certificate, makeAuthority(signer, changes));
    expect(issues({})).toBe(true);
    expect(issues({ extensions: [extensions.authority()] })).toBe(true);
    expect(issues({ subject: makeName([COUNTRY, 'UT'], [COMMON_NAME, 'Another CSCA']) })).toBe(false);
    expect(issues({ subject: makeName([COMMON_NAME, 'Utopia CSCA'], [COUNTRY, 'UT']) })).toBe(false);
    expect(issues({ extensions: [extensions.authority(), extensions.subjectKeyId(Uint8Array.of(1))] })).toBe(
      false,
    );
    expect(issues({ extensions: [keyUsage] })).toBe(false);
    expect(issues({ extensions: [extensions.authority(false), keyUsage] })).toBe(false);
    expect(issues({ extensions: [extensions.authority(), extensions.keyUsage(DIGITAL_SIGNATURE)] })).toBe(
      false,
    );
  });

  it('compares names as RFC 5280 does, whatever their case, spacing or string type', () => {
    const signer = ecSigner();
    const subject = makeName([COUNTRY, 'ut'], [COMMON_NAME, ' utopia  CSCA ']);
    for (const { value } of subject.flat()) {
      const text = value.printableString ?? '';
      delete value.printableString;
      value.utf8String = text;
    }
    expect(isIssuedBy(read(leaf(signer)), makeAuthority(signer, { subject }))).toBe(true);
  });

  it('never throws, and holds for no altered certificate', () => {
    const signer = ecSigner();
    const authority = makeAuthority(signer);
    const bytes = leaf(signer);
    const signed = read(bytes).signedPart.bytes;
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const altered = Buffer.from(bytes);
        altered[at] = byte;
        const certificate = readCertificate(cut ? altered.subarray(0, at) : altered);
        if (certificate === null || !isIssuedBy(certificate, authority)) return;
        expect(certificate.signedPart.bytes).toEqual(signed);
      }),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => readCertificate(noise) === null));
  });
});
