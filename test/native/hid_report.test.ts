import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  guessLayout,
  LAYOUT_PLAIN,
  LAYOUT_WITH_AIM,
  LAYOUT_WITH_LATE_AIM,
  layoutFromDescriptor,
  readHidReport,
} from '../../native/hid_report.ts';
import { HID_POS_DESCRIPTOR } from '../helpers/hid_reports.ts';
import { DESCRIPTOR_PLAIN, reportPlain, reportWithAim, reportWithLateAim } from './make_reports.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

// Items of a descriptor: Device Class Definition for HID 1.11, section 6.2.2.
const SCANNER = [0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01];
const PAGE_SCANNER = [0x05, 0x8c];
const INPUT = [0x81, 0x02];
const INPUT_CONSTANT = [0x81, 0x01];
const END = [0xc0];
const fields = (size: number, count: number) => [0x75, size, 0x95, count];
const USAGE_LENGTH = [0x05, 0x01, 0x09, 0x3b];
const LENGTH = [...fields(8, 1), ...USAGE_LENGTH, ...INPUT, ...PAGE_SCANNER];
const SYMBOLOGY = [...fields(8, 3), 0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, ...INPUT];
const DATA = [...fields(8, 56), 0x09, 0xfe, ...INPUT];
const CONTINUED = [...fields(1, 1), 0x09, 0xff, ...INPUT];
const padding = (bits: number) => [0x75, 1, 0x96, bits & 0xff, bits >> 8, ...INPUT_CONSTANT];
const reportId = (id: number) => [0x85, id];

function layoutOf(...items: readonly (readonly number[])[]) {
  return layoutFromDescriptor(Uint8Array.from(items.flat()));
}

