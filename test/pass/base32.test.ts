import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase32 } from '../../main/pass/base32.ts';
import { encodeBase32 } from './make_nzcp.ts';

const textOf = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('latin1'));

describe('decodeBase32', () => {
  it.each([
    ['', ''],
    ['MY', 'f'],
    ['MZXQ', 'fo'],
    ['MZXW6', 'foo'],
    ['MZXW6YQ', 'foob'],
    ['MZXW6YTB', 'fooba'],
    ['MZXW6YTBOI', 'foobar'],
    ['MY======', 'f'],
    ['MZXQ====', 'fo'],
    ['MZXW6===', 'foo'],
    ['MZXW6YQ=', 'foob'],
    ['MZXW6YTBOI======', 'foobar'],
  ])('reads %s as RFC 4648 section 10 has it', (text, plain) => {
    expect(textOf(decodeBase32(text))).toBe(plain);
  });

  it.each([
    ['a length that nothing encodes to', 'M'],
    ['a length that nothing encodes to', 'MZX'],
    ['a length that nothing encodes to', 'MZXW6Y'],
    ['bits left over', 'MZ'],
    ['bits left over', 'MZXR'],
    ['bits left over', 'MZXW7'],
    ['bits left over', 'MZXW6YR'],
    ['lower case', 'my'],
    ['a digit that the alphabet lacks', 'M1'],
    ['a digit that the alphabet lacks', 'M0'],
    ['a space', 'MY '],
    ['a line end', 'MZXW\n6YTB'],
    ['a sign beyond ASCII whose low byte is in the alphabet', 'M\u0159'],
    ['padding that is too short', 'MY====='],
    ['padding that is too long', 'MY======='],
    ['padding where none is due', 'MZXW6YTB========'],
    ['padding and nothing else', '========'],
    ['padding within', 'MY======MZXW6YTB'],
  ])('refuses %s: %j', (_what, text) => {
    expect(decodeBase32(text)).toBeNull();
  });

  it('starts where it is told to', () => {
    expect(textOf(decodeBase32('NZCP:/1/MZXW6YTB', 8))).toBe('fooba');
  });

  it('reads back whatever was encoded, and only one text without padding for it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(Buffer.from(decodeBase32(encodeBase32(bytes)) ?? [255])).toEqual(Buffer.from(bytes));
      }),
    );
    const anyText = fc.string({ unit: fc.constantFrom(...'ABCXYZ234567'), maxLength: 24 });
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = decodeBase32(text);
        expect(bytes === null || encodeBase32(bytes) === text).toBe(true);
      }),
    );
  });
});
