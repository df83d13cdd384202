import { composedLetter, type KeyboardLayout, keysOfLayout } from './keyboard_layouts.ts';
import { MODIFIERS } from './keyboard_text.ts';

/** One key that goes down and up while modifiers are held. */
export interface KeyPress {
  /** Usage of page 0x07. */
  readonly usage: number;
  /** A modifier byte: `MODIFIERS`. */
  readonly modifiers: number;
}

const MODIFIERS_OF_LEVEL = [
  0,
  MODIFIERS.leftShift,
  MODIFIERS.altGr,
  MODIFIERS.altGr | MODIFIERS.leftShift,
] as const;
const SPACE: KeyPress = { usage: 0x2c, modifiers: 0 };
const ENTER: KeyPress = { usage: 0x28, modifiers: 0 };
const TAB: KeyPress = { usage: 0x2b, modifiers: 0 };
/** Where no letter of the key names the control character: NUL, ESC, FS, GS, RS and US. */
const CONTROL_USAGES: ReadonlyMap<number, number> = new Map([
  [0x00, 0x1f],
  [0x1b, 0x2f],
  [0x1c, 0x31],
  [0x1d, 0x30],
  [0x1e, 0x23],
  [0x1f, 0x2d],
]);

const TABLES = new Map<KeyboardLayout, ReadonlyMap<string, readonly KeyPress[]>>();

/**
 * The keys by which a scanner set to a layout types a character: a carriage return by Enter, a tab by Tab, other
 * control characters as Ctrl chords. Null for a character that the layout has no keys for.
 */
export function pressesOf(character: string, layout: KeyboardLayout): readonly KeyPress[] | null {
  const table = TABLES.get(layout) ?? tableOf(layout);
  TABLES.set(layout, table);
  return table.get(character) ?? null;
}

function tableOf(layout: KeyboardLayout): ReadonlyMap<string, readonly KeyPress[]> {
  const table = new Map<string, readonly KeyPress[]>([
    ['\r', [ENTER]],
    ['\t', [TAB]],
  ]);
  const add = (character: string, presses: readonly KeyPress[]) => {
    if (!table.has(character)) table.set(character, presses);
  };
  const keys = keysOfLayout(layout).map(({ usage, level, types }) => ({
    press: { usage, modifiers: MODIFIERS_OF_LEVEL[level] },
    types,
  }));
  for (const { press, types } of keys) {
    if (types.dead) continue;
    add(types.character, [press]);
    if (/^[a-z]$/.test(types.character)) {
      const control = String.fromCharCode(types.character.charCodeAt(0) & 0x1f);
      add(control, [{ usage: press.usage, modifiers: MODIFIERS.leftControl }]);
    }
  }
  for (const [control, usage] of CONTROL_USAGES) {
    add(String.fromCharCode(control), [{ usage, modifiers: MODIFIERS.leftControl }]);
  }
  for (const dead of keys.filter(({ types }) => types.dead)) {
    add(dead.types.character, [dead.press, SPACE]);
    for (const next of keys.filter(({ types }) => !types.dead)) {
      const letter = composedLetter(dead.types.character, next.types.character);
      if (letter !== null) add(letter, [dead.press, next.press]);
    }
  }
  return table;
}
