// HID Usage Tables 1.12, section 10, in the order of the usages from 0x04 on.
const PLAIN = 'abcdefghijklmnopqrstuvwxyz1234567890\n\0\0\t -=[]\\\0;\'`,./';
const SHIFTED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\0\0\0\0\0_+{}|\0:"~<>?';
const FIRST_USAGE = 0x04;
const LEFT_SHIFT = 0x02;

/** Every printable character of ASCII: what a scanner set to the US layout can type. */
export const TYPABLE = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i)).join('');

/**
 * How a keyboard scanner uses its reports: each press and its release in one of its own (`single`); a key let go by the
 * next one's press (`hasty`); or as many new keys at once as a boot report holds, in their order (`packed`).
 */
export type KeyStyle = 'single' | 'hasty' | 'packed';

const MAX_KEYS: Readonly<Record<KeyStyle, number>> = { single: 1, hasty: 1, packed: 6 };

/** The reports in which a keyboard scanner types a text, Enter as `\n`. */
export function scannerKeys(text: string, style: KeyStyle): readonly Uint8Array[] {
  const reports: Uint8Array[] = [];
  let modifiers = 0;
  let held: number[] = [];
  let before: readonly number[] = [];
  const flush = () => {
    if (held.length === 0) return;
    reports.push(Uint8Array.from([modifiers, 0, ...held, ...Array(6 - held.length).fill(0)]));
    before = held;
    held = [];
  };
  const release = () => {
    flush();
    reports.push(new Uint8Array(8));
    before = [];
  };
  for (const key of [...text].map(keyOf)) {
    if (held.length === MAX_KEYS[style] || key.modifiers !== modifiers || held.includes(key.usage)) flush();
    // A key that is still held cannot be pressed.
    if (before.includes(key.usage)) flush();
    if (before.includes(key.usage) || (style === 'single' && before.length > 0)) release();
    modifiers = key.modifiers;
    held.push(key.usage);
  }
  release();
  return reports;
}

function keyOf(character: string): { readonly usage: number; readonly modifiers: number } {
  const plain = PLAIN.indexOf(character);
  const index = plain >= 0 ? plain : SHIFTED.indexOf(character);
  if (index < 0 || character === '\0') throw new Error(`no key for ${JSON.stringify(character)}`);
  return { usage: FIRST_USAGE + index, modifiers: plain >= 0 ? 0 : LEFT_SHIFT };
}
