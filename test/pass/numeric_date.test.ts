import { describe, expect, it } from 'vitest';
import { readNumericDate } from '../../main/pass/numeric_date.ts';

describe('readNumericDate', () => {
  it('reads whole and fractional seconds', () => {
    expect(readNumericDate(0)).toBe(0);
    expect(readNumericDate(1_700_000_000)).toBe(1_700_000_000_000);
    expect(readNumericDate(1_700_000_000.25)).toBe(1_700_000_000_250);
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a negative', -1],
    ['milliseconds', 1_700_000_000_000],
    ['text', '1700000000'],
    ['a bigint', 1_700_000_000n],
    ['null', null],
    ['nothing', undefined],
    ['a tag', { tag: 1, content: 1_700_000_000 }],
  ])('refuses %s', (_what, value) => expect(readNumericDate(value)).toBeNull());
});
