import { DESCRIPTOR_PLAIN } from '../native/make_reports.ts';

/** A kind of HID POS scanner: its report descriptor, and where its reports have what. */
export interface HidPosModel {
  readonly name: string;
  readonly vendorId: number;
  readonly descriptor: Uint8Array;
  /** 0 where it numbers no reports. */
  readonly reportId: number;
  readonly reportBytes: number;
  readonly lengthAt: number | null;
  readonly symbologyAt: number | null;
  readonly dataAt: number;
  readonly dataBytes: number;
  readonly continuedAt: number;
}

/** The layouts that manuals and public software know, and two more that HID POS Usage Tables 1.02 allows. */
export const HID_POS_MODELS: readonly HidPosModel[] = [
  {
    // A real scanner's, with a trigger report and a report of its maker's own: the example of a barcode scanner in the
    // public tool org.blom.martin.usb.ReportDescriptor, which names no maker. The fields lie as Honeywell's manuals say.
    name: 'AIM before the data',
    vendorId: 0x0c2e,
    descriptor: Buffer.from(
      '058C0902A1010912A1028502150026FF00750895010501093B81029503058C09FB09FC09FD8102953809FE820202' +
        '0666FF9502090009008102058C25017501950809FF8102C00914A10285041500250175019508095F0960098509869186C0' +
        '06FFFF0901A10285F0150026FF007508953F0902820202953F0903920202C0C0',
      'hex',
    ),
    reportId: 2,
    reportBytes: 64,
    lengthAt: 1,
    symbologyAt: 2,
    dataAt: 5,
    dataBytes: 56,
    continuedAt: 63,
  },
  {
    // NLS-FM420 Integration Guide, "HID-POS".
    name: 'no AIM',
    vendorId: 0x1eab,
    descriptor: DESCRIPTOR_PLAIN,
    reportId: 2,
    reportBytes: 64,
    lengthAt: 1,
    symbologyAt: null,
    dataAt: 2,
    dataBytes: 56,
    continuedAt: 63,
  },
  {
    name: 'AIM one byte later',
    vendorId: 0x23d0,
    descriptor: describe(2, [...length(), ...unused(1), ...aim(), ...data(56), ...unused(1), ...continued()]),
    reportId: 2,
    reportBytes: 64,
    lengthAt: 1,
    symbologyAt: 3,
    dataAt: 6,
    dataBytes: 56,
    continuedAt: 63,
  },
  {
    name: 'short reports without a number',
    vendorId: 0x05f9,
    descriptor: describe(0, [...length(), ...aim(), ...data(27), ...continued()]),
    reportId: 0,
    reportBytes: 32,
    lengthAt: 0,
    symbologyAt: 1,
    dataAt: 4,
    dataBytes: 27,
    continuedAt: 31,
  },
  {
    name: 'no length',
    vendorId: 0x05e0,
    descriptor: describe(5, [...aim(), ...data(59), ...continued()]),
    reportId: 5,
    reportBytes: 64,
    lengthAt: null,
    symbologyAt: 1,
    dataAt: 4,
    dataBytes: 59,
    continuedAt: 63,
  },
];

/** The reports in which a scanner of the model sends a code, as `]Q1` where it says so. */
export function hidPosReportsOf(model: HidPosModel, code: Uint8Array): readonly Uint8Array[] {
  const reports: Uint8Array[] = [];
  for (let at = 0; at < code.length; at += model.dataBytes) {
    const part = code.subarray(at, at + model.dataBytes);
    const report = new Uint8Array(model.reportBytes);
    if (model.reportId !== 0) report[0] = model.reportId;
    if (model.lengthAt !== null) report[model.lengthAt] = part.length;
    if (model.symbologyAt !== null) report.set([0x5d, 0x51, 0x31], model.symbologyAt);
    report.set(part, model.dataAt);
    report[model.continuedAt] = at + model.dataBytes < code.length ? 1 : 0;
    reports.push(report);
  }
  return reports;
}

/** A bar code scanner with one scanned-data report of those fields. */
function describe(reportId: number, fields: readonly number[]): Uint8Array {
  const id = reportId === 0 ? [] : [0x85, reportId];
  const bytes = [0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08];
  return Uint8Array.from([0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x09, 0x12, 0xa1, 0x02, ...id, ...bytes, ...fields, 0xc0, 0xc0]);
}

/** Generic Desktop 0x3B, a byte. */
function length(): readonly number[] {
  return [0x95, 0x01, 0x05, 0x01, 0x09, 0x3b, 0x81, 0x02, 0x05, 0x8c];
}

function aim(): readonly number[] {
  return [0x95, 0x03, 0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, 0x81, 0x02];
}

function data(count: number): readonly number[] {
  return [0x95, count, 0x09, 0xfe, 0x82, 0x02, 0x01];
}

function unused(count: number): readonly number[] {
  return [0x95, count, 0x81, 0x01];
}

/** The lowest bit of a byte. */
function continued(): readonly number[] {
  return [0x75, 0x01, 0x95, 0x01, 0x09, 0xff, 0x81, 0x02, 0x95, 0x07, 0x81, 0x01];
}
