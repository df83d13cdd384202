import type { Input } from 'electron';

/** Keys that a page needs beside those that type. What input methods and dead keys send is among them. */
const NAMED_KEYS: ReadonlySet<string> = new Set([
  ...['Enter', 'Tab', 'Escape', 'Backspace', 'Delete', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
  ...['Shift', 'CapsLock', 'NumLock', 'AltGraph', 'Dead', 'Process', 'Compose', 'Unidentified'],
]);

/**
 * Whether a page of the kiosk may have a key: one that types, moves or confirms, and no chord. With Alt, a key reaches a
 * page only where it types what it would not without: AltGr is Control with Alt on Windows, and Option on a Mac.
 */
export function mayReachPage({ alt, control, key, meta }: Pick<Input, 'alt' | 'control' | 'key' | 'meta'>): boolean {
  if (meta) return false;
  const types = [...key].length === 1;
  if (alt) return types && !/^[a-z0-9 ]$/i.test(key);
  return !control && (types || NAMED_KEYS.has(key));
}
