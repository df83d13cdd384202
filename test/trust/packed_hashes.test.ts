import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareHashes,
  isStrictlyAscending,
  packHash,
  packHashes,
  sortHashes,
  unpackHashes,
} from '../../main/trust/packed_hashes.ts';

const hash = fc.uint8Array({ minLength: 16, maxLength: 16 });
/** Few different bytes, so that hashes share beginnings and are equal often. */
const similarHash = fc
  .array(fc.constantFrom(0, 0x7f, 0x80, 0xff), { minLength: 16, maxLength: 16 })
  .map((bytes) => Uint8Array.from(bytes));
const hashes = fc.array(fc.oneof(hash, similarHash), { maxLength: 40 });
const packAll = (list: readonly Uint8Array[]) => packHashes(Buffer.concat(list));
const hexOf = (words: Uint32Array) => Buffer.from(unpackHashes(words)).toString('hex').match(/.{32}/g) ?? [];

describe('packed hashes', () => {
  it('keep every byte', () => {
    fc.assert(
      fc.property(hashes, (list) => {
        expect(Buffer.compare(unpackHashes(packAll(list)), Buffer.concat(list))).toBe(0);
      }),
    );
  });

  it('are packed from any offset of any view', () => {
    const bytes = Buffer.from(Array.from({ length: 40 }, (_none, index) => index));
    const words = new Uint32Array(8);
    packHash(words, 1, bytes.subarray(3), 5);
    expect(hexOf(words)[1]).toBe(bytes.subarray(8, 24).toString('hex'));
    expect(hexOf(packHashes(bytes.subarray(8, 24)))).toEqual([bytes.subarray(8, 24).toString('hex')]);
  });

  it('are in the order of their bytes', () => {
    fc.assert(
      fc.property(hashes, hash, (list, other) => {
        const words = packAll([...list, other]);
        for (const [index, bytes] of list.entries()) {
          const order = Math.sign(compareHashes(words, index, words, list.length));
          expect(order).toBe(Buffer.compare(bytes, other));
        }
      }),
    );
  });

  it('are sorted, each once, and are then ascending', () => {
    fc.assert(
      fc.property(hashes, (list) => {
        const sorted = sortHashes(packAll(list));
        const hex = list.map((bytes) => Buffer.from(bytes).toString('hex'));
        expect(hexOf(sorted)).toEqual([...new Set(hex)].sort());
        expect(isStrictlyAscending(sorted)).toBe(true);
        expect(sortHashes(sorted)).toBe(sorted);
      }),
    );
  });

  it('are not ascending with two that are equal', () => {
    expect(isStrictlyAscending(new Uint32Array(8))).toBe(false);
    expect(isStrictlyAscending(new Uint32Array(4))).toBe(true);
    expect(isStrictlyAscending(new Uint32Array())).toBe(true);
  });
});
