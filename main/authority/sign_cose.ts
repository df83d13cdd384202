import { constants, type KeyObject, sign } from 'node:crypto';
import { encode } from 'cborg';

const ES256 = -7;
const EDDSA = -8;
const PS256 = -37;
const PS256_SALT_BYTES = 32;

/** The COSE algorithm of a private key: PS256 for RSA, EdDSA for Ed25519, else ES256. */
export function coseAlgorithmOf({ asymmetricKeyType }: KeyObject): number {
  return asymmetricKeyType === 'rsa' ? PS256 : asymmetricKeyType === 'ed25519' ? EDDSA : ES256;
}

/** The signature of a COSE_Sign1 without additional data (RFC 9052 section 4.4). */
export function signSign1(header: Uint8Array, payload: Uint8Array, key: KeyObject): Uint8Array {
  const algorithm = coseAlgorithmOf(key);
  const toSign = encode(['Signature1', header, new Uint8Array(), payload]);
  const options =
    algorithm === PS256
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: PS256_SALT_BYTES }
      : ({ key, dsaEncoding: 'ieee-p1363' } as const);
  return new Uint8Array(sign(algorithm === EDDSA ? null : 'sha256', toSign, options));
}
