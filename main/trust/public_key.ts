import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { algorithmsOf } from '../pass/signature.ts';
import type { TrustedKey } from '../pass/trust_list.ts';

/** Reads a public key from SubjectPublicKeyInfo (DER) or a JWK; null for a private, weak or unusable one. */
export function readPublicKey(
  given: { readonly spki: Uint8Array } | { readonly jwk: object },
): Pick<TrustedKey, 'publicKey' | 'algorithms'> | null {
  try {
    if ('jwk' in given && 'd' in given.jwk) return null;
    const publicKey =
      'jwk' in given
        ? createPublicKey({ key: given.jwk as JsonWebKey, format: 'jwk' })
        : createPublicKey({ key: Buffer.from(given.spki), format: 'der', type: 'spki' });
    const algorithms = algorithmsOf(publicKey);
    return algorithms.length === 0 ? null : { publicKey, algorithms };
  } catch {
    return null;
  }
}
