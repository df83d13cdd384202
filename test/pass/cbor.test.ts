import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor, tryDecodeCbor } from '../../main/pass/cbor.ts';

const hex = (text: string) => decodeCbor(Buffer.from(text.replaceAll(' ', ''), 'hex'));

const leaf = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 64n - 1n }),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array({ maxLength: 40 }),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)),
);
const item = fc.letrec((tie) => ({
  item: fc.oneof({ depthSize: 'small', maxDepth: 5 }, leaf, tie('list'), tie('map')),
  list: fc.array(tie('item'), { maxLength: 5 }),
  map: fc
    .uniqueArray(fc.tuple(fc.string(), tie('item')), { maxLength: 5, selector: ([key]) => key })
    .map((entries) => new Map(entries)),
})).item;

describe('decodeCbor', () => {
  it('gives back what an independent encoder wrote', () => {
    fc.assert(
      fc.property(item, (value) => {
        expect(tryDecodeCbor(new Uint8Array(encode(value)))).toEqual({ value });
      }),
    );
  });

  it('refuses an item cut short anywhere, and one with bytes after it', () => {
    fc.assert(
      fc.property(item, fc.nat(), (value, at) => {
        const bytes = encode(value);
        expect(tryDecodeCbor(bytes.subarray(0, at % bytes.length))).toBeNull();
        expect(tryDecodeCbor(Buffer.concat([bytes, Uint8Array.of(0)]))).toBeNull();
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeCbor(bytes)),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['an equal text key', 'a2 6161 01 6161 02'],
    ['an equal key in another width', 'a2 04 01 1804 02'],
    ['an equal key as a float', 'a2 01 01 f93c00 02'],
    ['an equal byte string key', 'a2 4101 01 4101 02'],
    ['an equal key in a map of unknown length', 'bf 6161 01 6161 02 ff'],
    ['invalid UTF-8', '62 c328'],
    ['invalid UTF-8 in a long text', `7828 ${'61'.repeat(39)} ff`],
    ['a lone surrogate in UTF-8', '63 eda080'],
    ['a huge array', '9b ffffffffffffffff'],
    ['an array larger than its bytes', '9a 7fffffff 00'],
    ['a huge map', 'bb 7fffffffffffffff'],
    ['a huge byte string', '5b 7fffffffffffffff 00'],
    ['reserved lengths', '1c'],
    ['a break alone', 'ff'],
    ['a break in an array of known length', '82 01 ff'],
    ['a map that breaks after a key', 'bf 6161 ff'],
    ['a tag without content', 'c1'],
    ['a string whose chunks are of another kind', '5f 6161 ff'],
    ['a string of strings of unknown length', '5f 5f 4101 ff ff'],
    ['an integer of unknown length', '1f'],
    ['a simple value with a shorter form', 'f8 14'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) =>
    expect(tryDecodeCbor(Buffer.from(text.replaceAll(' ', ''), 'hex'))).toBeNull(),
  );

  it('bounds nesting', () => {
    expect(hex(`${'81'.repeat(30)}01`)).not.toBeNull();
    expect(hex(`${'81'.repeat(7_000)}01`)).toBeNull();
    expect(hex(`${'9f'.repeat(7_000)}`)).toBeNull();
    expect(hex(`${'d8'.repeat(3_000)}`)).toBeNull();
  });

  it('bounds the number of items, as the caller likes', () => {
    const maps = (count: number) => hex(`99 ${count.toString(16).padStart(4, '0')} ${'a0'.repeat(count)}`);
    expect(maps(9_999)).toHaveLength(9_999);
    expect(maps(10_000)).toBeNull();
    expect(hex(`9f ${'f4'.repeat(10_000)} ff`)).toBeNull();
    expect(decodeCbor(Buffer.from('83f4f4f4', 'hex'), 4)).toEqual([false, false, false]);
    expect(decodeCbor(Buffer.from('83f4f4f4', 'hex'), 3)).toBeNull();
  });

  it('bounds keys that are compared byte by byte', () => {
    const keyed = (bytes: number) => hex(`a1 59 ${bytes.toString(16).padStart(4, '0')} ${'00'.repeat(bytes)} 00`);
    expect(keyed(1_021)).toBeInstanceOf(Map);
    expect(keyed(1_022)).toBeNull();
    expect(hex(`${'a1'.repeat(20)} 59 8000 ${'00'.repeat(0x8000)} ${'00'.repeat(20)}`)).toBeNull();
  });

  it('reads lengths that are longer than they need be', () => {
    expect(hex('1b 0000000000000004')).toBe(4);
    expect(hex('3b 0000000000000004')).toBe(-5);
    expect(hex('79 0001 61')).toBe('a');
  });

  it('keeps integers exact beyond 2^53', () => {
    expect(hex('1b 001fffffffffffff')).toBe(9007199254740991n);
    expect(hex('1b ffffffffffffffff')).toBe(18446744073709551615n);
    expect(hex('3b ffffffffffffffff')).toBe(-18446744073709551616n);
    expect(hex('c2 49 010000000000000000')).toBe(18446744073709551616n);
    expect(hex('c2 40')).toBe(0n);
  });

  it('reads half floats', () => {
    expect([
      hex('f93c00'),
      hex('f97bff'),
      hex('f90001'),
      hex('f97c00'),
      hex('f9fc00'),
      hex('f97e00'),
    ]).toEqual([1, 65504, 2 ** -24, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
  });
});
