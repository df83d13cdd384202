import { createHash } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate as X509, id_ce_subjectAltName, SubjectAlternativeName } from '@peculiar/asn1-x509';
import { type Certificate, isIssuedBy, readCertificate } from '../pass/certificate.ts';
import { isHealthCardIssuer } from '../pass/formats/health_card_claims.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import type { TrustedKey } from '../pass/trust_list.ts';
import { readPublicKey } from './public_key.ts';

export type HealthCardKeyError =
  | 'not_a_key_set'
  | 'too_many_keys'
  | 'bad_issuer'
  | 'private_key'
  | 'wrong_key_type'
  | 'wrong_curve'
  | 'wrong_use'
  | 'wrong_algorithm'
  | 'bad_point'
  | 'wrong_key_id'
  | 'bad_revocation_version'
  | 'bad_certificate'
  | 'certificate_of_another_key'
  | 'certificate_of_another_issuer'
  | 'certificate_not_in_validity'
  | 'broken_certificate_chain';

/** One issuer's keys, and the version of the revocation list that goes with a key, by its id. */
export interface HealthCardKeys {
  readonly keys: readonly TrustedKey[];
  readonly revocationVersions: ReadonlyMap<string, number>;
}

const MAX_KEYS = 1_000;
const MAX_CHAIN = 8;
const MAX_CERTIFICATE_CHARS = 22_000;
const COORDINATE_BYTES = 32;
const UNCOMPRESSED = 0x04;

type Json = Readonly<Record<string, unknown>>;

/**
 * The JWK set of one issuer (SMART Health Cards Framework 1.4.0, "Determining keys associated with an
 * issuer"): all of it, or none. `issuer`: its URL; null where only the keys are in question.
 * `certificatesAt`: the moment at which their certificates must be in order, milliseconds since 1970. Null
 * where trust comes from a directory of issuers and not from certificates: then all that counts is that they
 * are of the same keys, since some governments publish them with an example's issuer.
 */
export function readHealthCardKeys(
  jwks: unknown,
  given: { readonly issuer: string | null; readonly certificatesAt: number | null },
): Result<HealthCardKeys, HealthCardKeyError> {
  const { certificatesAt, issuer } = given;
  if (issuer !== null && !isHealthCardIssuer(issuer)) return fail('bad_issuer');
  if (!isObject(jwks) || !Array.isArray(jwks.keys) || jwks.keys.length === 0) return fail('not_a_key_set');
  if (jwks.keys.length > MAX_KEYS) return fail('too_many_keys');
  // A key with several certificates is there once for each of them.
  const keys = new Map<string, TrustedKey>();
  const revocationVersions = new Map<string, number>();
  for (const jwk of jwks.keys) {
    const read = readKey(jwk);
    if (!read.ok) return read;
    const { key, point, revocationVersion, x5c } = read.value;
    if (x5c !== undefined) {
      const error = checkCertificates(x5c, point, issuer, certificatesAt);
      if (error !== null) return fail(error);
    }
    keys.set(key.keyId, { ...key, issuer: issuer ?? '' });
    if (revocationVersion !== null) revocationVersions.set(key.keyId, revocationVersion);
  }
  return ok({ keys: [...keys.values()], revocationVersions });
}

/** The version of a revocation list: a counter from 1 on, which some write as text; null for any other. */
export function readRevocationVersion(value: unknown): number | null {
  const version = typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(version) && Number(version) >= 1 ? Number(version) : null;
}

interface ReadKey {
  readonly key: Omit<TrustedKey, 'issuer'>;
  readonly point: Uint8Array;
  readonly revocationVersion: number | null;
  readonly x5c: unknown;
}

