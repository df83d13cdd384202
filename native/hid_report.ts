import { AIM_IDENTIFIER_BYTES, readAimIdentifier } from './aim_identifier.ts';
import { type HidField, hidFields, hidUsage } from './hid_descriptor.ts';

/**
 * Where a scanner puts its fields within one scanned-data report. Bits are counted from the report's first byte,
 * which is its id where the device numbers its reports, and from the lowest bit of each byte.
 */
export interface HidReportLayout {
  /** 0 where the device numbers no reports: then no id byte precedes the fields. */
  readonly reportId: number;
  /** Null where the report says no length: then zero bytes behind the data are padding. */
  readonly length: { readonly bit: number; readonly size: number } | null;
  /** The three characters of the AIM identifier, wherever each lies; null where there are none. */
  readonly symbologyBits: readonly number[] | null;
  readonly dataBit: number;
  readonly dataBytes: number;
  /** Null where each report is a whole code. */
  readonly continuedBit: number | null;
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

/**
 * An AIM identifier before 56 data bytes: Honeywell (Hand Held Products 3800i USB Application Note, "HID POS"),
 * Access-IS (LSR118 Product Manual, section B.1).
 */
export const LAYOUT_WITH_AIM: HidReportLayout = {
  reportId: SCANNED_DATA_REPORT,
  length: { bit: 8, size: 8 },
  symbologyBits: [16, 24, 32],
  dataBit: 5 * 8,
  dataBytes: 56,
  continuedBit: 63 * 8,
};

/** The same with one unused byte before the identifier, as some models send it. */
export const LAYOUT_WITH_LATE_AIM: HidReportLayout = {
  ...LAYOUT_WITH_AIM,
  symbologyBits: [24, 32, 40],
  dataBit: 6 * 8,
};

/**
 * 56 data bytes straight after the length, no identifier: Newland (NLS-FM420 Integration Guide, "HID-POS"),
 * Unitech MS842N, SAVEO RV2-RCCD and QUIO QU-R-302 (their user manuals, "Acquire Scanned Data").
 */
export const LAYOUT_PLAIN: HidReportLayout = { ...LAYOUT_WITH_AIM, symbologyBits: null, dataBit: 2 * 8 };

/**
 * Tells the common layouts apart by the AIM identifier in a code's first report, where a device's descriptor
 * cannot be read. Later reports of the code keep the answer, as their data may hold anything.
 */
export function guessLayout(firstReport: Uint8Array): HidReportLayout {
  for (const layout of [LAYOUT_WITH_AIM, LAYOUT_WITH_LATE_AIM]) {
    const dataAt = layout.dataBit / 8;
    if (readAimIdentifier(firstReport.subarray(dataAt - AIM_IDENTIFIER_BYTES, dataAt)) === null) continue;
    // A plain scanner set to send the identifier counts it in the length, so that its data end sooner.
    const length = firstReport[1] ?? 0;
    const last = firstReport.subarray(LAYOUT_PLAIN.dataBit / 8 + length, dataAt + length);
    if (last.some((byte) => byte !== 0)) return layout;
  }
  return LAYOUT_PLAIN;
}

/**
 * Reads one report by the layout of its id. Total: whatever the bytes, it answers and never throws, and never
 * reads beyond the report. The data is a copy.
 */
export function readHidReport(report: Uint8Array, layouts: readonly HidReportLayout[]): HidReport {
  const layout = layouts.find(({ reportId }) => reportId === 0 || reportId === report[0]);
  if (layout === undefined) return { kind: 'other' };
  const { continuedBit, dataBit, dataBytes, symbologyBits } = layout;
  const flag = continuedBit === null ? 0 : bitsAt(report, continuedBit, 1);
  if (flag === null) return { kind: 'broken', continued: null };
  const continued = flag === 1;
  const broken: HidReport = { kind: 'broken', continued };
  const length = layout.length === null ? dataBytes : bitsAt(report, layout.length.bit, layout.length.size);
  if (length === null || length > dataBytes) return broken;
  const data = bytesAt(report, dataBit, length);
  if (data === null) return broken;
  const characters = (symbologyBits ?? []).map((bit) => bitsAt(report, bit, 8) ?? 0);
  const symbology = readAimIdentifier(Uint8Array.from(characters));
  return { kind: 'part', data: layout.length === null ? withoutPadding(data) : data, symbology, continued };
}

// HID POS Usage Tables 1.02, page 0x8C; the byte count is Generic Desktop 0x3B.
const PAGE_SCANNER = 0x8c;
const BYTE_COUNT = hidUsage(0x01, 0x3b);
const RAW_SCANNED_DATA_REPORT = hidUsage(PAGE_SCANNER, 0x13);
const SYMBOLOGY_1 = hidUsage(PAGE_SCANNER, 0xfb);
const SYMBOLOGY_3 = hidUsage(PAGE_SCANNER, 0xfd);
const DECODED_DATA = hidUsage(PAGE_SCANNER, 0xfe);
const CONTINUED = hidUsage(PAGE_SCANNER, 0xff);
const MAX_LENGTH_BITS = 32;

/**
 * The layout of every scanned-data report that a report descriptor describes, each id once. Empty where it
 * describes none that can be read.
 */
export function layoutsFromDescriptor(descriptor: Uint8Array): readonly HidReportLayout[] {
  const reports = new Map<number, HidField[]>();
  for (const field of hidFields(descriptor)) {
    // Raw data is the undecoded light and dark of a symbol (HID POS Usage Tables 1.02, section 3.2).
    if (field.kind !== 'input' || field.within.includes(RAW_SCANNED_DATA_REPORT)) continue;
    reports.set(field.reportId, [...(reports.get(field.reportId) ?? []), field]);
  }
  return [...reports].flatMap(([reportId, fields]) => layoutOf(reportId, fields) ?? []);
}

function layoutOf(reportId: number, fields: readonly HidField[]): HidReportLayout | null {
  const idBits = reportId === 0 ? 0 : 8;
  const first = (usage: number) => fields.find((field) => field.usage === usage);
  const data = first(DECODED_DATA);
  const length = first(BYTE_COUNT);
  const continued = first(CONTINUED);
  if (data === undefined || (length !== undefined && length.size > MAX_LENGTH_BITS)) return null;
  const dataBytes = Math.floor(dataBits(data, fields) / 8);
  if (dataBytes === 0) return null;
  const symbology = fields
    .filter(({ usage, size }) => usage >= SYMBOLOGY_1 && usage <= SYMBOLOGY_3 && size === 8)
    .sort((a, b) => a.usage - b.usage)
    .flatMap(({ bit, count }) => Array.from({ length: Math.min(count, AIM_IDENTIFIER_BYTES) }, (_, i) => bit + 8 * i))
    .slice(0, AIM_IDENTIFIER_BYTES);
  return {
    reportId,
    length: length === undefined ? null : { bit: idBits + length.bit, size: length.size },
    symbologyBits: symbology.length === AIM_IDENTIFIER_BYTES ? symbology.map((bit) => idBits + bit) : null,
    dataBit: idBits + data.bit,
    dataBytes,
    continuedBit: continued === undefined ? null : idBits + continued.bit,
  };
}

/** The bits of a field and of those that carry it on without a gap. */
function dataBits(first: HidField, fields: readonly HidField[]): number {
  let end = first.bit + first.size * first.count;
  for (const field of fields) {
    if (field.usage === first.usage && field.bit === end) end += field.size * field.count;
  }
  return end - first.bit;
}

/** An unsigned number of up to 32 bits; null where it does not lie within the report. */
function bitsAt(report: Uint8Array, bit: number, size: number): number | null {
  if (bit + size > report.length * 8) return null;
  let value = 0;
  for (let i = size - 1; i >= 0; i -= 1) {
    const at = bit + i;
    value = value * 2 + (((report[at >> 3] ?? 0) >> (at & 7)) & 1);
  }
  return value;
}

/** A copy of the bytes that begin at any bit; null where they do not lie within the report. */
function bytesAt(report: Uint8Array, bit: number, count: number): Uint8Array | null {
  if (bit + count * 8 > report.length * 8) return null;
  const at = bit >> 3;
  // Not `slice`: that of a Buffer, which node-hid hands out, is a view.
  const bytes = new Uint8Array(report.subarray(at, at + count));
  const shift = bit & 7;
  if (shift === 0) return bytes;
  return bytes.map((low, i) => (low >> shift) | ((report[at + i + 1] ?? 0) << (8 - shift)));
}

function withoutPadding(data: Uint8Array): Uint8Array {
  const end = data.findLastIndex((byte) => byte !== 0) + 1;
  return data.subarray(0, end);
}
