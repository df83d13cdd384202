import { AIM_IDENTIFIER_BYTES, readAimIdentifier } from './aim_identifier.ts';

/** Where a scanner puts its fields within a scanned-data report, as byte offsets with the report id at 0. */
export interface HidReportLayout {
  /** 0 where the device numbers no reports: then no id byte precedes the fields. */
  readonly reportId: number;
  readonly lengthAt: number;
  readonly symbologyAt: number | null;
  readonly dataAt: number;
  readonly dataBytes: number;
  readonly continuedAt: number;
  readonly continuedBit: number;
}

/**
 * What one report is: a part of a code, another kind of report (`other`), or a scanned-data report that
 * contradicts itself (`broken`) and only says whether its code goes on: null where it is too short for that.
 */
export type HidReport =
  | {
      readonly kind: 'part';
      readonly data: Uint8Array;
      readonly symbology: string | null;
      readonly continued: boolean;
    }
  | { readonly kind: 'other' }
  | { readonly kind: 'broken'; readonly continued: boolean | null };

const SCANNED_DATA_REPORT = 2;

/** Honeywell (Hand Held Products) and Access-IS: an AIM identifier before 56 data bytes. */
export const LAYOUT_WITH_AIM: HidReportLayout = {
  reportId: SCANNED_DATA_REPORT,
  lengthAt: 1,
  symbologyAt: 2,
  dataAt: 5,
  dataBytes: 56,
  continuedAt: 63,
  continuedBit: 0,
};

/** The same with one unused byte before the identifier, as some models send it. */
export const LAYOUT_WITH_LATE_AIM: HidReportLayout = { ...LAYOUT_WITH_AIM, symbologyAt: 3, dataAt: 6 };

/** Newland, SAVEO and QUIO: 56 data bytes straight after the length, no identifier. */
export const LAYOUT_PLAIN: HidReportLayout = { ...LAYOUT_WITH_AIM, symbologyAt: null, dataAt: 2 };

/**
 * Tells the common layouts apart by the AIM identifier in a code's first report, where a device's descriptor
 * cannot be read. Later reports of the code keep the answer, as their data may hold anything.
 */
export function guessLayout(firstReport: Uint8Array): HidReportLayout {
  for (const layout of [LAYOUT_WITH_AIM, LAYOUT_WITH_LATE_AIM]) {
    const at = layout.symbologyAt ?? 0;
    if (readAimIdentifier(firstReport.subarray(at, at + AIM_IDENTIFIER_BYTES)) === null) continue;
    // A plain scanner set to send the identifier counts it in the length, so that its data end sooner.
    const length = firstReport[layout.lengthAt] ?? 0;
    const last = firstReport.subarray(LAYOUT_PLAIN.dataAt + length, layout.dataAt + length);
    if (last.some((byte) => byte !== 0)) return layout;
  }
  return LAYOUT_PLAIN;
}

/** Reads one report. Total: whatever the bytes, it answers and never throws. The data is a copy. */
export function readHidReport(report: Uint8Array, layout: HidReportLayout): HidReport {
  if (layout.reportId !== 0 && report[0] !== layout.reportId) return { kind: 'other' };
  const length = report[layout.lengthAt];
  const flags = report[layout.continuedAt];
  if (length === undefined || flags === undefined) return { kind: 'broken', continued: null };
  const continued = ((flags >> layout.continuedBit) & 1) === 1;
  const end = layout.dataAt + length;
  if (length > layout.dataBytes || end > report.length) return { kind: 'broken', continued };
  const symbology =
    layout.symbologyAt === null
      ? null
      : readAimIdentifier(report.subarray(layout.symbologyAt, layout.symbologyAt + AIM_IDENTIFIER_BYTES));
  // Not `slice`: that of a Buffer, which node-hid hands out, is a view.
  const data = new Uint8Array(report.subarray(layout.dataAt, end));
  return { kind: 'part', data, symbology, continued };
}

// HID POS Usage Tables 1.02, page 0x8C; the byte count is Generic Desktop 0x3B.
const PAGE_SCANNER = 0x8c;
const BYTE_COUNT = usageOf(0x01, 0x3b);
const SYMBOLOGY_1 = usageOf(PAGE_SCANNER, 0xfb);
const DECODED_DATA = usageOf(PAGE_SCANNER, 0xfe);
const CONTINUED = usageOf(PAGE_SCANNER, 0xff);

/** Longer than any scanner's; HID_MAX_DESCRIPTOR_SIZE of the Linux kernel. */
const MAX_DESCRIPTOR_BYTES = 4_096;
const MAX_REPORT_BYTES = 1_024;
const MAX_REPORT_ID = 255;
const MAX_USAGES = 64;

