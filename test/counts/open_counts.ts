import { generateKeyPairSync, sign } from 'node:crypto';
import { type Counter, createCounter } from '../../main/counts/counter.ts';
import { createEventLog, type EventLog } from '../../main/counts/event_log.ts';
import type { CountsDatabase } from '../../main/counts/counts_database.ts';
import { openDatabase } from '../../main/counts/open_database.ts';

const pair = generateKeyPairSync('ed25519');

/** The key by which events are signed in these tests. */
export const EVENT_KEY = pair.publicKey;

export type TestVenue = ReturnType<Parameters<typeof createCounter>[1]['venue']>;

export const VENUE: TestVenue = { timeZone: 'Asia/Hong_Kong', dayStartsAt: 0, capacity: null, capacityWarnings: [0.8, 0.95] };

/** Counts in a real file with all that writes them, as a program that was just started. */
export function openCounts(
  file: string,
  options: { readonly venue?: () => TestVenue; readonly now?: () => number } = {},
): { readonly database: CountsDatabase; readonly counter: Counter; readonly log: EventLog } {
  const opened = openDatabase(file);
  if (!opened.ok) throw new Error(opened.error);
  const log = createEventLog(opened.value, {
    sign: (hash) => sign(null, hash, pair.privateKey),
    now: options.now ?? Date.now,
  });
  const counter = createCounter(opened.value, { venue: options.venue ?? (() => VENUE), log });
  return { database: opened.value, counter, log };
}
