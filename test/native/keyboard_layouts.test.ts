import { describe, expect, it } from 'vitest';
import { usageOfDomCode } from '../../native/dom_codes.ts';
import {
  characterOfKey,
  composedLetter,
  type KeyboardLayout,
  type KeyLevel,
  keysOfLayout,
} from '../../native/keyboard_layouts.ts';

const LAYOUTS: readonly KeyboardLayout[] = ['us', 'uk', 'de', 'fr', 'es', 'it'];
const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));

/** Keys by their position on a US keyboard, plain, with Shift, and with AltGr, as printed on national keyboards. */
const PRINTED: readonly (readonly [KeyboardLayout, string, string])[] = [
  ['fr', 'KeyQ', 'aA'],
  ['fr', 'Digit1', '&1'],
  ['fr', 'Digit0', 'à0@'],
  ['fr', 'Minus', ')°]'],
  ['fr', 'BracketRight', '$£¤'],
  ['fr', 'Slash', '!§'],
  ['fr', 'IntlBackslash', '<>'],
  ['de', 'KeyY', 'zZ'],
  ['de', 'Digit7', '7/{'],
  ['de', 'Minus', 'ß?\\'],
  ['de', 'Backslash', "#'"],
  ['de', 'IntlBackslash', '<>|'],
  ['es', 'Backquote', 'ºª\\'],
  ['es', 'Digit2', '2"@'],
  ['es', 'Semicolon', 'ñÑ'],
  ['es', 'Slash', '-_'],
  ['it', 'Backquote', '\\|'],
  ['it', 'Semicolon', 'òç@'],
  ['it', 'BracketLeft', 'èé[{'],
  ['uk', 'Digit2', '2"'],
  ['uk', 'Quote', "'@"],
  ['uk', 'Backslash', '#~'],
  ['us', 'Digit2', '2@'],
  ['us', 'Slash', '/?'],
];

describe('keyboard layouts', () => {
  it.each(PRINTED)('have on the %s keyboard at %s what is printed there: %s', (layout, code, characters) => {
    const usage = usageOfDomCode(code) ?? 0;
    const typed = [...characters].map((_, level) => characterOfKey(layout, usage, level as KeyLevel)?.character);
    expect(typed).toEqual([...characters]);
  });

  it.each(LAYOUTS)('type every printable character of ASCII on %s, but for two that Italian has none for', (layout) => {
    const typed = new Set(keysOfLayout(layout).map(({ types }) => types.character));
    const missing = PRINTABLE.filter((character) => !typed.has(character));
    expect(missing).toEqual(layout === 'it' ? ['`', '~'] : []);
  });

  it('tell nothing of keys and levels that type nothing', () => {
    expect(characterOfKey('us', 0x04, 2)).toBeNull();
    expect(characterOfKey('us', 0x3a, 0)).toBeNull();
    expect(characterOfKey('fr', 0x35, 1)).toBeNull();
    expect(characterOfKey('fr', 0xffff, 0)).toBeNull();
  });

  it('say what dead keys make of letters', () => {
    expect(['e', 'E', ' ', 'x', ''].map((letter) => composedLetter('^', letter))).toEqual(['ê', 'Ê', '^', null, null]);
    expect(composedLetter('~', 'n')).toBe('ñ');
    expect(composedLetter('¨', 'y')).toBe('ÿ');
    expect(composedLetter('x', 'a')).toBeNull();
  });
});

describe('positions of keys', () => {
  it('have the usage of USB', () => {
    const codes = ['KeyA', 'KeyZ', 'Digit1', 'Digit0', 'Space', 'Slash', 'Backquote', 'F12', 'Numpad0', 'IntlBackslash'];
    expect(codes.map(usageOfDomCode)).toEqual([0x04, 0x1d, 0x1e, 0x27, 0x2c, 0x38, 0x35, 0x45, 0x62, 0x64]);
  });

  it('are unknown where the code is', () => {
    expect(['', 'Unidentified', 'ShiftLeft', '__proto__', 'constructor'].map(usageOfDomCode)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
