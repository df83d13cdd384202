import { parseBoundedJson } from '../../pass/bounded_json.ts';
import { readHealthCardClaims } from '../../pass/formats/health_card_claims.ts';
import { encodeShcCode, joinShcChunks } from '../../pass/formats/shc_chunks.ts';
import { readNumericDate } from '../../pass/numeric_date.ts';
import { fail, ok, type Result } from '../../pass/result.ts';
import type { TrustedKey, TrustList } from '../../pass/trust_list.ts';
import { buildTrustList } from '../../trust/build_trust_list.ts';
import { type HealthCardKeys, readHealthCardKeys } from '../../trust/health_card_keys.ts';
import { readHealthCardRevocations } from '../../trust/health_card_revocations.ts';
import type { RevocationEntry } from '../../trust/revocation_entry.ts';
import { buildRevocationIndex } from '../../trust/revocation_index.ts';
import {
  BadCase,
  clockOf,
  isJson,
  type Json,
  type Judgement,
  listOf,
  payloadOf,
  textOf,
} from './case_fields.ts';
import { judgePass } from './judge_pass.ts';

const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A health card as the text of one code. */
export function judgeHealthCard(given: Json): Promise<Judgement> {
  return judgeCodes(given, ok([payloadOf(given)]));
}

/** A health card as a JWS. */
export function judgeHealthCardJws(given: Json): Promise<Judgement> {
  return judgeCodes(given, codesOf([textOf(given.payload)]));
}

/** The codes of one health card, in the order in which they were scanned. */
export function judgeHealthCardChunks(given: Json): Promise<Judgement> {
  const { payload } = given;
  if (!Array.isArray(payload)) throw new BadCase();
  const joined = joinShcChunks(payload.map(textOf));
  return judgeCodes(given, joined.ok ? ok([joined.value]) : joined);
}

/** A `.smart-health-card` file, each of whose cards must be good. */
export function judgeHealthCardFile(given: Json): Promise<Judgement> {
  const file = parseExactJson(textOf(given.payload));
  const cards = isJson(file) ? file.verifiableCredential : null;
  const areCards = Array.isArray(cards) && cards.every((card) => typeof card === 'string');
  return judgeCodes(given, areCards && cards.length > 0 ? codesOf(cards) : fail('bad_claims'));
}

/**
 * The payload of a card that nobody signed, as an author of cards has it checked: what is forbidden fails,
 * what is discouraged or out of its time warns, and the best that can be said is that it is unsigned. Without
 * a clock in the case the machine's own counts.
 */
export function judgeHealthCardPayload(given: Json): Judgement {
  const text = textOf(given.payload);
  if (text !== text.trim()) return { verdict: 'fail', reason: 'bad_encoding' };
  const read = readHealthCardClaims(parseBoundedJson(text)?.value);
  if (!read.ok) return { verdict: 'fail', reason: read.error };
  const { expires, notBefore, warnings } = read.value;
  const now = given.clock === null ? Date.now() : clockOf(given);
  const start = readNumericDate(notBefore);
  const end = readNumericDate(expires);
  // Numbers of milliseconds, as a rule.
  if (start === null || (end === null && expires !== null)) return warn('bad_time_claim');
  if (!(start <= now)) return warn('not_yet_valid');
  if (end !== null && !(now < end)) return warn('expired');
  const [warning] = warnings;
  return warning === undefined ? { verdict: 'unsigned', reason: 'unsigned' } : warn(warning);
}

function warn(reason: string): Judgement {
  return { verdict: 'warn', reason };
}

/** An issuer's JWK set. */
export function judgeHealthCardKeys(given: Json): Judgement {
  const { issuer } = given;
  const read = readHealthCardKeys(parseBoundedJson(textOf(given.payload))?.value, {
    issuer: typeof issuer === 'string' ? issuer : null,
    certificatesAt: clockOf(given),
  });
  return read.ok ? { verdict: 'pass', reason: 'valid' } : { verdict: 'fail', reason: read.error };
}

async function judgeCodes(
  given: Json,
  codes: Result<readonly (string | Uint8Array)[], string>,
): Promise<Judgement> {
  const trust = trustOf(given);
  if (!trust.ok) return { verdict: 'fail', reason: trust.error };
  if (!codes.ok) return { verdict: 'fail', reason: codes.error };
  for (const code of codes.value) {
    const now = clockOf(given);
    const { verdict, reason } = await judgePass({ code, trust: trust.value, now, clockSkewMs: 0 });
    if (verdict !== 'pass') return { verdict, reason };
  }
  return { verdict: 'pass', reason: 'valid' };
}

function codesOf(cards: readonly string[]): Result<readonly string[], 'bad_encoding'> {
  return cards.every((card) => COMPACT_JWS.test(card)) ? ok(cards.map(encodeShcCode)) : fail('bad_encoding');
}

/** The issuers' keys and revocation lists: trust in part of them would be none. */
function trustOf(given: Json): Result<TrustList, string> {
  const keys: TrustedKey[] = [];
  const entries: RevocationEntry[] = [];
  const issuers = new Map<string, HealthCardKeys>();
  for (const { iss, type, value } of listOf(given.keys)) {
    if (type !== 'jwks') throw new BadCase();
    const issuer = textOf(iss);
    const read = readHealthCardKeys(value, { issuer, certificatesAt: null });
    if (!read.ok) return read;
    keys.push(...read.value.keys);
    issuers.set(issuer, read.value);
  }
  const { crl = [] } = given;
  if (!Array.isArray(crl)) throw new BadCase();
  for (const list of crl) {
    // A list does not say whose it is: whoever publishes its key does.
    const owners = [...issuers].filter(([, set]) => set.keys.some(({ keyId }) => keyId === list?.kid));
    if (owners.length === 0) return fail('unknown_key');
    for (const [issuer, known] of owners) {
      const read = readHealthCardRevocations(list, issuer, known);
      if (!read.ok) return read;
      entries.push(...read.value);
    }
  }
  const dates = { issuedAt: null, validUntil: null };
  return ok(buildTrustList(keys, dates, { revocations: buildRevocationIndex(entries) }));
}

/** JSON with nothing around it. */
function parseExactJson(text: string): unknown {
  return text === text.trim() ? parseBoundedJson(text)?.value : undefined;
}
