import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { decodeBase45 } from '../pass/base45.ts';
import { isBoardingPass } from '../pass/boarding_pass.ts';
import { type CborValue, decodeCbor, tryDecodeCbor } from '../pass/cbor.ts';
import { openSign1 } from '../pass/cose_sign1.ts';
import { hc1Reader } from '../pass/formats/hc1.ts';
import { readNumericDate } from '../pass/numeric_date.ts';
import type { OpenedPass } from '../pass/pass_reader.ts';
import { toPlainData } from '../pass/plain_data.ts';
import { revocationHashes } from '../pass/revocation_hashes.ts';
import { anySignedPass } from '../pass/rules/any_signed_pass.ts';
import { readScannedCode } from '../pass/scanned_code.ts';
import { verifySignature } from '../pass/signature.ts';
import type { SignatureAlgorithm, TrustedKey } from '../pass/trust_list.ts';
import { verifyPass } from '../pass/verify_pass.ts';
import { buildTrustList } from '../trust/build_trust_list.ts';
import { readPublicKey } from '../trust/public_key.ts';
import { keyFromCertificate } from '../trust/x509_key.ts';
import { isSameHolder } from './same_holder.ts';
import { verifyWebSignature } from './web_signature.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the conformance command prints of one case, without its time. */
export interface JudgedCase {
  readonly id: unknown;
  readonly verdict: 'pass' | 'fail' | 'unknown-key' | 'unsigned' | 'warn' | 'unsupported' | 'value';
  readonly reason: string;
  readonly value?: unknown;
  readonly valueHex?: string;
}

/** Puts one conformance case through the core. It never looks at what the case expects, and never throws. */
export function judgeCase(given: unknown): JudgedCase {
  if (!isJson(given)) return { id: null, verdict: 'fail', reason: 'bad_case' };
  const { id, format } = given;
  const judge = JUDGES.get(format);
  if (judge === undefined) return { id, verdict: 'unsupported', reason: 'format_not_supported' };
  try {
    return { id, ...judge(given) };
  } catch (error) {
    return { id, verdict: 'fail', reason: error instanceof BadCase ? 'bad_case' : 'internal_error' };
  }
}

class BadCase extends Error {}

type Judgement = Omit<JudgedCase, 'id'>;

const JUDGES: ReadonlyMap<unknown, (given: Json) => Judgement> = new Map([
  ['hcert', judgeHealthCertificate],
  ['cose_sign1', judgeSign1],
  ['base45', judgeBase45],
  ['cbor', judgeCbor],
  ['iata-bcbp', judgeBoardingPass],
  ['dcc-revocation-hash', judgeRevocationHashes],
  ['dcc-holder', judgeHolders],
  ['sig:json_web_signature', judgeWebSignature],
  ['sig:ecdsa_secp256r1_sha256_p1363', (given: Json) => judgeSignature(given, 'ES256', 'raw')],
  ['sig:ecdsa_secp256r1_sha256', (given: Json) => judgeSignature(given, 'ES256', 'der')],
  ['sig:ed25519', (given: Json) => judgeSignature(given, 'EdDSA', 'raw')],
  ['sig:rsa_pss_2048_sha256_mgf1_32', (given: Json) => judgeSignature(given, 'PS256', 'raw')],
]);

const CLAIM_ISSUER = 1;
const CLAIM_EXPIRES = 4;
const CLAIM_HEALTH_CERTIFICATE = -260;
const CLOCK_SKEW_MS = 5 * 60_000;

function judgeHealthCertificate(given: Json): Judgement {
  const entries = listOf(given.keys);
  const { outcome, reason } = verifyPass({
    code: payloadOf(given),
    trust: buildTrustList(
      entries.map(trustedKeyOf).filter((key) => key !== null),
      { issuedAt: null, validUntil: null },
    ),
    policy: { clockSkewMs: CLOCK_SKEW_MS, rule: anySignedPass },
    now: clockOf(given),
  });
  if (outcome === 'admit') return { verdict: 'pass', reason };
  // Where a case has no key nobody knows the issuer; a pass that none of the case's keys signed is refused.
  const keyIsUnknown = reason === 'trust_list_missing' && entries.length === 0;
  return { verdict: keyIsUnknown && claimsWithoutKey(given) !== null ? 'unknown-key' : 'fail', reason };
}

function trustedKeyOf({ type, value, kid }: Json): TrustedKey | null {
  const keyId = typeof kid === 'string' ? kid : null;
  if (type === 'x509-der-b64') {
    const key = keyFromCertificate(Buffer.from(textOf(value), 'base64'));
    return key === null || keyId === null ? key : { ...key, keyId };
  }
  if (type !== 'spki-pem' || keyId === null) return null;
  const key = readPublicKey({ spki: Buffer.from(textOf(value).replace(/-----[^-]+-----/g, ''), 'base64') });
  if (key === null) return null;
  return {
    ...key,
    format: 'hc1',
    issuer: '',
    keyId,
    uses: null,
    notBefore: null,
    notAfter: null,
    specimen: false,
  };
}

