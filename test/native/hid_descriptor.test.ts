import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidFields, hidUsage, MAX_REPORT_BYTES } from '../../native/hid_descriptor.ts';
import { HID_POS_DESCRIPTOR } from '../helpers/hid_reports.ts';
import { DESCRIPTOR_PLAIN } from './make_reports.ts';

const fieldsOf = (...items: readonly number[]) => hidFields(Uint8Array.from(items));
const eight = (count: number) => [0x75, 8, 0x95, count];
const INPUT = [0x81, 0x02];

describe('the fields of a report descriptor', () => {
  it('are those of a real scanner, padding and collections included', () => {
    const within = [hidUsage(0x8c, 0x02), hidUsage(0x8c, 0x12)];
    const common = { kind: 'input', reportId: 2, isArray: false, within };
    expect(hidFields(HID_POS_DESCRIPTOR)).toEqual([
      { ...common, usage: hidUsage(0x01, 0x3b), bit: 0, size: 8, count: 1 },
      { ...common, usage: hidUsage(0x8c, 0xfb), bit: 8, size: 8, count: 1 },
      { ...common, usage: hidUsage(0x8c, 0xfc), bit: 16, size: 8, count: 1 },
      { ...common, usage: hidUsage(0x8c, 0xfd), bit: 24, size: 8, count: 1 },
      { ...common, usage: hidUsage(0x8c, 0xfe), bit: 32, size: 8, count: 56 },
      { ...common, usage: 0, bit: 480, size: 8, count: 2, isArray: true },
      { ...common, usage: hidUsage(0x8c, 0xff), bit: 496, size: 1, count: 1 },
      { ...common, usage: 0, bit: 497, size: 1, count: 7, isArray: true },
    ]);
  });

  it('have the page that is in force at their main item, or their own', () => {
    const items = [0x05, 0x01, 0x09, 0x3b, 0x0b, 0x07, 0, 0x09, 0, 0x05, 0x8c, ...eight(2), ...INPUT];
    expect(fieldsOf(...items).map(({ usage }) => usage)).toEqual([hidUsage(0x8c, 0x3b), hidUsage(0x09, 0x07)]);
  });

  it('are counted apart for each kind and each report id', () => {
    const items = [...eight(1), 0x85, 1, ...INPUT, 0x91, 2, 0xb1, 2, 0x85, 2, ...INPUT, 0x85, 1, ...INPUT, 0x91, 2];
    expect(fieldsOf(...items).map(({ kind, reportId, bit }) => [kind, reportId, bit])).toEqual([
      ['input', 1, 0],
      ['output', 1, 0],
      ['feature', 1, 0],
      ['input', 2, 0],
      ['input', 1, 8],
      ['output', 1, 8],
    ]);
  });

  it('take a range one by one, its last usage for all that is left, and no more than fit', () => {
    const range = [0x05, 0x8c, 0x19, 0x01, 0x29, 0x03];
    expect(fieldsOf(...range, ...eight(5), ...INPUT).map(({ usage, count }) => [usage, count])).toEqual([
      [hidUsage(0x8c, 1), 1],
      [hidUsage(0x8c, 2), 1],
      [hidUsage(0x8c, 3), 3],
    ]);
    expect(fieldsOf(...range, ...eight(2), ...INPUT).map(({ usage, count }) => [usage, count])).toEqual([
      [hidUsage(0x8c, 1), 1],
      [hidUsage(0x8c, 2), 1],
    ]);
  });

  it('forget their usages behind each main item, and restore what was saved', () => {
    const items = [0x05, 0x8c, ...eight(1), 0xa4, 0x09, 0xfe, 0x05, 0x01, 0x75, 3, 0xb4, ...INPUT, ...INPUT];
    expect(fieldsOf(...items)).toMatchObject([
      { usage: hidUsage(0x8c, 0xfe), size: 8, bit: 0 },
      { usage: 0, size: 8, bit: 8 },
    ]);
  });

  it('lie in their collections, however many end that never began', () => {
    const open = (usage: number) => [0x09, usage, 0xa1, 0x02];
    const nested = [...open(1), ...open(2), ...INPUT, 0xc0, ...INPUT, 0xc0];
    const items = [0xc0, 0x05, 0x8c, ...eight(1), ...nested, 0xc0, ...INPUT];
    expect(fieldsOf(...items).map(({ within }) => within)).toEqual([
      [hidUsage(0x8c, 1), hidUsage(0x8c, 2)],
      [hidUsage(0x8c, 1)],
      [],
    ]);
  });

  it.each([
    ['4,000 collections in each other', new Array<number>(4_000).fill(0xa0)],
    ['4,000 saved states', new Array<number>(4_000).fill(0xa4)],
    ['all usages there are', [0x1b, 0, 0, 0, 0, 0x2b, 0xff, 0xff, 0xff, 0xff]],
    ['4,000 usages', new Array<readonly number[]>(2_000).fill([0x09, 1]).flat()],
  ])('are read behind %s', (_name, items) => {
    const fields = fieldsOf(...items, 0x05, 0x8c, ...eight(255), ...INPUT);
    expect(fields.at(-1)).toMatchObject({ size: 8 });
    expect(fields.length).toBeLessThanOrEqual(256);
  });

  it('lie within a report and have a real place, whatever the bytes', () => {
    const real = fc.constantFrom(HID_POS_DESCRIPTOR, DESCRIPTOR_PLAIN);
    const changes = fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 6 });
    const mutated = fc.tuple(real, changes).map(([descriptor, list]) => {
      const copy = Uint8Array.from(descriptor);
      for (const [at, value] of list) if (at < copy.length) copy[at] = value;
      return copy;
    });
    const whole = fc.uint8Array({ maxLength: 4_200, size: 'max' });
    let seen = 0;
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array(), whole), (descriptor) => {
        for (const { bit, size, count, reportId, usage, within } of hidFields(descriptor)) {
          seen += 1;
          expect(size * count).toBeGreaterThan(0);
          expect(bit + size * count).toBeLessThanOrEqual(MAX_REPORT_BYTES * 8);
          expect(reportId).toBeLessThanOrEqual(255);
          expect([bit, size, count, reportId, usage].every(Number.isSafeInteger)).toBe(true);
          expect(within.length).toBeLessThanOrEqual(32);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(seen).toBeGreaterThan(1_000);
  });
});
