import { createHmac, randomBytes } from 'node:crypto';

/** Remembers in memory, as keyed digests only, which passes for one entry have been used. */
export interface UsedPasses {
  isUsed(content: Uint8Array): boolean;
  markUsed(content: Uint8Array): void;
  /** Throws the key and all digests away, as at closing time. */
  forget(): void;
}

/** More than any gate admits in a day. */
const MAX_ENTRIES = 200_000;
const DIGEST_BYTES = 16;

/**
 * A pass for one entry is good once at this kiosk until closing time. Nothing of it reaches the disk, so a restart
 * forgets it too: doors that must not are to be told by the issuer's list.
 */
export function createUsedPasses(): UsedPasses {
  let key = randomBytes(32);
  const used = new Set<string>();
  const digestOf = (content: Uint8Array) =>
    createHmac('sha256', key).update(content).digest().subarray(0, DIGEST_BYTES).toString('latin1');
  return {
    isUsed: (content) => used.has(digestOf(content)),
    markUsed(content) {
      used.add(digestOf(content));
      if (used.size <= MAX_ENTRIES) return;
      const oldest = used.values().next();
      if (!oldest.done) used.delete(oldest.value);
    },
    forget() {
      key = randomBytes(32);
      used.clear();
    },
  };
}
