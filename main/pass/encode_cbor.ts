import type { CborValue } from './cbor.ts';

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const FALSE = 0xf4;
const TRUE = 0xf5;
/** The first argument that needs more than 1, 2, 4 and 8 bytes. */
const LIMITS = [1n << 8n, 1n << 16n, 1n << 32n, 1n << 64n] as const;

/**
 * The core deterministic encoding (RFC 8949 section 4.2.1) of integers, byte and text strings, arrays, maps
 * and booleans; null for a value that holds anything else, such as a fraction, a tag or `null`.
 */
export function encodeCbor(value: CborValue): Uint8Array | null {
  if (typeof value === 'boolean') return Uint8Array.of(value ? TRUE : FALSE);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? encodeInteger(BigInt(value)) : null;
  if (typeof value === 'bigint') return encodeInteger(value);
  if (typeof value === 'string') return encodeString(TEXT, Buffer.from(value));
  if (value instanceof Uint8Array) return encodeString(BYTES, value);
  if (Array.isArray(value)) return join(ARRAY, value.length, value.map(encodeCbor));
  if (value instanceof Map) return encodeMap(value);
  return null;
}

function encodeInteger(value: bigint): Uint8Array | null {
  const argument = value < 0n ? -1n - value : value;
  return argument >= LIMITS[3] ? null : head(value < 0n ? NEGATIVE : UNSIGNED, argument);
}

function encodeString(major: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([head(major, BigInt(bytes.length)), bytes]);
}

/** Keys in the order of their encodings, byte by byte. */
function encodeMap(map: ReadonlyMap<CborValue, CborValue>): Uint8Array | null {
  const entries = [...map].map(([key, value]) => [encodeCbor(key), encodeCbor(value)] as const);
  entries.sort(([a], [b]) => Buffer.compare(a ?? NOTHING, b ?? NOTHING));
  return join(MAP, map.size, entries.flat());
}

const NOTHING = new Uint8Array();

function join(major: number, count: number, items: readonly (Uint8Array | null)[]): Uint8Array | null {
  const encoded = items.filter((item) => item !== null);
  return encoded.length < items.length ? null : Buffer.concat([head(major, BigInt(count)), ...encoded]);
}

function head(major: number, argument: bigint): Uint8Array {
  const bytes = Buffer.alloc(9);
  bytes.writeBigUInt64BE(argument, 1);
  const size = LIMITS.findIndex((limit) => argument < limit);
  const isShort = argument < 24n;
  const encoded = bytes.subarray(8 - (isShort ? 0 : 2 ** size));
  encoded[0] = (major << 5) | (isShort ? Number(argument) : 24 + size);
  return encoded;
}
