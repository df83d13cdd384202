import { divocReader } from '../../pass/formats/divoc.ts';
import { readDivocClaims } from '../../pass/formats/divoc_claims.ts';
import { readScannedCode } from '../../pass/scanned_code.ts';
import { buildTrustList } from '../../trust/build_trust_list.ts';
import { divocKey } from '../../trust/divoc_keys.ts';
import { clockOf, type Json, type Judgement, listOf, payloadOf, pemBytes, textOf } from './case_fields.ts';
import { judgePass } from './judge_pass.ts';

/** Marks a payload that is the base64 of a QR code's bytes, whatever its encoding is called. */
const BASE64_MARK = 'B64:';

/** A DIVOC certificate with its keys. A case without a clock is judged at the moment of issue. */
export async function judgeDivoc(given: Json): Promise<Judgement> {
  const code = codeOf(given);
  const entries = listOf(given.keys);
  const keys = entries.map(trustedKeyOf).filter((key) => key !== null);
  const issuedAt = issuedAtOf(code);
  const { verdict, reason } = await judgePass({
    code,
    trust: buildTrustList(keys, { issuedAt: null, validUntil: null }),
    now: given.clock === undefined || given.clock === null ? (issuedAt ?? 0) : clockOf(given),
  });
  // Where a case has no key nobody knows the issuer.
  const keyIsUnknown = reason === 'trust_list_missing' && entries.length === 0;
  return { verdict: keyIsUnknown && issuedAt !== null ? 'unknown-key' : verdict, reason };
}

function codeOf(given: Json): Uint8Array {
  const payload = textOf(given.payload);
  return payload.startsWith(BASE64_MARK)
    ? Buffer.from(payload.slice(BASE64_MARK.length), 'base64')
    : payloadOf(given);
}

function trustedKeyOf({ id, type, value, controller }: Json): ReturnType<typeof divocKey> {
  if (type !== 'spki-pem' || typeof id !== 'string') return null;
  const owner = typeof controller === 'string' ? { controller } : {};
  return divocKey({ id, spki: pemBytes(textOf(value)), ...owner });
}

/** When the certificate says that it was issued, whoever signed it; null where it is none. */
function issuedAtOf(code: Uint8Array): number | null {
  const opened = divocReader.open(readScannedCode(code));
  const read = opened.ok ? readDivocClaims(opened.value.payload) : opened;
  return read.ok ? read.value.claims.issuedAt : null;
}
