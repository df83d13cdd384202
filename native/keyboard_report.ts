import { type HidField, hidFields, hidUsage } from './hid_descriptor.ts';

/** Where a keyboard puts its modifiers and keys in an input report, with the report's id at byte 0 where it has one. */
export interface KeyboardReportLayout {
  /** 0 where the device numbers no reports: then no id byte comes first. */
  readonly reportId: number;
  readonly reportBytes: number;
  /** The first of the eight modifier bits; null where the report has none. */
  readonly modifiersBit: number | null;
  /** Bytes that each name a key that is held. */
  readonly slots: { readonly at: number; readonly count: number } | null;
  /** Keys that have a bit each, as on keyboards without a limit of keys. */
  readonly bits: readonly { readonly usage: number; readonly bit: number }[];
}

/** The keys that are held, in the device's order; `rolled_over`: more than the device can tell. */
export type KeyboardReport =
  | { readonly kind: 'held'; readonly modifiers: number; readonly usages: readonly number[] }
  | { readonly kind: 'rolled_over' }
  | { readonly kind: 'other' };

/** The boot keyboard's report (USB HID 1.11, appendix B.1). */
export const BOOT_KEYBOARD: KeyboardReportLayout = {
  reportId: 0,
  reportBytes: 8,
  modifiersBit: 0,
  slots: { at: 2, count: 6 },
  bits: [],
};

// USB HID Usage Tables 1.12, section 10.
const PAGE_KEYS = 0x07;
const ERROR_ROLL_OVER = 0x01;
const FIRST_KEY = 0x04;
const FIRST_MODIFIER = 0xe0;
const KEYBOARD = hidUsage(0x01, 0x06);

/** Reads one report. Total: whatever the bytes, it answers and never throws. */
export function readKeyboardReport(report: Uint8Array, layout: KeyboardReportLayout): KeyboardReport {
  if (layout.reportId !== 0 && report[0] !== layout.reportId) return { kind: 'other' };
  if (report.length < layout.reportBytes) return { kind: 'other' };
  const bitAt = (bit: number) => ((report[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  let modifiers = 0;
  if (layout.modifiersBit !== null) {
    for (let i = 0; i < 8; i += 1) modifiers |= bitAt(layout.modifiersBit + i) << i;
  }
  const { at, count } = layout.slots ?? { at: 0, count: 0 };
  const slots = [...report.subarray(at, at + count)];
  if (slots.includes(ERROR_ROLL_OVER)) return { kind: 'rolled_over' };
  const usages = [
    ...slots.filter((usage) => usage >= FIRST_KEY && usage < FIRST_MODIFIER),
    ...layout.bits.filter(({ bit }) => bitAt(bit) === 1).map(({ usage }) => usage),
  ];
  return { kind: 'held', modifiers, usages: [...new Set(usages)] };
}

/** Guesses by a report's length, where no descriptor can be read: the boot report, or that behind an id. */
export function guessKeyboardLayout(report: Uint8Array): KeyboardReportLayout | null {
  if (report.length === BOOT_KEYBOARD.reportBytes) return BOOT_KEYBOARD;
  if (report.length !== BOOT_KEYBOARD.reportBytes + 1) return null;
  return {
    reportId: report[0] ?? 0,
    reportBytes: report.length,
    modifiersBit: 8,
    slots: { at: 3, count: 6 },
    bits: [],
  };
}

/** Where the first keyboard of a HID report descriptor puts its keys; null where it describes none. */
export function keyboardLayoutFromDescriptor(descriptor: Uint8Array): KeyboardReportLayout | null {
  const inputs = hidFields(descriptor).filter(({ kind }) => kind === 'input');
  const keys = inputs.filter((field) => field.within.includes(KEYBOARD) && field.usage >>> 16 === PAGE_KEYS);
  for (const reportId of new Set(keys.map((field) => field.reportId))) {
    const ofReport = (field: HidField) => field.reportId === reportId;
    const idBits = reportId === 0 ? 0 : 8;
    const ends = inputs.filter(ofReport).map(({ bit, size, count }) => idBits + bit + size * count);
    const slots = slotsOf(keys.filter(ofReport), idBits);
    const bits = keys
      .filter((field) => ofReport(field) && !field.isArray && field.size === 1)
      .map(({ usage, bit }) => ({ usage: usage & 0xffff, bit: idBits + bit }));
    const keyBits = bits.filter(({ usage }) => usage >= FIRST_KEY && usage < FIRST_MODIFIER);
    if (slots === null && keyBits.length === 0) continue;
    return {
      reportId,
      reportBytes: Math.ceil(Math.max(...ends) / 8),
      modifiersBit: bits.find(({ usage }) => usage === FIRST_MODIFIER)?.bit ?? null,
      slots,
      bits: keyBits,
    };
  }
  return null;
}

/** The first run of bytes that name keys; the descriptor's reader may have cut it into its elements. */
function slotsOf(fields: readonly HidField[], idBits: number): KeyboardReportLayout['slots'] {
  const arrays = fields.filter(({ isArray, size, bit }) => isArray && size === 8 && bit % 8 === 0);
  const first = arrays[0];
  if (first === undefined) return null;
  let count = 0;
  for (const array of arrays) {
    if (array.bit === first.bit + count * 8) count += array.count;
  }
  return { at: (idBits + first.bit) / 8, count };
}
