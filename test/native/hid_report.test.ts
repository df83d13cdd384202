import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  guessLayout,
  type HidReportLayout,
  LAYOUT_PLAIN,
  LAYOUT_WITH_AIM,
  LAYOUT_WITH_LATE_AIM,
  layoutsFromDescriptor,
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

function layoutsOf(...items: readonly (readonly number[])[]) {
  return layoutsFromDescriptor(Uint8Array.from(items.flat()));
}

describe('the layout of a report', () => {
  it('is read from the descriptor of a scanner that sends an identifier', () => {
    expect(layoutsFromDescriptor(HID_POS_DESCRIPTOR)).toEqual([
      {
        reportId: 2,
        length: { bit: 8, size: 8 },
        symbologyBits: [16, 24, 32],
        dataBit: 40,
        dataBytes: 56,
        continuedBit: 504,
      },
    ]);
    expect(layoutsFromDescriptor(HID_POS_DESCRIPTOR)).toEqual([LAYOUT_WITH_AIM]);
  });

  it('is read from the descriptor of a scanner that sends plain data', () => {
    expect(layoutsFromDescriptor(DESCRIPTOR_PLAIN)).toEqual([
      {
        reportId: 2,
        length: { bit: 8, size: 8 },
        symbologyBits: null,
        dataBit: 16,
        dataBytes: 56,
        continuedBit: 504,
      },
    ]);
    expect(layoutsFromDescriptor(DESCRIPTOR_PLAIN)).toEqual([LAYOUT_PLAIN]);
  });

  it('has no id byte where the device numbers no reports', () => {
    expect(layoutsOf(SCANNER, LENGTH, SYMBOLOGY, DATA, CONTINUED, padding(7), END)).toEqual([
      {
        reportId: 0,
        length: { bit: 0, size: 8 },
        symbologyBits: [8, 16, 24],
        dataBit: 32,
        dataBytes: 56,
        continuedBit: 480,
      },
    ]);
  });

  it('finds the flag among packed bits', () => {
    const layouts = layoutsOf(SCANNER, reportId(7), LENGTH, padding(3), CONTINUED, padding(4), DATA, END);
    expect(layouts).toMatchObject([{ reportId: 7, continuedBit: 19, dataBit: 24 }]);
  });

  it('finds fields that do not begin on a byte, and a length of any size', () => {
    const length = [...fields(12, 1), ...USAGE_LENGTH, ...INPUT, ...PAGE_SCANNER];
    expect(layoutsOf(SCANNER, reportId(2), CONTINUED, length, SYMBOLOGY, DATA, END)).toEqual([
      {
        reportId: 2,
        length: { bit: 9, size: 12 },
        symbologyBits: [21, 29, 37],
        dataBit: 45,
        dataBytes: 56,
        continuedBit: 8,
      },
    ]);
  });

  it('finds the three characters of the identifier wherever each lies, and in any order', () => {
    const one = (usage: number) => [...fields(8, 1), 0x09, usage, ...INPUT];
    const apart = [one(0xfd), LENGTH, one(0xfb), DATA, padding(5), CONTINUED, padding(2), one(0xfc)];
    expect(layoutsOf(SCANNER, reportId(2), ...apart, END)).toMatchObject([
      { symbologyBits: [24, 488, 8], dataBit: 32, continuedBit: 485 },
    ]);
    const named = [...fields(8, 3), 0x09, 0xfb, ...INPUT];
    expect(layoutsOf(SCANNER, reportId(2), LENGTH, named, DATA, padding(16), CONTINUED, END)).toEqual([
      LAYOUT_WITH_AIM,
    ]);
  });

  it.each([
    ['two characters', [...fields(8, 2), 0x09, 0xfb, 0x09, 0xfc, ...INPUT]],
    ['characters of 7 bits', [...fields(7, 3), 0x09, 0xfb, ...INPUT]],
  ])('has no identifier of %s', (_what, symbology) => {
    expect(layoutsOf(SCANNER, reportId(2), LENGTH, symbology, DATA, CONTINUED, END)).toMatchObject([
      { symbologyBits: null },
    ]);
  });

  it('may say no length and no flag', () => {
    expect(layoutsOf(SCANNER, reportId(5), DATA, END)).toEqual([
      { reportId: 5, length: null, symbologyBits: null, dataBit: 8, dataBytes: 56, continuedBit: null },
    ]);
  });

  it('has all of the data, however they are cut up into fields', () => {
    const all: readonly (readonly number[])[] = [
      [...fields(8, 20), 0x09, 0xfe, ...INPUT, ...fields(8, 36), 0x09, 0xfe, ...INPUT],
      [...fields(224, 2), 0x09, 0xfe, ...INPUT],
      [...fields(8, 56), ...new Array<readonly number[]>(56).fill([0x09, 0xfe]).flat(), ...INPUT],
    ];
    for (const data of all) {
      const layouts = layoutsOf(SCANNER, reportId(2), LENGTH, SYMBOLOGY, data, padding(16), CONTINUED);
      expect(layouts).toEqual([LAYOUT_WITH_AIM]);
    }
  });

  it('is told for each report that carries data, and for no other', () => {
    const small = [...fields(8, 8), 0x09, 0xfe, ...INPUT];
    const status = [...fields(8, 5), 0x09, 0x15, ...INPUT];
    const layouts = layoutsOf(
      ...[SCANNER, reportId(1), status, reportId(2), LENGTH, DATA, CONTINUED],
      ...[reportId(3), LENGTH, small, reportId(4), DATA, END],
    );
    expect(layouts.map((layout) => [layout.reportId, layout.dataBytes, layout.continuedBit])).toEqual([
      [2, 56, 464],
      [3, 8, null],
      [4, 56, null],
    ]);
  });

  it('is not that of raw data, which nobody decoded', () => {
    const raw = [0x09, 0x13, 0xa1, 0x02, ...reportId(3), ...LENGTH, ...DATA, ...END];
    const decoded = [0x09, 0x12, 0xa1, 0x02, ...reportId(2), ...LENGTH, ...DATA, ...CONTINUED, ...END];
    expect(layoutsOf(SCANNER, raw, decoded, END).map((layout) => layout.reportId)).toEqual([2]);
    expect(layoutsOf(SCANNER, raw, END)).toEqual([]);
  });

  it.each([
    ['fields of another report', [...reportId(3), ...fields(8, 5), 0x09, 0x15, ...INPUT, ...reportId(2)]],
    ['output fields', [...fields(8, 9), 0x09, 0x60, 0x91, 0x02]],
    ['feature fields', [...fields(8, 9), 0x09, 0x10, 0xb1, 0x02]],
    ['a collection', [0x09, 0x10, 0xa1, 0x02, 0x09, 0x10, 0xc0]],
  ])('is not moved by %s', (_name, between) => {
    const items = [LENGTH, between, SYMBOLOGY, between, DATA, between, padding(16), between, CONTINUED, END];
    expect(layoutsOf(SCANNER, between, reportId(2), ...items)).toEqual([LAYOUT_WITH_AIM]);
  });

  it('is found behind ranges, 32-bit usages, saved states and long items', () => {
    const range = [...fields(8, 3), 0x19, 0xfb, 0x29, 0xfd, ...INPUT];
    const wideData = [...fields(8, 56), 0x0b, 0xfe, 0x00, 0x8c, 0x00, ...INPUT];
    const saved = [0xa4, 0x05, 0x01, ...fields(3, 3), ...reportId(9), 0xb4];
    const long = [0xfe, 0x04, 0x10, 0x81, 0x02, 0x81, 0x02];
    const items = [SCANNER, reportId(2), LENGTH, saved, range, long, wideData, padding(16), CONTINUED, END];
    expect(layoutsOf(...items)).toEqual([LAYOUT_WITH_AIM]);
  });

  it('takes the first field of a usage, and lets the last usage name all that is left', () => {
    const together = [...fields(8, 59), 0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, 0x09, 0xfe, ...INPUT];
    const again = [...DATA, ...CONTINUED];
    expect(layoutsOf(SCANNER, reportId(2), LENGTH, together, padding(16), CONTINUED, again, END)).toEqual([
      LAYOUT_WITH_AIM,
    ]);
  });

  it.each([
    ['nothing', []],
    ['a keyboard', [[0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07], [0x19, 0xe0, 0x29, 0xe7], CONTINUED]],
    ['a scanner without data', [SCANNER, reportId(2), LENGTH, CONTINUED]],
    ['data in a feature report', [SCANNER, reportId(2), LENGTH, fields(8, 56), [0x09, 0xfe, 0xb1, 0x02], CONTINUED]],
    ['data beyond a report', [SCANNER, LENGTH, [0x96, 0xff, 0xff, 0x09, 0xfe], INPUT, CONTINUED]],
    ['data of no bits', [SCANNER, LENGTH, fields(0, 56), [0x09, 0xfe], INPUT, CONTINUED]],
    ['data of less than a byte', [SCANNER, fields(7, 1), [0x09, 0xfe], INPUT]],
    ['a length of 33 bits', [SCANNER, fields(33, 1), USAGE_LENGTH, INPUT, PAGE_SCANNER, DATA, CONTINUED]],
    ['a report id of 16 bits', [SCANNER, [0x86, 0x02, 0x01], LENGTH, DATA, CONTINUED]],
    ['4 GB of padding', [SCANNER, LENGTH, [0x97, 0xff, 0xff, 0xff, 0xff], INPUT_CONSTANT, DATA, CONTINUED]],
    ['an item that is cut off', [SCANNER, LENGTH, [0x97]]],
    ['a long item that is cut off', [SCANNER, LENGTH, [0xfe]]],
  ])('is not made up from a descriptor of %s', (_name, items) => {
    expect(layoutsOf(...items)).toEqual([]);
  });

  it('is not read from a descriptor longer than a kernel takes', () => {
    const descriptorOf = (bytes: number) =>
      Buffer.concat([Buffer.alloc(bytes - HID_POS_DESCRIPTOR.length, 0xc0), HID_POS_DESCRIPTOR]);
    expect(layoutsFromDescriptor(descriptorOf(4_096))).toEqual([LAYOUT_WITH_AIM]);
    expect(layoutsFromDescriptor(descriptorOf(4_097))).toEqual([]);
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
    const withAim = readHidReport(reportWithAim(data, true), [LAYOUT_WITH_AIM]);
    expect(withAim).toEqual({ kind: 'part', data, symbology: ']Q1', continued: true });
    const late = readHidReport(reportWithLateAim(data, false), [LAYOUT_WITH_LATE_AIM]);
    expect(late).toEqual({ kind: 'part', data, symbology: ']Q1', continued: false });
    const plain = readHidReport(reportPlain(data, true), [LAYOUT_PLAIN]);
    expect(plain).toEqual({ kind: 'part', data, symbology: null, continued: true });
  });

  it('may be longer than its layout says', () => {
    const longer = Uint8Array.from([...reportWithAim(bytesOf('A'), false), 1, 2, 3]);
    expect(readHidReport(longer, [LAYOUT_WITH_AIM])).toMatchObject({ kind: 'part', data: bytesOf('A') });
  });

  it('is read without an id byte where the device numbers none', () => {
    const layout: HidReportLayout = {
      ...{ reportId: 0, length: { bit: 0, size: 8 }, symbologyBits: null },
      ...{ dataBit: 8, dataBytes: 4, continuedBit: 40 },
    };
    const read = readHidReport(Uint8Array.of(2, 0x41, 0x42, 0, 0, 1), [layout]);
    expect(read).toEqual({ kind: 'part', data: bytesOf('AB'), symbology: null, continued: true });
  });

  it('is read by the layout of its own id', () => {
    const rest = { length: null, dataBit: 8, dataBytes: 4, continuedBit: null };
    const other: HidReportLayout = { ...LAYOUT_PLAIN, reportId: 3, ...rest };
    const layouts = [LAYOUT_WITH_AIM, other];
    expect(readHidReport(Uint8Array.of(3, 0x41, 0x42, 0, 0), layouts)).toMatchObject({ data: bytesOf('AB') });
    expect(readHidReport(reportWithAim(bytesOf('A'), true), layouts)).toMatchObject({ symbology: ']Q1' });
  });

  it('takes its flag from one bit only', () => {
    const layout = { ...LAYOUT_PLAIN, continuedBit: 63 * 8 + 3 };
    const report = reportPlain(bytesOf('A'), false);
    report[63] = 0b1111_0111;
    expect(readHidReport(report, [layout])).toMatchObject({ kind: 'part', continued: false });
    report[63] = 0b0000_1000;
    expect(readHidReport(report, [layout])).toMatchObject({ kind: 'part', continued: true });
  });

  it('is a whole code where it has no flag', () => {
    const read = readHidReport(reportPlain(bytesOf('A'), true), [{ ...LAYOUT_PLAIN, continuedBit: null }]);
    expect(read).toMatchObject({ kind: 'part', continued: false });
  });

  it.each([
    ['AB', 'AB'],
    ['A\0B\0', 'A\0B'],
    ['', ''],
    ['7'.repeat(56), '7'.repeat(56)],
  ])('that says no length has its data up to the padding: %j', (sent, data) => {
    const layout = { ...LAYOUT_PLAIN, length: null };
    expect(readHidReport(reportPlain(bytesOf(sent), false), [layout])).toMatchObject({ data: bytesOf(data) });
  });

  it('is read at any bit, and with a length of any size: the same as on bytes', () => {
    const anywhere = fc.record({
      lead: fc.nat(20),
      between: fc.nat(20),
      lengthSize: fc.integer({ min: 6, max: 32 }),
      data: fc.uint8Array({ maxLength: 56 }),
      continued: fc.boolean(),
    });
    fc.assert(
      fc.property(anywhere, ({ lead, between, lengthSize, data, continued }) => {
        const bits: number[] = [];
        const write = (value: number, size: number) => {
          for (let i = 0; i < size; i += 1) bits.push(Math.floor(value / 2 ** i) & 1);
        };
        write(7, 8);
        write(0x5a5a5, lead);
        const length = { bit: bits.length, size: lengthSize };
        write(data.length, lengthSize);
        const symbologyBits = [...']d2'].map((character) => {
          const bit = bits.length;
          write(character.charCodeAt(0), 8);
          write(0x5a5a5, between);
          return bit;
        });
        const dataBit = bits.length;
        for (const byte of data) write(byte, 8);
        write(0, (56 - data.length) * 8);
        const continuedBit = bits.length;
        write(continued ? 1 : 0, 1);
        const report = new Uint8Array(Math.ceil(bits.length / 8));
        for (const [at, bit] of bits.entries()) report[at >> 3] = (report[at >> 3] ?? 0) | (bit << (at & 7));
        const layout = { reportId: 7, length, symbologyBits, dataBit, dataBytes: 56, continuedBit };
        expect(readHidReport(report, [layout])).toEqual({ kind: 'part', data, symbology: ']d2', continued });
      }),
    );
  });

  it('of another number is another kind', () => {
    const report = reportWithAim(bytesOf('A'), false);
    report[0] = 3;
    expect(readHidReport(report, [LAYOUT_WITH_AIM])).toEqual({ kind: 'other' });
    expect(readHidReport(new Uint8Array(), [LAYOUT_WITH_AIM])).toEqual({ kind: 'other' });
    expect(readHidReport(report, [])).toEqual({ kind: 'other' });
  });

  it.each([true, false])('of impossible length is broken, and says if it goes on: %s', (continued) => {
    const broken = { kind: 'broken', continued };
    expect(readHidReport(reportWithAim(bytesOf('A'), continued, 57), [LAYOUT_WITH_AIM])).toEqual(broken);
    const flagFirst = [{ ...LAYOUT_PLAIN, continuedBit: 16, dataBit: 24 }];
    const cut = Uint8Array.of(2, 5, continued ? 1 : 0, 0x41, 0x42, 0x43, 0x44);
    expect(readHidReport(cut, flagFirst)).toEqual(broken);
    expect(readHidReport(Uint8Array.of(...cut, 0x45), flagFirst)).toMatchObject({ kind: 'part', continued });
  });

  it('that ends before its flag is broken and says no more', () => {
    const report = reportWithAim(bytesOf('A'), true);
    for (let length = 1; length < 64; length += 1) {
      const read = readHidReport(report.subarray(0, length), [LAYOUT_WITH_AIM]);
      expect(read).toEqual({ kind: 'broken', continued: null });
    }
  });

  it('is copied, so that a buffer used again changes nothing', () => {
    const buffer = Buffer.from(reportWithAim(bytesOf('HC1:'), false));
    const read = readHidReport(buffer, [LAYOUT_WITH_AIM]);
    buffer.fill(0);
    expect(read).toMatchObject({ kind: 'part', data: bytesOf('HC1:') });
  });

  it('is answered whatever the bytes of report and descriptor, from its own bytes only', () => {
    const real = fc.constantFrom(HID_POS_DESCRIPTOR, DESCRIPTOR_PLAIN);
    const changes = fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 });
    const mutated = fc.tuple(real, changes).map(([descriptor, list]) => {
      const copy = Uint8Array.from(descriptor);
      for (const [at, value] of list) if (at < copy.length) copy[at] = value;
      return copy;
    });
    const likely = fc.tuple(fc.nat(60), fc.uint8Array({ minLength: 62, maxLength: 79 }));
    const whole = likely.map(([length, rest]) => Uint8Array.of(length, ...rest));
    const report = fc.oneof(fc.uint8Array({ maxLength: 80 }), whole);
    let read = 0;
    fc.assert(
      fc.property(report, fc.oneof(mutated, fc.uint8Array({ maxLength: 80 })), (bytes, descriptor) => {
        for (const layout of layoutsFromDescriptor(descriptor)) {
          // Sealed off: bytes behind the report would be seen in the answer.
          const memory = new Uint8Array(1_200).fill(0xaa);
          for (const sent of [bytes, Uint8Array.of(layout.reportId, ...bytes)]) {
            memory.set(sent);
            const answer = readHidReport(memory.subarray(0, sent.length), [layout]);
            expect(answer).toEqual(readHidReport(sent, [layout]));
            if (answer.kind !== 'part') continue;
            read += 1;
            expect(answer.data.length).toBeLessThanOrEqual(Math.min(layout.dataBytes, sent.length));
            const { continuedBit, length } = layout;
            expect((length?.bit ?? 0) + (length?.size ?? 0)).toBeLessThanOrEqual(sent.length * 8);
            expect(continuedBit ?? 0).toBeLessThan(sent.length * 8);
          }
        }
      }),
      { numRuns: 5_000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});
