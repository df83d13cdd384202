/** A tagged item (RFC 8949 section 3.4) whose meaning the reader decides. */
export interface CborTag {
  readonly tag: number;
  readonly content: CborValue;
}

/** A simple value without a JavaScript counterpart (RFC 8949 section 3.3). */
export interface CborSimple {
  readonly simple: number;
}

export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<CborValue, CborValue>
  | CborTag
  | CborSimple;

const MAX_DEPTH = 32;
/** A hundred times what a pass has; squeezed, many more would fit into a code, each of them an object. */
const MAX_ITEMS = 10_000;
/** Of a map's key that is no number, text or simple value: two of them are compared byte by byte. */
const MAX_KEY_BYTES = 1024;
const BREAK = Symbol('break');
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const SHORT_TEXT_BYTES = 12;
const ASCII = Array.from({ length: 0x80 }, (_none, code) => String.fromCharCode(code));

class CborError extends Error {}

/**
 * Decodes exactly one well-formed CBOR item (RFC 8949) that fills `bytes`; null otherwise. Stricter than
 * well-formed where leniency confuses verifiers: equal map keys and invalid UTF-8 are refused; nesting, the
 * number of items and the size of composite keys are bounded, and no length is believed before its bytes are
 * seen. Integers beyond 2^53 are bigints.
 */
export function decodeCbor(bytes: Uint8Array, maxItems = MAX_ITEMS): CborValue | null {
  const decoded = tryDecodeCbor(bytes, maxItems);
  return decoded === null ? null : decoded.value;
}

/** As decodeCbor, for callers that must tell the item `null` from a failure. */
export function tryDecodeCbor(
  bytes: Uint8Array,
  maxItems = MAX_ITEMS,
): { readonly value: CborValue } | null {
  const reader: Reader = { bytes, at: 0, itemsLeft: maxItems, view: null, ascii: null };
  try {
    const value = readItem(reader, 0);
    return value === BREAK || reader.at !== bytes.length ? null : { value };
  } catch (error) {
    if (error instanceof CborError) return null;
    throw error;
  }
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
  itemsLeft: number;
  /** The same bytes, for those who need them so. */
  view: DataView | null;
  ascii: Buffer | null;
}

function viewOf(reader: Reader): DataView {
  const { buffer, byteLength, byteOffset } = reader.bytes;
  return (reader.view ??= new DataView(buffer, byteOffset, byteLength));
}

function asciiOf(reader: Reader): Buffer {
  const { bytes } = reader;
  const { buffer, byteLength, byteOffset } = bytes;
  return (reader.ascii ??= Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, byteLength));
}

function readItem(reader: Reader, depth: number): CborValue | typeof BREAK {
  reader.itemsLeft -= 1;
  if (depth > MAX_DEPTH || reader.itemsLeft < 0) throw new CborError();
  const initial = take(reader, 1);
  const head = reader.bytes[initial] ?? 0;
  const major = head >> 5;
  const info = head & 0x1f;
  if (major === 7) return readSimple(reader, info);
  if (info === 31) return readIndefinite(reader, major, depth);
  const argument = readArgument(reader, info);
  switch (major) {
    case 0:
      return argument;
    case 1:
      return typeof argument === 'bigint' ? -1n - argument : -1 - argument;
    case 2:
      return readBytes(reader, argument);
    case 3:
      return readText(reader, argument);
    case 4:
      return readArray(reader, boundedCount(reader, argument), depth);
    case 5:
      return readMap(reader, boundedCount(reader, argument), depth);
    default:
      return readTag(reader, argument, depth);
  }
}

function take(reader: Reader, length: number): number {
  const start = reader.at;
  if (length > reader.bytes.length - start) throw new CborError();
  reader.at = start + length;
  return start;
}

function readArgument(reader: Reader, info: number): number | bigint {
  if (info < 24) return info;
  if (info === 24) return reader.bytes[take(reader, 1)] ?? 0;
  if (info === 25) return viewOf(reader).getUint16(take(reader, 2));
  if (info === 26) return viewOf(reader).getUint32(take(reader, 4));
  if (info !== 27) throw new CborError();
  const value = viewOf(reader).getBigUint64(take(reader, 8));
  // -1 - value must be exact too, hence not MAX_SAFE_INTEGER itself.
  return value < BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** Every element takes at least a byte, so that a huge count fails before anything is allocated. */
function boundedCount(reader: Reader, count: number | bigint): number {
  if (typeof count === 'bigint' || count > reader.bytes.length - reader.at) throw new CborError();
  return count;
}

function readBytes(reader: Reader, length: number | bigint): Uint8Array {
  const start = take(reader, boundedCount(reader, length));
  return reader.bytes.subarray(start, reader.at);
}

/** ASCII is most of a pass, and much cheaper without a decoder. */
function readText(reader: Reader, length: number | bigint): string {
  const { bytes } = reader;
  const start = take(reader, boundedCount(reader, length));
  const end = reader.at;
  for (let i = start; i < end; i += 1) {
    if ((bytes[i] ?? 0) >= 0x80) return decodeUtf8(bytes.subarray(start, end));
  }
  if (end - start > SHORT_TEXT_BYTES) return asciiOf(reader).toString('latin1', start, end);
  let ascii = '';
  for (let i = start; i < end; i += 1) ascii += ASCII[bytes[i] ?? 0];
  return ascii;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return text.decode(bytes);
  } catch {
    throw new CborError();
  }
}

