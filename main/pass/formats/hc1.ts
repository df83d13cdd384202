import { decodeBase45 } from '../base45.ts';
import { type CborValue, decodeCbor } from '../cbor.ts';
import { openSign1 } from '../cose_sign1.ts';
import { inflateZlib } from '../inflate.ts';
import { readNumericDate } from '../numeric_date.ts';
import { NO_LIMITS, type PassReader, type SignedClaims } from '../pass_reader.ts';
import { toPlainData } from '../plain_data.ts';
import { fail, ok, type Result } from '../result.ts';
import { revocationHashes } from '../revocation_hashes.ts';
import { readDcc } from './dcc.ts';
import { type Ddcc, readDdcc } from './ddcc.ts';
import { readIcvp } from './icvp.ts';

const PREFIX = 'HC1:';
// CWT claims (RFC 8392 section 3.1) and the health certificate claim (HCERT specification 1.0.8 section 3.3).
const CLAIM_ISSUER = 1;
const CLAIM_EXPIRES = 4;
const CLAIM_NOT_BEFORE = 5;
const CLAIM_ISSUED_AT = 6;
const CLAIM_HEALTH_CERTIFICATE = -260;
// Subclaims of the health certificate (WHO GDHCN HCERT specification 1.1, logical model HCert).
const SUBCLAIM_DCC = 1;
const SUBCLAIM_DDCC_VACCINATION = 3;
const SUBCLAIM_DDCC_TEST = 4;
const SUBCLAIM_ICVP = -6;

/** EU Digital COVID Certificate and its successors: HCERT specification 1.0.8, prefix `HC1:`. */
export const hc1Reader = {
  format: 'hc1',

  recognises: ({ text }) => text?.startsWith(PREFIX) ?? false,

  open({ text }) {
    const packed = decodeBase45(text ?? '', PREFIX.length);
    if (packed === null || packed.length === 0) return fail('bad_encoding');
    const cose = inflateZlib(packed);
    if (cose === null) return fail('bad_compression');
    const opened = openSign1(cose);
    if (!opened.ok) return opened;
    const { algorithm, keyId, payload, signature, signedBytes } = opened.value;
    if (algorithm !== 'ES256' && algorithm !== 'PS256') return fail('bad_algorithm');
    if (keyId === null) return fail('no_key_id');
    return ok({ issuer: null, keyId: Buffer.from(keyId).toString('base64'), algorithm, payload, signature, signedBytes });
  },

  readClaims({ payload }) {
    const claims = decodeCbor(payload);
    if (claims === null) return fail('bad_cbor');
    if (!(claims instanceof Map)) return fail('bad_claims');
    if (!claims.has(CLAIM_HEALTH_CERTIFICATE)) return readBareDdcc(claims);
    const expiresAt = readNumericDate(claims.get(CLAIM_EXPIRES));
    const issuedAt = readNumericDate(claims.get(CLAIM_ISSUED_AT));
    const notBefore = readNumericDate(claims.get(CLAIM_NOT_BEFORE));
    // Real passes lack iat, never exp; a claim that is there must be a time.
    if (expiresAt === null) return fail('bad_time_claim');
    if (issuedAt === null && claims.has(CLAIM_ISSUED_AT)) return fail('bad_time_claim');
    if (notBefore === null && claims.has(CLAIM_NOT_BEFORE)) return fail('bad_time_claim');
    const issuer = claims.get(CLAIM_ISSUER);
    const content = readContent(claims.get(CLAIM_HEALTH_CERTIFICATE));
    if (!content.ok) return content;
    const own = content.value;
    return ok({
      ...NO_LIMITS,
      issuer: typeof issuer === 'string' ? issuer : null,
      issuedAt,
      notBefore: latest(notBefore, own.notBefore),
      // "After which a verifier must reject" (section 3.3.5): the moment itself still counts.
      expiresAt: Math.min(expiresAt + 1, own.expiresAt ?? Number.POSITIVE_INFINITY),
      use: own.use,
      facts: own.facts,
    });
  },

  revocationNames({ algorithm, keyId, signature }, { facts, issuer }) {
    const hashes = revocationHashes({ algorithm, signature, issuer: issuer ?? '', passId: facts.passId ?? '' });
    return [
      { scope: keyId, kind: 'dcc_signature', hash: hashes.signature },
      { scope: keyId, kind: 'dcc_uci', hash: hashes.passId },
      { scope: keyId, kind: 'dcc_country_uci', hash: hashes.countryAndPassId },
    ];
  },
} as const satisfies PassReader;

/** What one subclaim says; a DCC goes before the others, since it is the one that rules are written for. */
function readContent(certificate: CborValue | undefined): Result<Ddcc, 'bad_claims' | 'content_not_supported'> {
  if (!(certificate instanceof Map) || certificate.size === 0) return fail('bad_claims');
  const plain = (label: number) => toPlainData(certificate.get(label));
  if (certificate.has(SUBCLAIM_DCC)) {
    const dcc = readDcc(plain(SUBCLAIM_DCC));
    return dcc === null ? fail('bad_claims') : ok({ ...dcc, notBefore: null, expiresAt: null });
  }
  for (const label of [SUBCLAIM_DDCC_VACCINATION, SUBCLAIM_DDCC_TEST]) {
    if (!certificate.has(label)) continue;
    const ddcc = readDdcc(single(plain(label)));
    return ddcc === null ? fail('bad_claims') : ok(ddcc);
  }
  if (certificate.has(SUBCLAIM_ICVP)) {
    const facts = readIcvp(single(plain(SUBCLAIM_ICVP)));
    return facts === null
      ? fail('bad_claims')
      : ok({ use: 'vaccination', facts, notBefore: null, expiresAt: null });
  }
  // A health link leads to a server, and what is not known today may be good all the same.
  return fail('content_not_supported');
}

/** The model allows several of a kind; more than one would be several people's or several doses' word at once. */
function single(content: unknown): unknown {
  return Array.isArray(content) && content.length === 1 ? content[0] : content;
}

/** The WHO's own profile: the core data set at the top level, its validity in days and no numeric dates. */
function readBareDdcc(claims: ReadonlyMap<CborValue, CborValue>): Result<SignedClaims, 'bad_claims' | 'bad_time_claim'> {
  const numeric = [CLAIM_ISSUER, CLAIM_EXPIRES, CLAIM_NOT_BEFORE, CLAIM_ISSUED_AT];
  if (numeric.some((claim) => claims.has(claim))) return fail('bad_claims');
  const ddcc = readDdcc(toPlainData(claims));
  if (ddcc === null) return fail('bad_claims');
  if (ddcc.expiresAt === null) return fail('bad_time_claim');
  const { expiresAt, facts, notBefore, use } = ddcc;
  return ok({ ...NO_LIMITS, issuer: null, notBefore, expiresAt, use, facts });
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
