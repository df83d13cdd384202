import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { decodeBase45 } from '../pass/base45.ts';
import { type CborValue, tryDecodeCbor } from '../pass/cbor.ts';
import { openSign1 } from '../pass/cose_sign1.ts';
import { isBoardingPass } from '../pass/boarding_pass.ts';
import { openJws } from '../pass/jws.ts';
import { anySignedPass } from '../pass/rules/any_signed_pass.ts';
import { verifySignature } from '../pass/signature.ts';
import type { SignatureAlgorithm, TrustedKey } from '../pass/trust_list.ts';
import { verifyPass } from '../pass/verify_pass.ts';
import { buildTrustList } from '../trust/build_trust_list.ts';
import { keyFromCertificate } from '../trust/x509_key.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the conformance command prints of one case, without its time. */
export interface JudgedCase {
  readonly id: unknown;
  readonly verdict: 'pass' | 'fail' | 'unknown-key' | 'unsigned' | 'warn' | 'unsupported' | 'value';
  readonly reason: string;
  readonly value?: unknown;
}

/** Puts one conformance case through the core. It never looks at what the case expects. */
export function judgeCase(given: unknown): JudgedCase {
  if (!isJson(given)) return { id: null, verdict: 'fail', reason: 'bad_case' };
  const { id, format } = given;
  const judge = typeof format === 'string' ? (JUDGES[format] ?? judgeSignature(format)) : undefined;
  if (judge === undefined) return { id, verdict: 'unsupported', reason: 'format_not_supported' };
  try {
    return { id, ...judge(given) };
  } catch (error) {
    if (error instanceof BadCase) return { id, verdict: 'fail', reason: 'bad_case' };
    throw error;
  }
}

class BadCase extends Error {}

type Judgement = Omit<JudgedCase, 'id'>;

const JUDGES: Readonly<Record<string, (given: Json) => Judgement>> = {
  hcert: judgeHealthCertificate,
  cose_sign1: judgeSign1,
  base45: judgeBase45,
  cbor: judgeCbor,
  'iata-bcbp': judgeBoardingPass,
  'sig:json_web_signature': judgeWebSignature,
};

function judgeHealthCertificate(given: Json): Judgement {
  const keys: TrustedKey[] = [];
  for (const entry of listOf(given.keys)) {
    if (entry.type !== 'x509-der-b64') continue;
    const key = keyFromCertificate(Buffer.from(textOf(entry.value), 'base64'));
    if (key !== null) keys.push(typeof entry.kid === 'string' ? { ...key, keyId: entry.kid } : key);
  }
  const { outcome, reason } = verifyPass({
    code: payloadOf(given),
    // A list that is known but does not hold the key is another answer than no list.
    trust: { ...buildTrustList(keys, { issuedAt: null, validUntil: null }), keyCount: Math.max(1, keys.length) },
    policy: { clockSkewMs: 5 * 60_000, rule: anySignedPass },
    now: clockOf(given),
  });
  if (outcome === 'admit') return { verdict: 'pass', reason };
  // Without any key nothing can be said; with keys, a pass of another key is refused.
  return { verdict: reason === 'unknown_key' && listOf(given.keys).length === 0 ? 'unknown-key' : 'fail', reason };
}

function judgeSign1(given: Json): Judgement {
  const externalAad = Buffer.from(typeof given.external_aad === 'string' ? given.external_aad : '', 'hex');
  const opened = openSign1(payloadOf(given), { externalAad, unprotectedAlgorithm: true });
  if (!opened.ok) return { verdict: 'fail', reason: opened.error };
  const { algorithm, signature, signedBytes } = opened.value;
  const good = listOf(given.keys).some((entry) => {
    const key = publicKeyOf(entry.value, 'jwk');
    return key !== null && verifySignature({ algorithm, key, message: signedBytes, signature });
  });
  return good ? { verdict: 'pass', reason: 'valid' } : { verdict: 'fail', reason: 'bad_signature' };
}

function judgeBase45(given: Json): Judgement {
  const bytes = decodeBase45(textOf(given.payload));
  if (bytes === null) return { verdict: 'fail', reason: 'bad_encoding' };
  return { verdict: 'pass', reason: 'valid', value: Buffer.from(bytes).toString('utf8') };
}

function judgeCbor(given: Json): Judgement {
  const decoded = tryDecodeCbor(payloadOf(given));
  if (decoded === null) return { verdict: 'fail', reason: 'bad_cbor' };
  const json = asJson(decoded.value);
  return { verdict: 'value', reason: 'valid', value: json === NOT_JSON ? null : json };
}

