/** Usage page and usage id as one number, as a 32-bit usage item has them. */
export function hidUsage(page: number, id: number): number {
  return page * 0x1_0000 + id;
}

/** One field of one report, or several of one usage side by side. */
export interface HidField {
  readonly kind: 'input' | 'output' | 'feature';
  /** 0 where the device numbers no reports. */
  readonly reportId: number;
  /** As `hidUsage` makes it; 0 for padding. */
  readonly usage: number;
  /** Where it begins, counted from the first bit behind the report's id. */
  readonly bit: number;
  /** Bits of one element. */
  readonly size: number;
  readonly count: number;
  /** Its value is the place of a usage in a list, rather than the value of its own usage. */
  readonly isArray: boolean;
  /** The usages of the collections around it, the outermost first. */
  readonly within: readonly number[];
}

/** Longer than any report that is read here. */
export const MAX_REPORT_BYTES = 1_024;

/** HID_MAX_DESCRIPTOR_SIZE of the Linux kernel. */
const MAX_DESCRIPTOR_BYTES = 4_096;
const MAX_REPORT_ID = 255;
const MAX_USAGES = 256;
const MAX_SAVED_STATES = 64;
const MAX_COLLECTION_DEPTH = 32;
const LONG_ITEM = 0xfe;

interface GlobalState {
  readonly page: number;
  readonly size: number;
  readonly count: number;
  readonly reportId: number;
}

/** A usage as it was written: one of 32 bits names its page itself. */
interface LocalUsage {
  readonly value: number;
  readonly hasPage: boolean;
}

/**
 * Reads a HID report descriptor (Device Class Definition for HID 1.11, section 6.2.2) as a list of fields, padding
 * included, in the order of the descriptor. Total: of any bytes it makes a list, empty where they are too long;
 * fields that lie beyond `MAX_REPORT_BYTES`, or in a report whose id is no byte, are left out.
 */
export function hidFields(descriptor: Uint8Array): readonly HidField[] {
  if (descriptor.length > MAX_DESCRIPTOR_BYTES) return [];
  const fields: HidField[] = [];
  const bitsOf = new Map<string, number>();
  const saved: GlobalState[] = [];
  const outer: (readonly number[])[] = [];
  let global: GlobalState = { page: 0, size: 0, count: 0, reportId: 0 };
  let within: readonly number[] = [];
  let usages: LocalUsage[] = [];
  let minimum: LocalUsage | null = null;

  /** A short usage belongs to the page that is in force at its main item (section 6.2.2.8). */
  const whole = ({ value, hasPage }: LocalUsage) => (hasPage ? value : hidUsage(global.page, value));

  function addFields(kind: HidField['kind'], isArray: boolean): void {
    const { size, count, reportId } = global;
    const report = `${kind} ${reportId}`;
    const start = bitsOf.get(report) ?? 0;
    const end = start + size * count;
    bitsOf.set(report, end);
    if (size === 0 || count === 0 || end > MAX_REPORT_BYTES * 8 || reportId > MAX_REPORT_ID) return;
    const named = usages.length === 0 ? [0] : usages.slice(0, count).map(whole);
    named.forEach((usage, index) => {
      // The last usage names all that is left.
      const isLast = index === named.length - 1;
      const place = { bit: start + size * index, size, count: isLast ? count - index : 1 };
      fields.push({ kind, reportId, usage, ...place, isArray, within });
    });
  }

  for (let at = 0; at < descriptor.length; ) {
    const head = descriptor[at] ?? 0;
    if (head === LONG_ITEM) {
      at += 3 + (descriptor[at + 1] ?? 0);
      continue;
    }
    const length = [0, 1, 2, 4][head & 3] ?? 0;
    const value = unsignedAt(descriptor, at + 1, length);
    const usage: LocalUsage = { value, hasPage: length === 4 };
    at += 1 + length;
    // The kind of item without its length: sections 6.2.2.4 to 6.2.2.8.
    const item = head & 0xfc;
    switch (item) {
      case 0x04:
        global = { ...global, page: value };
        break;
      case 0x74:
        global = { ...global, size: value };
        break;
      case 0x94:
        global = { ...global, count: value };
        break;
      case 0x84:
        global = { ...global, reportId: value };
        break;
      case 0xa4:
        if (saved.length < MAX_SAVED_STATES) saved.push(global);
        break;
      case 0xb4:
        global = saved.pop() ?? global;
        break;
      case 0x08:
        if (usages.length < MAX_USAGES) usages.push(usage);
        break;
      case 0x18:
        minimum = usage;
        break;
      case 0x28:
        for (let next = minimum?.value ?? value; next <= value && usages.length < MAX_USAGES; next += 1) {
          usages.push({ value: next, hasPage: usage.hasPage });
        }
        break;
      case 0x80:
      case 0x90:
      case 0xb0:
      case 0xa0:
      case 0xc0: {
        const isArray = (value & 2) === 0;
        if (item === 0x80) addFields('input', isArray);
        if (item === 0x90) addFields('output', isArray);
        if (item === 0xb0) addFields('feature', isArray);
        if (item === 0xa0) {
          const last = usages.at(-1);
          outer.push(within);
          if (within.length < MAX_COLLECTION_DEPTH) within = [...within, last === undefined ? 0 : whole(last)];
        }
        if (item === 0xc0) within = outer.pop() ?? [];
        usages = [];
        minimum = null;
        break;
      }
      default:
        break;
    }
  }
  return fields;
}

function unsignedAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i -= 1) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