function readArray(reader: Reader, count: number, depth: number): readonly CborValue[] {
  const items: CborValue[] = [];
  for (let i = 0; i < count || count === -1; i += 1) {
    const item = readItem(reader, depth + 1);
    if (item === BREAK) {
      if (count === -1) break;
      throw new CborError();
    }
    items.push(item);
  }
  return items;
}

function readMap(reader: Reader, count: number, depth: number): ReadonlyMap<CborValue, CborValue> {
  const map = new Map<CborValue, CborValue>();
  let otherKeys: Set<string> | null = null;
  for (let i = 0; i < count || count === -1; i += 1) {
    const keyStart = reader.at;
    const key = readItem(reader, depth + 1);
    if (key === BREAK && count === -1) break;
    const keyEnd = reader.at;
    const value = readItem(reader, depth + 1);
    if (key === BREAK || value === BREAK) throw new CborError();
    if (typeof key === 'object' && key !== null) {
      if (keyEnd - keyStart > MAX_KEY_BYTES) throw new CborError();
      const encoded = Buffer.from(reader.bytes.subarray(keyStart, keyEnd)).toString('latin1');
      otherKeys ??= new Set();
      if (otherKeys.has(encoded)) throw new CborError();
      otherKeys.add(encoded);
    }
    // An equal key adds nothing.
    if (map.set(key, value).size !== i + 1) throw new CborError();
  }
  return map;
}

function readTag(reader: Reader, tag: number | bigint, depth: number): CborValue {
  const content = readItem(reader, depth + 1);
  if (content === BREAK || typeof tag === 'bigint') throw new CborError();
  if ((tag === 2 || tag === 3) && content instanceof Uint8Array) {
    // Bignums (RFC 8949 section 3.4.3).
    const magnitude = content.length === 0 ? 0n : BigInt(`0x${Buffer.from(content).toString('hex')}`);
    return tag === 2 ? magnitude : -1n - magnitude;
  }
  return { tag, content };
}

function readSimple(reader: Reader, info: number): CborValue | typeof BREAK {
  switch (info) {
    case 20:
      return false;
    case 21:
      return true;
    case 22:
      return null;
    case 23:
      return undefined;
    case 24: {
      const simple = viewOf(reader).getUint8(take(reader, 1));
      // A second encoding of a simple value that has a shorter one; 24 to 31 are reserved, and mean nothing here.
      if (simple < 24) throw new CborError();
      return { simple };
    }
    case 25:
      return halfFloat(viewOf(reader).getUint16(take(reader, 2)));
    case 26:
      return viewOf(reader).getFloat32(take(reader, 4));
    case 27:
      return viewOf(reader).getFloat64(take(reader, 8));
    case 31:
      return BREAK;
    default:
      if (info > 27) throw new CborError();
      return { simple: info };
  }
}

/** RFC 8949 appendix D. */
function halfFloat(half: number): number {
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  const magnitude =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (fraction + 1024) * 2 ** (exponent - 25);
  return half & 0x8000 ? -magnitude : magnitude;
}

function readIndefinite(reader: Reader, major: number, depth: number): CborValue {
  if (major === 4) return readArray(reader, -1, depth);
  if (major === 5) return readMap(reader, -1, depth);
  if (major !== 2 && major !== 3) throw new CborError();
  const chunks: (Uint8Array | string)[] = [];
  for (;;) {
    const head = reader.bytes[reader.at];
    // Chunks are definite strings of the same kind (RFC 8949 section 3.2.3).
    if (head !== 0xff && (head === undefined || head >> 5 !== major || (head & 0x1f) === 31))
      throw new CborError();
    const chunk = readItem(reader, depth + 1);
    if (chunk === BREAK) break;
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(chunk);
  }
  return major === 3 ? chunks.join('') : Buffer.concat(chunks.filter((chunk) => chunk instanceof Uint8Array));
}
