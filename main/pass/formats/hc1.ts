import { decodeBase45 } from '../base45.ts';
import { decodeCbor } from '../cbor.ts';
import { openSign1 } from '../cose_sign1.ts';
import { inflateZlib } from '../inflate.ts';
import { readNumericDate } from '../numeric_date.ts';
import { NO_LIMITS, type PassReader } from '../pass_reader.ts';
import { toPlainData } from '../plain_data.ts';
import { fail, ok } from '../result.ts';
import { revocationHashes } from '../revocation_hashes.ts';
import { readDcc } from './dcc.ts';

const PREFIX = 'HC1:';
// CWT claims (RFC 8392 section 3.1) and the health certificate claim (HCERT specification 1.0.8 section 3.3).
const CLAIM_ISSUER = 1;
const CLAIM_EXPIRES = 4;
const CLAIM_NOT_BEFORE = 5;
const CLAIM_ISSUED_AT = 6;
const CLAIM_HEALTH_CERTIFICATE = -260;
const SUBCLAIM_DCC = 1;

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
    const expiresAt = readNumericDate(claims.get(CLAIM_EXPIRES));
    const issuedAt = readNumericDate(claims.get(CLAIM_ISSUED_AT));
    const notBefore = readNumericDate(claims.get(CLAIM_NOT_BEFORE));
    // Real passes lack iat, never exp; a claim that is there must be a time.
    if (expiresAt === null) return fail('bad_time_claim');
    if (issuedAt === null && claims.has(CLAIM_ISSUED_AT)) return fail('bad_time_claim');
    if (notBefore === null && claims.has(CLAIM_NOT_BEFORE)) return fail('bad_time_claim');
    const issuer = claims.get(CLAIM_ISSUER);
    const certificate = claims.get(CLAIM_HEALTH_CERTIFICATE);
    if (!(certificate instanceof Map) || certificate.size === 0) return fail('bad_claims');
    // The network's other contents (WHO DDCC, health links, vaccination yellow cards) are signed all the same.
    if (!certificate.has(SUBCLAIM_DCC)) return fail('content_not_supported');
    const dcc = readDcc(toPlainData(certificate.get(SUBCLAIM_DCC)));
    if (dcc === null) return fail('bad_claims');
    return ok({
      ...NO_LIMITS,
      issuer: typeof issuer === 'string' ? issuer : null,
      issuedAt,
      notBefore,
      // "After which a verifier must reject" (section 3.3.5): the moment itself still counts.
      expiresAt: expiresAt + 1,
      use: dcc.use,
      facts: dcc.facts,
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
