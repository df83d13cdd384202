import type { TrustList } from '../pass/trust_list.ts';

/** Several lists as one: issued when the newest was, good until the first of them ends. */
export function joinTrustLists(lists: readonly TrustList[]): TrustList {
  const instants = (pick: (list: TrustList) => number | null) => lists.map(pick).filter((at) => at !== null);
  const issued = instants(({ issuedAt }) => issuedAt);
  const earliest = (pick: (list: TrustList) => number | null) => {
    const ends = instants(pick);
    return ends.length === 0 ? null : Math.min(...ends);
  };
  return {
    issuedAt: issued.length === 0 ? null : Math.max(...issued),
    validUntil: earliest(({ validUntil }) => validUntil),
    keyCount: lists.reduce((sum, list) => sum + list.keyCount, 0),
    findKeys: (format, issuer, keyId) => lists.flatMap((list) => list.findKeys(format, issuer, keyId)),
    anchors: (format) => lists.flatMap((list) => list.anchors(format)),
    revocationsValidUntil: earliest(({ revocationsValidUntil }) => revocationsValidUntil),
    revocations: {
      covers: (format) => lists.some(({ revocations }) => revocations.covers(format)),
      isRevoked: (...query) => lists.some(({ revocations }) => revocations.isRevoked(...query)),
    },
  };
}
