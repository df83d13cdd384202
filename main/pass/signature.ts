import { constants, type KeyObject, verify } from 'node:crypto';
import { isSmallOrderKey } from './small_order.ts';
import type { SignatureAlgorithm } from './trust_list.ts';

interface AlgorithmFacts {
  readonly keyType: string;
  readonly hash: string | null;
  /** Exact length of a raw signature by named curve; null: that of the RSA modulus. */
  readonly signatureBytes: ReadonlyMap<string, number> | null;
}

/** Everything the kiosk knows about algorithms: RFC 9053 sections 2.1 and 2.2, RFC 8230 section 2. */
const FACTS: Readonly<Record<SignatureAlgorithm, AlgorithmFacts>> = {
  // COSE binds ES256 to its hash, not to a curve, and Spain signs certificates with it on P-384.
  ES256: {
    keyType: 'ec',
    hash: 'sha256',
    signatureBytes: new Map([
      ['prime256v1', 64],
      ['secp384r1', 96],
    ]),
  },
  ES384: { keyType: 'ec', hash: 'sha384', signatureBytes: new Map([['secp384r1', 96]]) },
  ES512: { keyType: 'ec', hash: 'sha512', signatureBytes: new Map([['secp521r1', 132]]) },
  PS256: { keyType: 'rsa', hash: 'sha256', signatureBytes: null },
  EdDSA: { keyType: 'ed25519', hash: null, signatureBytes: new Map([['ed25519', 64]]) },
};

const MIN_RSA_BITS = 2048;
const PS256_SALT_BYTES = 32;

/** What a key is, asked once: the question costs a tenth of a signature check. */
interface KeyFacts {
  readonly curve: string;
  readonly algorithms: readonly SignatureAlgorithm[];
}

const factsOfKey = new WeakMap<KeyObject, KeyFacts>();

/** The algorithms that a public key can be used with; none for a key that is too weak or of another kind. */
export function algorithmsOf(key: KeyObject): readonly SignatureAlgorithm[] {
  return keyFactsOf(key).algorithms;
}

/**
 * Checks a raw signature (r||s, RSA-PSS with a 32-byte salt, or Ed25519). False, never an exception, for a
 * key that does not fit the algorithm and for a signature of any other form, such as DER.
 */
export function verifySignature(check: {
  readonly algorithm: SignatureAlgorithm;
  readonly key: KeyObject;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** DER is for certificates and their lists only; every pass format signs r||s. */
  readonly ecdsaEncoding?: 'raw' | 'der';
}): boolean {
  const { algorithm, key, message, signature, ecdsaEncoding } = check;
  const { keyType, hash, signatureBytes } = FACTS[algorithm];
  const { algorithms, curve } = keyFactsOf(key);
  if (!algorithms.includes(algorithm)) return false;
  const der = ecdsaEncoding === 'der' && keyType === 'ec';
  if (!der && signatureBytes !== null && signature.length !== signatureBytes.get(curve)) return false;
  try {
    if (keyType === 'ec')
      return verify(hash, message, { key, dsaEncoding: der ? 'der' : 'ieee-p1363' }, signature);
    if (keyType === 'rsa') {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      return verify(hash, message, { key, padding, saltLength: PS256_SALT_BYTES }, signature);
    }
    return verify(hash, message, key, signature);
  } catch {
    return false;
  }
}

function keyFactsOf(key: KeyObject): KeyFacts {
  const known = factsOfKey.get(key);
  if (known !== undefined) return known;
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const curve = namedCurve ?? key.asymmetricKeyType ?? '';
  const algorithms = (Object.keys(FACTS) as SignatureAlgorithm[]).filter((name) => {
    const { keyType, signatureBytes } = FACTS[name];
    if (key.type !== 'public' || key.asymmetricKeyType !== keyType || isSmallOrderKey(key)) return false;
    return signatureBytes === null ? modulusLength >= MIN_RSA_BITS : signatureBytes.has(curve);
  });
  const facts: KeyFacts = { curve, algorithms };
  factsOfKey.set(key, facts);
  return facts;
}