interface Field {
  readonly bit: number;
  readonly size: number;
  readonly count: number;
}

interface GlobalState {
  readonly page: number;
  readonly size: number;
  readonly count: number;
  readonly reportId: number;
}

/**
 * Reads the scanned-data layout out of a HID report descriptor (Device Class Definition for HID 1.11, section
 * 6.2.2). Null where it describes no HID POS scanner, or one whose fields do not lie on bytes of one report.
 */
export function layoutFromDescriptor(descriptor: Uint8Array): HidReportLayout | null {
  if (descriptor.length > MAX_DESCRIPTOR_BYTES) return null;
  for (const [reportId, fields] of inputFieldsOf(descriptor)) {
    const layout = layoutOf(reportId, fields);
    if (layout !== null) return layout;
  }
  return null;
}

function layoutOf(reportId: number, fields: ReadonlyMap<number, Field>): HidReportLayout | null {
  const data = fields.get(DECODED_DATA);
  const length = fields.get(BYTE_COUNT);
  const continued = fields.get(CONTINUED);
  const symbology = fields.get(SYMBOLOGY_1);
  if (data === undefined || length === undefined || continued === undefined) return null;
  if (!isOnBytes(data) || !isOnBytes(length) || !isWithinReport(continued)) return null;
  if (reportId > MAX_REPORT_ID) return null;
  const idBytes = reportId === 0 ? 0 : 1;
  return {
    reportId,
    lengthAt: idBytes + length.bit / 8,
    symbologyAt: symbology !== undefined && isOnBytes(symbology) ? idBytes + symbology.bit / 8 : null,
    dataAt: idBytes + data.bit / 8,
    dataBytes: data.count,
    continuedAt: idBytes + Math.floor(continued.bit / 8),
    continuedBit: continued.bit % 8,
  };
}

function isOnBytes(field: Field): boolean {
  return field.bit % 8 === 0 && field.size === 8 && isWithinReport(field);
}

function isWithinReport({ bit, size, count }: Field): boolean {
  return size > 0 && bit + size * count <= MAX_REPORT_BYTES * 8;
}

/** The input fields by report id and 32-bit usage. The first of a usage counts. */
function inputFieldsOf(descriptor: Uint8Array): ReadonlyMap<number, ReadonlyMap<number, Field>> {
  const LONG_ITEM = 0xfe;
  const reports = new Map<number, Map<number, Field>>();
  const bitsOf = new Map<number, number>();
  const saved: GlobalState[] = [];
  let global: GlobalState = { page: 0, size: 0, count: 0, reportId: 0 };
  let usages: number[] = [];
  let usageMinimum: number | null = null;
  for (let at = 0; at < descriptor.length; ) {
    const head = descriptor[at] ?? 0;
    if (head === LONG_ITEM) {
      at += 3 + (descriptor[at + 1] ?? 0);
      continue;
    }
    const length = [0, 1, 2, 4][head & 3] ?? 0;
    const value = unsignedAt(descriptor, at + 1, length);
    const usage = length === 4 ? value : usageOf(global.page, value);
    at += 1 + length;
    // The kind of item without its length: HID 1.11, sections 6.2.2.4 to 6.2.2.8.
    switch (head & 0xfc) {
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
        if (saved.length < MAX_USAGES) saved.push(global);
        break;
      case 0xb4:
        global = saved.pop() ?? global;
        break;
      case 0x08:
        if (usages.length < MAX_USAGES) usages.push(usage);
        break;
      case 0x18:
        usageMinimum = usage;
        break;
      case 0x28:
        for (let next = usageMinimum ?? usage; next <= usage && usages.length < MAX_USAGES; next += 1) {
          usages.push(next);
        }
        break;
      case 0x80: {
        const { size, count, reportId } = global;
        const start = bitsOf.get(reportId) ?? 0;
        const fields = reports.get(reportId) ?? new Map<number, Field>();
        usages.slice(0, count).forEach((each, index) => {
          // The last usage names all that is left.
          const isLast = index === usages.length - 1;
          const field = { bit: start + size * index, size, count: isLast ? count - index : 1 };
          if (!fields.has(each)) fields.set(each, field);
        });
        reports.set(reportId, fields);
        bitsOf.set(reportId, start + size * count);
        usages = [];
        usageMinimum = null;
        break;
      }
      case 0x90:
      case 0xb0:
      case 0xa0:
      case 0xc0:
        usages = [];
        usageMinimum = null;
        break;
      default:
        break;
    }
  }
  return reports;
}

function unsignedAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i -= 1) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

function usageOf(page: number, usage: number): number {
  return page * 0x1_0000 + usage;
}
