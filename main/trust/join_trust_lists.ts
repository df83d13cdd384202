import type { TrustList } from '../pass/trust_list.ts';

/** Several lists as one: issued when the newest was, good until the first of them ends. */
export function joinTrustLists(lists: readonly TrustList[]): TrustList {
  const instants = (pick: (list: TrustList) => number | null) => lists.map(pick).filter((at) => at !== null);
  const issued = instants(({ issuedAt }) => issuedAt);
  const ends = instants(({ validUntil }) => validUntil);
  return {
    issuedAt: issued.length === 0 ? null : Math.max(...issued),
    validUntil: ends.length === 0 ? null : Math.min(...ends),
    keyCount: lists.reduce((sum, list) => sum + list.keyCount, 0),
    findKeys: (format, issuer, keyId) => lists.flatMap((list) => list.findKeys(format, issuer, keyId)),
    anchors: (format) => lists.flatMap((list) => list.anchors(format)),
    revocations: {
      covers: (format) => lists.some(({ revocations }) => revocations.covers(format)),
      isRevoked: (...query) => lists.some(({ revocations }) => revocations.isRevoked(...query)),
    },
  };
}
