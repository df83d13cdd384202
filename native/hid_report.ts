import { MAX_CODE_BYTES } from './scan_source.ts';

/** What one scanned-data report of a HID POS scanner carries. */
export interface HidReportPart {
  readonly data: Uint8Array;
  readonly symbology: string | null;
  /** More reports of the same code follow. */
  readonly continued: boolean;
}

/** Where a scanner puts its fields within a report, as byte offsets with the report id at 0. */
export interface HidReportLayout {
  readonly reportId: number;
  readonly lengthAt: number;
  readonly symbologyAt: number | null;
  readonly dataAt: number;
  readonly dataBytes: number;
  readonly continuedAt: number;
  readonly continuedBit: number;
}

const REPORT_BYTES = 64;

/** Honeywell (Hand Held Products) and Access-IS: AIM identifier before 56 data bytes. */
const LAYOUT_WITH_AIM: HidReportLayout = {
  reportId: 2,
  lengthAt: 1,
  symbologyAt: 2,
  dataAt: 5,
  dataBytes: 56,
  continuedAt: 63,
  continuedBit: 0,
};

/** Newland, SAVEO and QUIO: 56 data bytes straight after the length. */
const LAYOUT_PLAIN: HidReportLayout = { ...LAYOUT_WITH_AIM, symbologyAt: null, dataAt: 2 };

// HID POS Usage Tables 1.02, page 0x8C; the byte count is Generic Desktop 0x3B.
const PAGE_SCANNER = 0x8c;
const PAGE_DESKTOP = 0x01;
const USAGE_BYTE_COUNT = 0x3b;
const USAGE_SYMBOLOGY_1 = 0xfb;
const USAGE_DECODED_DATA = 0xfe;
const USAGE_CONTINUED = 0xff;

/**
 * Reads the scanned-data layout out of a HID report descriptor (Device Class Definition for HID 1.11, section
 * 6.2.2). Null where it describes no HID POS scanner, or one whose fields do not lie on bytes.
 */
export function layoutFromDescriptor(descriptor: Uint8Array): HidReportLayout | null {
  let page = 0;
  let size = 0;
  let count = 0;
  let reportId = 0;
  let usages: number[] = [];
  const bitOf = new Map<number, number>();
  const found = new Map<number, { bit: number; size: number; count: number; reportId: number }>();
  for (let at = 0; at < descriptor.length; ) {
    const head = descriptor[at] ?? 0;
    const length = [0, 1, 2, 4][head & 3] ?? 0;
    let value = 0;
    for (let i = 0; i < length; i += 1) value |= (descriptor[at + 1 + i] ?? 0) << (8 * i);
    at += 1 + length;
    switch (head & 0xfc) {
      case 0x04:
        page = value;
        break;
      case 0x74:
        size = value;
        break;
      case 0x94:
        count = value;
        break;
      case 0x84:
        reportId = value;
        break;
      case 0x08:
        usages.push(length === 4 ? value : (page << 16) | value);
        break;
      case 0x80: {
        const bit = bitOf.get(reportId) ?? 0;
        usages.forEach((usage, i) => {
          const each = usages.length > 1 ? size : 0;
          if (!found.has(usage)) found.set(usage, { bit: bit + each * i, size, count, reportId });
        });
        bitOf.set(reportId, bit + size * count);
        usages = [];
        break;
      }
      case 0x90:
      case 0xb0:
      case 0xa0:
      case 0xc0:
        usages = [];
        break;
      default:
        break;
    }
  }
  const field = (usagePage: number, usage: number) => found.get((usagePage << 16) | usage);
  const data = field(PAGE_SCANNER, USAGE_DECODED_DATA);
  const length = field(PAGE_DESKTOP, USAGE_BYTE_COUNT);
  const continued = field(PAGE_SCANNER, USAGE_CONTINUED);
  const symbology = field(PAGE_SCANNER, USAGE_SYMBOLOGY_1);
  if (!data || !length || !continued || data.bit % 8 !== 0 || length.bit % 8 !== 0) return null;
  if (data.size !== 8 || length.size !== 8 || data.reportId !== length.reportId) return null;
  const idBytes = data.reportId === 0 ? 0 : 1;
  return {
    reportId: data.reportId,
    lengthAt: length.bit / 8 + idBytes,
    symbologyAt: symbology && symbology.bit % 8 === 0 ? symbology.bit / 8 + idBytes : null,
    dataAt: data.bit / 8 + idBytes,
    dataBytes: data.count,
    continuedAt: Math.floor(continued.bit / 8) + idBytes,
    continuedBit: continued.bit % 8,
  };
}

/**
 * Reads one report; null for one that carries no scanned data or contradicts itself. Without a layout from the
 * device's descriptor the two common ones are told apart by the `]` of an AIM identifier.
 */
export function readHidReport(report: Uint8Array, layout: HidReportLayout | null): HidReportPart | null {
  if (layout !== null) return readWithLayout(report, layout);
  if (report.length < REPORT_BYTES) return null;
  const AIM_FLAG = 0x5d;
  const withAim = report[2] === AIM_FLAG && isAimIdentifier(report.subarray(2, 5));
  return readWithLayout(report, withAim ? LAYOUT_WITH_AIM : LAYOUT_PLAIN);
}

function readWithLayout(report: Uint8Array, layout: HidReportLayout): HidReportPart | null {
  if (layout.reportId !== 0 && report[0] !== layout.reportId) return null;
  const length = report[layout.lengthAt] ?? 0;
  const end = layout.dataAt + length;
  const flags = report[layout.continuedAt];
  if (length > layout.dataBytes || end > report.length || flags === undefined) return null;
  const aim = layout.symbologyAt === null ? null : report.subarray(layout.symbologyAt, layout.symbologyAt + 3);
  return {
    data: report.slice(layout.dataAt, end),
    symbology: aim !== null && isAimIdentifier(aim) ? Buffer.from(aim).toString('latin1') : null,
    continued: ((flags >> layout.continuedBit) & 1) === 1,
  };
}

/** `]`, a letter, a modifier (ISO/IEC 15424). */
function isAimIdentifier(bytes: Uint8Array): boolean {
  return /^\][A-Za-z][0-9A-Za-z]$/.test(Buffer.from(bytes).toString('latin1'));
}

/** A code cut short is dropped when no report followed for this long. */
export const REPORT_TIMEOUT_MS = 300;

/** Joins the reports of one scanner into whole codes. Takes `atMs` from the caller's monotonic clock. */
export function createHidAssembler(
  layout: HidReportLayout | null,
): (report: Uint8Array, atMs: number) => { readonly bytes: Uint8Array; readonly symbology: string | null } | null {
  let parts: Uint8Array[] = [];
  let total = 0;
  let symbology: string | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  return (report, atMs) => {
    const part = readHidReport(report, layout);
    if (part === null) return null;
    if (atMs - lastMs > REPORT_TIMEOUT_MS) {
      parts = [];
      total = 0;
      symbology = null;
    }
    lastMs = atMs;
    total += part.data.length;
    symbology ??= part.symbology;
    // Past the limit only the end is awaited: an endless code takes no memory.
    if (total <= MAX_CODE_BYTES) parts.push(part.data);
    if (part.continued) return null;
    const whole = total <= MAX_CODE_BYTES && total > 0 ? { bytes: new Uint8Array(Buffer.concat(parts)), symbology } : null;
    parts = [];
    total = 0;
    symbology = null;
    return whole;
  };
}
