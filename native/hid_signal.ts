import { type HidField, hidFields, hidUsage } from './hid_descriptor.ts';
import type { ScanSignal } from './scan_source.ts';

/** A report to send, its id first (0 where the device numbers none). */
export interface HidSignalReport {
  readonly kind: 'output' | 'feature';
  readonly bytes: readonly number[];
}

// HID POS Usage Tables 1.02, section 3.9; the other two are the trigger of section 3.6.
const PAGE_SCANNER = 0x8c;
const GOOD_READ_LED = hidUsage(PAGE_SCANNER, 0x7d);
const ERROR_BEEP = hidUsage(PAGE_SCANNER, 0x85);
const GOOD_READ_BEEP = hidUsage(PAGE_SCANNER, 0x86);
const NOT_ON_FILE_BEEP = hidUsage(PAGE_SCANNER, 0x87);
const PREVENT_READ = hidUsage(PAGE_SCANNER, 0x5f);
const INITIATE_READ = hidUsage(PAGE_SCANNER, 0x60);
const PADDING = 0;

/** The rest of a report is sent as zero, which must mean nothing: no setting may lie there. */
const MOMENTARY: ReadonlySet<number> = new Set([
  ...[GOOD_READ_LED, ERROR_BEEP, GOOD_READ_BEEP, NOT_ON_FILE_BEEP],
  ...[PREVENT_READ, INITIATE_READ, PADDING],
]);

/** Which fields a signal sets, the best choice first. */
const CHOICES: Readonly<Record<ScanSignal, readonly (readonly number[])[]>> = {
  good: [[GOOD_READ_BEEP, GOOD_READ_LED], [GOOD_READ_BEEP], [GOOD_READ_LED]],
  bad: [[ERROR_BEEP], [NOT_ON_FILE_BEEP]],
};

/**
 * The report by which a scanner can be made to beep or to light its lamp: by its report descriptor, else what its
 * maker documents. Null where the descriptor knows no such report, or only one that would also change a setting.
 */
export function hidSignalReport(
  descriptor: Uint8Array | null,
  signal: ScanSignal,
  ofMaker: HidSignalReport | null,
): HidSignalReport | null {
  if (descriptor === null) return ofMaker;
  const reports = new Map<string, HidField[]>();
  for (const field of hidFields(descriptor)) {
    const report = `${field.kind} ${field.reportId}`;
    reports.set(report, [...(reports.get(report) ?? []), field]);
  }
  for (const usages of CHOICES[signal]) {
    // An output report before a feature report: it costs the device less.
    for (const kind of ['output', 'feature'] as const) {
      for (const fields of reports.values()) {
        if (fields[0]?.kind !== kind || !fields.every((field) => MOMENTARY.has(field.usage))) continue;
        const set = usages.map((usage) => fields.find((field) => field.usage === usage && !field.isArray));
        if (set.every((field) => field !== undefined)) return { kind, bytes: reportOf(fields, set) };
      }
    }
  }
  return ofMaker !== null && reports.has(`${ofMaker.kind} ${ofMaker.bytes[0] ?? 0}`) ? ofMaker : null;
}

function reportOf(fields: readonly HidField[], set: readonly HidField[]): readonly number[] {
  const bits = Math.max(...fields.map(({ bit, size, count }) => bit + size * count));
  const bytes = new Array<number>(Math.ceil(bits / 8)).fill(0);
  for (const { bit } of set) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
  return [fields[0]?.reportId ?? 0, ...bytes];
}
