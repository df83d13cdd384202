import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHidAssembler, REPORT_TIMEOUT_MS } from '../../native/hid_assembler.ts';
import { LAYOUT_PLAIN, LAYOUT_WITH_AIM, LAYOUT_WITH_LATE_AIM } from '../../native/hid_report.ts';
import { MAX_CODE_BYTES } from '../../native/scan_source.ts';
import { CODE_OF_600, reportPlain, reportsOf, reportWithAim, reportWithLateAim } from './make_reports.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const FULL = new Uint8Array(56).fill(0x41);
const NEXT = { bytes: bytesOf('HC1:NEXT'), symbology: ']Q1' };
const nextReport = reportWithAim(NEXT.bytes, false);

const SCANNERS = [
  ['with an identifier, by its descriptor', reportWithAim, LAYOUT_WITH_AIM, ']Q1'],
  ['with an identifier, by guess', reportWithAim, null, ']Q1'],
  ['with a late identifier, by its descriptor', reportWithLateAim, LAYOUT_WITH_LATE_AIM, ']Q1'],
  ['with a late identifier, by guess', reportWithLateAim, null, ']Q1'],
  ['of plain data, by its descriptor', reportPlain, LAYOUT_PLAIN, null],
  ['of plain data, by guess', reportPlain, null, null],
] as const;

/** Feeds the reports at one moment; answers what each gave. */
function takeAll(assembler: ReturnType<typeof createHidAssembler>, reports: readonly Uint8Array[], atMs = 0) {
  return reports.map((report) => assembler.take(report, atMs));
}

/** What a guess goes by: an identifier at the start, and data in the last bytes of the first report. */
function isTellable(code: Uint8Array): boolean {
  return code[0] !== 0x5d && code[1] !== 0x5d && code.subarray(0, 56).subarray(-3).some((byte) => byte !== 0);
}

describe.each(SCANNERS)('a scanner %s', (_name, make, layout, symbology) => {
  it('gives back any code byte by byte, one after the other', () => {
    const short = fc.uint8Array({ minLength: 1, maxLength: 700 });
    const long = fc.uint8Array({ minLength: 6_000, maxLength: MAX_CODE_BYTES });
    const code = fc.oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: long }).filter(isTellable);
    fc.assert(
      fc.property(fc.array(code, { minLength: 1, maxLength: 4 }), (codes) => {
        const assembler = createHidAssembler(layout);
        for (const bytes of codes) {
          const results = takeAll(assembler, reportsOf(bytes, make));
          expect(results.pop()).toEqual({ bytes, symbology });
          expect(results.every((result) => result === null)).toBe(true);
          expect(assembler.isPending()).toBe(false);
        }
      }),
    );
  });

  it('gives back a code of 600 characters, in 11 reports as far apart as allowed', () => {
    const assembler = createHidAssembler(layout);
    const reports = reportsOf(CODE_OF_600, make);
    const results = reports.map((report, i) => assembler.take(report, i * REPORT_TIMEOUT_MS));
    expect(results).toEqual([...new Array<null>(10).fill(null), { bytes: CODE_OF_600, symbology }]);
  });

  it('gives back the longest code and drops a longer one, up to its end only', () => {
    const assembler = createHidAssembler(layout);
    const longest = new Uint8Array(MAX_CODE_BYTES).fill(0x41);
    expect(takeAll(assembler, reportsOf(longest, make)).at(-1)).toEqual({ bytes: longest, symbology });
    const tooLong = new Uint8Array(MAX_CODE_BYTES + 1).fill(0x41);
    expect(takeAll(assembler, reportsOf(tooLong, make)).every((result) => result === null)).toBe(true);
    expect(assembler.take(make(NEXT.bytes, false), 0)).toEqual({ bytes: NEXT.bytes, symbology });
  });

  it('drops a code whole when any one of its reports is broken, and reads the next one', () => {
    const length = fc.integer({ min: 57, max: 255 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(11), length, (count, which, claimed) => {
        const assembler = createHidAssembler(layout);
        const reports = reportsOf(new Uint8Array(56 * count).fill(0x41), make).map((report, i) =>
          i === which % count ? Uint8Array.from(report).fill(claimed, 1, 2) : report,
        );
        expect(takeAll(assembler, reports).every((result) => result === null)).toBe(true);
        expect(assembler.isPending()).toBe(false);
        expect(assembler.take(make(NEXT.bytes, false), 0)).toEqual({ bytes: NEXT.bytes, symbology });
      }),
    );
  });
});

