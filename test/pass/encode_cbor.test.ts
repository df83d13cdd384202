import { encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CborValue, decodeCbor } from '../../main/pass/cbor.ts';
import { encodeCbor } from '../../main/pass/encode_cbor.ts';

const hexOf = (value: CborValue) => Buffer.from(encodeCbor(value) ?? []).toString('hex');

describe('encodeCbor', () => {
  // RFC 8949 appendix A.
  it.each<[string, CborValue]>([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['18ff', 255],
    ['190100', 256],
    ['19ffff', 65_535],
    ['1a00010000', 65_536],
    ['1affffffff', 4_294_967_295],
    ['1b0000000100000000', 4_294_967_296],
    ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
    ['20', -1],
    ['37', -24],
    ['3818', -25],
    ['3bffffffffffffffff', -18_446_744_073_709_551_616n],
    ['f4', false],
    ['f5', true],
    ['4401020304', Uint8Array.of(1, 2, 3, 4)],
    ['63e6b0b4', '水'],
    ['60', ''],
    ['8201820203', [1, [2, 3]]],
    ['a0', new Map<CborValue, CborValue>()],
    ['a2616101616202', new Map([['a', 1], ['b', 2]])],
  ])('gives %s', (hex, value) => expect(hexOf(value)).toBe(hex));

  it('orders keys byte by byte, not by length (RFC 8949 section 4.2.1)', () => {
    const keys: readonly CborValue[] = [10, 100, -1, 'z', 'aa', [100], [-1], false];
    const sorted = '0a00' + '186400' + '2000' + '617a00' + '62616100' + '81186400' + '812000' + 'f400';
    for (const order of [keys, [...keys].reverse()]) {
      expect(hexOf(new Map(order.map((key) => [key, 0])))).toBe(`a8${sorted}`);
    }
  });

  it.each<[string, CborValue]>([
    ['a fraction', 1.5],
    ['NaN', Number.NaN],
    ['an infinity', Number.POSITIVE_INFINITY],
    ['a number that is not exact', 2 ** 53],
    ['a bignum', 2n ** 64n],
    ['a negative bignum', -(2n ** 64n) - 1n],
    ['null', null],
    ['undefined', undefined],
    ['a tag', { tag: 1, content: 0 }],
    ['a simple value', { simple: 16 }],
    ['null in an array', [0, [null]]],
    ['a fraction as a key', new Map([[1.5, 0]])],
    ['null as a value', new Map([[1, null]])],
  ])('has no encoding for %s', (_what, value) => expect(encodeCbor(value)).toBeNull());

  it('agrees with another encoder, and the decoder reads it back', () => {
    const leaf = fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), fc.boolean(), fc.uint8Array());
    const key = fc.oneof(fc.maxSafeInteger(), fc.string());
    const { tree } = fc.letrec<{ tree: CborValue }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 5 }),
        fc.array(fc.tuple(key, tie('tree')), { maxLength: 5 }).map((entries) => new Map(entries)),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const encoded = encodeCbor(value) ?? new Uint8Array();
        expect(Buffer.from(encoded)).toEqual(Buffer.from(encode(value, rfc8949EncodeOptions)));
        expect(Buffer.from(encodeCbor(decodeCbor(encoded)) ?? [])).toEqual(Buffer.from(encoded));
      }),
    );
  });

  it('gives no bytes back that were written in any other way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const encoded = encodeCbor(decodeCbor(bytes));
        // Whatever is written again reads and writes the same from then on.
        if (encoded !== null) expect(encodeCbor(decodeCbor(encoded))).toEqual(encoded);
      }),
    );
  });
});
