import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** RFC 9285 section 4 read backwards, letter group by letter group. */
function decode(text: string): Uint8Array {
  const groups = text.match(/.{1,3}/g) ?? [];
  return Uint8Array.from(
    groups.flatMap((group) => {
      const value = [...group].reduce((sum, letter, place) => sum + ALPHABET.indexOf(letter) * 45 ** place, 0);
      return group.length === 3 ? [value >> 8, value & 0xff] : [value];
    }),
  );
}

describe('encodeBase45', () => {
  it.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
    ['', ''],
  ])('encodes the example %s of RFC 9285', (plain, text) => {
    expect(encodeBase45(Buffer.from(plain))).toBe(text);
  });

  it.each([
    [[0], '00'],
    [[0, 0], '000'],
    [[255], 'U5'],
    [[255, 255], 'FGW'],
  ])('encodes the bounds %j', (bytes, text) => expect(encodeBase45(Uint8Array.from(bytes))).toBe(text));

  it('loses nothing, and uses the letters of a QR code only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const text = encodeBase45(bytes);
        expect(text).toHaveLength(Math.floor(bytes.length / 2) * 3 + (bytes.length % 2) * 2);
        expect([...text].every((letter) => ALPHABET.includes(letter))).toBe(true);
        expect(decode(text)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });
});
