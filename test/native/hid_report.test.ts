import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHidAssembler, layoutFromDescriptor, readHidReport } from '../../native/hid_report.ts';
import { MAX_CODE_BYTES } from '../../native/scan_source.ts';
import { HID_POS_DESCRIPTOR } from '../helpers/hid_reports.ts';

/** Report 2 of a scanner with an AIM identifier: length, `]Q1`, 56 data bytes, maker's byte, reserved, flags. */
function reportWithAim(data: Uint8Array, continued: boolean): Uint8Array {
  const report = new Uint8Array(64);
  report.set([2, data.length, 0x5d, 0x51, 0x31]);
  report.set(data, 5);
  report[61] = 0x73;
  report[63] = continued ? 1 : 0;
  return report;
}

/** The same without an identifier, as Newland scanners send it. */
function reportPlain(data: Uint8Array, continued: boolean): Uint8Array {
  const report = new Uint8Array(64);
  report.set([2, data.length]);
  report.set(data, 2);
  report[63] = continued ? 1 : 0;
  return report;
}

function reportsOf(code: Uint8Array, make: typeof reportPlain): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < code.length; at += 56) chunks.push(code.subarray(at, at + 56));
  return chunks.map((chunk, i) => make(chunk, i < chunks.length - 1));
}

const code = fc.uint8Array({ minLength: 1, maxLength: 700 });

describe('HID POS reports', () => {
  it('have their layout read from the descriptor', () => {
    expect(layoutFromDescriptor(HID_POS_DESCRIPTOR)).toEqual({
      reportId: 2,
      lengthAt: 1,
      symbologyAt: 2,
      dataAt: 5,
      dataBytes: 56,
      continuedAt: 63,
      continuedBit: 0,
    });
  });

  it('give back any code byte by byte, by descriptor', () => {
    const layout = layoutFromDescriptor(HID_POS_DESCRIPTOR);
    fc.assert(
      fc.property(code, (bytes) => {
        const assemble = createHidAssembler(layout);
        const results = reportsOf(bytes, reportWithAim).map((report) => assemble(report, 0));
        expect(results.at(-1)).toEqual({ bytes, symbology: ']Q1' });
        expect(results.slice(0, -1).every((result) => result === null)).toBe(true);
      }),
    );
  });

  it.each([
    ['with an identifier', reportWithAim, ']Q1'],
    ['without one', reportPlain, null],
  ])('give back a code of 600 characters %s, without a descriptor', (_name, make, symbology) => {
    const bytes = new TextEncoder().encode(`HC1:${'6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+'.repeat(14)}`.slice(0, 600));
    const assemble = createHidAssembler(null);
    expect(reportsOf(bytes, make).map((report) => assemble(report, 0)).at(-1)).toEqual({ bytes, symbology });
  });

  it('drop a code that was cut short, and read the next one whole', () => {
    const assemble = createHidAssembler(null);
    assemble(reportWithAim(new Uint8Array(56).fill(65), true), 0);
    const next = Uint8Array.from([1, 2, 3]);
    expect(assemble(reportWithAim(next, false), 1_000)?.bytes).toEqual(next);
  });

  it('drop an endless code up to its end, and read the next one whole', () => {
    const assemble = createHidAssembler(null);
    const reports = Math.ceil(MAX_CODE_BYTES / 56) + 10;
    for (let i = 0; i < reports; i += 1) expect(assemble(reportWithAim(new Uint8Array(56), true), i)).toBeNull();
    expect(assemble(reportWithAim(new Uint8Array(5), false), reports)).toBeNull();
    expect(assemble(reportWithAim(Uint8Array.of(7), false), reports)?.bytes).toEqual(Uint8Array.of(7));
  });

  it('never throw, whatever the bytes of report and descriptor', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 80 }), (report, descriptor) => {
        const layout = layoutFromDescriptor(descriptor);
        readHidReport(report, layout);
        readHidReport(report, null);
        createHidAssembler(layout)(report, 0);
      }),
      { numRuns: 5_000 },
    );
  });
});
