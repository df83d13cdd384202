import { parseBoundedJson } from '../bounded_json.ts';
import { inflateRaw } from '../inflate.ts';
import { openJws } from '../jws.ts';
import { readNumericDate } from '../numeric_date.ts';
import { NO_LIMITS, type OpenedPass, type PassReader, type SignedPass } from '../pass_reader.ts';
import { fail, ok } from '../result.ts';
import { readHealthCardClaims, readHealthCardIssuer } from './health_card_claims.ts';
import { healthCardRevocationName } from './health_card_revocation_name.ts';
import { readShcChunk } from './shc_chunks.ts';

const PREFIX = 'shc:/';

interface ShcEnvelope extends OpenedPass {
  /** The payload, parsed once: the key cannot be found without the issuer in it. */
  readonly claims: unknown;
}

/** SMART Health Cards: framework 1.4.0 (spec.smarthealth.cards), prefix `shc:/`. */
export const shcReader = {
  format: 'shc',

  recognises: ({ text }) => text?.startsWith(PREFIX) ?? false,

  open({ text }) {
    const chunk = readShcChunk(text ?? '');
    if (chunk === null) return fail('bad_encoding');
    if (chunk.count > 1) return fail('part_missing');
    const opened = openJws(chunk.jws);
    if (!opened.ok) return opened;
    const { algorithm, header, payload: packed, signature, signedBytes } = opened.value;
    if (algorithm !== 'ES256') return fail('bad_algorithm');
    if (typeof header.kid !== 'string' || header.kid === '') return fail('no_key_id');
    if (header.zip !== 'DEF') return fail('bad_compression');
    const payload = inflateRaw(packed);
    if (payload === null) return fail('bad_compression');
    const claims = parseBoundedJson(payload)?.value;
    const issuer = readHealthCardIssuer(claims);
    if (issuer === null) return fail('bad_claims');
    return ok<ShcEnvelope>({ issuer, keyId: header.kid, algorithm, payload, claims, signature, signedBytes });
  },

  readClaims({ claims }: SignedPass & ShcEnvelope) {
    const read = readHealthCardClaims(claims);
    if (!read.ok) return read;
    const { expires, facts, issuer, notBefore } = read.value;
    const issuedAt = readNumericDate(notBefore);
    const expiresAt = readNumericDate(expires);
    if (issuedAt === null || (expiresAt === null && expires !== null)) return fail('bad_time_claim');
    return ok({ ...NO_LIMITS, issuer, issuedAt, notBefore: issuedAt, expiresAt, facts });
  },

  revocationNames({ keyId, signer }, { facts }) {
    return facts.passId === null ? [] : [healthCardRevocationName(signer.issuer, keyId, facts.passId)];
  },
} as const satisfies PassReader;