function judgeWebSignature(given: Json): Judgement {
  const group = listOf(given.keys)[0]?.value;
  if (!isJson(group) || !isJson(given.test)) throw new BadCase();
  const jwk = group.public ?? group.private;
  const opened = openJws(textOf(given.test.jws));
  if (!opened.ok) return { verdict: 'fail', reason: opened.error };
  if (!isJson(jwk) || !mayVerify(jwk, opened.value.algorithm)) return { verdict: 'fail', reason: 'bad_algorithm' };
  const { algorithm, signature, signedBytes } = opened.value;
  const key = publicKeyOf(jwk, 'jwk');
  const good = key !== null && verifySignature({ algorithm, key, message: signedBytes, signature });
  return good ? { verdict: 'pass', reason: 'valid' } : { verdict: 'fail', reason: 'bad_signature' };
}

/** RFC 7517 sections 4.2 to 4.4: what the key says of itself binds. */
function mayVerify(jwk: Json, algorithm: string): boolean {
  if (jwk.alg !== undefined && jwk.alg !== algorithm) return false;
  if (jwk.use !== undefined && jwk.use !== 'sig') return false;
  return !Array.isArray(jwk.key_ops) || jwk.key_ops.includes('verify');
}

function judgeBoardingPass(given: Json): Judgement {
  const parsed = isBoardingPass(textOf(given.payload));
  return parsed ? { verdict: 'unsigned', reason: 'wrong_code' } : { verdict: 'fail', reason: 'wrong_code' };
}

const ALGORITHM_OF_SUITE: Readonly<Record<string, readonly [SignatureAlgorithm, 'raw' | 'der']>> = {
  'sig:ecdsa_secp256r1_sha256_p1363': ['ES256', 'raw'],
  'sig:ecdsa_secp256r1_sha256': ['ES256', 'der'],
  'sig:ed25519': ['EdDSA', 'raw'],
  'sig:rsa_pss_2048_sha256_mgf1_32': ['PS256', 'raw'],
};

function judgeSignature(format: string): ((given: Json) => Judgement) | undefined {
  const suite = ALGORITHM_OF_SUITE[format];
  if (suite === undefined) return undefined;
  const [algorithm, ecdsaEncoding] = suite;
  return (given) => {
    const group = listOf(given.keys)[0]?.value;
    if (!isJson(group) || !isJson(given.test)) throw new BadCase();
    const key = publicKeyOf(Buffer.from(textOf(group.publicKeyDer), 'hex'), 'der');
    const message = Buffer.from(textOf(given.test.msg), 'hex');
    const signature = Buffer.from(textOf(given.test.sig), 'hex');
    const good = key !== null && verifySignature({ algorithm, key, message, signature, ecdsaEncoding });
    return good ? { verdict: 'pass', reason: 'valid' } : { verdict: 'fail', reason: 'bad_signature' };
  };
}

const NOT_JSON = Symbol('not JSON');

/** A CBOR value as JSON, or NOT_JSON where it has no counterpart there. */
function asJson(value: CborValue): unknown {
  if (value === undefined || value instanceof Uint8Array) return NOT_JSON;
  if (typeof value === 'number') return Number.isFinite(value) ? value : NOT_JSON;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(asJson);
    return items.includes(NOT_JSON) ? NOT_JSON : items;
  }
  if (!(value instanceof Map)) return NOT_JSON;
  const entries = [...value].map(([key, item]) => [key, asJson(item)] as const);
  if (entries.some(([key, item]) => typeof key !== 'string' || item === NOT_JSON)) return NOT_JSON;
  return Object.fromEntries(entries);
}

function publicKeyOf(value: unknown, form: 'jwk' | 'der'): KeyObject | null {
  try {
    if (form === 'jwk') return createPublicKey({ key: value as JsonWebKey, format: 'jwk' });
    return createPublicKey({ key: value as Buffer, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

function payloadOf(given: Json): Uint8Array {
  const encoding = given.payloadEncoding ?? 'utf8';
  if (encoding !== 'utf8' && encoding !== 'hex' && encoding !== 'base64') throw new BadCase();
  return Buffer.from(textOf(given.payload), encoding);
}

/** Clocks are ISO 8601 or seconds since 1970. */
function clockOf({ clock }: Json): number {
  const now = typeof clock === 'number' ? clock * 1000 : Date.parse(textOf(clock));
  if (Number.isNaN(now)) throw new BadCase();
  return now;
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new BadCase();
  return value;
}
