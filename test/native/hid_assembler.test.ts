import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHidAssembler, type HidOutcome, REPORT_TIMEOUT_MS } from '../../native/hid_assembler.ts';
import { type HidReportLayout, LAYOUT_PLAIN, LAYOUT_WITH_AIM, LAYOUT_WITH_LATE_AIM } from '../../native/hid_report.ts';
import { MAX_CODE_BYTES } from '../../native/scan_source.ts';
import { CODE_OF_600, reportPlain, reportsOf, reportWithAim, reportWithLateAim } from './make_reports.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const FULL = new Uint8Array(56).fill(0x41);
const NEXT = { bytes: bytesOf('HC1:NEXT'), symbology: ']Q1', startedAtMs: 0 };
const nextReport = reportWithAim(NEXT.bytes, false);

const SCANNERS = [
  ['with an identifier, by its descriptor', reportWithAim, [LAYOUT_WITH_AIM], ']Q1'],
  ['with an identifier, by guess', reportWithAim, [], ']Q1'],
  ['with a late identifier, by its descriptor', reportWithLateAim, [LAYOUT_WITH_LATE_AIM], ']Q1'],
  ['with a late identifier, by guess', reportWithLateAim, [], ']Q1'],
  ['of plain data, by its descriptor', reportPlain, [LAYOUT_PLAIN], null],
  ['of plain data, by guess', reportPlain, [], null],
] as const;

/** Feeds the reports at one moment; answers all that came of them. */
function takeAll(
  assembler: ReturnType<typeof createHidAssembler>,
  reports: readonly Uint8Array[],
  atMs = 0,
): readonly HidOutcome[] {
  return reports.flatMap((report) => assembler.take(report, atMs));
}

/** What a guess goes by: an identifier at the start, and data in the last bytes of the first report. */
function isTellable(code: Uint8Array): boolean {
  return code[0] !== 0x5d && code[1] !== 0x5d && code.subarray(0, 56).subarray(-3).some((byte) => byte !== 0);
}

describe.each(SCANNERS)('a scanner %s', (_name, make, layouts, symbology) => {
  const codeOf = (bytes: Uint8Array, startedAtMs = 0) => ({ bytes, symbology, startedAtMs });

  it('gives back any code byte by byte, one after the other', () => {
    const short = fc.uint8Array({ minLength: 1, maxLength: 700 });
    const long = fc.uint8Array({ minLength: 6_000, maxLength: MAX_CODE_BYTES });
    const code = fc.oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: long }).filter(isTellable);
    fc.assert(
      fc.property(fc.array(code, { minLength: 1, maxLength: 4 }), (codes) => {
        const assembler = createHidAssembler(layouts);
        for (const bytes of codes) {
          expect(takeAll(assembler, reportsOf(bytes, make))).toEqual([codeOf(bytes)]);
          expect(assembler.isPending()).toBe(false);
        }
      }),
    );
  });

  it('gives back a code of 600 characters, in 11 reports as far apart as allowed, and says when it began', () => {
    const assembler = createHidAssembler(layouts);
    const reports = reportsOf(CODE_OF_600, make);
    const results = reports.map((report, i) => assembler.take(report, 50 + i * REPORT_TIMEOUT_MS));
    expect(results).toEqual([...new Array<readonly never[]>(10).fill([]), [codeOf(CODE_OF_600, 50)]]);
  });

  it('gives back the longest code and drops a longer one, up to its end only', () => {
    const assembler = createHidAssembler(layouts);
    const longest = new Uint8Array(MAX_CODE_BYTES).fill(0x41);
    expect(takeAll(assembler, reportsOf(longest, make))).toEqual([codeOf(longest)]);
    const tooLong = new Uint8Array(MAX_CODE_BYTES + 1).fill(0x41);
    expect(takeAll(assembler, reportsOf(tooLong, make))).toEqual([{ lost: 'too_long' }]);
    expect(assembler.take(make(NEXT.bytes, false), 0)).toEqual([codeOf(NEXT.bytes)]);
  });

  it('drops a code whole when any of its reports are broken, tells it once, and reads the next one', () => {
    const length = fc.integer({ min: 57, max: 255 });
    const which = fc.uniqueArray(fc.nat(11), { minLength: 1 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), which, length, (count, broken, claimed) => {
        const assembler = createHidAssembler(layouts);
        const reports = reportsOf(new Uint8Array(56 * count).fill(0x41), make).map((report, i) =>
          broken.some((each) => each % count === i) ? Uint8Array.from(report).fill(claimed, 1, 2) : report,
        );
        expect(takeAll(assembler, reports)).toEqual([{ lost: 'garbled' }]);
        expect(assembler.isPending()).toBe(false);
        expect(assembler.take(make(NEXT.bytes, false), 0)).toEqual([codeOf(NEXT.bytes)]);
      }),
    );
  });
});

