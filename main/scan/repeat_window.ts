import { createHmac, randomBytes } from 'node:crypto';

/** Remembers for a short while, in memory and only as a keyed digest, which content was just presented. */
export interface RepeatWindow {
  /** True when the same content was seen within the window; a sighting in the window extends it. */
  isRepeat(content: Uint8Array, atMs: number): boolean;
  /** Throws the key and all digests away. */
  forget(): void;
}

const MAX_ENTRIES = 64;

/**
 * One presentation, one decision: a phone held before the camera is read many times a second and perhaps
 * by a hand scanner as well. `windowMs` counts from the last sighting, so it ends when the visitor left.
 */
export function createRepeatWindow(windowMs: number): RepeatWindow {
  let key = randomBytes(32);
  const lastSeen = new Map<string, number>();
  return {
    isRepeat(content, atMs) {
      for (const [digest, at] of lastSeen) {
        if (atMs - at > windowMs) lastSeen.delete(digest);
      }
      const digest = createHmac('sha256', key).update(content).digest('base64');
      const repeat = lastSeen.delete(digest);
      lastSeen.set(digest, atMs);
      if (lastSeen.size > MAX_ENTRIES) {
        const oldest = lastSeen.keys().next();
        if (!oldest.done) lastSeen.delete(oldest.value);
      }
      return repeat;
    },
    forget() {
      key = randomBytes(32);
      lastSeen.clear();
    },
  };
}
