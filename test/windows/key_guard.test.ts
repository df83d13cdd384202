import { describe, expect, it } from 'vitest';
import { mayReachPage } from '../../main/windows/key_guard.ts';

const key = (name: string, ...held: readonly ('alt' | 'control' | 'meta')[]) => ({
  key: name,
  alt: held.includes('alt'),
  control: held.includes('control'),
  meta: held.includes('meta'),
});

describe('a page of the kiosk', () => {
  it.each(['a', 'Z', '7', ' ', 'é', '門', '𠮷', 'Enter', 'Tab', 'Escape', 'Backspace', 'ArrowLeft', 'Shift', 'AltGraph', 'Dead', 'Process'])(
    'may have the key %s',
    (name) => expect(mayReachPage(key(name))).toBe(true),
  );

  it.each([
    ...['Control', 'Alt', 'Meta', 'ContextMenu', 'PrintScreen', 'Insert', 'Pause', 'ScrollLock', 'Help', 'Find', 'Print', 'Cut', 'Copy', 'Paste'],
    ...['BrowserBack', 'BrowserHome', 'BrowserRefresh', 'LaunchMail', 'LaunchApplication1', 'MediaPlayPause', 'Power', 'Sleep', 'WakeUp', 'Eject', ''],
    ...Array.from({ length: 24 }, (_, index) => `F${index + 1}`),
  ])('never gets the key %s', (name) => expect(mayReachPage(key(name))).toBe(false));

  it.each(['a', 'w', 'Q', '0', '+', '-', ' ', 'Tab', 'Enter', 'Escape', 'F4', 'F5', 'ArrowLeft', 'Home', 'Delete', 'Shift'])(
    'never gets a chord with %s',
    (name) => {
      expect(mayReachPage(key(name, 'control'))).toBe(false);
      expect(mayReachPage(key(name, 'meta'))).toBe(false);
      expect(mayReachPage(key(name, 'control', 'meta'))).toBe(false);
      if (name !== '+' && name !== '-') expect(mayReachPage(key(name, 'alt'))).toBe(false);
      if (name !== '+' && name !== '-') expect(mayReachPage(key(name, 'control', 'alt'))).toBe(false);
    },
  );

  it('gets what AltGr and Option type', () => {
    for (const name of ['@', '€', '{', 'ñ']) {
      expect(mayReachPage(key(name, 'control', 'alt'))).toBe(true);
      expect(mayReachPage(key(name, 'alt'))).toBe(true);
      expect(mayReachPage(key(name, 'alt', 'meta'))).toBe(false);
    }
  });
});
