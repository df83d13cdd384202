import { characterOfKey, composedLetter, type KeyboardLayout, type KeyLevel } from './keyboard_layouts.ts';

/** Bits of the modifier byte (USB HID 1.11, section 8.3). */
export const MODIFIERS = {
  leftControl: 0x01,
  leftShift: 0x02,
  leftAlt: 0x04,
  leftMeta: 0x08,
  rightControl: 0x10,
  rightShift: 0x20,
  altGr: 0x40,
  rightMeta: 0x80,
} as const;

/** What one key press adds to a code: bytes, or none, and whether it is the suffix after which the code is whole. */
export interface TypedKey {
  readonly bytes: Uint8Array;
  readonly end: 'cr' | 'tab' | null;
}

/** Turns one scanner's key presses into the bytes of its code. */
export interface KeyboardText {
  /** Tells which modifiers are held now: an Alt code is whole when Alt is let go. Answers the bytes of it. */
  hold(modifiers: number): Uint8Array;
  /** A key (usage of page 0x07) goes down while these modifiers are held. */
  press(usage: number, modifiers: number): TypedKey;
  /** The code is over: what a dead key that nothing followed types. Half an Alt code is forgotten. */
  flush(): Uint8Array;
}

const ENTER = 0x28;
const TAB = 0x2b;
const KEYPAD_ENTER = 0x58;
/** Keypad keys of page 0x07 with Num Lock on. */
const KEYPAD: ReadonlyMap<number, string> = new Map([
  [0x54, '/'],
  [0x55, '*'],
  [0x56, '-'],
  [0x57, '+'],
  ...[...'1234567890'].map((digit, index) => [0x59 + index, digit] as const),
  [0x63, '.'],
  [0x67, '='],
]);

/** Control characters by position on every layout (`ctrl` maps of Unicode CLDR's Windows keyboards): Ctrl+] is GS. */
const CONTROL_KEYS: ReadonlyMap<number, number> = new Map([
  [0x2f, 0x1b],
  [0x30, 0x1d],
  [0x31, 0x1c],
  [0x32, 0x1c],
  [0x64, 0x1c],
]);
/** Those that no character of the key names: Ctrl+2, Ctrl+6 and Ctrl+- for NUL, RS and US. */
const OTHER_CONTROL_KEYS: ReadonlyMap<number, number> = new Map([
  [0x1f, 0x00],
  [0x23, 0x1e],
  [0x2d, 0x1f],
]);

const MAX_ALT_DIGITS = 7;
const LAST_CODE_POINT = 0x10_ffff;
const NO_BYTES = new Uint8Array();

/**
 * Reads keys as a computer of that layout would, except that its Caps Lock and Num Lock do not matter. Characters
 * come out as UTF-8; an Alt code up to 255 as that one byte, since a scanner types the code's own bytes so,
 * whichever code page Windows would read them by. Ctrl chords are control characters; other chords type nothing.
 */
export function createKeyboardText(layout: KeyboardLayout): KeyboardText {
  let accent = '';
  let altDigits = '';

  function flushAccent(): string {
    const flushed = accent;
    accent = '';
    return flushed;
  }

  function character(text: string): string {
    const before = flushAccent();
    if (before === '') return text;
    return composedLetter(before, text) ?? before + text;
  }

  function hold(modifiers: number): Uint8Array {
    if (altDigits === '' || isAltAlone(modifiers)) return NO_BYTES;
    const value = Number(altDigits);
    altDigits = '';
    const before = utf8(flushAccent());
    if (value <= 0xff) return Uint8Array.of(...before, value);
    return value <= LAST_CODE_POINT ? Uint8Array.of(...before, ...utf8(String.fromCodePoint(value))) : before;
  }

  function press(usage: number, modifiers: number): string {
    if ((modifiers & (MODIFIERS.leftMeta | MODIFIERS.rightMeta)) !== 0) return '';
    const keypad = KEYPAD.get(usage);
    if (isAltAlone(modifiers)) {
      if (keypad !== undefined && /\d/.test(keypad) && altDigits.length < MAX_ALT_DIGITS) altDigits += keypad;
      return '';
    }
    if (keypad !== undefined) return character(keypad);
    const level = levelOf(modifiers);
    const isAltGr = level === 2 || level === 3;
    if (!isAltGr && (modifiers & (MODIFIERS.leftControl | MODIFIERS.rightControl)) !== 0) {
      const control = controlCharacter(layout, usage, level);
      return control === null ? '' : flushAccent() + control;
    }
    const types = characterOfKey(layout, usage, level);
    if (types === null) return '';
    if (!types.dead) return character(types.character);
    // A second dead key types both accents, as on Windows.
    const before = flushAccent();
    if (before !== '') return before + types.character;
    accent = types.character;
    return '';
  }

  return {
    hold,
    press(usage, modifiers) {
      const altCode = hold(modifiers);
      const isPlain = (modifiers & ~(MODIFIERS.leftShift | MODIFIERS.rightShift)) === 0;
      const end = !isPlain ? null : usage === ENTER || usage === KEYPAD_ENTER ? 'cr' : usage === TAB ? 'tab' : null;
      const typed = utf8(end === null ? press(usage, modifiers) : flushAccent());
      return { bytes: altCode.length === 0 ? typed : Uint8Array.of(...altCode, ...typed), end };
    },
    flush() {
      altDigits = '';
      return utf8(flushAccent());
    },
  };
}

function isAltAlone(modifiers: number): boolean {
  const control = modifiers & (MODIFIERS.leftControl | MODIFIERS.rightControl);
  return (modifiers & MODIFIERS.leftAlt) !== 0 && control === 0;
}

/** Windows takes Ctrl and Alt together for AltGr. */
function levelOf(modifiers: number): KeyLevel {
  const shift = (modifiers & (MODIFIERS.leftShift | MODIFIERS.rightShift)) !== 0;
  const altGr = (modifiers & (MODIFIERS.altGr | MODIFIERS.leftAlt)) !== 0;
  if (altGr) return shift ? 3 : 2;
  return shift ? 1 : 0;
}

function controlCharacter(layout: KeyboardLayout, usage: number, level: KeyLevel): string | null {
  const byPosition = CONTROL_KEYS.get(usage);
  if (byPosition !== undefined) return String.fromCharCode(byPosition);
  const types = characterOfKey(layout, usage, level)?.character ?? '';
  if (/^[@A-Z[\]\\^_a-z]$/.test(types)) return String.fromCharCode(types.charCodeAt(0) & 0x1f);
  const other = OTHER_CONTROL_KEYS.get(usage);
  return other === undefined ? null : String.fromCharCode(other);
}

function utf8(text: string): Uint8Array {
  return text === '' ? NO_BYTES : new TextEncoder().encode(text);
}
