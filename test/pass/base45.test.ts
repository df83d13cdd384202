import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import { decodeBase45 } from '../../main/pass/base45.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

describe('decodeBase45', () => {
  it.each([
    ['BB8', 'AB'],
    ['%69 VD92EX0', 'Hello!!'],
    ['UJCLQE7W581', 'base-45'],
    ['QED8WEX0', 'ietf!'],
    ['', ''],
  ])('decodes the example %s of RFC 9285', (text, plain) =>
    expect(Buffer.from(decodeBase45(text) ?? []).toString()).toBe(plain),
  );

  it.each([
    ['a length of 1 modulo 3', 'BB8A'],
    ['a lower case letter', 'bb8'],
    ['a letter outside ASCII', 'BBÄ'],
    ['a letter whose low byte is in the alphabet', 'BB\u0138'],
    ['a triplet above 65535', 'GGW'],
    ['a pair above 255', 'V5'],
    ['a line end', 'BB8\r\n'],
  ])('refuses %s', (_what, text) => expect(decodeBase45(text)).toBeNull());

  it('starts where it is told', () => {
    expect(Buffer.from(decodeBase45('HC1:BB8', 4) ?? []).toString()).toBe('AB');
  });

  it('gives back whatever was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(Buffer.from(decodeBase45(encodeBase45(bytes)) ?? [])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('accepts only what an encoder writes', () => {
    const text = fc.array(fc.constantFrom(...ALPHABET), { maxLength: 60 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(text, (given) => {
        const bytes = decodeBase45(given);
        if (bytes !== null) expect(encodeBase45(bytes)).toBe(given);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void decodeBase45(text)));
  });
});
