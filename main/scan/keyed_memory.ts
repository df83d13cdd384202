import { createHmac, randomBytes } from 'node:crypto';

/** Moments, in milliseconds, at which contents were met: in memory only, and as keyed digests that name nobody. */
export interface KeyedMemory {
  /** The moment that was noted last for this content; null where none is known. */
  momentOf(content: Uint8Array): number | null;
  note(content: Uint8Array, atMs: number): void;
  /** Throws the key and all digests away, as at closing time. */
  forget(): void;
}

const DIGEST_BYTES = 16;

/** Makes a memory of at most `maxEntries` contents; beyond that it forgets the one that was noted longest ago. */
export function createKeyedMemory(maxEntries: number): KeyedMemory {
  let key = randomBytes(32);
  const moments = new Map<string, number>();
  const digestOf = (content: Uint8Array) =>
    createHmac('sha256', key).update(content).digest().subarray(0, DIGEST_BYTES).toString('latin1');
  return {
    momentOf: (content) => moments.get(digestOf(content)) ?? null,
    note(content, atMs) {
      const digest = digestOf(content);
      // Taken out first, so that the order in the map is that of the last notes.
      moments.delete(digest);
      moments.set(digest, atMs);
      if (moments.size <= maxEntries) return;
      const oldest = moments.keys().next();
      if (!oldest.done) moments.delete(oldest.value);
    },
    forget() {
      key = randomBytes(32);
      moments.clear();
    },
  };
}
