import { hash } from 'node:crypto';
import { decodeBase45 } from '../base45.ts';
import { decompressBrotli } from '../brotli.ts';
import { type CborValue, decodeCbor } from '../cbor.ts';
import { openSign1 } from '../cose_sign1.ts';
import { NO_FACTS, type PassFacts } from '../facts.ts';
import { inflateZlib } from '../inflate.ts';
import { readNumericDate } from '../numeric_date.ts';
import { NO_LIMITS, type PassReader } from '../pass_reader.ts';
import { toPlainData } from '../plain_data.ts';
import { fail, ok } from '../result.ts';
import type { ScannedCode } from '../scanned_code.ts';

const TAG_SIGN1 = 18;
const TAG_CWT = 61;
/** Encrypted or signed by several: COSE_Encrypt0, COSE_Encrypt and COSE_Sign (RFC 9052 section 2). */
const TAGS_NOT_SUPPORTED: ReadonlySet<number> = new Set([16, 96, 98]);
/** COSE_Mac0 and COSE_Mac: whoever can check them can make them. */
const TAGS_OF_MACS: ReadonlySet<number> = new Set([17, 97]);

// CWT claims (RFC 8392 section 3.1) and the identity (specification 1.2.2 section 3).
const CLAIM_ISSUER = 1;
const CLAIM_AUDIENCE = 3;
const CLAIM_EXPIRES = 4;
const CLAIM_NOT_BEFORE = 5;
const CLAIM_ISSUED_AT = 6;
const CLAIM_IDENTITY = 169;
const IDENTITY_ID = 1;
const IDENTITY_FULL_NAME = 4;
const IDENTITY_FIRST_NAME = 5;
const IDENTITY_MIDDLE_NAME = 6;
const IDENTITY_LAST_NAME = 7;
const IDENTITY_DATE_OF_BIRTH = 8;

const HASH_BYTES = 16;
/** A signed pass is never shorter, so that no short text is tried. */
const MIN_BROTLI_BYTES = 64;

/**
 * MOSIP Claim 169 (QR code specification 1.2.2): a signed CWT (RFC 8392) in Base45, recognised by its whole
 * structure, since it has no prefix. A CWT without an identity is no pass: issuers sign tokens for other
 * purposes with the same keys, some of them for everybody to read.
 */
export const claim169Reader = {
  format: 'claim169',

  recognises: (code) => readCose(code) !== null,

  open(code) {
    const cose = readCose(code);
    if (cose === null) return fail('bad_envelope');
    if (TAGS_NOT_SUPPORTED.has(cose.tag)) return fail('content_not_supported');
    const opened = openSign1(cose.bytes, { tagRequired: true });
    if (!opened.ok) return opened;
    const { algorithm, keyId, payload, signature, signedBytes } = opened.value;
    if (signature.length === 0) return fail('unsigned');
    if (algorithm !== 'EdDSA' && algorithm !== 'ES256') return fail('bad_algorithm');
    const claims = decodeCbor(payload);
    if (!(claims instanceof Map)) return fail('bad_claims');
    return ok({
      issuer: readText(claims.get(CLAIM_ISSUER)) ?? '',
      // An issuer with one key need not name it.
      keyId: Buffer.from(keyId ?? []).toString('base64'),
      algorithm,
      payload,
      signature,
      signedBytes,
    });
  },

  readClaims({ payload }) {
    const claims = decodeCbor(payload);
    if (!(claims instanceof Map)) return fail('bad_claims');
    const expiresAt = readNumericDate(claims.get(CLAIM_EXPIRES));
    const issuedAt = readNumericDate(claims.get(CLAIM_ISSUED_AT));
    const notBefore = readNumericDate(claims.get(CLAIM_NOT_BEFORE));
    // None must be there, but one that is there must be a time.
    if (expiresAt === null && claims.has(CLAIM_EXPIRES)) return fail('bad_time_claim');
    if (issuedAt === null && claims.has(CLAIM_ISSUED_AT)) return fail('bad_time_claim');
    if (notBefore === null && claims.has(CLAIM_NOT_BEFORE)) return fail('bad_time_claim');
    const audience = claims.has(CLAIM_AUDIENCE) ? readAudience(claims.get(CLAIM_AUDIENCE)) : null;
    if (audience === null && claims.has(CLAIM_AUDIENCE)) return fail('bad_claims');
    if (!claims.has(CLAIM_IDENTITY)) return fail('content_not_supported');
    const facts = readIdentity(claims.get(CLAIM_IDENTITY));
    if (facts === null) return fail('bad_claims');
    const issuer = readText(claims.get(CLAIM_ISSUER));
    return ok({ ...NO_LIMITS, issuer, issuedAt, notBefore, expiresAt, audience, facts });
  },

  revocationNames({ signer }, { facts: { passId } }) {
    if (passId === null) return [];
    const hashed = hash('sha256', passId, 'buffer').subarray(0, HASH_BYTES);
    return [{ scope: signer.issuer, kind: 'claim169_id', hash: hashed }];
  },
} as const satisfies PassReader;

