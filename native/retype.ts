import type { KeyboardLayout } from './keyboard_layouts.ts';
import { pressesOf } from './keyboard_presses.ts';
import { createKeyboardText } from './keyboard_text.ts';

/**
 * What arrives when a scanner set to the layout `typedAs` types a text and its keys are read as `readAs`. What the
 * scanner's layout has no keys for is left out; Enter and Tab arrive as `\r` and `\t`.
 */
export function retype(text: string, typedAs: KeyboardLayout, readAs: KeyboardLayout): string {
  const reader = createKeyboardText(readAs);
  const bytes = [...text].flatMap((character) =>
    (pressesOf(character, typedAs) ?? []).flatMap(({ usage, modifiers }) => {
      const typed = reader.press(usage, modifiers);
      const end = typed.end === null ? [] : [typed.end === 'cr' ? 0x0d : 0x09];
      return [...typed.bytes, ...end];
    }),
  );
  return new TextDecoder().decode(Uint8Array.from([...bytes, ...reader.flush()]));
}
