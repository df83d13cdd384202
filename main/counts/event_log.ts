import Database from 'better-sqlite3';
import type { EventKind, EventWords, LoggedEvent } from '../bridge/contract.ts';
import { type ChainedEvent, FIRST_PREVIOUS, hashOfEvent, type LogHead, verifyChain } from './event_chain.ts';
import type { CountsDatabase } from './counts_database.ts';

/** What happened at the kiosk and who may ask for it later, in words from closed lists and numbers: nobody is in it. */
export interface EventLog {
  /** Appends one event. It is on the disk when `ok` is answered; the error is SQLite's code. */
  append<Kind extends EventKind>(
    kind: Kind,
    word: EventWords[Kind],
    amount: number,
  ): { readonly ok: true; readonly value: null } | { readonly ok: false; readonly error: string };
  /** The same within a transaction of the caller's, at the time of its act. Throws what SQLite throws. */
  appendWithin<Kind extends EventKind>(atMs: number, kind: Kind, word: EventWords[Kind], amount: number): void;
  /** The newest events before that sequence (null: of all), newest first. */
  list(before: number | null, limit: number): readonly LoggedEvent[];
  /** Null: nothing has happened yet. */
  head(): LogHead | null;
  /** Whether the newest events (a thousand at most, so that it takes no time) are as that key signed them. */
  newestHold(publicKey: Uint8Array): boolean;
}

const NEWEST = 1_000;

/** The event log of a database: each row's hash covers the row before, and is signed by the kiosk (Ed25519). */
export function createEventLog(
  database: CountsDatabase,
  parts: { readonly sign: (hash: Uint8Array) => Uint8Array; readonly now: () => number },
): EventLog {
  const newest = database.prepare<[], LogHead>('SELECT sequence, hash FROM event ORDER BY sequence DESC LIMIT 1');
  const insert = database.prepare<ChainedEvent>(`
    INSERT INTO event (sequence, at, kind, word, amount, previous, hash, signature)
    VALUES (@sequence, @atMs, @kind, @word, @amount, @previous, @hash, @signature)`);
  const page = database.prepare<[number, number], LoggedEvent>(`
    SELECT sequence, at AS atMs, kind, word, amount FROM event WHERE sequence < ? ORDER BY sequence DESC LIMIT ?`);

  const chain = database.prepare<[number], ChainedEvent>(`
    SELECT sequence, at AS atMs, kind, word, amount, previous, hash, signature FROM event ORDER BY sequence DESC LIMIT ?`);

  function appendWithin(atMs: number, kind: string, word: string, amount: number): void {
    // Read anew each time: what was appended before may have been rolled back.
    const last = newest.get();
    const content = {
      sequence: (last?.sequence ?? 0) + 1,
      atMs: Math.floor(atMs),
      kind,
      word,
      amount,
      previous: last?.hash ?? FIRST_PREVIOUS,
    };
    const hash = hashOfEvent(content);
    insert.run({ ...content, hash, signature: parts.sign(hash) });
  }
  const appendAlone = database.transaction(appendWithin);

  return {
    append(kind, word, amount) {
      try {
        appendAlone.immediate(parts.now(), kind, word, amount);
        return { ok: true, value: null };
      } catch (cause) {
        if (cause instanceof Database.SqliteError) return { ok: false, error: cause.code };
        throw cause;
      }
    },
    appendWithin,
    list: (before, limit) => page.all(before ?? Number.MAX_SAFE_INTEGER, limit),
    head: () => newest.get() ?? null,
    newestHold(publicKey) {
      const [before, ...events] = chain.all(NEWEST + 1).reverse();
      if (before === undefined) return true;
      // The oldest of all follows nothing; of a longer log, that one is taken as it is.
      return (before.sequence === 1 ? verifyChain([before, ...events], publicKey, null) : verifyChain(events, publicKey, null, before)).ok;
    },
  };
}
