import { splitAimIdentifier } from './aim_identifier.ts';
import { guessLayout, type HidReportLayout, readHidReport } from './hid_report.ts';
import { MAX_CODE_BYTES } from './scan_source.ts';

/** A code cut short is dropped when no report followed for this long. */
export const REPORT_TIMEOUT_MS = 300;

/** One whole code as the scanner sent it. */
export interface HidCode {
  readonly bytes: Uint8Array;
  readonly symbology: string | null;
}

/** Joins the reports of one scanner into whole codes. */
export interface HidAssembler {
  /** Takes the next report; `atMs` is the caller's monotonic clock. Answers the code when it is whole. */
  take(report: Uint8Array, atMs: number): HidCode | null;
  /** True while half a code is held. */
  isPending(): boolean;
  /** Forgets half a code, so that nothing of it lies in memory. */
  drop(): void;
}

/** A code under way. `spoilt`: too long, or a part of it was broken; it is dropped up to its last report. */
interface HalfCode {
  readonly layout: HidReportLayout;
  readonly parts: Uint8Array[];
  readonly symbology: string | null;
  bytes: number;
  spoilt: boolean;
}

/**
 * Makes an assembler for one device. `layout` is the device's own, or null to guess it anew for each code.
 * Whatever comes in, it never throws, holds at most one code, and a bad code never joins the next one.
 */
export function createHidAssembler(layout: HidReportLayout | null): HidAssembler {
  let half: HalfCode | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;

  return {
    take(report, atMs) {
      if (atMs - lastMs > REPORT_TIMEOUT_MS) half = null;
      const current = half?.layout ?? layout ?? guessLayout(report);
      const read = readHidReport(report, current);
      if (read.kind === 'other') return null;
      if (read.kind === 'broken') {
        // Between codes noise is only noise, unless it says that the rest of its code follows.
        if (half === null && read.continued !== true) return null;
        lastMs = atMs;
        half ??= newCode(current, null);
        spoil(half);
        if (read.continued === false) half = null;
        return null;
      }
      lastMs = atMs;
      half ??= newCode(current, read.symbology);
      half.bytes += read.data.length;
      if (half.bytes > MAX_CODE_BYTES) spoil(half);
      // Empty parts are not kept: they would add up without end.
      if (!half.spoilt && read.data.length > 0) half.parts.push(read.data);
      if (read.continued) return null;
      const whole = half;
      half = null;
      return codeOf(whole);
    },
    isPending: () => half !== null,
    drop() {
      half = null;
    },
  };
}

function newCode(layout: HidReportLayout, symbology: string | null): HalfCode {
  return { layout, parts: [], symbology, bytes: 0, spoilt: false };
}

function spoil(half: HalfCode): void {
  half.spoilt = true;
  half.parts.length = 0;
}

/** Null for a code without a byte, as a spoilt one is. */
function codeOf({ parts, symbology }: HalfCode): HidCode | null {
  const joined = new Uint8Array(Buffer.concat(parts));
  const code = symbology === null ? splitAimIdentifier(joined) : { bytes: joined, symbology };
  return code.bytes.length > 0 ? code : null;
}
