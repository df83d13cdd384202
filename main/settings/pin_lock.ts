import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { PinLock } from '../manager.ts';
import { fail, ok } from '../pass/result.ts';
import type { StoredJson } from './stored_json.ts';

/** The PIN as it is stored: a memory-hard hash (RFC 7914), and how often it was missed. */
export const pinRecord = z.strictObject({
  salt: z.string().max(64),
  hash: z.string().max(128),
  misses: z.number().int().nonnegative(),
  waitUntilMs: z.number().nonnegative(),
});

export type PinRecord = z.infer<typeof pinRecord>;

const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;
const FREE_MISSES = 3;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;
const IDLE_LOCK_MS = 5 * 60_000;
const PIN = /^\d{4,12}$/;

/**
 * A lock that opens with the PIN and closes by itself after five idle minutes. After three misses each further
 * one doubles a wait that survives a restart.
 */
export function createPinLock(parts: {
  readonly store: StoredJson<PinRecord>;
  /** The PIN of a kiosk on which none was ever set; null: the first one that is entered is kept. */
  readonly firstPin: string | null;
  readonly now: () => number;
}): PinLock {
  const { now, store } = parts;
  let openUntil = 0;

  async function record(entered: string): Promise<PinRecord | null> {
    const stored = store.read();
    if (stored !== null) return stored;
    const first = parts.firstPin ?? entered;
    if (!PIN.test(first)) return null;
    const made = await hashPin(first);
    return store.write(made) ? made : null;
  }

  function waitMs(): number {
    const left = (store.read()?.waitUntilMs ?? 0) - now();
    // A clock that was set back must not lock the manager out for longer than the longest wait.
    return Math.min(Math.max(0, left), LONGEST_WAIT_MS);
  }

  async function tryPin(pin: string) {
    if (waitMs() > 0) return fail('wait' as const);
    const current = await record(pin);
    if (current === null) return fail('wrong_pin' as const);
    const given = await derive(pin, Buffer.from(current.salt, 'base64'));
    if (timingSafeEqual(given, Buffer.from(current.hash, 'base64'))) {
      if (current.misses > 0) store.write({ ...current, misses: 0, waitUntilMs: 0 });
      return ok(null);
    }
    const misses = current.misses + 1;
    const wait = misses < FREE_MISSES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (misses - FREE_MISSES), LONGEST_WAIT_MS);
    store.write({ ...current, misses, waitUntilMs: wait === 0 ? 0 : now() + wait });
    return fail('wrong_pin' as const);
  }

  return {
    // A clock that was set back closes the lock too.
    isUnlocked: () => now() < openUntil && openUntil - now() <= IDLE_LOCK_MS,
    touch() {
      openUntil = now() + IDLE_LOCK_MS;
    },
    waitMs,
    async unlock(pin) {
      const tried = await tryPin(pin);
      if (tried.ok) openUntil = now() + IDLE_LOCK_MS;
      return tried;
    },
    lock() {
      openUntil = 0;
    },
    async change(current, next) {
      if (!PIN.test(next)) return fail('bad_input');
      const tried = await tryPin(current);
      if (!tried.ok) return tried;
      return store.write(await hashPin(next)) ? ok(null) : fail('not_saved');
    },
  };
}

async function hashPin(pin: string): Promise<PinRecord> {
  const salt = randomBytes(16);
  const hash = await derive(pin, salt);
  return { salt: salt.toString('base64'), hash: hash.toString('base64'), misses: 0, waitUntilMs: 0 };
}

function derive(pin: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, HASH_BYTES, SCRYPT, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
