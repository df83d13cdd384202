const RETAIL = /^(?:\d{8}|\d{12,14})$/;
/**
 * Application identifiers 00 (a logistic unit), 01 and 02 (an item), alone or with more elements after them;
 * FNC1, first or between, is read as a group separator.
 */
const ELEMENT_STRING = /^\u001d?(?:00(\d{18})|0[12](\d{14}))(?=$|\d\d|\u001d)/;
const BRACKETED = /^\((?:00\)(\d{18})|0[12]\)(\d{14}))(?=$|\()/;

/**
 * Tells the code of goods: GTIN-8, -12, -13 and -14, and GS1 element strings that begin with one or with a
 * logistic unit, each with a right check digit (GS1 General Specifications, sections 3 and 7.9).
 */
export function isProductCode(text: string): boolean {
  const [element, unit, item] = RETAIL.exec(text) ?? ELEMENT_STRING.exec(text) ?? BRACKETED.exec(text) ?? [];
  const digits = unit ?? item ?? element ?? '';
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) sum += Number(digits.at(-1 - i)) * (i % 2 === 0 ? 1 : 3);
  return digits !== '' && sum % 10 === 0;
}
