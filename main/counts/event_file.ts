import type { ChainedEvent } from './event_chain.ts';

/** An event log as it leaves the kiosk, with the key (SPKI, DER) by which it can be checked anywhere. */
export interface EventFile {
  readonly publicKey: Uint8Array;
  readonly events: readonly ChainedEvent[];
}

const FORMAT = 'venue-pass-kiosk events 1';

/** Text, one JSON object a line: first the format and the key, then an event each, with hashes in hexadecimal. */
export function writeEventFile({ events, publicKey }: EventFile): string {
  const lines = events.map(({ hash, previous, signature, ...event }) =>
    JSON.stringify({ ...event, previous: hex(previous), hash: hex(hash), signature: hex(signature) }),
  );
  return [JSON.stringify({ format: FORMAT, publicKey: hex(publicKey) }), ...lines, ''].join('\n');
}

/** Reads such a text; nothing in it is believed before `verifyChain` has gone through it. Or the number of a bad line. */
export function readEventFile(
  text: string,
): { readonly ok: true; readonly value: EventFile } | { readonly ok: false; readonly error: { readonly line: number } } {
  const [first = '', ...lines] = text.replace(/\n$/, '').split('\n');
  const head = parsed(first);
  const publicKey = bytes(head?.publicKey);
  if (head?.format !== FORMAT || publicKey === null) return { ok: false, error: { line: 1 } };
  const events: ChainedEvent[] = [];
  for (const [index, line] of lines.entries()) {
    const event = eventOf(parsed(line));
    if (event === null) return { ok: false, error: { line: index + 2 } };
    events.push(event);
  }
  return { ok: true, value: { publicKey, events } };
}

function eventOf(row: Readonly<Record<string, unknown>> | null): ChainedEvent | null {
  if (row === null) return null;
  const { amount, atMs, kind, sequence, word } = row;
  const [previous, hash, signature] = [bytes(row.previous), bytes(row.hash), bytes(row.signature)];
  const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
  if (!isWhole(sequence) || !isWhole(atMs) || !isWhole(amount) || typeof kind !== 'string' || typeof word !== 'string') return null;
  if (previous === null || hash === null || signature === null) return null;
  return { sequence, atMs, kind, word, amount, previous, hash, signature };
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function bytes(value: unknown): Uint8Array | null {
  return typeof value === 'string' && /^(?:[0-9a-f]{2})+$/.test(value) ? Buffer.from(value, 'hex') : null;
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}
