import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isProductCode } from '../../main/pass/product_code.ts';

const FNC1 = '\u001d';

describe('a product code', () => {
  it.each([
    ['GTIN-8', '96385074'],
    ['GTIN-12', '036000291452'],
    ['GTIN-13', '4006381333931'],
    ['GTIN-14', '10614141000415'],
    ['an item', '0109506000134352'],
    ['an item with a batch and a serial number', `010950600013435210ABC123${FNC1}21X`],
    ['an item behind FNC1', `${FNC1}010950600013435217261130`],
    ['the content of a box', '0209506000134352371'],
    ['a logistic unit', '00106141412345678908'],
    ['an item in brackets', '(01)09506000134352(10)ABC123'],
    ['a logistic unit in brackets', '(00)106141412345678908'],
  ])('is seen in %s', (_what, text) => expect(isProductCode(text)).toBe(true));

  it.each([
    ['nothing', ''],
    ['a wrong check digit', '4006381333930'],
    ['a wrong check digit of an item', '0109506000134353'],
    ['a wrong check digit of a unit', '00106141412345678909'],
    ['a wrong check digit in brackets', '(01)09506000134353(10)ABC'],
    ['an item cut short', '010950600013435'],
    ['something that is no element after an item', '0109506000134352ABC'],
    ['digits of another number', '400638133393'],
    ['eleven digits', '03600029145'],
    ['full-width digits', '９６３８５０７４'],
    ['digits and a line', '96385074\n'],
  ])('is not seen in %s', (_what, text) => expect(isProductCode(text)).toBe(false));

  it('has exactly one check digit that is right', () => {
    const digits = fc.constantFrom(7, 11, 12, 13).chain((count) => {
      return fc.array(fc.nat(9), { minLength: count, maxLength: count });
    });
    fc.assert(
      fc.property(digits, (given) => {
        const codes = Array.from({ length: 10 }, (_, check) => [...given, check].join(''));
        expect(codes.filter(isProductCode)).toHaveLength(1);
      }),
    );
  });
});
