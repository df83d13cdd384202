import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { LoggedEvent } from '../bridge/contract.ts';

/** One row of the event log with what holds it in its place. */
export interface ChainedEvent extends LoggedEvent {
  readonly previous: Uint8Array;
  readonly hash: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * The newest event of a log. Written down elsewhere, if only the first bytes of its hash, it shows later that nothing up
 * to it was changed or cut off.
 */
export interface LogHead {
  readonly sequence: number;
  readonly hash: Uint8Array;
}

/**
 * What is wrong with a row: its content does not give its hash, or the row before is not the one that it follows
 * (`edited`); there is none (`missing`); it stands elsewhere in the log (`reordered`); another key signed it, or its
 * signature was changed (`foreign_signature`); it is not the one that was written down (`replaced`).
 */
export type ChainFault = 'edited' | 'missing' | 'reordered' | 'foreign_signature' | 'replaced';

/** What the first event follows. */
export const FIRST_PREVIOUS: Uint8Array = new Uint8Array(32);

/** SHA-256 over the previous hash and the row as JSON, in which no two rows look alike. */
export function hashOfEvent({ amount, atMs, kind, previous, sequence, word }: Omit<ChainedEvent, 'hash' | 'signature'>): Buffer {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify([sequence, atMs, kind, word, amount]))
    .digest();
}

/**
 * Goes through the rows of a log in their order, and answers its head, or the first row that does not hold and why.
 * `head` is one that was written down earlier: a log that ends before it was cut. `from` is the row that the first one
 * follows. Pure; the key is an Ed25519 one.
 */
export function verifyChain(
  events: readonly ChainedEvent[],
  publicKey: KeyObject | Uint8Array,
  head: LogHead | null,
  from: LogHead = { sequence: 0, hash: FIRST_PREVIOUS },
):
  | { readonly ok: true; readonly value: LogHead }
  | { readonly ok: false; readonly error: { readonly sequence: number; readonly fault: ChainFault } } {
  const key = publicKey instanceof Uint8Array ? createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }) : publicKey;
  const bad = (sequence: number, fault: ChainFault) => ({ ok: false, error: { sequence, fault } }) as const;
  let last = from;
  for (const [index, event] of events.entries()) {
    const sequence = last.sequence + 1;
    if (event.sequence !== sequence) {
      const isLater = event.sequence < sequence || events.slice(index).some((later) => later.sequence === sequence);
      return bad(sequence, isLater ? 'reordered' : 'missing');
    }
    if (!isSame(hashOfEvent(event), event.hash) || !isSame(event.previous, last.hash)) return bad(sequence, 'edited');
    if (!verify(null, event.hash, key, event.signature)) return bad(sequence, 'foreign_signature');
    if (head?.sequence === sequence && !isSame(head.hash, event.hash.subarray(0, head.hash.length))) return bad(sequence, 'replaced');
    last = { sequence, hash: event.hash };
  }
  if (head !== null && head.sequence > last.sequence) return bad(last.sequence + 1, 'missing');
  return { ok: true, value: last };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
