const REPORT_BYTES = 64;
const DATA_BYTES = 56;

/** Makes one report of the data, which may say of themselves that they are longer or shorter. */
export type MakeReport = (data: Uint8Array, continued: boolean, length?: number) => Uint8Array;

/** Honeywell's report 2: length, `]Q1`, 56 data bytes, maker's byte, reserved, flags. */
export const reportWithAim: MakeReport = (data, continued, length = data.length) => {
  const report = emptyReport(length, continued);
  report.set([0x5d, 0x51, 0x31, ...data], 2);
  report[61] = 0x73;
  return report;
};

/** The same with one unused byte before the identifier. */
export const reportWithLateAim: MakeReport = (data, continued, length = data.length) => {
  const report = emptyReport(length, continued);
  report.set([0x5d, 0x51, 0x31, ...data], 3);
  return report;
};

/** Newland's: length, 56 data bytes, reserved, flags. */
export const reportPlain: MakeReport = (data, continued, length = data.length) => {
  const report = emptyReport(length, continued);
  report.set(data, 2);
  return report;
};

/** The descriptor of Newland's reports; that of Honeywell's is `HID_POS_DESCRIPTOR`. */
export const DESCRIPTOR_PLAIN = Uint8Array.from([
  ...[0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x09, 0x12, 0xa1, 0x02, 0x85, 0x02, 0x15, 0x00, 0x26, 0xff, 0x00],
  ...[0x75, 0x08, 0x95, 0x01, 0x05, 0x01, 0x09, 0x3b, 0x81, 0x02],
  ...[0x05, 0x8c, 0x95, 0x38, 0x09, 0xfe, 0x82, 0x02, 0x01, 0x95, 0x05, 0x81, 0x01],
  ...[0x75, 0x01, 0x95, 0x01, 0x09, 0xff, 0x81, 0x02, 0x95, 0x07, 0x81, 0x01, 0xc0, 0xc0],
]);

/** The reports in which a scanner sends a code, at least one. */
export function reportsOf(code: Uint8Array, make: MakeReport): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(code.length / DATA_BYTES));
  return Array.from({ length: count }, (_, i) =>
    make(code.subarray(i * DATA_BYTES, (i + 1) * DATA_BYTES), i < count - 1),
  );
}

/** A pass-like code of 600 characters. */
export const CODE_OF_600 = new TextEncoder().encode(
  `HC1:${'6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+'.repeat(14)}`.slice(0, 600),
);

function emptyReport(length: number, continued: boolean): Uint8Array {
  const report = new Uint8Array(REPORT_BYTES);
  report.set([2, length]);
  report[63] = continued ? 1 : 0;
  return report;
}

/**
 * A scanner that sends plain data and has the output report 4 of the Hand Held Products 3800i (USB Application
 * Note, "Trigger the Device"): bits for the trigger, for the error beep and for the good-read beep.
 */
export const DESCRIPTOR_WITH_BEEPER = Uint8Array.from([
  ...DESCRIPTOR_PLAIN.subarray(0, -1),
  ...[0x09, 0x14, 0xa1, 0x02, 0x85, 0x04, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x01, 0x91, 0x01],
  ...[0x09, 0x5f, 0x09, 0x60, 0x95, 0x02, 0x91, 0x02, 0x95, 0x02, 0x91, 0x01],
  ...[0x09, 0x85, 0x09, 0x86, 0x91, 0x02, 0x95, 0x01, 0x91, 0x01, 0xc0, 0xc0],
]);
