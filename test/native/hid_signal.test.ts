import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_REPORT_BYTES } from '../../native/hid_descriptor.ts';
import { hidSignalReport } from '../../native/hid_signal.ts';
import { HID_POS_DESCRIPTOR } from '../helpers/hid_reports.ts';
import { DESCRIPTOR_WITH_BEEPER } from './make_reports.ts';

const PAGE = [0x05, 0x8c, 0x75, 1, 0x95, 1];
const OUTPUT = [0x91, 0x02];
const FEATURE = [0xb1, 0x02];
const padding = (bits: number, main = 0x91) => [0x75, 1, 0x95, bits, main, 0x01, 0x95, 1];

function signals(...items: readonly (readonly number[])[]) {
  const descriptor = Uint8Array.from(items.flat());
  return [hidSignalReport(descriptor, 'good', null), hidSignalReport(descriptor, 'bad', null)];
}

describe('the signal of a scanner', () => {
  it('is the beep that the 3800i documents: report 4, bit 6 for a good read, bit 5 for an error', () => {
    expect(hidSignalReport(DESCRIPTOR_WITH_BEEPER, 'good', null)).toEqual({ kind: 'output', bytes: [4, 0x40] });
    expect(hidSignalReport(DESCRIPTOR_WITH_BEEPER, 'bad', null)).toEqual({ kind: 'output', bytes: [4, 0x20] });
  });

  it('is none where the descriptor names no beeper and no lamp', () => {
    expect(signals([...HID_POS_DESCRIPTOR])).toEqual([null, null]);
    expect(signals([])).toEqual([null, null]);
  });

  it('is beep and lamp together where one report has both, else the beep, else the lamp', () => {
    const [beep, lamp] = [
      [0x09, 0x86, ...OUTPUT],
      [0x09, 0x7d, ...OUTPUT],
    ];
    expect(signals(PAGE, beep, lamp, padding(6))[0]).toEqual({ kind: 'output', bytes: [0, 0b11] });
    expect(signals(PAGE, [0x85, 1], lamp, [0x85, 2], beep)[0]).toEqual({ kind: 'output', bytes: [2, 1] });
    expect(signals(PAGE, [0x85, 1], lamp)[0]).toEqual({ kind: 'output', bytes: [1, 1] });
  });

  it('is the error beep, else that of an article not on file', () => {
    const notOnFile = [0x85, 1, 0x09, 0x87, ...OUTPUT];
    expect(signals(PAGE, notOnFile)[1]).toEqual({ kind: 'output', bytes: [1, 1] });
    expect(signals(PAGE, notOnFile, [0x85, 2, 0x09, 0x85, ...OUTPUT])[1]).toEqual({ kind: 'output', bytes: [2, 1] });
  });

  it('is an output report where there is one, else a feature report', () => {
    const feature = [0x85, 1, 0x09, 0x86, ...FEATURE];
    expect(signals(PAGE, feature)[0]).toEqual({ kind: 'feature', bytes: [1, 1] });
    expect(signals(PAGE, feature, [0x85, 2, 0x09, 0x86, ...OUTPUT])[0]).toEqual({ kind: 'output', bytes: [2, 1] });
  });

  it.each([
    ['a volume', [0x75, 8, 0x09, 0x80, ...OUTPUT, 0x75, 1]],
    ['another page', [0x05, 0x01, 0x09, 0x01, ...OUTPUT, 0x05, 0x8c]],
  ])('is none where the same report would also set %s', (_what, setting) => {
    const beep = [0x09, 0x86, ...OUTPUT];
    expect(signals(PAGE, beep, setting)).toEqual([null, null]);
    expect(signals(PAGE, setting, beep)).toEqual([null, null]);
    expect(signals(PAGE, beep, [0x85, 9], setting)[0]).toEqual({ kind: 'output', bytes: [0, 1] });
  });

  it('is none where the beep is one of a list', () => {
    expect(signals(PAGE, [0x75, 8, 0x19, 0x85, 0x29, 0x87, 0x91, 0x00])).toEqual([null, null]);
  });

  it("is the maker's where the descriptor is hidden, or has that report without naming its fields", () => {
    const ofMaker = { kind: 'output', bytes: [253, 1, 7] } as const;
    const unnamed = [0x06, 0x00, 0xff, 0x85, 253, 0x75, 8, 0x95, 63, 0x09, 0x01, ...OUTPUT];
    const beep = [...PAGE, 0x85, 4, 0x09, 0x86, ...OUTPUT];
    expect(hidSignalReport(null, 'good', ofMaker)).toBe(ofMaker);
    expect(hidSignalReport(Uint8Array.from(unnamed), 'good', ofMaker)).toBe(ofMaker);
    expect(hidSignalReport(Uint8Array.from([...unnamed, ...beep]), 'good', ofMaker)).toMatchObject({ bytes: [4, 1] });
    expect(hidSignalReport(HID_POS_DESCRIPTOR, 'good', ofMaker)).toBeNull();
    expect(hidSignalReport(null, 'good', null)).toBeNull();
  });

  it('sets the lowest bit of a wide field, anywhere in a long report', () => {
    expect(signals(PAGE, padding(19), [0x75, 8, 0x09, 0x86, ...OUTPUT], padding(5))[0]).toEqual({
      kind: 'output',
      bytes: [0, 0, 0, 0b1000, 0],
    });
  });

  it('is a report of bytes with one or two bits, whatever the descriptor', () => {
    const changes = fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 4 });
    const mutated = changes.map((list) => {
      const copy = Uint8Array.from(DESCRIPTOR_WITH_BEEPER);
      for (const [at, value] of list) if (at < copy.length) copy[at] = value;
      return copy;
    });
    let seen = 0;
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array()), fc.constantFrom('good', 'bad'), (descriptor, signal) => {
        const report = hidSignalReport(descriptor, signal, null);
        if (report === null) return;
        seen += 1;
        const [id = -1, ...payload] = report.bytes;
        expect(id >= 0 && id <= 255).toBe(true);
        expect(payload.length).toBeLessThanOrEqual(MAX_REPORT_BYTES);
        expect(payload.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)).toBe(true);
        const bits = payload.map((byte) => byte.toString(2)).join('').replaceAll('0', '').length;
        expect([1, 2]).toContain(bits);
      }),
      { numRuns: 2_000 },
    );
    expect(seen).toBeGreaterThan(200);
  });
});
