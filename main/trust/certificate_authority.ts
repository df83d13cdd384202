import { readCertificate } from '../pass/certificate.ts';
import { fingerprintOf, SIGNER_USAGE, signerKey } from '../pass/formats/vds_nc_signer.ts';
import type { TrustAnchor, TrustedKey } from '../pass/trust_list.ts';

/**
 * A country signing certificate (CSCA, ICAO Doc 9303-12) as an anchor that speaks for the country it names.
 * Trust comes from whoever imports it, so that nobody's signature is asked, and link certificates serve as
 * well. Null for anything but an authority's certificate with a usable key.
 */
export function authorityFromCertificate(der: Uint8Array): TrustAnchor | null {
  const certificate = readCertificate(der);
  if (certificate === null || !certificate.isAuthority || !certificate.mayVerify.certificates) return null;
  const { country } = certificate.subject;
  return country === null ? null : { format: 'vds_nc', issuer: country, certificate: der };
}

/**
 * A barcode signer's certificate that is trusted without an authority. Null for an authority's, for one that
 * is for other uses, and for a key that can sign no pass.
 */
export function signerFromCertificate(der: Uint8Array): TrustedKey | null {
  const certificate = readCertificate(der);
  if (certificate === null || certificate.isAuthority || !certificate.mayVerify.documents) return null;
  const usages = certificate.extendedKeyUsages;
  return usages === null || usages.includes(SIGNER_USAGE) ? signerKey(certificate, fingerprintOf(der)) : null;
}
