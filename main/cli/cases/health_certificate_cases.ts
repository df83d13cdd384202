import { decodeCbor } from '../../pass/cbor.ts';
import { hc1Reader } from '../../pass/formats/hc1.ts';
import { readNumericDate } from '../../pass/numeric_date.ts';
import type { OpenedPass } from '../../pass/pass_reader.ts';
import { toPlainData } from '../../pass/plain_data.ts';
import { revocationHashes } from '../../pass/revocation_hashes.ts';
import { isSameHolder } from '../../pass/same_holder.ts';
import { readScannedCode } from '../../pass/scanned_code.ts';
import type { TrustedKey } from '../../pass/trust_list.ts';
import { buildTrustList } from '../../trust/build_trust_list.ts';
import { readPublicKey } from '../../trust/public_key.ts';
import { keyFromCertificate } from '../../trust/x509_key.ts';
import { BadCase, clockOf, isJson, type Json, type Judgement, listOf, payloadOf, pemBytes, textOf } from './case_fields.ts';
import { judgePass } from './judge_pass.ts';

const CLAIM_ISSUER = 1;
const CLAIM_EXPIRES = 4;
const CLAIM_HEALTH_CERTIFICATE = -260;

/** A health certificate with its keys and clock. */
export async function judgeHealthCertificate(given: Json): Promise<Judgement> {
  const entries = listOf(given.keys);
  const keys = entries.map(trustedKeyOf).filter((key) => key !== null);
  const { verdict, reason } = await judgePass({
    code: payloadOf(given),
    trust: buildTrustList(keys, { issuedAt: null, validUntil: null }),
    now: clockOf(given),
  });
  // Where a case has no key nobody knows the issuer; a pass that none of the case's keys signed is refused.
  const keyIsUnknown = reason === 'trust_list_missing' && entries.length === 0;
  return { verdict: keyIsUnknown && claimsWithoutKey(given) !== null ? 'unknown-key' : verdict, reason };
}

function trustedKeyOf({ type, value, kid }: Json): TrustedKey | null {
  const keyId = typeof kid === 'string' ? kid : null;
  if (type === 'x509-der-b64') {
    const key = keyFromCertificate(Buffer.from(textOf(value), 'base64'));
    return key === null || keyId === null ? key : { ...key, keyId };
  }
  if (type !== 'spki-pem' || keyId === null) return null;
  const key = readPublicKey({ spki: pemBytes(textOf(value)) });
  if (key === null) return null;
  const limits = { uses: null, notBefore: null, notAfter: null, specimen: false };
  return { format: 'hc1', issuer: '', keyId, ...key, ...limits };
}

/** Well-formed claims of a pass that nobody's key vouches for, or null. */
export function claimsWithoutKey(
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
export function judgeRevocationHashes(given: Json): Judgement {
  const read = claimsWithoutKey(given);
  const [entry] = [read?.dcc.v, read?.dcc.t, read?.dcc.r].flatMap(listOf);
  if (read === null || entry === undefined) return { verdict: 'fail', reason: 'bad_claims' };
  const { pass, claims } = read;
  const hashes = revocationHashes({ ...pass, issuer: textOf(claims[CLAIM_ISSUER]), passId: textOf(entry.ci) });
  const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex');
  return {
    verdict: 'value',
    reason: 'valid',
    value: {
      COUNTRYCODEUCI: hex(hashes.countryAndPassId),
      SIGNATURE: hex(hashes.signature),
      UCI: hex(hashes.passId),
    },
  };
}

/** Whether two certificates are of one person. */
export function judgeHolders(given: Json): Judgement {
  return { verdict: 'value', reason: 'valid', value: isSameHolder(holderOf(given.a), holderOf(given.b)) };
}

function holderOf(dcc: unknown): Parameters<typeof isSameHolder>[0] {
  if (!isJson(dcc) || !isJson(dcc.nam)) throw new BadCase();
  const { fnt, gnt } = dcc.nam;
  return { dateOfBirth: textOf(dcc.dob), familyName: textOf(fnt ?? ''), givenName: textOf(gnt ?? '') };
}
