import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BOOT_KEYBOARD,
  guessKeyboardLayout,
  keyboardLayoutFromDescriptor,
  readKeyboardReport,
} from '../../native/keyboard_report.ts';
import { BOOT_KEYBOARD_DESCRIPTOR, keyboardReport } from '../helpers/keyboard_reports.ts';
import { HID_POS_DESCRIPTOR } from '../helpers/hid_reports.ts';

/** A composite device: consumer keys as report 1, and a keyboard with 3 keys as report 2. */
const DESCRIPTOR_NUMBERED = Uint8Array.from([
  ...[0x05, 0x0c, 0x09, 0x01, 0xa1, 0x01, 0x85, 0x01, 0x19, 0x00, 0x2a, 0x3c, 0x02, 0x15, 0x00, 0x26, 0x3c, 0x02],
  ...[0x95, 0x01, 0x75, 0x10, 0x81, 0x00, 0xc0],
  ...[0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x85, 0x02, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01],
  ...[0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x03, 0x75, 0x08, 0x15, 0x00, 0x26, 0xff, 0x00, 0x19, 0x00],
  ...[0x29, 0xff, 0x81, 0x00, 0xc0],
]);

/** A keyboard with a bit for each key from 0 to 0xE7, the modifiers among them. */
const DESCRIPTOR_BITS = Uint8Array.from([
  ...[0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0x00, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01],
  ...[0x75, 0x01, 0x95, 0xe8, 0x81, 0x02, 0xc0],
]);

describe('the descriptor of a keyboard', () => {
  it('tells of the boot report', () => {
    expect(keyboardLayoutFromDescriptor(BOOT_KEYBOARD_DESCRIPTOR)).toEqual(BOOT_KEYBOARD);
  });

  it('tells of a numbered report with fewer keys, behind that of other buttons', () => {
    const layout = keyboardLayoutFromDescriptor(DESCRIPTOR_NUMBERED);
    expect(layout).toEqual({ reportId: 2, reportBytes: 5, modifiersBit: 8, slots: { at: 2, count: 3 }, bits: [] });
  });

  it('tells of a bit for each key', () => {
    const layout = keyboardLayoutFromDescriptor(DESCRIPTOR_BITS);
    expect(layout).toMatchObject({ reportId: 0, reportBytes: 29, modifiersBit: 0xe0, slots: null });
    expect(layout?.bits).toHaveLength(0xe0 - 4);
    const report = new Uint8Array(29);
    report[28] = 0x02;
    report[0] = 0x30;
    expect(layout && readKeyboardReport(report, layout)).toEqual({ kind: 'held', modifiers: 2, usages: [4, 5] });
  });

  it('tells of no keyboard where there is none', () => {
    expect(keyboardLayoutFromDescriptor(HID_POS_DESCRIPTOR)).toBeNull();
    expect(keyboardLayoutFromDescriptor(new Uint8Array())).toBeNull();
  });

  it('may be cut off or broken: whatever it tells can be used', () => {
    const descriptors = fc.constantFrom(BOOT_KEYBOARD_DESCRIPTOR, DESCRIPTOR_NUMBERED, DESCRIPTOR_BITS);
    const changes = fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 6 });
    const reports = fc.uint8Array({ maxLength: 70 });
    fc.assert(
      fc.property(descriptors, changes, fc.nat(80), reports, (descriptor, list, length, report) => {
        const broken = descriptor.slice(0, length);
        for (const [at, byte] of list) broken.fill(byte, at, at + 1);
        const layout = keyboardLayoutFromDescriptor(broken);
        if (layout !== null) expect(readKeyboardReport(report, layout).kind).toMatch(/held|rolled_over|other/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the report of a keyboard', () => {
  it('names the held keys in the order of the device', () => {
    expect(readKeyboardReport(keyboardReport(2, 0x1e, 0x04, 0x1e), BOOT_KEYBOARD)).toEqual({
      kind: 'held',
      modifiers: 2,
      usages: [0x1e, 0x04],
    });
    expect(readKeyboardReport(keyboardReport(0), BOOT_KEYBOARD)).toEqual({ kind: 'held', modifiers: 0, usages: [] });
  });

  it('says when too many keys are held', () => {
    expect(readKeyboardReport(keyboardReport(2, 1, 1, 1, 1, 1, 1), BOOT_KEYBOARD)).toEqual({ kind: 'rolled_over' });
  });

  it('is another one by its id or its length', () => {
    const numbered = { ...BOOT_KEYBOARD, reportId: 3 };
    expect(readKeyboardReport(Uint8Array.of(1, 0, 0, 4, 0, 0, 0, 0), numbered)).toEqual({ kind: 'other' });
    expect(readKeyboardReport(Uint8Array.of(2, 0, 4), BOOT_KEYBOARD)).toEqual({ kind: 'other' });
    expect(readKeyboardReport(new Uint8Array(), BOOT_KEYBOARD)).toEqual({ kind: 'other' });
  });

  it('is known by its length alone, with and without an id', () => {
    const report = keyboardReport(2, 0x0b);
    const held = { kind: 'held', modifiers: 2, usages: [0x0b] };
    for (const each of [report, Uint8Array.of(7, ...report)]) {
      const layout = guessKeyboardLayout(each);
      expect(layout && readKeyboardReport(each, layout)).toEqual(held);
    }
    expect([0, 1, 7, 10, 64].map((length) => guessKeyboardLayout(new Uint8Array(length)))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