/** The COSE structure of a code with the tag that says which one it is; null for any other code. */
function readCose({ text }: ScannedCode): { readonly tag: number; readonly bytes: Uint8Array } | null {
  const packed = text === null ? null : decodeBase45(text);
  const bytes = packed === null ? null : unpack(packed);
  if (bytes === null) return null;
  const outer = readTag(decodeCbor(bytes));
  const { tag, content } = outer.tag === TAG_CWT ? readTag(outer.content) : outer;
  const isCose = tag === TAG_SIGN1 || TAGS_NOT_SUPPORTED.has(tag) || TAGS_OF_MACS.has(tag);
  return isCose && Array.isArray(content) ? { tag, bytes } : null;
}

/** zlib or, where that one's header is missing, Brotli (specification 1.2.2 section 3.2.1). */
function unpack(packed: Uint8Array): Uint8Array | null {
  const [first = 0, second = 0] = packed;
  const isZlib = (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
  if (isZlib) return inflateZlib(packed);
  return packed.length < MIN_BROTLI_BYTES ? null : decompressBrotli(packed);
}

function readTag(value: CborValue): { readonly tag: number; readonly content: CborValue } {
  const isTagged = typeof value === 'object' && value !== null && 'tag' in value;
  return isTagged ? value : { tag: Number.NaN, content: value };
}

function readText(value: CborValue): string | null {
  return typeof value === 'string' ? value : null;
}

/** One or several (RFC 8392 section 3.1.3). */
function readAudience(value: CborValue): readonly string[] | null {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === 'string') ? list : null;
}

/** Everything in an identity is optional; null where it is empty or a part that is used here is no text. */
function readIdentity(identity: CborValue): PassFacts | null {
  if (!(identity instanceof Map) || identity.size === 0) return null;
  const parts = [
    IDENTITY_ID,
    IDENTITY_FULL_NAME,
    IDENTITY_FIRST_NAME,
    IDENTITY_MIDDLE_NAME,
    IDENTITY_LAST_NAME,
    IDENTITY_DATE_OF_BIRTH,
  ].map((attribute) => (identity.has(attribute) ? readText(identity.get(attribute)) : ''));
  if (parts.includes(null)) return null;
  const [id, fullName = '', first = '', middle = '', last = '', birth = ''] = parts as string[];
  const givenName = [first, middle].filter((name) => name !== '').join(' ');
  const hasParts = givenName !== '' || last !== '';
  const holder = {
    familyName: hasParts ? last : fullName,
    givenName,
    standardisedFamilyName: null,
    standardisedGivenName: null,
    dateOfBirth: readDateOfBirth(birth),
  };
  const isNamed = hasParts || fullName !== '';
  return { ...NO_FACTS, holder: isNamed ? holder : null, passId: id || null, payload: toPlainData(identity) };
}

/** YYYYMMDD by the specification, and as issuers write it. */
function readDateOfBirth(text: string): string | null {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text) ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}
