import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { fillsOneSequence } from '../pass/certificate.ts';
import { readCertificateKey, toPublicKey } from '../pass/certificate_key.ts';
import { algorithmsOf } from '../pass/signature.ts';
import type { TrustedKey } from '../pass/trust_list.ts';

const RSA = '1.2.840.113549.1.1.1';

/** Reads a public key from SubjectPublicKeyInfo (DER) or a JWK; null for a private, weak or unusable one. */
export function readPublicKey(
  given: { readonly spki: Uint8Array } | { readonly jwk: object },
): Pick<TrustedKey, 'publicKey' | 'algorithms'> | null {
  try {
    if ('jwk' in given && 'd' in given.jwk) return null;
    const publicKey = fromSpki('jwk' in given ? spkiOf(given.jwk) : given.spki);
    const algorithms = publicKey === null ? [] : algorithmsOf(publicKey);
    return publicKey === null || algorithms.length === 0 ? null : { publicKey, algorithms };
  } catch {
    return null;
  }
}

function spkiOf(jwk: object): Uint8Array {
  return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'der' });
}

/**
 * RSA and elliptic keys are read as certificates' are, since OpenSSL takes real ones that BoringSSL refuses;
 * what is left is Ed25519 and compressed points.
 */
function fromSpki(spki: Uint8Array): KeyObject | null {
  if (!fillsOneSequence(spki)) return null;
  const info = AsnConvert.parse(spki, SubjectPublicKeyInfo);
  const key = readCertificateKey(info);
  if (key !== null) return toPublicKey(key);
  if (info.algorithm.algorithm === RSA) return null;
  return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
}