describe('the layout of a report', () => {
  it('is read from the descriptor of a scanner that sends an identifier', () => {
    expect(layoutFromDescriptor(HID_POS_DESCRIPTOR)).toEqual({
      reportId: 2,
      lengthAt: 1,
      symbologyAt: 2,
      dataAt: 5,
      dataBytes: 56,
      continuedAt: 63,
      continuedBit: 0,
    });
    expect(layoutFromDescriptor(HID_POS_DESCRIPTOR)).toEqual(LAYOUT_WITH_AIM);
  });

  it('is read from the descriptor of a scanner that sends plain data', () => {
    expect(layoutFromDescriptor(DESCRIPTOR_PLAIN)).toEqual({
      reportId: 2,
      lengthAt: 1,
      symbologyAt: null,
      dataAt: 2,
      dataBytes: 56,
      continuedAt: 63,
      continuedBit: 0,
    });
    expect(layoutFromDescriptor(DESCRIPTOR_PLAIN)).toEqual(LAYOUT_PLAIN);
  });

  it('has no id byte where the device numbers no reports', () => {
    const layout = layoutOf(SCANNER, LENGTH, SYMBOLOGY, DATA, CONTINUED, padding(7), END);
    expect(layout).toMatchObject({ reportId: 0, lengthAt: 0, symbologyAt: 1, dataAt: 4, continuedAt: 60 });
  });

  it('finds the flag among packed bits', () => {
    const layout = layoutOf(SCANNER, reportId(7), LENGTH, padding(3), CONTINUED, padding(4), DATA, END);
    expect(layout).toMatchObject({ reportId: 7, continuedAt: 2, continuedBit: 3, dataAt: 3 });
  });

  it('leaves an identifier alone that does not lie on bytes', () => {
    const items = [LENGTH, padding(4), SYMBOLOGY, padding(4), DATA, CONTINUED, END];
    expect(layoutOf(SCANNER, reportId(2), ...items)).toMatchObject({ symbologyAt: null, dataAt: 6 });
  });

  it.each([
    ['fields of another report', [...reportId(3), ...fields(8, 5), 0x09, 0x15, ...INPUT, ...reportId(2)]],
    ['output fields', [...fields(8, 9), 0x09, 0x60, 0x91, 0x02]],
    ['feature fields', [...fields(8, 9), 0x09, 0x10, 0xb1, 0x02]],
    ['a collection', [0x09, 0x10, 0xa1, 0x02, 0x09, 0x10, 0xc0]],
  ])('is not moved by %s', (_name, between) => {
    const items = [LENGTH, between, SYMBOLOGY, between, DATA, between, padding(16), between, CONTINUED, END];
    expect(layoutOf(SCANNER, between, reportId(2), ...items)).toEqual(LAYOUT_WITH_AIM);
  });

  it('is found behind ranges, 32-bit usages, saved states and long items', () => {
    const range = [...fields(8, 3), 0x19, 0xfb, 0x29, 0xfd, ...INPUT];
    const wideData = [...fields(8, 56), 0x0b, 0xfe, 0x00, 0x8c, 0x00, ...INPUT];
    const saved = [0xa4, 0x05, 0x01, ...fields(3, 3), ...reportId(9), 0xb4];
    const long = [0xfe, 0x04, 0x10, 0x81, 0x02, 0x81, 0x02];
    const items = [SCANNER, reportId(2), LENGTH, saved, range, long, wideData, padding(16), CONTINUED, END];
    expect(layoutOf(...items)).toEqual(LAYOUT_WITH_AIM);
  });

  it('takes the first field of a usage, and lets the last usage name all that is left', () => {
    const together = [...fields(8, 59), 0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, 0x09, 0xfe, ...INPUT];
    const again = [...DATA, ...CONTINUED];
    expect(layoutOf(SCANNER, reportId(2), LENGTH, together, padding(16), CONTINUED, again, END)).toEqual(
      LAYOUT_WITH_AIM,
    );
  });

  it.each([
    ['nothing', []],
    ['a keyboard', [[0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07], [0x19, 0xe0, 0x29, 0xe7], CONTINUED]],
    ['a scanner without a length', [SCANNER, reportId(2), DATA, CONTINUED]],
    ['a scanner without data', [SCANNER, reportId(2), LENGTH, CONTINUED]],
    ['a scanner without the flag', [SCANNER, reportId(2), LENGTH, DATA]],
    ['parts in different reports', [SCANNER, reportId(2), LENGTH, reportId(3), DATA, CONTINUED]],
    ['data off the bytes', [SCANNER, reportId(2), LENGTH, CONTINUED, DATA]],
    ['a length of 16 bits', [SCANNER, fields(16, 1), USAGE_LENGTH, INPUT, PAGE_SCANNER, DATA, CONTINUED]],
    ['a flag of no bits', [SCANNER, LENGTH, DATA, fields(0, 1), [0x09, 0xff], INPUT]],
    ['data beyond a report', [SCANNER, LENGTH, [0x96, 0xff, 0xff, 0x09, 0xfe], INPUT, CONTINUED]],
    ['a length beyond a report', [SCANNER, CONTINUED, padding(7), DATA, padding(8_000), LENGTH]],
    ['a report id of 16 bits', [SCANNER, [0x86, 0x02, 0x01], LENGTH, DATA, CONTINUED]],
    ['4 GB of padding', [SCANNER, LENGTH, [0x97, 0xff, 0xff, 0xff, 0xff], INPUT_CONSTANT, DATA, CONTINUED]],
    ['all usages', [SCANNER, [0x1b, 0, 0, 0, 0, 0x2b, 0xff, 0xff, 0xff, 0xff], fields(8, 255), INPUT]],
    ['an item that is cut off', [SCANNER, LENGTH, DATA, [0x97]]],
    ['a long item that is cut off', [SCANNER, LENGTH, DATA, [0xfe]]],
  ])('is not made up from a descriptor of %s', (_name, items) => {
    expect(layoutOf(...items)).toBeNull();
  });

  it('is not read from a descriptor longer than a kernel takes', () => {
    const descriptorOf = (bytes: number) =>
      Buffer.concat([Buffer.alloc(bytes - HID_POS_DESCRIPTOR.length, 0xc0), HID_POS_DESCRIPTOR]);
    expect(layoutFromDescriptor(descriptorOf(4_096))).toEqual(LAYOUT_WITH_AIM);
    expect(layoutFromDescriptor(descriptorOf(4_097))).toBeNull();
  });
});

describe('the layout of a report whose descriptor is hidden', () => {
  it.each([
    ['behind the length', reportWithAim, LAYOUT_WITH_AIM],
    ['one byte later', reportWithLateAim, LAYOUT_WITH_LATE_AIM],
    ['nowhere', reportPlain, LAYOUT_PLAIN],
  ])('is guessed by an identifier %s', (_where, make, layout) => {
    for (const code of ['', '1', '12', '123', '1234', '7'.repeat(56)]) {
      expect(guessLayout(make(bytesOf(code), false))).toBe(layout);
    }
  });

  it('is plain where the identifier is a part of the data', () => {
    for (const code of [']Q1A', ']Q1ABCDEF', `]Q1${'7'.repeat(53)}`]) {
      expect(guessLayout(reportPlain(bytesOf(code), true))).toBe(LAYOUT_PLAIN);
    }
  });

  it('is guessed from any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (report) => {
        expect([LAYOUT_PLAIN, LAYOUT_WITH_AIM, LAYOUT_WITH_LATE_AIM]).toContain(guessLayout(report));
      }),
    );
  });
});

