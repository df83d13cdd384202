/** What a terminal obeys or hides instead of showing it: C0 but tab and line feed, DEL, C1, and format characters. */
const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text that may hold somebody else's words, as it may be written to a terminal. JSON stays the same JSON. */
export function terminalText(text: string): string {
  return text.replace(OBEYED, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}
