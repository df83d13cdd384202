import {
  constants,
  createHmac,
  createPublicKey,
  type JsonWebKey,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { type JwsError, openJws, type UnverifiedJws } from '../../pass/jws.ts';
import { fail, ok, type Result } from '../../pass/result.ts';
import { verifySignature } from '../../pass/signature.ts';

type Jwk = Readonly<Record<string, unknown>>;
type Check = (jws: UnverifiedJws, jwk: Jwk) => boolean;

/**
 * RFC 7518 section 3.1 whole, so that the suite tries the envelope with every algorithm it may name. Those that go
 * beyond the core's closed list serve conformance cases only: no pass is ever judged with them.
 */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['ES256', coreCheck('ES256', 'P-256')],
  ['ES384', coreCheck('ES384', 'P-384')],
  ['ES512', coreCheck('ES512', 'P-521')],
  ['EdDSA', coreCheck('EdDSA', 'Ed25519')],
  ['PS256', coreCheck('PS256', undefined)],
  ['PS384', rsaCheck('sha384', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 })],
  ['PS512', rsaCheck('sha512', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 })],
  ['RS256', rsaCheck('sha256', { padding: constants.RSA_PKCS1_PADDING })],
  ['RS384', rsaCheck('sha384', { padding: constants.RSA_PKCS1_PADDING })],
  ['RS512', rsaCheck('sha512', { padding: constants.RSA_PKCS1_PADDING })],
  ['HS256', macCheck('sha256')],
  ['HS384', macCheck('sha384')],
  ['HS512', macCheck('sha512')],
]);

const MIN_RSA_BITS = 2048;

/** Verifies a compact JWS with one JWK, whose own `alg`, `use` and `key_ops` bind (RFC 7517 sections 4.2 to 4.4). */
export function verifyWebSignature(text: string, jwk: Jwk): Result<null, JwsError | 'bad_signature'> {
  const opened = openJws(text);
  if (!opened.ok) return opened;
  const check = CHECKS.get(opened.value.algorithm);
  if (check === undefined || !mayVerify(jwk, opened.value.algorithm)) return fail('bad_algorithm');
  try {
    return check(opened.value, jwk) ? ok(null) : fail('bad_signature');
  } catch {
    return fail('bad_signature');
  }
}

function mayVerify(jwk: Jwk, algorithm: string): boolean {
  if (jwk.alg !== undefined && jwk.alg !== algorithm) return false;
  if (jwk.use !== undefined && jwk.use !== 'sig') return false;
  return !Array.isArray(jwk.key_ops) || jwk.key_ops.includes('verify');
}

function coreCheck(
  algorithm: 'ES256' | 'ES384' | 'ES512' | 'EdDSA' | 'PS256',
  curve: string | undefined,
): Check {
  return ({ signature, signedBytes }, jwk) => {
    // RFC 7518 section 3.4 binds the curve, which COSE does not.
    if (jwk.crv !== curve) return false;
    return verifySignature({ algorithm, key: publicKeyOf(jwk), message: signedBytes, signature });
  };
}

function rsaCheck(hash: string, options: { readonly padding: number; readonly saltLength?: number }): Check {
  return ({ signature, signedBytes }, jwk) => {
    const key = publicKeyOf(jwk);
    const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    return (
      jwk.kty === 'RSA' &&
      modulusLength >= MIN_RSA_BITS &&
      verify(hash, signedBytes, { key, ...options }, signature)
    );
  };
}

function macCheck(hash: string): Check {
  return ({ signature, signedBytes }, jwk) => {
    if (jwk.kty !== 'oct' || typeof jwk.k !== 'string') return false;
    const mac = createHmac(hash, Buffer.from(jwk.k, 'base64url')).update(signedBytes).digest();
    return mac.length === signature.length && timingSafeEqual(mac, signature);
  };
}

function publicKeyOf(jwk: Jwk) {
  return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
}
