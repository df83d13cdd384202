import { execFileSync } from 'node:child_process';
import type { KeyboardLayout } from '../../native/keyboard_layouts.ts';
import { pressesOf } from '../../native/keyboard_presses.ts';
import { MODIFIERS } from '../../native/keyboard_text.ts';

/** X11 keycodes (evdev's plus 8) of HID usages, row by row as on the keyboard. */
const KEYCODES: ReadonlyMap<number, number> = new Map(
  (
    [
      [49, [0x35]],
      [10, [0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2d, 0x2e]],
      [23, [0x2b, 0x14, 0x1a, 0x08, 0x15, 0x17, 0x1c, 0x18, 0x0c, 0x12, 0x13, 0x2f, 0x30, 0x28]],
      [38, [0x04, 0x16, 0x07, 0x09, 0x0a, 0x0b, 0x0d, 0x0e, 0x0f, 0x33, 0x34]],
      [51, [0x31, 0x1d, 0x1b, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38]],
      [65, [0x2c]],
      [94, [0x64]],
    ] as const
  ).flatMap(([first, usages]) => usages.map((usage, index) => [usage, first + index] as const)),
);
const SHIFT = 50;
const CONTROL = 37;
const ALT_GR = 108;

/**
 * Scans as a keyboard scanner does that is set to the US layout, as makers ship it, or to another one: real X11 key
 * events of those key positions to whatever has the focus, then Enter, whichever layout the computer has.
 */
export function scanByKeyboard(
  text: string,
  set: { readonly layout?: KeyboardLayout; readonly delayMs?: number; readonly suffix?: '\r' | '\t' | '' } = {},
): void {
  const { delayMs = 2, layout = 'us', suffix = '\r' } = set;
  const keys = [...`${text}${suffix}`].flatMap((character) => {
    const presses = pressesOf(character, layout);
    if (presses === null) throw new Error(`a scanner set to the layout ${layout} has no key for ${character}`);
    return presses.map(({ usage, modifiers }) => {
      const keycode = KEYCODES.get(usage);
      if (keycode === undefined) throw new Error(`no keycode is known for usage ${usage}`);
      const shift = (modifiers & MODIFIERS.leftShift) === 0 ? '' : `${SHIFT}+`;
      const control = (modifiers & MODIFIERS.leftControl) === 0 ? '' : `${CONTROL}+`;
      const altGr = (modifiers & MODIFIERS.altGr) === 0 ? '' : `${ALT_GR}+`;
      return `${control}${altGr}${shift}${keycode}`;
    });
  });
  execFileSync('xdotool', ['key', '--delay', `${delayMs}`, ...keys]);
}
