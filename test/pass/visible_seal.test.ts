import { describe, expect, it } from 'vitest';
import { isVisibleSeal } from '../../main/pass/visible_seal.ts';

describe('a visible digital seal', () => {
  it.each([
    ['of version 3', '\u00dc\u0002\u0080'],
    ['of version 4', '\u00dc\u0003\u0080'],
    ['in the data structure for barcodes', 'RDB1DPDNAGDYCAO2H4IQ'],
    ['in the draft of that', 'NDB1BPDNAGDYCAO2H4IQ'],
    ['of France', 'DC04FR0000011E6D1E6DL101FRL0'],
    ['of France, in its first version', 'DC01FR000001198519D312FR90'],
  ])('%s is seen', (_what, text) => expect(isVisibleSeal(text)).toBe(true));

  it.each([
    ['nothing', ''],
    ['the magic byte alone', '\u00dc'],
    ['another version', '\u00dc\u0001'],
    ['a version to come', '\u00dc\u0004'],
    ['a German word', 'Über'],
    ['the name of the data structure alone', 'RDB1'],
    ['a word that begins alike', 'DC04 is a room'],
    ['dates that are no hexadecimal numbers', 'DC04FR000001ZZZZ1E6DL1'],
  ])('is not seen in %s', (_what, text) => expect(isVisibleSeal(text)).toBe(false));
});
