const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const NOT_IN_ALPHABET = 255;
const VALUE_OF_CODE = new Uint8Array(128).fill(NOT_IN_ALPHABET);
for (let value = 0; value < ALPHABET.length; value += 1) VALUE_OF_CODE[ALPHABET.charCodeAt(value)] = value;

/** Decodes Base45 (RFC 9285 section 4) from `start`; null for anything that an encoder would not write. */
export function decodeBase45(text: string, start = 0): Uint8Array | null {
  const length = text.length - start;
  if (length % 3 === 1) return null;
  const bytes = Buffer.allocUnsafe(Math.floor(length / 3) * 2 + (length % 3 === 2 ? 1 : 0));
  let at = 0;
  for (let i = start; i < text.length; i += 3) {
    const first = valueAt(text, i);
    const second = valueAt(text, i + 1);
    if (first === NOT_IN_ALPHABET || second === NOT_IN_ALPHABET) return null;
    if (i + 2 < text.length) {
      const third = valueAt(text, i + 2);
      const value = first + second * 45 + third * 2025;
      if (third === NOT_IN_ALPHABET || value > 0xffff) return null;
      bytes[at++] = value >> 8;
      bytes[at++] = value & 0xff;
    } else {
      const value = first + second * 45;
      if (value > 0xff) return null;
      bytes[at++] = value;
    }
  }
  return bytes;
}

function valueAt(text: string, index: number): number {
  return VALUE_OF_CODE[text.charCodeAt(index)] ?? NOT_IN_ALPHABET;
}