function readKey(jwk: unknown): Result<ReadKey, HealthCardKeyError> {
  if (!isObject(jwk)) return fail('not_a_key_set');
  const { alg, crlVersion, crv, d, kid, kty, use, x, x5c, y } = jwk;
  if (d !== undefined) return fail('private_key');
  if (kty !== 'EC') return fail('wrong_key_type');
  if (crv !== 'P-256') return fail('wrong_curve');
  if (use !== 'sig') return fail('wrong_use');
  if (alg !== 'ES256') return fail('wrong_algorithm');
  const [left, right] = [readCoordinate(x), readCoordinate(y)];
  if (left === null || right === null) return fail('bad_point');
  const point = { x: left.toString('base64url'), y: right.toString('base64url') };
  const read = readPublicKey({ jwk: { kty, crv, ...point } });
  if (read === null) return fail('bad_point');
  if (kid !== thumbprint({ crv, kty, x, y })) return fail('wrong_key_id');
  const revocationVersion = crlVersion === undefined ? null : readRevocationVersion(crlVersion);
  if (crlVersion !== undefined && revocationVersion === null) return fail('bad_revocation_version');
  return ok({
    key: {
      format: 'shc',
      keyId: kid,
      publicKey: read.publicKey,
      algorithms: ['ES256'],
      uses: null,
      notBefore: null,
      notAfter: null,
      specimen: false,
    },
    point: Buffer.concat([Uint8Array.of(UNCOMPRESSED), left, right]),
    revocationVersion,
    x5c,
  });
}

/** Of full size, though issuers leave leading zeros out, which RFC 7518 section 6.2.1.2 forbids. */
function readCoordinate(value: unknown): Buffer | null {
  if (typeof value !== 'string' || value === '') return null;
  const bytes = Buffer.from(value, 'base64url');
  if (bytes.length > COORDINATE_BYTES || bytes.toString('base64url') !== value) return null;
  return Buffer.concat([Buffer.alloc(COORDINATE_BYTES - bytes.length), bytes]);
}

/** RFC 7638 section 3: the required members in the order of their names. */
function thumbprint({ crv, kty, x, y }: Json): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function checkCertificates(
  x5c: unknown,
  point: Uint8Array,
  issuer: string | null,
  now: number | null,
): HealthCardKeyError | null {
  const [leafDer, ...others] = readCertificateList(x5c) ?? [];
  const leaf = leafDer === undefined ? null : readCertificate(leafDer);
  if (leafDer === undefined || leaf === null) return 'bad_certificate';
  if (leaf.key.kind !== 'ec' || leaf.key.curve.jwkName !== 'P-256') return 'certificate_of_another_key';
  if (!Buffer.from(leaf.key.point).equals(point)) return 'certificate_of_another_key';
  if (now === null) return null;

  const names = namedUrls(leafDer);
  if (!(issuer === null ? names.some(isHealthCardIssuer) : names.includes(issuer))) {
    return 'certificate_of_another_issuer';
  }
  const authorities = others.map(readCertificate).filter((certificate) => certificate !== null);
  if (authorities.length < others.length) return 'bad_certificate';
  const certificates = [leaf, ...authorities];
  if (!leaf.mayVerify.documents || !isChain(certificates)) return 'broken_certificate_chain';
  const areInValidity = certificates.every(({ notAfter, notBefore }) => notBefore <= now && now <= notAfter);
  return areInValidity ? null : 'certificate_not_in_validity';
}

/** Base64, not base64url, of each certificate (RFC 7517 section 4.7). */
function readCertificateList(x5c: unknown): readonly Uint8Array[] | null {
  if (!Array.isArray(x5c) || x5c.length === 0 || x5c.length > MAX_CHAIN) return null;
  const ders: Uint8Array[] = [];
  for (const text of x5c) {
    if (typeof text !== 'string' || text.length > MAX_CERTIFICATE_CHARS) return null;
    const der = Buffer.from(text, 'base64');
    if (der.toString('base64') !== text) return null;
    ders.push(der);
  }
  return ders;
}

function isChain(certificates: readonly Certificate[]): boolean {
  return certificates.every((certificate, index) => {
    const next = certificates[index + 1];
    return next === undefined || isIssuedBy(certificate, next);
  });
}

/** The URLs for which a certificate stands. */
function namedUrls(der: Uint8Array): readonly string[] {
  try {
    const { extensions = [] } = AsnConvert.parse(der, X509).tbsCertificate;
    const extension = extensions.find(({ extnID }) => extnID === id_ce_subjectAltName);
    if (extension === undefined) return [];
    const names = AsnConvert.parse(extension.extnValue, SubjectAlternativeName);
    return [...names].map((name) => name.uniformResourceIdentifier).filter((url) => url !== undefined);
  } catch {
    return [];
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
