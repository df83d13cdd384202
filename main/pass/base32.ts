const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const NOT_IN_ALPHABET = 255;
const VALUE_OF_CODE = new Uint8Array(128).fill(NOT_IN_ALPHABET);
for (let value = 0; value < ALPHABET.length; value += 1) VALUE_OF_CODE[ALPHABET.charCodeAt(value)] = value;

/**
 * Decodes Base32 (RFC 4648 section 6) from `start`; null for anything that an encoder would not write: lower
 * case, bits left over that are not zero, a padding that is not whole. The padding as such may be left out.
 */
export function decodeBase32(text: string, start = 0): Uint8Array | null {
  let end = text.length;
  while (end > start && text[end - 1] === '=') end -= 1;
  const length = end - start;
  const padding = text.length - end;
  if (padding !== 0 && padding !== (8 - (length % 8)) % 8) return null;
  const bytes = new Uint8Array((length * 5) >> 3);
  let at = 0;
  let left = 0;
  let leftBits = 0;
  for (let i = start; i < end; i += 1) {
    const value = VALUE_OF_CODE[text.charCodeAt(i)] ?? NOT_IN_ALPHABET;
    if (value === NOT_IN_ALPHABET) return null;
    left = (left << 5) | value;
    leftBits += 5;
    if (leftBits >= 8) {
      leftBits -= 8;
      bytes[at++] = left >> leftBits;
      left &= (1 << leftBits) - 1;
    }
  }
  return leftBits < 5 && left === 0 ? bytes : null;
}
