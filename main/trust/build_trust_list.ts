import { NOTHING_REVOKED, type RevocationIndex } from '../pass/revocation.ts';
import type { TrustAnchor, TrustedKey, TrustList } from '../pass/trust_list.ts';
import type { PassFormat } from '../pass/verdict.ts';

/** Indexes keys by format and key id, once, when a trust list is loaded. Times are milliseconds since 1970. */
export function buildTrustList(
  keys: readonly TrustedKey[],
  dates: { readonly issuedAt: number | null; readonly validUntil: number | null },
  others: { readonly anchors?: readonly TrustAnchor[]; readonly revocations?: RevocationIndex } = {},
): TrustList {
  const anchors = others.anchors ?? [];
  const index = new Map<string, TrustedKey[]>();
  for (const key of keys) {
    const place = placeOf(key.format, key.keyId);
    const there = index.get(place);
    if (there === undefined) index.set(place, [key]);
    else there.push(key);
  }
  return {
    ...dates,
    keyCount: keys.length + anchors.length,
    findKeys(format, issuer, keyId) {
      const found = index.get(placeOf(format, keyId)) ?? [];
      return issuer === null ? found : found.filter((key) => key.issuer === issuer);
    },
    anchors: (format) => anchors.filter((anchor) => anchor.format === format),
    revocations: others.revocations ?? NOTHING_REVOKED,
    revocationsValidUntil: null,
  };
}

function placeOf(format: PassFormat, keyId: string): string {
  return `${format} ${keyId}`;
}