describe('a code', () => {
  it('keeps the layout of its first report, whatever the later ones look like', () => {
    const code = Uint8Array.from([...FULL, ...bytesOf(']Q1'), ...FULL.subarray(3), ...bytesOf('x]Q1tail')]);
    const plain = createHidAssembler([]);
    expect(takeAll(plain, reportsOf(code, reportPlain))).toEqual([{ bytes: code, symbology: null, startedAtMs: 0 }]);
    const withAim = createHidAssembler([]);
    const [first, ...rest] = reportsOf(code, reportWithAim);
    for (const report of rest) report.fill(0, 2, 5);
    const results = takeAll(withAim, [first ?? nextReport, ...rest]);
    expect(results).toEqual([{ bytes: code, symbology: ']Q1', startedAtMs: 0 }]);
  });

  it('goes on in reports of other ids, each read by its own layout', () => {
    const last: HidReportLayout = { ...LAYOUT_PLAIN, reportId: 3, dataBit: 24, dataBytes: 8, continuedBit: 16 };
    const assembler = createHidAssembler([LAYOUT_WITH_AIM, last]);
    const reports = [reportWithAim(FULL, true), Uint8Array.of(3, 2, 0, 0x42, 0x43, 0)];
    expect(takeAll(assembler, reports)).toEqual([
      { bytes: Uint8Array.from([...FULL, 0x42, 0x43]), symbology: ']Q1', startedAtMs: 0 },
    ]);
    expect(takeAll(assembler, [Uint8Array.of(3, 1, 0, 0x44)])).toEqual([
      { bytes: bytesOf('D'), symbology: null, startedAtMs: 0 },
    ]);
  });

  it('loses an identifier that came among its data, with and without a descriptor', () => {
    const code = Uint8Array.from([...bytesOf(']Q1'), ...CODE_OF_600]);
    for (const layouts of [[LAYOUT_PLAIN], []]) {
      const results = takeAll(createHidAssembler(layouts), reportsOf(code, reportPlain));
      expect(results).toEqual([{ bytes: CODE_OF_600, symbology: ']Q1', startedAtMs: 0 }]);
    }
  });

  it('without a byte is none, and none is lost', () => {
    expect(createHidAssembler([]).take(reportWithAim(new Uint8Array(), false), 0)).toEqual([]);
    expect(createHidAssembler([]).take(reportPlain(bytesOf(']Q1'), false), 0)).toEqual([]);
  });

  it('is read through reports of other kinds and empty ones', () => {
    const assembler = createHidAssembler([LAYOUT_WITH_AIM]);
    const status = Uint8Array.of(3, 1, 2, 3);
    const [first = status, second = status] = reportsOf(Uint8Array.from([...FULL, 0x42]), reportWithAim);
    const empty = reportWithAim(new Uint8Array(), true);
    expect(takeAll(assembler, [status, first, status, empty, new Uint8Array(), second, status])).toEqual([
      { bytes: Uint8Array.from([...FULL, 0x42]), symbology: ']Q1', startedAtMs: 0 },
    ]);
  });

  it('does not change when the buffer of its report is used again', () => {
    const assembler = createHidAssembler([]);
    const buffer = Buffer.from(reportWithAim(FULL, true));
    assembler.take(buffer, 0);
    buffer.fill(0);
    const results = assembler.take(reportWithAim(bytesOf('B'), false), 0);
    expect(results).toMatchObject([{ bytes: Uint8Array.from([...FULL, 0x42]) }]);
  });

  it('that was cut short is lost once no report followed for the timeout, and not before', () => {
    const late = createHidAssembler([]);
    late.take(reportWithAim(FULL, true), 1_000);
    expect(late.take(nextReport, 1_000 + REPORT_TIMEOUT_MS)).toMatchObject([
      { bytes: Uint8Array.from([...FULL, ...NEXT.bytes]), startedAtMs: 1_000 },
    ]);
    const tooLate = createHidAssembler([]);
    tooLate.take(reportWithAim(FULL, true), 1_000);
    expect(tooLate.take(nextReport, 1_001 + REPORT_TIMEOUT_MS)).toEqual([
      { lost: 'cut_short' },
      { ...NEXT, startedAtMs: 1_001 + REPORT_TIMEOUT_MS },
    ]);
  });

  it('that was cut short is not kept by reports of other kinds', () => {
    const assembler = createHidAssembler([]);
    assembler.take(reportWithAim(FULL, true), 0);
    const results = [100, 200, 300, 400].map((atMs) => assembler.take(Uint8Array.of(3), atMs));
    expect(results).toEqual([[], [], [], [{ lost: 'cut_short' }]]);
    expect(assembler.isPending()).toBe(false);
    expect(assembler.take(nextReport, 400)).toEqual([{ ...NEXT, startedAtMs: 400 }]);
  });

  it('is pending until its end, and lost when dropped, which is told once', () => {
    const assembler = createHidAssembler([]);
    expect([assembler.isPending(), assembler.drop()]).toEqual([false, []]);
    assembler.take(reportWithAim(FULL, true), 0);
    expect(assembler.isPending()).toBe(true);
    expect(assembler.drop()).toEqual([{ lost: 'cut_short' }]);
    expect([assembler.isPending(), assembler.drop()]).toEqual([false, []]);
    expect(assembler.take(nextReport, 0)).toEqual([NEXT]);
    expect(assembler.isPending()).toBe(false);
  });

  it('that is known to be lost is not told of again when the rest of it does not come', () => {
    for (const end of ['dropped', 'overdue']) {
      const assembler = createHidAssembler([]);
      expect(assembler.take(reportWithAim(FULL, true, 99), 0)).toEqual([{ lost: 'garbled' }]);
      expect(assembler.isPending()).toBe(true);
      expect(end === 'dropped' ? assembler.drop() : assembler.take(new Uint8Array(), 1_000)).toEqual([]);
      expect(assembler.isPending()).toBe(false);
    }
  });

  it('is lost when a report within it ends too soon to say whether it was the last', () => {
    const assembler = createHidAssembler([]);
    const cut = reportWithAim(FULL, false).subarray(0, 40);
    expect(takeAll(assembler, [reportWithAim(FULL, true), cut, nextReport])).toEqual([{ lost: 'garbled' }]);
    expect(assembler.take(nextReport, 0)).toEqual([NEXT]);
  });

  it('of one report that contradicts itself is lost', () => {
    const assembler = createHidAssembler([]);
    expect(takeAll(assembler, [reportWithAim(FULL, false, 200), nextReport])).toEqual([{ lost: 'garbled' }, NEXT]);
  });

  it('is read after noise that says nothing of a code, and noise is no lost code', () => {
    for (const noise of [new Uint8Array(), Uint8Array.of(2), Uint8Array.of(9, 9), nextReport.subarray(0, 63)]) {
      expect(takeAll(createHidAssembler([]), [noise, noise, nextReport])).toEqual([NEXT]);
    }
  });

  it('is read whole after the end of an endless one, which is lost once', () => {
    const assembler = createHidAssembler([]);
    const results: HidOutcome[] = [];
    for (let atMs = 0; atMs < 2_000; atMs += 1) results.push(...assembler.take(reportWithAim(FULL, true), atMs));
    expect(results).toEqual([{ lost: 'too_long' }]);
    expect(assembler.isPending()).toBe(true);
    expect(assembler.take(reportWithAim(FULL, false), 2_000)).toEqual([]);
    expect(assembler.take(nextReport, 2_000)).toEqual([{ ...NEXT, startedAtMs: 2_000 }]);
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
    const layouts = fc.constantFrom([], [LAYOUT_WITH_AIM], [LAYOUT_WITH_LATE_AIM], [LAYOUT_PLAIN]);
    let codes = 0;
    let losses = 0;
    fc.assert(
      fc.property(layouts, reports, (own, list) => {
        const assembler = createHidAssembler(own);
        let atMs = 0;
        let outcomes = 0;
        for (const [report, gapMs] of list) {
          atMs += gapMs;
          for (const outcome of assembler.take(report, atMs)) {
            outcomes += 1;
            if ('lost' in outcome) losses += 1;
            else {
              codes += 1;
              expect(outcome.bytes.length).toBeGreaterThan(0);
              expect(outcome.bytes.length).toBeLessThanOrEqual(MAX_CODE_BYTES);
              expect(outcome.startedAtMs).toBeLessThanOrEqual(atMs);
            }
          }
        }
        expect(outcomes).toBeLessThanOrEqual(list.length);
        const make = SCANNERS.find(([, , theirs]) => theirs[0] === own[0])?.[1] ?? reportWithAim;
        atMs += REPORT_TIMEOUT_MS + 1;
        const last = takeAll(assembler, reportsOf(CODE_OF_600, make), atMs).at(-1);
        expect(last).toMatchObject({ bytes: CODE_OF_600, startedAtMs: atMs });
      }),
      { numRuns: 300 },
    );
    expect([codes > 100, losses > 100]).toEqual([true, true]);
  });
});
