import { hash } from 'node:crypto';
import { NO_FACTS } from '../facts.ts';
import { readNumericDate } from '../numeric_date.ts';
import { NO_LIMITS, type PassReader } from '../pass_reader.ts';
import { readProtobuf } from '../protobuf.ts';
import { fail, ok } from '../result.ts';

const VERSION = 1;
const HEADER_BYTES = 5;
const HEADER_CHARACTERS = 8;
const SIGNATURE_BYTES = 64;
/** A header, one byte of ticket and a signature. */
const MIN_CHARACTERS = 96;
const BASE64_AND_SPACES = /^[A-Za-z0-9+/=\s]+$/;
const REVOCATION_HASH_BYTES = 16;
/** Beyond it an int64 is negative. */
const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;

// The message `Ticket`: field numbers and their types.
const SEED = 1;
const ITEM = 2;
const VARIATION = 3;
const SUBEVENT = 4;
const VALID_FROM = 5;
const VALID_UNTIL = 6;
const TYPE_OF_FIELD: ReadonlyMap<number, string> = new Map([
  [SEED, 'bytes'],
  [ITEM, 'varint'],
  [VARIATION, 'varint'],
  [SUBEVENT, 'varint'],
  [VALID_FROM, 'varint'],
  [VALID_UNTIL, 'varint'],
]);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Signed ticket of the event software pretix, scheme `pretix_sig1`: reversed base64 of 1 | n | m | ticket |
 * Ed25519 signature. It names neither its event nor its key, so that every key of every event is tried.
 */
export const pretixReader = {
  format: 'pretix',

  // By the ends of the text that are fixed, so that a damaged ticket is still called one.
  recognises({ text }) {
    if (text === null || text.length < MIN_CHARACTERS || !BASE64_AND_SPACES.test(text)) return false;
    const header = Buffer.from(reverse(text.slice(-HEADER_CHARACTERS)), 'base64');
    return header[0] === VERSION && header[3] === 0 && header[4] === SIGNATURE_BYTES;
  },

  open({ text }) {
    const base64 = reverse(text ?? '');
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.toString('base64') !== base64) return fail('bad_encoding');
    const parts = splitTicket(bytes);
    // Bytes after the signature would make another text of the same ticket, which no list of secrets knows.
    if (parts === null || bytes.length !== HEADER_BYTES + parts.ticket.length + SIGNATURE_BYTES) {
      return fail('bad_envelope');
    }
    const { signature, ticket } = parts;
    const signed = { algorithm: 'EdDSA', signedBytes: ticket, signature, payload: ticket } as const;
    return ok({ issuer: null, keyId: '', ...signed });
  },

  readClaims({ payload, signer }) {
    const ticket = readTicket(payload);
    if (ticket === null) return fail('bad_claims');
    const notBefore = readTime(ticket.validFrom);
    const validUntil = readTime(ticket.validUntil);
    if (Number.isNaN(notBefore) || Number.isNaN(validUntil)) return fail('bad_time_claim');
    const { item, seed, subevent, variation } = ticket;
    return ok({
      ...NO_LIMITS,
      issuer: signer.issuer,
      notBefore,
      // The moment itself still counts.
      expiresAt: validUntil === null ? null : validUntil + 1,
      audience: [signer.issuer],
      singleUse: true,
      facts: {
        ...NO_FACTS,
        passId: seed,
        ticket: { event: signer.issuer, product: item, variation, subevent },
        payload: { event: signer.issuer, seed, item, variation, subevent },
      },
    });
  },

  revocationNames: ({ payload, signature, signer }) => [
    { scope: signer.issuer, kind: 'pretix_secret', hash: hashSecret(writeSecret(payload, signature)) },
  ],
} as const satisfies PassReader;

/**
 * The hash under which the reader looks for a withdrawn or blocked ticket. Lists hold whole secrets: one that
 * an encoder would have written otherwise is read leniently and written anew, so that it hits all the same.
 */
export function pretixSecretHash(secret: string): Uint8Array {
  const parts = splitTicket(Buffer.from(reverse(secret), 'base64'));
  return hashSecret(parts === null ? secret : writeSecret(parts.ticket, parts.signature));
}

function hashSecret(secret: string): Uint8Array {
  return hash('sha256', secret, 'buffer').subarray(0, REVOCATION_HASH_BYTES);
}

function writeSecret(ticket: Uint8Array, signature: Uint8Array): string {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(VERSION, 0);
  header.writeUInt16BE(ticket.length, 1);
  header.writeUInt16BE(signature.length, 3);
  return reverse(Buffer.concat([header, ticket, signature]).toString('base64'));
}

interface TicketParts {
  readonly ticket: Uint8Array;
  readonly signature: Uint8Array;
}

/** The ticket and its signature, whatever follows them; null where they are not all there. */
function splitTicket(bytes: Buffer): TicketParts | null {
  if (bytes.length < HEADER_BYTES || bytes[0] !== VERSION) return null;
  const end = HEADER_BYTES + bytes.readUInt16BE(1);
  if (bytes.readUInt16BE(3) !== SIGNATURE_BYTES || bytes.length < end + SIGNATURE_BYTES) return null;
  const signature = bytes.subarray(end, end + SIGNATURE_BYTES);
  return { ticket: bytes.subarray(HEADER_BYTES, end), signature };
}

/**
 * Unknown fields are skipped. A field that occurs twice is refused, though protobuf lets the last one win: no
 * encoder writes it, and readers must not differ about what was signed.
 */
function readTicket(payload: Uint8Array) {
  const fields = readProtobuf(payload);
  if (fields === null) return null;
  const values = new Map<number, bigint | Uint8Array>();
  for (const { number, type, value } of fields) {
    const wanted = TYPE_OF_FIELD.get(number);
    if (wanted === undefined) continue;
    if (type !== wanted || values.has(number) || (type === 'varint' && value > MAX_INT64)) return null;
    values.set(number, value);
  }
  const seed = readSeed(values.get(SEED));
  const item = idOf(values.get(ITEM));
  const variation = idOf(values.get(VARIATION));
  const subevent = idOf(values.get(SUBEVENT));
  if (seed === null || item === null) return null;
  const validFrom = values.get(VALID_FROM);
  const validUntil = values.get(VALID_UNTIL);
  return { seed, item, variation, subevent, validFrom, validUntil };
}

function readSeed(value: unknown): string | null {
  try {
    return value instanceof Uint8Array && value.length > 0 ? utf8.decode(value) : null;
  } catch {
    return null;
  }
}

/** Zero, which proto3 does not even write, is no id. */
function idOf(value: unknown): string | null {
  return typeof value === 'bigint' && value > 0n ? value.toString() : null;
}

/** Milliseconds since 1970; null where it is not set, NaN where it is no time. */
function readTime(value: unknown): number | null {
  if (value === undefined || value === 0n) return null;
  return readNumericDate(Number(value)) ?? Number.NaN;
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}
