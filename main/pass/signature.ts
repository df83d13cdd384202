import { constants, type KeyObject, verify } from 'node:crypto';
import type { SignatureAlgorithm } from './trust_list.ts';

interface AlgorithmFacts {
  readonly keyType: string;
  readonly hash: string | null;
  /** Exact length of a raw signature by named curve; null: that of the RSA modulus. */
  readonly signatureBytes: Readonly<Record<string, number>> | null;
}

/** Everything the kiosk knows about algorithms: RFC 9053 sections 2.1 and 2.2, RFC 8230 section 2. */
const FACTS: Readonly<Record<SignatureAlgorithm, AlgorithmFacts>> = {
  // COSE binds ES256 to its hash, not to a curve, and Spain signs certificates with it on P-384.
  ES256: { keyType: 'ec', hash: 'sha256', signatureBytes: { prime256v1: 64, secp384r1: 96 } },
  ES384: { keyType: 'ec', hash: 'sha384', signatureBytes: { secp384r1: 96 } },
  ES512: { keyType: 'ec', hash: 'sha512', signatureBytes: { secp521r1: 132 } },
  PS256: { keyType: 'rsa', hash: 'sha256', signatureBytes: null },
  EdDSA: { keyType: 'ed25519', hash: null, signatureBytes: { ed25519: 64 } },
};

const RSA_ALGORITHMS: readonly SignatureAlgorithm[] = ['PS256'];
const MIN_RSA_BITS = 2048;
const PS256_SALT_BYTES = 32;

/** The algorithms that a public key can be used with; none for a key that is too weak or of another kind. */
export function algorithmsOf(key: KeyObject): readonly SignatureAlgorithm[] {
  const known = algorithmsOfKey.get(key);
  if (known !== undefined) return known;
  const found = findAlgorithms(key);
  algorithmsOfKey.set(key, found);
  return found;
}

const curveOfKey = new WeakMap<KeyObject, string>();

function signatureBytesOf(key: KeyObject, byCurve: Readonly<Record<string, number>>): number | undefined {
  const curve = curveOfKey.get(key) ?? curveOf(key);
  curveOfKey.set(key, curve);
  return byCurve[curve];
}

// Asking OpenSSL for a key's details costs a tenth of a signature check.
const algorithmsOfKey = new WeakMap<KeyObject, readonly SignatureAlgorithm[]>();

function findAlgorithms(key: KeyObject): readonly SignatureAlgorithm[] {
  if (key.type !== 'public') return [];
  const { modulusLength } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return (modulusLength ?? 0) >= MIN_RSA_BITS ? RSA_ALGORITHMS : [];
  return (Object.keys(FACTS) as SignatureAlgorithm[]).filter(
    (name) => FACTS[name].keyType === key.asymmetricKeyType && curveOf(key) in (FACTS[name].signatureBytes ?? {}),
  );
}

function curveOf(key: KeyObject): string {
  return key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? '';
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
  const facts = FACTS[check.algorithm];
  const der = check.ecdsaEncoding === 'der' && facts.keyType === 'ec';
  if (!algorithmsOf(check.key).includes(check.algorithm)) return false;
  if (!der && facts.signatureBytes !== null) {
    const wanted = signatureBytesOf(check.key, facts.signatureBytes);
    if (check.signature.length !== wanted) return false;
  }
  try {
    if (facts.keyType === 'ec') {
      const key = { key: check.key, dsaEncoding: der ? ('der' as const) : ('ieee-p1363' as const) };
      return verify(facts.hash, check.message, key, check.signature);
    }
    if (facts.keyType === 'rsa') {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const key = { key: check.key, padding, saltLength: PS256_SALT_BYTES };
      return verify(facts.hash, check.message, key, check.signature);
    }
    return verify(null, check.message, check.key, check.signature);
  } catch {
    return false;
  }
}
