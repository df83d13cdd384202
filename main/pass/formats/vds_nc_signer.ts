import { hash } from 'node:crypto';
import { type Certificate, isIssuedBy, namesAuthority, readCertificate } from '../certificate.ts';
import { toPublicKey } from '../certificate_key.ts';
import { certificateSerialName } from '../certificate_serial.ts';
import { fail, ok, type Result } from '../result.ts';
import type { KeyUse, SignatureAlgorithm, TrustAnchor, TrustedKey, TrustList } from '../trust_list.ts';

/** What a barcode signer's certificate must be for (VDS-NC, certificate profile). */
export const SIGNER_USAGE = '2.23.136.1.1.14.2';
/** What an authority's certificate is for where it limits itself to health. */
const HEALTH_AUTHORITY_USAGE = '2.23.136.1.1.14.1';

/** The document types of proofs of vaccination and of testing. */
const USE_OF_DOCUMENT_TYPE: ReadonlyMap<string, KeyUse> = new Map<string, KeyUse>([
  ['NV', 'vaccination'],
  ['NT', 'test'],
]);

/** RFC 7518 section 3.4: each algorithm has one curve. */
const ALGORITHM_OF_CURVE: ReadonlyMap<string | undefined, SignatureAlgorithm> = new Map([
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
] as const);

/** The algorithms of a key as JOSE binds them to its curve: stricter than what the key could do. */
export function joseAlgorithms({ publicKey }: Pick<TrustedKey, 'publicKey'>): readonly SignatureAlgorithm[] {
  const algorithm = ALGORITHM_OF_CURVE.get(publicKey.asymmetricKeyDetails?.namedCurve);
  return algorithm === undefined ? [] : [algorithm];
}

/**
 * A signer's key id: the SHA-256 of its certificate, base64. That of a pass without a certificate is empty.
 */
export function fingerprintOf(certificate: Uint8Array): string {
  return hash('sha256', certificate, 'base64');
}

/**
 * A signer's certificate as a key that speaks for its state, limited to the documents and the time that the
 * certificate names. Null where its key can sign no pass.
 */
export function signerKey(certificate: Certificate, keyId: string): TrustedKey | null {
  const publicKey = toPublicKey(certificate.key);
  if (publicKey === null) return null;
  const { documentTypes, notAfter, notBefore, subject } = certificate;
  const uses = documentTypes
    ?.map((type) => USE_OF_DOCUMENT_TYPE.get(type))
    .filter((use) => use !== undefined);
  return {
    format: 'vds_nc',
    issuer: subject.country ?? '',
    keyId,
    publicKey,
    algorithms: joseAlgorithms({ publicKey }),
    uses: uses ?? null,
    notBefore,
    notAfter,
    specimen: false,
  };
}

/**
 * The key of the certificate that came with a pass of `state` (two letters), if an authority of that state
 * issued it for barcodes. Both must be valid at the time of the check, since states make them to outlast the
 * documents (ICAO Doc 9303-12); the private key's period of use is not asked, as no pass says when it was
 * signed. Empty where no known authority could have issued it.
 */
export function chainedSigner(
  certificate: Certificate,
  { keyId, state }: { readonly keyId: string; readonly state: string },
  trust: TrustList,
  now: number,
): Result<readonly TrustedKey[], 'bad_certificate' | 'bad_algorithm'> {
  if (!isBarcodeSigner(certificate, state)) return fail('bad_certificate');
  const authorities = trust
    .anchors('vds_nc')
    .filter((anchor) => anchor.issuer === state)
    .map(certificateOf)
    .filter((authority) => authority !== null)
    .filter((authority) => namesAuthority(certificate.issuer, certificate.authorityKeyId, authority))
    .filter(
      (authority) => !trust.revocations.isRevoked('vds_nc', certificateSerialName(authority), null, now),
    );
  if (authorities.length === 0) return ok([]);
  const key = signerKey(certificate, keyId);
  if (key === null) return fail('bad_algorithm');
  const authority = authorities.find(
    (candidate) => isHealthAuthority(candidate) && isIssuedBy(certificate, candidate),
  );
  if (authority === undefined) return fail('bad_certificate');
  return ok([
    {
      ...key,
      issuer: state,
      notBefore: Math.max(certificate.notBefore, authority.notBefore),
      notAfter: Math.min(certificate.notAfter, authority.notAfter),
    },
  ]);
}

/** A signer's certificate names the same state as its issuer's name does, and is for barcodes. */
function isBarcodeSigner(
  { extendedKeyUsages, isAuthority, issuer, mayVerify, subject }: Certificate,
  state: string,
): boolean {
  return (
    subject.country === state &&
    issuer.country === state &&
    !isAuthority &&
    mayVerify.documents &&
    extendedKeyUsages !== null &&
    extendedKeyUsages.includes(SIGNER_USAGE)
  );
}

function isHealthAuthority({ extendedKeyUsages }: Certificate): boolean {
  return extendedKeyUsages === null || extendedKeyUsages.includes(HEALTH_AUTHORITY_USAGE);
}

const certificates = new WeakMap<TrustAnchor, { readonly certificate: Certificate | null }>();

/** Parsed once: the world has hundreds of authorities. */
function certificateOf(anchor: TrustAnchor): Certificate | null {
  const known = certificates.get(anchor);
  if (known !== undefined) return known.certificate;
  const certificate = readCertificate(anchor.certificate);
  certificates.set(anchor, { certificate });
  return certificate;
}
