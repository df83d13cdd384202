import type { Input } from 'electron';
import { mayReachPage } from './key_guard.ts';

/** The keys of one window on their way to its page. */
export interface KeyGate {
  /** True: the page must not get this key now. */
  stops(input: Input): boolean;
}

/** Longer than a scanner takes from one key to the next: after it, a key is known to be a person's. */
export const HELD_MS = 60;
const MODIFIERS: ReadonlySet<string> = new Set(['Shift', 'CapsLock', 'NumLock', 'AltGraph']);

/**
 * Keeps from a page what a scanner types and every chord. Where keys press buttons or enter a PIN, each one waits until
 * none follows at a scanner's speed: the first keys of a code, which nobody can tell yet, are then dropped with it.
 */
export function createKeyGate(parts: {
  /** Told of every key; true: it belongs to a scan. */
  readonly isScanned: (input: Input) => boolean;
  /** Whether keys of the window wait; in a field for words, input methods need them at once. */
  readonly holds: () => boolean;
  /** Gives the page a key that has waited: its press, what it types, and its release. */
  readonly release: (input: Input) => void;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): KeyGate {
  let held: readonly Input[] = [];
  let cancel = () => {};
  let isReleasing = false;

  function releaseAll(): void {
    const keys = held;
    held = [];
    isReleasing = true;
    try {
      for (const key of keys) parts.release(key);
    } finally {
      isReleasing = false;
    }
  }

  return {
    stops(input) {
      // What is released comes by here again.
      if (isReleasing) return false;
      if (parts.isScanned(input)) {
        if (input.type === 'keyDown') {
          cancel();
          held = [];
        }
        return true;
      }
      if (!mayReachPage(input)) return true;
      if (!parts.holds() || MODIFIERS.has(input.key)) return false;
      if (input.type === 'keyDown' && !input.isAutoRepeat) {
        held = [...held, input];
        cancel();
        cancel = parts.setTimer(releaseAll, HELD_MS);
      }
      return true;
    },
  };
}
