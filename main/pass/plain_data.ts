import type { CborValue } from './cbor.ts';

/**
 * CBOR data as the JSON-like data that rules read: maps become objects of their text and number keys, a tagged
 * date (RFC 8949 section 3.4.1) its text, byte strings base64url. Objects have no prototype.
 */
export function toPlainData(value: CborValue): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url');
  if (value instanceof Map) {
    const plain: Record<string, unknown> = Object.create(null);
    for (const [key, item] of value) {
      // Other keys could look like a text: the array ["v"] reads as "v".
      if (typeof key === 'string' || typeof key === 'number') plain[key] = toPlainData(item);
    }
    return plain;
  }
  if (Array.isArray(value)) return value.map(toPlainData);
  if (typeof value === 'object' && value !== null && 'tag' in value) return toPlainData(value.content);
  return value;
}
