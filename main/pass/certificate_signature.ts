import { constants, hash, type KeyObject, verify } from 'node:crypto';
import { RsaSaPssParams } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import type { CertificateKey } from './certificate_key.ts';

/** The signed part of a certificate or of a revocation list, as it was received, and its signature. */
export interface SignedPart {
  readonly bytes: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

const RSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';
/** RFC 5758 section 3.2. */
const HASH_OF_ECDSA: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);
/** RFC 4055 section 5. */
const HASH_OF_RSA: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
]);
const HASH_OF_OID: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);
const MAX_SALT_BYTES = 64;

/**
 * Whether `key` made the signature: ECDSA, RSA PKCS #1 v1.5 or RSA PSS, each with SHA-256, SHA-384 or
 * SHA-512. False, never an exception, for everything else.
 */
export function isSignedWith(key: CertificateKey, { algorithm, bytes, signature }: SignedPart): boolean {
  try {
    const oid = algorithm.algorithm;
    if (key.kind === 'ec') {
      const name = HASH_OF_ECDSA.get(oid);
      if (name === undefined) return false;
      const { curve, point, publicKey } = key;
      // The platform is many times as fast, where it knows the curve.
      if (publicKey !== null) return verify(name, bytes, { key: publicKey, dsaEncoding: 'der' }, signature);
      const options = { prehash: false, lowS: false, format: 'der' } as const;
      return curve.ecdsa.verify(signature, hash(name, bytes, 'buffer'), point, options);
    }
    if (oid === RSA_PSS) return verifyPss(key.publicKey, algorithm, bytes, signature);
    const name = HASH_OF_RSA.get(oid);
    const { publicKey } = key;
    return (
      name !== undefined &&
      verify(name, bytes, { key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature)
    );
  } catch {
    return false;
  }
}

function verifyPss(
  key: KeyObject,
  { parameters }: AlgorithmIdentifier,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!parameters) return false;
  const { hashAlgorithm, maskGenAlgorithm, saltLength } = AsnConvert.parse(parameters, RsaSaPssParams);
  const name = HASH_OF_OID.get(hashAlgorithm.algorithm);
  if (name === undefined || maskGenAlgorithm.algorithm !== MGF1 || !maskGenAlgorithm.parameters) return false;
  const maskHash = AsnConvert.parse(maskGenAlgorithm.parameters, AlgorithmIdentifier);
  if (maskHash.algorithm !== hashAlgorithm.algorithm) return false;
  if (!(saltLength >= 0 && saltLength <= MAX_SALT_BYTES)) return false;
  return verify(name, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature);
}
