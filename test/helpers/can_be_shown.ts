const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Whether a text is one line without anything hidden, of at most so many characters, none of which piles up marks. */
export function canBeShown(text: string, most: number): boolean {
  const parts = [...graphemes.segment(text)].map(({ segment }) => segment);
  const isPlain = !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(text) && text === text.trim();
  return isPlain && parts.length <= most && parts.every((part) => [...part].length <= 8 && [...part.normalize('NFC')].filter((one) => /\p{M}/u.test(one)).length <= 4);
}
