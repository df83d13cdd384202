import type { KeyboardLayout } from '../../native/keyboard_layouts.ts';
import { type KeyPress, pressesOf } from '../../native/keyboard_presses.ts';
import { MODIFIERS } from '../../native/keyboard_text.ts';

/** The report descriptor of the boot keyboard (USB HID 1.11, appendix B.1 and E.6), as most scanners have it. */
export const BOOT_KEYBOARD_DESCRIPTOR = Uint8Array.from([
  ...[0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01],
  ...[0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x05, 0x75, 0x01],
  ...[0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02, 0x95, 0x01, 0x75, 0x03, 0x91, 0x01, 0x95, 0x06],
  ...[0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xc0],
]);

const KEYPAD_0 = 0x62;
const KEYPAD_1 = 0x59;

/** One boot report; up to six keys. */
export function keyboardReport(modifiers: number, ...usages: readonly number[]): Uint8Array {
  const report = new Uint8Array(8);
  report.set([modifiers, 0, ...usages.slice(0, 6)]);
  return report;
}

/** The boot reports in which a scanner set to a layout types a code: each key down and up again. */
export function keyboardReports(text: string, layout: KeyboardLayout): readonly Uint8Array[] {
  return [...text].flatMap((character) => {
    const presses = pressesOf(character, layout);
    return presses === null ? altCode(character) : presses.flatMap(downAndUp);
  });
}

function downAndUp({ usage, modifiers }: KeyPress): readonly Uint8Array[] {
  return [keyboardReport(modifiers, usage), keyboardReport(0)];
}

/** Each byte as Alt and its number on the keypad, as scanners do for what their layout lacks. */
export function altCode(character: string): readonly Uint8Array[] {
  return [...new TextEncoder().encode(character)].flatMap((byte) => [
    ...[...`0${byte}`].flatMap((digit) => {
      const usage = digit === '0' ? KEYPAD_0 : KEYPAD_1 + Number(digit) - 1;
      return [keyboardReport(MODIFIERS.leftAlt, usage), keyboardReport(MODIFIERS.leftAlt)];
    }),
    keyboardReport(0),
  ]);
}