function judgeSign1(given: Json): Judgement {
  const externalAad = Buffer.from(typeof given.external_aad === 'string' ? given.external_aad : '', 'hex');
  const opened = openSign1(payloadOf(given), { externalAad, unprotectedAlgorithm: true });
  if (!opened.ok) return { verdict: 'fail', reason: opened.error };
  const { algorithm, signature, signedBytes } = opened.value;
  return judgement(
    listOf(given.keys).some((entry) => {
      const key = publicKeyOf(entry.value, 'jwk');
      return key !== null && verifySignature({ algorithm, key, message: signedBytes, signature });
    }),
  );
}

function judgeBase45(given: Json): Judgement {
  const bytes = decodeBase45(textOf(given.payload));
  if (bytes === null) return { verdict: 'fail', reason: 'bad_encoding' };
  const decoded = Buffer.from(bytes);
  return {
    verdict: 'pass',
    reason: 'valid',
    value: decoded.toString('utf8'),
    valueHex: decoded.toString('hex'),
  };
}

function judgeCbor(given: Json): Judgement {
  const decoded = tryDecodeCbor(payloadOf(given));
  if (decoded === null) return { verdict: 'fail', reason: 'bad_cbor' };
  const json = asJson(decoded.value);
  return { verdict: 'value', reason: 'valid', value: json === NOT_JSON ? null : json };
}

function judgeBoardingPass(given: Json): Judgement {
  const parsed = isBoardingPass(textOf(given.payload));
  return parsed ? { verdict: 'unsigned', reason: 'wrong_code' } : { verdict: 'fail', reason: 'wrong_code' };
}

/** Well-formed claims of a pass that nobody's key vouches for, or null. */
function claimsWithoutKey(
  given: Json,
): { readonly pass: OpenedPass; readonly claims: Json; readonly dcc: Json } | null {
  const opened = hc1Reader.open(readScannedCode(payloadOf(given)));
  if (!opened.ok) return null;
  const claims = toPlainData(decodeCbor(opened.value.payload));
  if (!isJson(claims) || readNumericDate(claims[CLAIM_EXPIRES]) === null) return null;
  const certificate = claims[CLAIM_HEALTH_CERTIFICATE];
  const dcc = isJson(certificate) ? certificate[1] : null;
  return isJson(dcc) ? { pass: opened.value, claims, dcc } : null;
}

/** Reads the pass without a key: a revocation list names passes whoever signed them. */
function judgeRevocationHashes(given: Json): Judgement {
  const read = claimsWithoutKey(given);
  const [entry] = [read?.dcc.v, read?.dcc.t, read?.dcc.r].flatMap(listOf);
  if (read === null || entry === undefined) return { verdict: 'fail', reason: 'bad_claims' };
  const { pass, claims } = read;
  const hashes = revocationHashes({
    ...pass,
    issuer: textOf(claims[CLAIM_ISSUER]),
    passId: textOf(entry.ci),
  });
  return {
    verdict: 'value',
    reason: 'valid',
    value: { COUNTRYCODEUCI: hashes.countryAndPassId, SIGNATURE: hashes.signature, UCI: hashes.passId },
  };
}

function judgeHolders(given: Json): Judgement {
  return { verdict: 'value', reason: 'valid', value: isSameHolder(holderOf(given.a), holderOf(given.b)) };
}

function holderOf(dcc: unknown): Parameters<typeof isSameHolder>[0] {
  if (!isJson(dcc) || !isJson(dcc.nam)) throw new BadCase();
  const { fnt, gnt } = dcc.nam;
  return { dateOfBirth: textOf(dcc.dob), familyName: textOf(fnt ?? ''), givenName: textOf(gnt ?? '') };
}

function judgeWebSignature(given: Json): Judgement {
  const group = listOf(given.keys)[0]?.value;
  if (!isJson(group) || !isJson(given.test)) throw new BadCase();
  const jwk = group.public ?? group.private;
  if (!isJson(jwk)) throw new BadCase();
  const verified = verifyWebSignature(textOf(given.test.jws), jwk);
  return verified.ok ? { verdict: 'pass', reason: 'valid' } : { verdict: 'fail', reason: verified.error };
}

function judgeSignature(given: Json, algorithm: SignatureAlgorithm, ecdsaEncoding: 'raw' | 'der'): Judgement {
  const group = listOf(given.keys)[0]?.value;
  if (!isJson(group) || !isJson(given.test)) throw new BadCase();
  const key = publicKeyOf(Buffer.from(textOf(group.publicKeyDer), 'hex'), 'der');
  const message = Buffer.from(textOf(given.test.msg), 'hex');
  const signature = Buffer.from(textOf(given.test.sig), 'hex');
  return judgement(key !== null && verifySignature({ algorithm, key, message, signature, ecdsaEncoding }));
}

function judgement(signatureIsGood: boolean): Judgement {
  return signatureIsGood
    ? { verdict: 'pass', reason: 'valid' }
    : { verdict: 'fail', reason: 'bad_signature' };
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