describe('a report', () => {
  it('is a part of a code, with what its layout says of it', () => {
    const data = bytesOf('HC1:6BF');
    const withAim = readHidReport(reportWithAim(data, true), LAYOUT_WITH_AIM);
    expect(withAim).toEqual({ kind: 'part', data, symbology: ']Q1', continued: true });
    const late = readHidReport(reportWithLateAim(data, false), LAYOUT_WITH_LATE_AIM);
    expect(late).toEqual({ kind: 'part', data, symbology: ']Q1', continued: false });
    const plain = readHidReport(reportPlain(data, true), LAYOUT_PLAIN);
    expect(plain).toEqual({ kind: 'part', data, symbology: null, continued: true });
  });

  it('is read without an id byte where the device numbers none', () => {
    const layout = { ...LAYOUT_PLAIN, reportId: 0, lengthAt: 0, dataAt: 1, dataBytes: 4, continuedAt: 5 };
    const read = readHidReport(Uint8Array.of(2, 0x41, 0x42, 0, 0, 1), layout);
    expect(read).toEqual({ kind: 'part', data: bytesOf('AB'), symbology: null, continued: true });
  });

  it('takes its flag from one bit only', () => {
    const layout = { ...LAYOUT_PLAIN, continuedBit: 3 };
    const report = reportPlain(bytesOf('A'), false);
    report[63] = 0b1111_0111;
    expect(readHidReport(report, layout)).toMatchObject({ kind: 'part', continued: false });
    report[63] = 0b0000_1000;
    expect(readHidReport(report, layout)).toMatchObject({ kind: 'part', continued: true });
  });

  it('of another number is another kind', () => {
    const report = reportWithAim(bytesOf('A'), false);
    report[0] = 3;
    expect(readHidReport(report, LAYOUT_WITH_AIM)).toEqual({ kind: 'other' });
    expect(readHidReport(new Uint8Array(), LAYOUT_WITH_AIM)).toEqual({ kind: 'other' });
  });

  it.each([true, false])('of impossible length is broken, and says if it goes on: %s', (continued) => {
    const broken = { kind: 'broken', continued };
    expect(readHidReport(reportWithAim(bytesOf('A'), continued, 57), LAYOUT_WITH_AIM)).toEqual(broken);
    const flagFirst = { ...LAYOUT_PLAIN, continuedAt: 2, dataAt: 3 };
    const cut = Uint8Array.of(2, 5, continued ? 1 : 0, 0x41, 0x42, 0x43, 0x44);
    expect(readHidReport(cut, flagFirst)).toEqual(broken);
    expect(readHidReport(Uint8Array.of(...cut, 0x45), flagFirst)).toMatchObject({ kind: 'part', continued });
  });

  it('that ends before its flag is broken and says no more', () => {
    const report = reportWithAim(bytesOf('A'), true);
    for (let length = 1; length < 64; length += 1) {
      const read = readHidReport(report.subarray(0, length), LAYOUT_WITH_AIM);
      expect(read).toEqual({ kind: 'broken', continued: null });
    }
  });

  it('is copied, so that a buffer used again changes nothing', () => {
    const buffer = Buffer.from(reportWithAim(bytesOf('HC1:'), false));
    const read = readHidReport(buffer, LAYOUT_WITH_AIM);
    buffer.fill(0);
    expect(read).toMatchObject({ kind: 'part', data: bytesOf('HC1:') });
  });

  it('is answered whatever the bytes of report and descriptor', () => {
    const real = fc.constantFrom(HID_POS_DESCRIPTOR, DESCRIPTOR_PLAIN);
    const changes = fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 });
    const mutated = fc.tuple(real, changes).map(([descriptor, list]) => {
      const copy = Uint8Array.from(descriptor);
      for (const [at, value] of list) if (at < copy.length) copy[at] = value;
      return copy;
    });
    const report = fc.uint8Array({ maxLength: 80 });
    let read = 0;
    fc.assert(
      fc.property(report, fc.oneof(mutated, fc.uint8Array({ maxLength: 80 })), (bytes, descriptor) => {
        const layout = layoutFromDescriptor(descriptor);
        if (layout === null) return;
        read += 1;
        const numbered = Uint8Array.of(layout.reportId, ...bytes);
        for (const each of [bytes, numbered]) {
          const answer = readHidReport(each, layout);
          if (answer.kind === 'part') expect(answer.data.length).toBeLessThanOrEqual(layout.dataBytes);
        }
        const { continuedAt, continuedBit, dataAt, dataBytes, lengthAt, symbologyAt } = layout;
        for (const at of [continuedAt, dataAt, dataAt + dataBytes, lengthAt, symbologyAt ?? 0]) {
          expect(Number.isInteger(at) && at >= 0 && at <= 1_025).toBe(true);
        }
        expect([0, 1, 2, 3, 4, 5, 6, 7]).toContain(continuedBit);
      }),
      { numRuns: 5_000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});
