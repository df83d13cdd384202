import { hash } from 'node:crypto';
import { decodeBase32 } from '../base32.ts';
import { type CborValue, decodeCbor } from '../cbor.ts';
import { openSign1 } from '../cose_sign1.ts';
import { NO_FACTS, type PassFacts } from '../facts.ts';
import { readIsoInstant } from '../iso_instant.ts';
import { readNumericDate } from '../numeric_date.ts';
import { NO_LIMITS, type OpenedPass, type PassReader, type SignedPass } from '../pass_reader.ts';
import { toPlainData } from '../plain_data.ts';
import { fail, ok } from '../result.ts';

const ANY_VERSION = /^NZCP:\//i;
const PREFIX = 'NZCP:/1/';
const HEAD_OF_TAG_18 = 0xd2;
// CWT claims (RFC 8392 section 3.1) and the credential, whose claim has a text for its key.
const CLAIM_ISSUER = 1;
const CLAIM_EXPIRES = 4;
const CLAIM_NOT_BEFORE = 5;
const CLAIM_PASS_ID = 7;
const CLAIM_CREDENTIAL = 'vc';

const DID_WEB = 'did:web:';
const W3C_CREDENTIALS = 'https://www.w3.org/2018/credentials/v1';
const CREDENTIAL_VERSION = '1.0.0';
const UUID_BYTES = 16;
const MAX_NAME_CHARACTERS = 100;
const HASH_BYTES = 16;

interface NzcpEnvelope extends OpenedPass {
  /** The payload, decoded once: the key cannot be found without the issuer in it. */
  readonly claims: ReadonlyMap<CborValue, CborValue>;
}

/** NZ COVID Pass (Technical Specification v1), prefix `NZCP:/1/`. */
export const nzcpReader = {
  format: 'nzcp',

  recognises: ({ text }) => text !== null && ANY_VERSION.test(text),

  open({ text }) {
    if (!text?.startsWith(PREFIX)) return fail('bad_prefix');
    const cose = decodeBase32(text, PREFIX.length);
    if (cose === null || cose.length === 0) return fail('bad_encoding');
    // Tag 18 itself is required, bare: neither none nor a CWT tag around it.
    if (cose[0] !== HEAD_OF_TAG_18) return fail('bad_envelope');
    // The specification asks for a key id that is a text, RFC 9052 for bytes, and so do the passes.
    const opened = openSign1(cose, { tagRequired: true, textKeyId: true });
    if (!opened.ok) return opened;
    const { algorithm, keyId, keyIdIsProtected, payload, signature, signedBytes } = opened.value;
    if (algorithm !== 'ES256') return fail('bad_algorithm');
    if (keyId === null || !keyIdIsProtected) return fail('no_key_id');
    const claims = decodeCbor(payload);
    if (!(claims instanceof Map)) return fail('bad_claims');
    const issuer = claims.get(CLAIM_ISSUER);
    if (typeof issuer !== 'string' || !issuer.startsWith(DID_WEB)) return fail('bad_claims');
    const name = { issuer, keyId: Buffer.from(keyId).toString('utf8') };
    return ok<NzcpEnvelope>({ ...name, algorithm, payload, claims, signature, signedBytes });
  },

  readClaims({ claims, issuer }: SignedPass & NzcpEnvelope) {
    const expiresAt = readWholeSeconds(claims.get(CLAIM_EXPIRES));
    const notBefore = readWholeSeconds(claims.get(CLAIM_NOT_BEFORE));
    if (expiresAt === null || notBefore === null) return fail('bad_time_claim');
    const passId = readPassId(claims.get(CLAIM_PASS_ID));
    const credential = claims.get(CLAIM_CREDENTIAL);
    const holder = readHolder(credential);
    if (passId === null || holder === null) return fail('bad_claims');
    const facts: PassFacts = { ...NO_FACTS, holder, passId, payload: toPlainData(credential) };
    return ok({ ...NO_LIMITS, issuer, notBefore, expiresAt, facts });
  },

  revocationNames({ signer }, { facts }) {
    const passId = hash('sha256', facts.passId ?? '', 'buffer').subarray(0, HASH_BYTES);
    return [{ scope: signer.issuer, kind: 'nz_cti', hash: passId }];
  },
} as const satisfies PassReader;

/** Times are integers here (section "CWT Claims"), though a NumericDate may be a fraction. */
function readWholeSeconds(value: CborValue): number | null {
  return Number.isInteger(value) ? readNumericDate(value) : null;
}

/** The UUID as a URI (section "Mapping JTI <-> CTI"). */
function readPassId(value: CborValue): string | null {
  if (!(value instanceof Uint8Array) || value.length !== UUID_BYTES) return null;
  const hex = Buffer.from(value).toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `urn:uuid:${parts.join('-')}`;
}

/** The subject of a PublicCovidPass credential, null unless the credential is all that it must be. */
function readHolder(credential: CborValue): PassFacts['holder'] {
  if (!(credential instanceof Map)) return null;
  const context = credential.get('@context');
  if (!isTextList(context) || context[0] !== W3C_CREDENTIALS) return null;
  const type = credential.get('type');
  if (!isTextList(type) || type.length !== 2) return null;
  if (type[0] !== 'VerifiableCredential' || type[1] !== 'PublicCovidPass') return null;
  if (credential.get('version') !== CREDENTIAL_VERSION) return null;
  const subject = credential.get('credentialSubject');
  if (!(subject instanceof Map)) return null;
  const givenName = readName(subject.get('givenName'));
  const familyName = subject.has('familyName') ? readName(subject.get('familyName')) : '';
  const dateOfBirth = readDate(subject.get('dob'));
  if (givenName === null || familyName === null || dateOfBirth === null) return null;
  return { familyName, givenName, dateOfBirth, standardisedFamilyName: null, standardisedGivenName: null };
}

function isTextList(value: CborValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function readName(value: CborValue): string | null {
  return typeof value === 'string' && [...value].length <= MAX_NAME_CHARACTERS ? value : null;
}

function readDate(value: CborValue): string | null {
  const isDate = typeof value === 'string' && value.length === 10 && readIsoInstant(value) !== null;
  return isDate ? value : null;
}
