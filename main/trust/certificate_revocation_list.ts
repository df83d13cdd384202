import { AsnConvert } from '@peculiar/asn1-schema';
import {
  CertificateList,
  id_ce_authorityKeyIdentifier,
  id_ce_cRLNumber,
  id_ce_issuerAltName,
} from '@peculiar/asn1-x509';
import {
  fillsOneSequence,
  namesAuthority,
  readAuthorityKeyId,
  readCertificate,
  readExtensions,
} from '../pass/certificate.ts';
import { certificateSerialName } from '../pass/certificate_serial.ts';
import { isSignedWith } from '../pass/certificate_signature.ts';
import { readDistinguishedName } from '../pass/distinguished_name.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import type { TrustAnchor } from '../pass/trust_list.ts';
import type { RevocationEntry } from './revocation_entry.ts';

/** What an authority withdrew. Times are milliseconds since 1970. */
export interface CertificateRevocations {
  readonly issuedAt: number;
  /** From then on the list says nothing about certificates that it does not hold. */
  readonly nextUpdateAt: number;
  readonly entries: readonly RevocationEntry[];
}

/** The largest list that is read; those of states have some kilobytes. */
export const MAX_CERTIFICATE_LIST_BYTES = 2 * 1024 * 1024;

const UNDERSTOOD: ReadonlySet<string> = new Set([
  id_ce_authorityKeyIdentifier,
  id_ce_cRLNumber,
  id_ce_issuerAltName,
]);

/**
 * Reads a certificate revocation list (RFC 5280 section 5, ICAO Doc 9303-12) that `authority` must have
 * signed. Its entries count at once and for every pass, as no pass says when it was signed. A list that is
 * partial, indirect or without a date of the next one is refused: it would leave certificates out.
 */
export function readCertificateRevocationList(
  der: Uint8Array,
  authority: TrustAnchor,
): Result<CertificateRevocations, 'too_large' | 'bad_list' | 'bad_signature'> {
  if (der.length > MAX_CERTIFICATE_LIST_BYTES) return fail('too_large');
  const certificate = readCertificate(authority.certificate);
  const list = parse(der);
  if (list === null) return fail('bad_list');
  const { authorityKeyId, content, issuer, signedPart } = list;
  if (
    certificate === null ||
    !namesAuthority(issuer, authorityKeyId, certificate) ||
    !certificate.mayVerify.revocationLists ||
    !isSignedWith(certificate.key, signedPart)
  ) {
    return fail('bad_signature');
  }
  return ok(content);
}

function parse(der: Uint8Array) {
  if (!fillsOneSequence(der)) return null;
  try {
    const { signature, signatureAlgorithm, tbsCertList, tbsCertListRaw } = AsnConvert.parse(
      der,
      CertificateList,
    );
    const { crlExtensions = [], nextUpdate, revokedCertificates = [], thisUpdate } = tbsCertList;
    const extensions = readExtensions(crlExtensions, UNDERSTOOD);
    if (extensions === null || tbsCertListRaw === undefined || nextUpdate === undefined) return null;
    if (tbsCertList.signature.algorithm !== signatureAlgorithm.algorithm) return null;
    const issuedAt = thisUpdate.getTime().getTime();
    const nextUpdateAt = nextUpdate.getTime().getTime();
    if (!(issuedAt <= nextUpdateAt)) return null;
    const issuer = readDistinguishedName(tbsCertList.issuer);
    const entries: RevocationEntry[] = [];
    for (const { crlEntryExtensions = [], userCertificate } of revokedCertificates) {
      // No critical one is understood: an entry might be of another issuer's certificate.
      if (readExtensions(crlEntryExtensions, new Set()) === null) return null;
      const name = certificateSerialName({ issuer, serialNumber: new Uint8Array(userCertificate) });
      const always = { issuedBefore: Number.POSITIVE_INFINITY, from: Number.NEGATIVE_INFINITY };
      entries.push({ format: 'vds_nc', ...name, ...always });
    }
    return {
      issuer,
      authorityKeyId: readAuthorityKeyId(extensions),
      content: { issuedAt, nextUpdateAt, entries },
      signedPart: {
        bytes: new Uint8Array(tbsCertListRaw),
        algorithm: signatureAlgorithm,
        signature: new Uint8Array(signature),
      },
    };
  } catch {
    return null;
  }
}
