import { REVOCATION_ID } from '../pass/formats/health_card_claims.ts';
import { healthCardRevocationName } from '../pass/formats/health_card_revocation_name.ts';
import { readNumericDate } from '../pass/numeric_date.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import { type HealthCardKeys, readRevocationVersion } from './health_card_keys.ts';
import type { RevocationEntry } from './revocation_entry.ts';

export type HealthCardRevocationError =
  | 'not_a_revocation_list'
  | 'unknown_key'
  | 'unknown_method'
  | 'bad_counter'
  | 'version_mismatch'
  | 'too_many_entries'
  | 'bad_revocation_id'
  | 'revocation_id_repeated';

const MAX_ENTRIES = 1_000_000;
const TIMESTAMP = /^\d{1,12}(?:\.\d{1,9})?$/;

/**
 * An issuer's card revocation list for one of its `keys` (SMART Health Cards Framework 1.4.0, "Revocation"):
 * all of it, or none. Where the key states a version the list must have that one. A timestamp behind a dot
 * withdraws only the cards that were issued before it.
 */
export function readHealthCardRevocations(
  list: unknown,
  issuer: string,
  { keys, revocationVersions }: HealthCardKeys,
): Result<readonly RevocationEntry[], HealthCardRevocationError> {
  if (typeof list !== 'object' || list === null) return fail('not_a_revocation_list');
  const { ctr, kid, method, rids } = list as Readonly<Record<string, unknown>>;
  if (typeof kid !== 'string' || !Array.isArray(rids)) return fail('not_a_revocation_list');
  if (!keys.some(({ keyId }) => keyId === kid)) return fail('unknown_key');
  if (method !== 'rid') return fail('unknown_method');
  const version = readRevocationVersion(ctr);
  if (version === null) return fail('bad_counter');
  if (version !== (revocationVersions.get(kid) ?? version)) return fail('version_mismatch');
  if (rids.length > MAX_ENTRIES) return fail('too_many_entries');

  const seen = new Set<string>();
  const entries: RevocationEntry[] = [];
  for (const item of rids) {
    const read = readItem(item);
    if (read === null) return fail('bad_revocation_id');
    const { issuedBefore, revocationId } = read;
    if (seen.has(revocationId)) return fail('revocation_id_repeated');
    seen.add(revocationId);
    const name = healthCardRevocationName(issuer, kid, revocationId);
    entries.push({ format: 'shc', ...name, issuedBefore, from: Number.NEGATIVE_INFINITY });
  }
  return ok(entries);
}

/** `rid` or `rid.timestamp`; a timestamp that is no time in seconds makes neither. */
function readItem(item: unknown): { readonly revocationId: string; readonly issuedBefore: number } | null {
  if (typeof item !== 'string') return null;
  const dot = item.indexOf('.');
  const revocationId = dot < 0 ? item : item.slice(0, dot);
  if (!REVOCATION_ID.test(revocationId)) return null;
  if (dot < 0) return { revocationId, issuedBefore: Number.POSITIVE_INFINITY };
  const timestamp = item.slice(dot + 1);
  const issuedBefore = TIMESTAMP.test(timestamp) ? readNumericDate(Number(timestamp)) : null;
  return issuedBefore === null ? null : { revocationId, issuedBefore };
}
