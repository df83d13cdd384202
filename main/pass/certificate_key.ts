import { createPublicKey, type KeyObject } from 'node:crypto';
import { brainpoolP256r1, brainpoolP384r1, brainpoolP512r1 } from '@noble/curves/misc.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { ECParameters, type SpecifiedECDomain } from '@peculiar/asn1-ecc';
import { AsnConvert } from '@peculiar/asn1-schema';
import type { SubjectPublicKeyInfo } from '@peculiar/asn1-x509';

/** A certificate's public key; of an elliptic one the point is known to lie on its curve. */
export type CertificateKey =
  | { readonly kind: 'rsa'; readonly publicKey: KeyObject }
  | {
      readonly kind: 'ec';
      readonly curve: Curve;
      readonly point: Uint8Array;
      /** Null for a curve that the platform may not know. */
      readonly publicKey: KeyObject | null;
    };

export interface Curve {
  /** The curve's name in a JWK (RFC 7518 section 6.2.1.1); null where it has none. */
  readonly jwkName: string | null;
  readonly ecdsa: typeof p256;
}

const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';
const PRIME_FIELD = '1.2.840.10045.1.1';
const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 8192;
const MAX_RSA_EXPONENT = 2n ** 32n;
const UNCOMPRESSED = 0x04;
const TAG_INTEGER = 0x02;

/** With an implementation of each, since Electron's own cryptography lacks the Brainpool curves. */
const CURVES: ReadonlyMap<string, Curve> = new Map([
  ['1.2.840.10045.3.1.7', { jwkName: 'P-256', ecdsa: p256 }],
  ['1.3.132.0.34', { jwkName: 'P-384', ecdsa: p384 }],
  ['1.3.132.0.35', { jwkName: 'P-521', ecdsa: p521 }],
  ['1.3.36.3.3.2.8.1.1.7', { jwkName: null, ecdsa: brainpoolP256r1 }],
  ['1.3.36.3.3.2.8.1.1.11', { jwkName: null, ecdsa: brainpoolP384r1 }],
  ['1.3.36.3.3.2.8.1.1.13', { jwkName: null, ecdsa: brainpoolP512r1 }],
]);

/**
 * Reads a public key: RSA of 2048 bits or more, or a point of a NIST or Brainpool curve of 256 bits or more,
 * which may be spelt out, as states do (ICAO Doc 9303-12). Null for any other.
 */
export function readCertificateKey(info: SubjectPublicKeyInfo): CertificateKey | null {
  try {
    const { algorithm, parameters } = info.algorithm;
    if (algorithm === RSA) return readRsaKey(info);
    if (algorithm !== EC || !parameters) return null;
    const curve = readCurve(AsnConvert.parse(parameters, ECParameters));
    const point = new Uint8Array(info.subjectPublicKey);
    if (curve === null || point[0] !== UNCOMPRESSED) return null;
    curve.ecdsa.Point.fromBytes(point);
    return { kind: 'ec', curve, point, publicKey: toKeyObject(curve, point) };
  } catch {
    return null;
  }
}

/** The key for signatures of passes; null for a curve that no JOSE algorithm uses. */
export function toPublicKey({ publicKey }: CertificateKey): KeyObject | null {
  return publicKey;
}

function toKeyObject({ jwkName }: Curve, point: Uint8Array): KeyObject | null {
  if (jwkName === null) return null;
  const yStart = (point.length + 1) / 2;
  const x = Buffer.from(point.subarray(1, yStart)).toString('base64url');
  const y = Buffer.from(point.subarray(yStart)).toString('base64url');
  return createPublicKey({ key: { kty: 'EC', crv: jwkName, x, y }, format: 'jwk' });
}

function readRsaKey(info: SubjectPublicKeyInfo): CertificateKey | null {
  // Not the whole SubjectPublicKeyInfo: BoringSSL refuses real ones that leave the parameters out.
  const key = Buffer.from(info.subjectPublicKey);
  const publicKey = createPublicKey({ key, format: 'der', type: 'pkcs1' });
  const { modulusLength = 0, publicExponent = 0n } = publicKey.asymmetricKeyDetails ?? {};
  const isUsable =
    modulusLength >= MIN_RSA_BITS && modulusLength <= MAX_RSA_BITS && publicExponent <= MAX_RSA_EXPONENT;
  return isUsable ? { kind: 'rsa', publicKey } : null;
}

function readCurve({ namedCurve, specifiedCurve }: ECParameters): Curve | null {
  if (namedCurve !== undefined) return CURVES.get(namedCurve) ?? null;
  if (specifiedCurve === undefined) return null;
  return [...CURVES.values()].find((curve) => isSpelling(specifiedCurve, curve)) ?? null;
}

/**
 * Every parameter counts, the base point above all: with another one anybody could make a fitting private
 * key. The cofactor follows from the others.
 */
function isSpelling({ base, curve, fieldID, order }: SpecifiedECDomain, { ecdsa }: Curve): boolean {
  const { a, b, n, p } = ecdsa.Point.CURVE();
  return (
    fieldID.fieldType === PRIME_FIELD &&
    integerOf(contentOfInteger(fieldID.parameters)) === p &&
    integerOf(curve.a) === a &&
    integerOf(curve.b) === b &&
    integerOf(order) === n &&
    ecdsa.Point.fromBytes(new Uint8Array(base.buffer)).equals(ecdsa.Point.BASE)
  );
}

function contentOfInteger(der: ArrayBuffer): ArrayBuffer {
  const [tag, length] = new Uint8Array(der);
  return tag === TAG_INTEGER && length === der.byteLength - 2 ? der.slice(2) : new ArrayBuffer(0);
}

function integerOf(bytes: ArrayBuffer): bigint {
  return bytes.byteLength === 0 ? -1n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
