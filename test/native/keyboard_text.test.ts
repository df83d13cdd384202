import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyboardLayout } from '../../native/keyboard_layouts.ts';
import { type KeyPress, pressesOf } from '../../native/keyboard_presses.ts';
import { createKeyboardText, MODIFIERS } from '../../native/keyboard_text.ts';
import { retype } from '../../native/retype.ts';

const LAYOUTS: readonly KeyboardLayout[] = ['us', 'uk', 'de', 'fr', 'es', 'it'];
const layouts = fc.constantFrom(...LAYOUTS);
/** Printable ASCII, and the separators that codes hold. */
const character = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  fc.constantFrom('\u001d', '\u001e', '\u001c', '\u001b', '\u001f', '\u0004'),
);
const texts = fc.string({ unit: character, maxLength: 100 });
const typable = (text: string, layout: KeyboardLayout) =>
  [...text].filter((each) => pressesOf(each, layout) !== null).join('');

function read(presses: readonly KeyPress[], layout: KeyboardLayout = 'us'): Uint8Array {
  const text = createKeyboardText(layout);
  const bytes = presses.flatMap(({ usage, modifiers }) => [...text.press(usage, modifiers).bytes]);
  return Uint8Array.from([...bytes, ...text.hold(0), ...text.flush()]);
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const keys = (modifiers: number, ...usages: readonly number[]) => usages.map((usage) => ({ usage, modifiers }));
const ALT = MODIFIERS.leftAlt;
const KEYPAD = [0x62, 0x59, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61] as const;
const alt = (digits: string) => keys(ALT, ...[...digits].map((digit) => KEYPAD[Number(digit)] ?? 0));

describe('the text of a keyboard scanner', () => {
  it('is what it typed, in the layout that it is set to', () => {
    fc.assert(
      fc.property(layouts, texts, (layout, text) => {
        expect(retype(text, layout, layout)).toBe(typable(text, layout));
      }),
    );
  });

  it('lacks no character of ASCII but two in Italian', () => {
    for (const layout of LAYOUTS) {
      const ascii = Array.from({ length: 0x7f }, (_, code) => String.fromCharCode(code));
      // A line feed and a carriage return are Ctrl+J and Enter.
      const lacking = ascii.filter((each) => pressesOf(each, layout) === null);
      expect(lacking).toEqual(layout === 'it' ? ['`', '~'] : []);
    }
  });

  it.each([
    ['fr', 'us', 'HC1:6BF', 'HC!.^BF'],
    ['us', 'fr', 'HC1:', 'HC&M'],
    ['us', 'de', 'NZCP:/1/', 'NYCPÖ-1-'],
    ['de', 'us', 'shc:/5', 'shc>&5'],
    ['us', 'uk', '"@#', '@"£'],
    ['us', 'it', 'a[b', 'aèb'],
    // A dead key waits for the next letter.
    ['us', 'fr', '[e', 'ê'],
    ['us', 'fr', '[[', '^^'],
    ['us', 'fr', '[1', '^&'],
    ['us', 'de', 'a=', 'a´'],
  ] as const)('of a scanner set to %s, read as %s, turns %s into %s', (typedAs, readAs, text, arrives) => {
    expect(retype(text, typedAs, readAs)).toBe(arrives);
  });

  it('has accents by dead keys, and letters with them', () => {
    expect(retype('^ ¨ ~`âëñ àéç', 'fr', 'fr')).toBe('^ ¨ ~`âëñ àéç');
    expect(retype('´`êÁß', 'de', 'de')).toBe('´`êÁß');
    expect(retype('¿Ñandú?', 'es', 'es')).toBe('¿Ñandú?');
  });

  it('has group separators as Ctrl and the right bracket, wherever the layout puts it', () => {
    for (const layout of LAYOUTS) {
      expect(read(keys(MODIFIERS.leftControl, 0x30), layout)).toEqual(Uint8Array.of(0x1d));
      expect(read(keys(MODIFIERS.rightControl | MODIFIERS.leftShift, 0x30), layout)).toEqual(Uint8Array.of(0x1d));
    }
  });

  it('has control characters as Ctrl chords of small and capital letters', () => {
    expect(read([...keys(MODIFIERS.leftControl, 0x07), ...keys(MODIFIERS.leftControl | MODIFIERS.leftShift, 0x07)])).toEqual(
      Uint8Array.of(4, 4),
    );
  });

  it('has every byte as an Alt code, with a nought before it and without', () => {
    for (let byte = 0; byte <= 0xff; byte += 1) {
      expect(read(alt(`0${byte}`))).toEqual(Uint8Array.of(byte));
      expect(read(alt(`${byte}`))).toEqual(Uint8Array.of(byte));
    }
  });

  it('has letters of all scripts as longer Alt codes, and nothing for numbers that are none', () => {
    expect(decode(read(alt('8364')))).toBe('€');
    expect(decode(read(alt('9999999')))).toBe('');
    expect(decode(read(alt('00000651234567890')))).toBe('A');
  });

  it('ends one Alt code where Alt is let go, and begins the next', () => {
    const text = createKeyboardText('us');
    const typed = ['0233', '0029'].flatMap((digits) => {
      for (const { usage, modifiers } of alt(digits)) expect(text.press(usage, modifiers).bytes).toHaveLength(0);
      expect(text.hold(ALT)).toHaveLength(0);
      return [...text.hold(0)];
    });
    expect(typed).toEqual([233, 29]);
  });

  it('reads an Alt code before the key that follows it at once', () => {
    expect(decode(read([...alt('65'), ...keys(0, 0x05)]))).toBe('Ab');
  });

  it('has the keypad by its digits', () => {
    expect(decode(read(keys(0, ...KEYPAD, 0x54, 0x55, 0x56, 0x57, 0x63, 0x67)))).toBe('0123456789/*-+.=');
  });

  it('takes Ctrl and Alt together for AltGr, as Windows does', () => {
    expect(decode(read(keys(MODIFIERS.leftControl | ALT, 0x14), 'de'))).toBe('@');
    expect(decode(read(keys(MODIFIERS.altGr, 0x14), 'de'))).toBe('@');
  });

  it('ends at Enter, at that of the keypad, and at Tab, but not at their chords', () => {
    const ends = (usage: number, modifiers: number) => createKeyboardText('us').press(usage, modifiers).end;
    expect([ends(0x28, 0), ends(0x58, 0), ends(0x2b, 0), ends(0x28, MODIFIERS.leftShift)]).toEqual([
      'cr',
      'cr',
      'tab',
      'cr',
    ]);
    expect([ends(0x2b, ALT), ends(0x28, MODIFIERS.leftControl), ends(0x04, 0)]).toEqual([null, null, null]);
  });

  it('has an accent before the suffix that nothing followed', () => {
    const text = createKeyboardText('fr');
    text.press(0x2f, 0);
    expect(text.press(0x28, 0)).toEqual({ bytes: Uint8Array.of(0x5e), end: 'cr' });
  });

  it('has nothing of keys that type nothing, and of chords with Alt or the Windows key', () => {
    expect(read(keys(0, 0x39, 0x3a, 0x4f, 0x65, 0xa4))).toHaveLength(0);
    expect(read(keys(MODIFIERS.leftMeta, 0x15))).toHaveLength(0);
    expect(read(keys(ALT, 0x3d, 0x06))).toHaveLength(0);
  });

  it('never throws, whatever the keys', () => {
    const press = fc.record({ usage: fc.nat(0xffff), modifiers: fc.nat(0xff) });
    fc.assert(
      fc.property(layouts, fc.array(press, { maxLength: 300 }), (layout, presses) => {
        expect(read(presses, layout).length).toBeLessThanOrEqual(8 * presses.length);
      }),
    );
  });
});