describe('a code', () => {
  it('keeps the layout of its first report, whatever the later ones look like', () => {
    const code = Uint8Array.from([...FULL, ...bytesOf(']Q1'), ...FULL.subarray(3), ...bytesOf('x]Q1tail')]);
    const plain = createHidAssembler(null);
    expect(takeAll(plain, reportsOf(code, reportPlain)).at(-1)).toEqual({ bytes: code, symbology: null });
    const withAim = createHidAssembler(null);
    const [first, ...rest] = reportsOf(code, reportWithAim);
    for (const report of rest) report.fill(0, 2, 5);
    const results = takeAll(withAim, [first ?? nextReport, ...rest]);
    expect(results.at(-1)).toEqual({ bytes: code, symbology: ']Q1' });
  });

  it('loses an identifier that came among its data, with and without a descriptor', () => {
    const code = Uint8Array.from([...bytesOf(']Q1'), ...CODE_OF_600]);
    for (const layout of [LAYOUT_PLAIN, null]) {
      const results = takeAll(createHidAssembler(layout), reportsOf(code, reportPlain));
      expect(results.at(-1)).toEqual({ bytes: CODE_OF_600, symbology: ']Q1' });
    }
  });

  it('without a byte is none', () => {
    expect(createHidAssembler(null).take(reportWithAim(new Uint8Array(), false), 0)).toBeNull();
    expect(createHidAssembler(null).take(reportPlain(bytesOf(']Q1'), false), 0)).toBeNull();
  });

  it('is read through reports of other kinds and empty ones', () => {
    const assembler = createHidAssembler(LAYOUT_WITH_AIM);
    const status = Uint8Array.of(3, 1, 2, 3);
    const [first = status, second = status] = reportsOf(Uint8Array.from([...FULL, 0x42]), reportWithAim);
    const empty = reportWithAim(new Uint8Array(), true);
    const results = takeAll(assembler, [status, first, status, empty, new Uint8Array(), second, status]);
    expect(results.filter((result) => result !== null)).toEqual([
      { bytes: Uint8Array.from([...FULL, 0x42]), symbology: ']Q1' },
    ]);
  });

  it('does not change when the buffer of its report is used again', () => {
    const assembler = createHidAssembler(null);
    const buffer = Buffer.from(reportWithAim(FULL, true));
    assembler.take(buffer, 0);
    buffer.fill(0);
    const code = assembler.take(reportWithAim(bytesOf('B'), false), 0);
    expect(code?.bytes).toEqual(Uint8Array.from([...FULL, 0x42]));
  });

  it('that was cut short is dropped once no report followed for the timeout, and not before', () => {
    for (const [gapMs, whole] of [
      [REPORT_TIMEOUT_MS, Uint8Array.from([...FULL, ...NEXT.bytes])],
      [REPORT_TIMEOUT_MS + 1, NEXT.bytes],
    ] as const) {
      const assembler = createHidAssembler(null);
      assembler.take(reportWithAim(FULL, true), 1_000);
      expect(assembler.take(nextReport, 1_000 + gapMs)?.bytes).toEqual(whole);
    }
  });

  it('that was cut short is not kept by reports of other kinds', () => {
    const assembler = createHidAssembler(null);
    assembler.take(reportWithAim(FULL, true), 0);
    for (let atMs = 100; atMs <= 400; atMs += 100) assembler.take(Uint8Array.of(3), atMs);
    expect(assembler.isPending()).toBe(false);
    expect(assembler.take(nextReport, 400)).toEqual(NEXT);
  });

  it('is pending until its end, and forgotten when dropped', () => {
    const assembler = createHidAssembler(null);
    expect(assembler.isPending()).toBe(false);
    assembler.take(reportWithAim(FULL, true), 0);
    expect(assembler.isPending()).toBe(true);
    assembler.drop();
    expect(assembler.isPending()).toBe(false);
    expect(assembler.take(nextReport, 0)).toEqual(NEXT);
    expect(assembler.isPending()).toBe(false);
  });

  it('is dropped when a report within it ends too soon to say whether it was the last', () => {
    const assembler = createHidAssembler(null);
    const cut = reportWithAim(FULL, false).subarray(0, 40);
    expect(takeAll(assembler, [reportWithAim(FULL, true), cut, nextReport])).toEqual([null, null, null]);
    expect(assembler.take(nextReport, 0)).toEqual(NEXT);
  });

  it('is read after noise that says nothing of a code', () => {
    const tooLong = reportWithAim(FULL, false, 200);
    for (const noise of [new Uint8Array(), Uint8Array.of(2), nextReport.subarray(0, 63), tooLong]) {
      expect(takeAll(createHidAssembler(null), [noise, nextReport])).toEqual([null, NEXT]);
    }
  });

  it('is read whole after the end of an endless one', () => {
    const assembler = createHidAssembler(null);
    for (let atMs = 0; atMs < 2_000; atMs += 1) {
      expect(assembler.take(reportWithAim(FULL, true), atMs)).toBeNull();
    }
    expect(assembler.isPending()).toBe(true);
    expect(assembler.take(reportWithAim(FULL, false), 2_000)).toBeNull();
    expect(assembler.take(nextReport, 2_000)).toEqual(NEXT);
  });

  it('is read whole after any reports and a pause, and nothing is ever thrown', () => {
    const noise = fc.uint8Array({ maxLength: 80 });
    const numbered = noise.map((bytes) => Uint8Array.of(2, ...bytes));
    const makes = fc.constantFrom(reportWithAim, reportWithLateAim, reportPlain);
    const whole = fc
      .tuple(makes, fc.boolean(), fc.oneof(fc.nat(56), fc.nat(255)))
      .map(([make, continued, length]) => make(FULL, continued, length));
    const gap = fc.oneof(fc.constant(0), fc.nat(400));
    const each = fc.tuple(fc.oneof(noise, numbered, whole), gap);
    const reports = fc.array(each, { maxLength: 100, size: 'max' });
    const layouts = fc.constantFrom(null, LAYOUT_WITH_AIM, LAYOUT_WITH_LATE_AIM, LAYOUT_PLAIN);
    let codes = 0;
    fc.assert(
      fc.property(layouts, reports, (layout, list) => {
        const assembler = createHidAssembler(layout);
        let atMs = 0;
        for (const [report, gapMs] of list) {
          atMs += gapMs;
          const code = assembler.take(report, atMs);
          if (code === null) continue;
          codes += 1;
          expect(code.bytes.length).toBeGreaterThan(0);
          expect(code.bytes.length).toBeLessThanOrEqual(MAX_CODE_BYTES);
        }
        const make = SCANNERS.find(([, , theirs]) => theirs === layout)?.[1] ?? reportWithAim;
        atMs += REPORT_TIMEOUT_MS + 1;
        expect(takeAll(assembler, reportsOf(CODE_OF_600, make), atMs).at(-1)?.bytes).toEqual(CODE_OF_600);
      }),
      { numRuns: 300 },
    );
    expect(codes).toBeGreaterThan(100);
  });
});
