import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctBlock } from '../../renderer/camera/decode/reed_solomon.ts';

const LENGTH = 40;
const CHECKS = 16;
const SPARE = 2;
const FIELD = 0x11d;

function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = product << 1 > 255 ? (product << 1) ^ FIELD : product << 1;
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

/** Encodes by long division, as ISO/IEC 18004, annex A, writes it. */
function encoded(data: Uint8Array): Uint8Array {
  let generator = [1];
  for (let power = 0, root = 1; power < CHECKS; power += 1, root = times(root, 2)) {
    generator = [...generator, 0].map((value, i) => value ^ times(generator[i - 1] ?? 0, root));
  }
  const rest = [...data, ...Array.from({ length: CHECKS }, () => 0)];
  for (let i = 0; i < data.length; i += 1) {
    const factor = rest[i] ?? 0;
    generator.forEach((value, j) => {
      rest[i + j] = (rest[i + j] ?? 0) ^ times(value, factor);
    });
  }
  return Uint8Array.from([...data, ...rest.slice(data.length)]);
}

const block = fc.uint8Array({ minLength: LENGTH - CHECKS, maxLength: LENGTH - CHECKS }).map(encoded);
/** Places in a random order. */
const places = fc.shuffledSubarray([...Array(LENGTH).keys()], { minLength: LENGTH });
const changes = fc.array(fc.integer({ min: 1, max: 255 }), { minLength: LENGTH, maxLength: LENGTH });

function damaged(whole: Uint8Array, at: readonly number[], by: readonly number[]): Uint8Array {
  const result = whole.slice();
  at.forEach((place, index) => {
    result[place] = (result[place] ?? 0) ^ (by[index] ?? 0);
  });
  return result;
}

describe('a block of codewords', () => {
  it('is corrected where the doubted places and twice the other errors leave what is to be spared', () => {
    const doubtedErrors = fc.integer({ min: 0, max: CHECKS - SPARE });
    fc.assert(
      fc.property(block, places, changes, doubtedErrors, (whole, order, by, doubted) => {
        const others = Math.floor((CHECKS - SPARE - doubted) / 2);
        const wrong = [...order.slice(0, doubted), ...order.slice(LENGTH - others)];
        expect(correctBlock(damaged(whole, wrong, by), CHECKS, order, SPARE)).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('is left alone where the errors are too many, whatever is doubted', () => {
    fc.assert(
      fc.property(block, places, changes, (whole, order, by) => {
        const wrong = order.slice(LENGTH - CHECKS);
        // Right by chance once in 65,536 tries for each check that is spared; with six, never here.
        expect(correctBlock(damaged(whole, wrong, by), CHECKS, order, 6)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('of random bytes is taken for none', () => {
    const bytes = fc.uint8Array({ minLength: LENGTH, maxLength: LENGTH });
    fc.assert(
      fc.property(bytes, places, (random, order) => {
        expect(correctBlock(random, CHECKS, order, 6)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
