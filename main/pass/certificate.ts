import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate as X509,
  ExtendedKeyUsage,
  type Extension,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_cRLDistributionPoints,
  id_ce_extKeyUsage,
  id_ce_issuerAltName,
  id_ce_keyUsage,
  id_ce_privateKeyUsagePeriod,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  SubjectKeyIdentifier,
} from '@peculiar/asn1-x509';
import { type CertificateKey, readCertificateKey } from './certificate_key.ts';
import { isSignedWith, type SignedPart } from './certificate_signature.ts';
import { type DistinguishedName, readDistinguishedName } from './distinguished_name.ts';
import { DOCUMENT_TYPES_EXTENSION, readDocumentTypes } from './document_types.ts';

/** A certificate taken apart; its signature has not been looked at. Times are milliseconds since 1970. */
export interface Certificate {
  readonly serialNumber: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: CertificateKey;
  /** In hex; null where the certificate does not say. */
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
  /** May sign certificates at all. */
  readonly isAuthority: boolean;
  /** What the key may be used for; true for all where the certificate does not limit it. */
  readonly mayVerify: {
    readonly documents: boolean;
    readonly certificates: boolean;
    readonly revocationLists: boolean;
  };
  /** Object identifiers; null where the certificate does not limit it. */
  readonly extendedKeyUsages: readonly string[] | null;
  /** The document types of ICAO Doc 9303-12; null where the certificate does not limit them. */
  readonly documentTypes: readonly string[] | null;
  readonly signedPart: SignedPart;
}

const MAX_CERTIFICATE_BYTES = 16_384;
const TAG_SEQUENCE = 0x30;

/** Critical extensions that are respected or that limit nothing; any other critical one refuses the whole. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_cRLDistributionPoints,
  id_ce_extKeyUsage,
  id_ce_issuerAltName,
  id_ce_keyUsage,
  id_ce_privateKeyUsagePeriod,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  DOCUMENT_TYPES_EXTENSION,
]);

/**
 * Takes an X.509 certificate (RFC 5280, DER) apart, without the platform's own reader, since BoringSSL and
 * OpenSSL disagree on real ones. Null for anything else, and for a key that is too weak or of an unknown
 * kind.
 */
export function readCertificate(der: Uint8Array): Certificate | null {
  if (der.length > MAX_CERTIFICATE_BYTES || !fillsOneSequence(der)) return null;
  try {
    const { signatureAlgorithm, signatureValue, tbsCertificate, tbsCertificateRaw } = AsnConvert.parse(
      der,
      X509,
    );
    const { issuer, serialNumber, signature, subject, subjectPublicKeyInfo, validity } = tbsCertificate;
    const extensions = readExtensions(tbsCertificate.extensions ?? [], UNDERSTOOD);
    const key = readCertificateKey(subjectPublicKeyInfo);
    if (extensions === null || key === null || tbsCertificateRaw === undefined) return null;
    if (signature.algorithm !== signatureAlgorithm.algorithm) return null;
    const notBefore = validity.notBefore.getTime().getTime();
    const notAfter = validity.notAfter.getTime().getTime();
    // NaN is in no validity.
    if (!(notBefore <= notAfter)) return null;
    return {
      serialNumber: new Uint8Array(serialNumber),
      issuer: readDistinguishedName(issuer),
      subject: readDistinguishedName(subject),
      notBefore,
      notAfter,
      key,
      ...readLimits(extensions),
      signedPart: {
        bytes: new Uint8Array(tbsCertificateRaw),
        algorithm: signatureAlgorithm,
        signature: new Uint8Array(signatureValue),
      },
    };
  } catch {
    return null;
  }
}

/**
 * Whether `authority` issued the certificate: its name and key id (where both say one), its right to sign
 * certificates, and the signature. Validity is the caller's question.
 */
export function isIssuedBy(certificate: Certificate, authority: Certificate): boolean {
  return (
    namesAuthority(certificate.issuer, certificate.authorityKeyId, authority) &&
    authority.isAuthority &&
    authority.mayVerify.certificates &&
    isSignedWith(authority.key, certificate.signedPart)
  );
}

/**
 * Whether the issuer of a certificate or list calls itself as `authority` does; nothing is proven by that.
 */
export function namesAuthority(
  issuer: DistinguishedName,
  authorityKeyId: string | null,
  authority: Certificate,
): boolean {
  const { subject, subjectKeyId } = authority;
  if (issuer.text !== subject.text) return false;
  return authorityKeyId === null || subjectKeyId === null || authorityKeyId === subjectKeyId;
}

/** Whether the bytes are one DER sequence and nothing after it. */
export function fillsOneSequence(der: Uint8Array): boolean {
  const [tag, first = 0] = der;
  if (tag !== TAG_SEQUENCE) return false;
  if (first < 0x80) return der.length === 2 + first;
  const size = first & 0x7f;
  if (size === 0 || size > 4) return false;
  const length = der.subarray(2, 2 + size).reduce((sum, byte) => sum * 0x100 + byte, 0);
  return der.length === 2 + size + length;
}

/** The extensions' values by identifier; null if one is there twice, or is critical and not understood. */
export function readExtensions(
  extensions: Iterable<Extension>,
  understood: ReadonlySet<string>,
): ReadonlyMap<string, ArrayBuffer> | null {
  const found = new Map<string, ArrayBuffer>();
  for (const { critical, extnID, extnValue } of extensions) {
    if (found.has(extnID) || (critical && !understood.has(extnID))) return null;
    found.set(extnID, extnValue.buffer);
  }
  return found;
}

/** The authority key id of a certificate or list in hex; null where it has none. */
export function readAuthorityKeyId(extensions: ReadonlyMap<string, ArrayBuffer>): string | null {
  const value = extensions.get(id_ce_authorityKeyIdentifier);
  const keyId = value && AsnConvert.parse(value, AuthorityKeyIdentifier).keyIdentifier;
  return keyId === undefined ? null : hexOf(keyId.buffer);
}

function readLimits(extensions: ReadonlyMap<string, ArrayBuffer>) {
  const constraints = extensions.get(id_ce_basicConstraints);
  const keyUsage = extensions.get(id_ce_keyUsage);
  const extendedKeyUsage = extensions.get(id_ce_extKeyUsage);
  const documentTypes = extensions.get(DOCUMENT_TYPES_EXTENSION);
  const subjectKeyId = extensions.get(id_ce_subjectKeyIdentifier);
  const usages = keyUsage === undefined ? -1 : AsnConvert.parse(keyUsage, KeyUsage).toNumber();
  return {
    subjectKeyId:
      subjectKeyId === undefined ? null : hexOf(AsnConvert.parse(subjectKeyId, SubjectKeyIdentifier).buffer),
    authorityKeyId: readAuthorityKeyId(extensions),
    isAuthority: constraints !== undefined && AsnConvert.parse(constraints, BasicConstraints).cA,
    mayVerify: {
      documents: (usages & KeyUsageFlags.digitalSignature) !== 0,
      certificates: (usages & KeyUsageFlags.keyCertSign) !== 0,
      revocationLists: (usages & KeyUsageFlags.cRLSign) !== 0,
    },
    extendedKeyUsages:
      extendedKeyUsage === undefined ? null : [...AsnConvert.parse(extendedKeyUsage, ExtendedKeyUsage)],
    documentTypes: documentTypes === undefined ? null : readDocumentTypes(documentTypes),
  };
}

function hexOf(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('hex');
}
