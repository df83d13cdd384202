import { splitAimIdentifier } from './aim_identifier.ts';
import { guessLayout, type HidReportLayout, readHidReport } from './hid_report.ts';
import { type LostFrame, MAX_CODE_BYTES } from './scan_source.ts';

/** A code cut short is dropped when no report followed for this long. */
export const REPORT_TIMEOUT_MS = 300;

/** What became of a code: read whole, or lost. */
export type HidOutcome = HidCode | { readonly lost: LostFrame['why'] };

/** One whole code as the scanner sent it. */
export interface HidCode {
  readonly bytes: Uint8Array;
  readonly symbology: string | null;
  /** The clock at its first report. */
  readonly startedAtMs: number;
}

/** Joins the reports of one scanner into whole codes. */
export interface HidAssembler {
  /**
   * Takes the next report; `atMs` is the caller's monotonic clock. Answers what has come of the codes with it: of
   * an overdue one that it is lost, then of the one that it belongs to, once it is whole or seen to be lost.
   */
  take(report: Uint8Array, atMs: number): readonly HidOutcome[];
  /** True while half a code is held. */
  isPending(): boolean;
  /** Forgets half a code, so that nothing of it lies in memory; answers that it is lost, where not yet said. */
  drop(): readonly HidOutcome[];
}

/** A code under way. `spoilt`: too long, or a part of it was broken; the rest of it is dropped up to its end. */
interface HalfCode {
  readonly layouts: readonly HidReportLayout[];
  readonly parts: Uint8Array[];
  readonly symbology: string | null;
  readonly startedAtMs: number;
  bytes: number;
  spoilt: boolean;
}

/**
 * Makes an assembler for one device. `layouts` are the device's own; where there are none, one is guessed anew for
 * each code. Whatever comes in, it never throws, holds at most one code, and a bad code never joins the next one.
 */
export function createHidAssembler(layouts: readonly HidReportLayout[]): HidAssembler {
  let half: HalfCode | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;

  function drop(): readonly HidOutcome[] {
    const isNews = half !== null && !half.spoilt;
    half = null;
    return isNews ? [{ lost: 'cut_short' }] : [];
  }

  function takeInTime(report: Uint8Array, atMs: number): readonly HidOutcome[] {
    const current = half?.layouts ?? (layouts.length > 0 ? layouts : [guessLayout(report)]);
    const read = readHidReport(report, current);
    if (read.kind === 'other') return [];
    // Between codes, what is too short to say more is only noise.
    if (read.kind === 'broken' && half === null && read.continued === null) return [];
    lastMs = atMs;
    const symbology = read.kind === 'part' ? read.symbology : null;
    half ??= { layouts: current, parts: [], symbology, startedAtMs: atMs, bytes: 0, spoilt: false };
    const code = half;
    const wasSpoilt = code.spoilt;
    if (read.continued === false) half = null;
    if (read.kind === 'broken') {
      spoil(code);
      return wasSpoilt ? [] : [{ lost: 'garbled' }];
    }
    code.bytes += read.data.length;
    if (code.bytes > MAX_CODE_BYTES) {
      spoil(code);
      return wasSpoilt ? [] : [{ lost: 'too_long' }];
    }
    // Empty parts are not kept: they would add up without end.
    if (!code.spoilt && read.data.length > 0) code.parts.push(read.data);
    return read.continued || code.spoilt ? [] : wholeCode(code);
  }

  return {
    take(report, atMs) {
      const overdue = atMs - lastMs > REPORT_TIMEOUT_MS ? drop() : [];
      return [...overdue, ...takeInTime(report, atMs)];
    },
    isPending: () => half !== null,
    drop,
  };
}

function spoil(code: HalfCode): void {
  code.spoilt = true;
  code.parts.length = 0;
}

/** None of a code without a byte. */
function wholeCode({ parts, symbology, startedAtMs }: HalfCode): readonly HidOutcome[] {
  const joined = new Uint8Array(Buffer.concat(parts));
  const code = symbology === null ? splitAimIdentifier(joined) : { bytes: joined, symbology };
  return code.bytes.length > 0 ? [{ ...code, startedAtMs }] : [];
}
