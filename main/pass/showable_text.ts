/** Controls, format characters (bidirectional overrides among them), private use, lone surrogates and what draws nothing. */
const NOT_TO_BE_SHOWN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** More marks on one letter than any script's spelling needs pile up over other lines. */
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;
/** Far more than anything that is shown; what follows is not even looked at. */
const LONGEST_LOOKED_AT = 4_000;

/** Of code points: what is longer is a letter with a hundred colours of skin. */
const LONGEST_CHARACTER = 8;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Text of somebody else's as it may be shown: on one line, without tricks, of at most so many characters as people see them. */
export function showableText(text: string, most: number): string {
  const clean = text
    .slice(0, LONGEST_LOOKED_AT)
    .normalize('NFC')
    // First, since they are white space too.
    .replace(/[\t\n\r]+/g, ' ')
    .replace(NOT_TO_BE_SHOWN, '')
    .replace(TOO_MANY_MARKS, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  let shown = '';
  let count = 0;
  for (const { segment } of graphemes.segment(clean)) {
    if (count === most) break;
    shown += [...segment].slice(0, LONGEST_CHARACTER).join('');
    count += 1;
  }
  return shown.trimEnd();
}
