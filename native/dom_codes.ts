/** Codes of keys in the order of consecutive HID usages, by the first of them. */
const RUNS: readonly (readonly [number, string])[] = [
  [0x1e, 'Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0'],
  [0x28, 'Enter Escape Backspace Tab Space Minus Equal BracketLeft BracketRight Backslash IntlHash'],
  [0x33, 'Semicolon Quote Backquote Comma Period Slash CapsLock'],
  [0x3a, 'F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 PrintScreen ScrollLock Pause'],
  [0x49, 'Insert Home PageUp Delete End PageDown ArrowRight ArrowLeft ArrowDown ArrowUp NumLock'],
  [0x54, 'NumpadDivide NumpadMultiply NumpadSubtract NumpadAdd NumpadEnter'],
  [0x59, 'Numpad1 Numpad2 Numpad3 Numpad4 Numpad5 Numpad6 Numpad7 Numpad8 Numpad9 Numpad0'],
  [0x63, 'NumpadDecimal IntlBackslash ContextMenu Power NumpadEqual'],
];

const USAGES: ReadonlyMap<string, number> = new Map([
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter, index) => [`Key${letter}`, 0x04 + index] as const),
  ...RUNS.flatMap(([first, codes]) => codes.split(' ').map((code, index) => [code, first + index] as const)),
]);

/**
 * The HID usage (page 0x07) of the key at a position: `code` of W3C UI Events KeyboardEvent code Values, section 3,
 * against USB HID Usage Tables 1.12, section 10. Null for an empty or unknown code, and for modifiers.
 */
export function usageOfDomCode(code: string): number | null {
  return USAGES.get(code) ?? null;
}
