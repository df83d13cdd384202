import { AIM_IDENTIFIER_BYTES, splitAimIdentifier } from './aim_identifier.ts';
import { type FrameEnd, type LostFrame, MAX_CODE_BYTES } from './scan_source.ts';

/** After a suffix: longer than the 16 ms for which a USB bridge holds bytes back (FTDI AN232B-04, latency timer). */
export const SUFFIX_SILENCE_MS = 30;
/** Without a suffix, from a device that is not known to send one. */
export const PAUSE_MS = 100;
/** Without the suffix that this device is known to send: the code was cut short. */
export const CUT_SHORT_MS = 300;
/** A silence that is told later than this says that the machine was busy: bytes may be waiting to be read. */
export const LATE_MS = 10;
/** Lines that are made to be read are no longer (RFC 2045, section 6.8; vCards fold at 75, RFC 6350, section 3.2). */
export const LONGEST_LINE_BYTES = 76;
/** So many codes in a row without a suffix say that the device sends none. */
const PAUSES_TO_BELIEVE = 3;

const STX = 0x02;
const ETX = 0x03;
const NUL = 0x00;

interface Suffix {
  readonly end: FrameEnd;
  readonly bytes: readonly number[];
  /** Counts only where the code begins with STX. */
  readonly needsStx?: true;
}

/** What scanners are set to send after a code; one that contains another comes before it. */
const SUFFIXES: readonly Suffix[] = [
  { end: 'etx', bytes: [ETX, 0x0d, 0x0a], needsStx: true },
  { end: 'etx', bytes: [ETX, 0x0d], needsStx: true },
  { end: 'crlf', bytes: [0x0d, 0x0a] },
  { end: 'cr', bytes: [0x0d] },
  { end: 'lf', bytes: [0x0a] },
  { end: 'etx', bytes: [ETX] },
  { end: 'tab', bytes: [0x09] },
  { end: 'nul', bytes: [NUL] },
];
const NO_SUFFIX: Suffix = { end: 'pause', bytes: [] };
const MAX_BURST_BYTES =
  1 + AIM_IDENTIFIER_BYTES + MAX_CODE_BYTES + Math.max(...SUFFIXES.map(({ bytes }) => bytes.length));

/** What a device puts around its codes. */
interface Framing {
  /** STX before the code; only together with a suffix. */
  readonly wrapped: boolean;
  readonly suffix: Suffix;
}

/** What the bytes of a serial device said. Times are the caller's monotonic clock. */
export type SerialEvent =
  | {
      readonly kind: 'code';
      readonly bytes: Uint8Array;
      readonly symbology: string | null;
      readonly end: FrameEnd;
      readonly startedAtMs: number;
      readonly receivedAtMs: number;
    }
  | { readonly kind: 'lost'; readonly why: LostFrame['why'] };

/** Cuts the bytes of one serial device into codes. Nothing that comes in makes it throw or hold more than one code. */
export interface SerialFraming {
  take(chunk: Uint8Array, atMs: number): readonly SerialEvent[];
  /** When `expire` is to be called, unless bytes come before; null while nothing is held. */
  dueAtMs(): number | null;
  /** Nothing came until `atMs`. */
  expire(atMs: number): readonly SerialEvent[];
  /** The device is gone: what it sent whole is answered, half a code is lost. */
  finish(): readonly SerialEvent[];
}

/**
 * Finds out by itself how a device frames its codes. What counts is silence: all bytes between two silences are one
 * burst, and a burst is one code. What stands at its end tells the suffix, so that a code may hold any bytes, line ends
 * and ETX among them. The framing is learnt: a burst without the known suffix or any other was cut short; what this
 * device does not send is the code's own; two bursts in a row that agree on another framing are believed.
 *
 * Codes that queued up while the machine was busy come as one burst. Within a burst a suffix therefore counts where
 * text longer than any written line stands before it, and behind it another such text, or an STX or AIM identifier
 * as the burst itself begins with. Passes are such texts; a contact's lines are shorter, and a binary code is no text.
 *
 * A single byte is a device's answer to a command (ACK, NAK) or line noise, and no code.
 */
export function createSerialFraming(): SerialFraming {
  const buffer = new Uint8Array(MAX_BURST_BYTES);
  let length = 0;
  /** How much of what is held, from its start, is known to be text. */
  let textBytes = 0;
  /** A code is too long: the rest of its burst is dropped. */
  let skipping = false;
  let startedAtMs = 0;
  let lastAtMs = 0;
  let dueAtMs: number | null = null;
  let wasLate = false;
  let learnt: Framing | null = null;
  /** The framing of the last burst, where it was not the learnt one. */
  let other: Framing | null = null;
  let pauses = 0;
  let events: SerialEvent[] = [];

  function held(): Uint8Array {
    return buffer.subarray(0, length);
  }

  /** Takes the first bytes off what is held, and leaves no copy of them behind. */
  function remove(bytes: number): void {
    buffer.copyWithin(0, bytes, length);
    buffer.fill(0, length - bytes, length);
    length -= bytes;
    textBytes = 0;
    startedAtMs = lastAtMs;
  }

  function deliver(burst: Uint8Array, { wrapped, suffix }: Framing): void {
    const framed = burst.slice(wrapped ? 1 : 0, burst.length - suffix.bytes.length);
    const { bytes, symbology } = splitAimIdentifier(framed);
    if (bytes.length > MAX_CODE_BYTES) events.push({ kind: 'lost', why: 'too_long' });
    else if (bytes.length > 0) {
      events.push({ kind: 'code', bytes, symbology, end: suffix.end, startedAtMs, receivedAtMs: lastAtMs });
    }
  }

  /** Delivers the codes that are followed by another in one burst. */
  function split(): void {
    for (;;) {
      const burst = held();
      textBytes = endOfText(burst, Math.max(textBytes, burst[0] === STX ? 1 : 0));
      const first = firstOfSeveral(burst, textBytes, learnt);
      if (first === null) return;
      learnt ??= first.framing;
      deliver(burst.subarray(0, first.bytes), first.framing);
      remove(first.bytes);
    }
  }

  function adopt(framing: Framing): Framing {
    learnt = framing;
    other = null;
    pauses = framing.suffix === NO_SUFFIX ? 1 : 0;
    return framing;
  }

  /** The framing by which to read a burst; null where its end is missing. */
  function judge(burst: Uint8Array): Framing | null {
    const seen = framingOf(burst);
    if (learnt === null || (other !== null && isSame(seen, other))) return adopt(seen);
    if (isSame(seen, learnt)) {
      other = null;
      pauses += 1;
      return learnt;
    }
    if (learnt.suffix === NO_SUFFIX && pauses < PAUSES_TO_BELIEVE) return adopt(seen);
    other = seen;
    if (fits(burst, learnt)) return learnt;
    return seen.suffix === NO_SUFFIX ? null : seen;
  }

  function isWhole(burst: Uint8Array): boolean {
    const believed = learnt !== null && (learnt.suffix !== NO_SUFFIX || pauses >= PAUSES_TO_BELIEVE);
    const framing = learnt !== null && believed ? learnt : framingOf(burst);
    return framing.suffix !== NO_SUFFIX && fits(burst, framing);
  }

  function silenceMs(): number {
    if (skipping || isWhole(held())) return SUFFIX_SILENCE_MS;
    return learnt === null || learnt.suffix === NO_SUFFIX ? PAUSE_MS : CUT_SHORT_MS;
  }

  function endBurst(): void {
    const burst = held();
    if (!skipping && burst.length > 1) {
      const framing = judge(burst);
      if (framing === null) events.push({ kind: 'lost', why: 'cut_short' });
      else deliver(burst, framing);
    }
    skipping = false;
    dueAtMs = null;
    remove(length);
  }

  function takeEvents(): readonly SerialEvent[] {
    const taken = events;
    events = [];
    return taken;
  }

  return {
    take(chunk, atMs) {
      if (chunk.length === 0) return [];
      lastAtMs = atMs;
      if (length === 0) startedAtMs = atMs;
      for (let at = 0; at < chunk.length && !skipping; ) {
        const piece = chunk.subarray(at, at + MAX_BURST_BYTES - length);
        buffer.set(piece, length);
        length += piece.length;
        at += piece.length;
        split();
        if (length < MAX_BURST_BYTES) continue;
        // Full and yet not at its end is too long; full at its end is told by the silence.
        if (at === chunk.length && isWhole(held())) continue;
        skipping = true;
        remove(length);
        events.push({ kind: 'lost', why: 'too_long' });
      }
      wasLate = false;
      dueAtMs = atMs + silenceMs();
      return takeEvents();
    },
    dueAtMs: () => dueAtMs,
    expire(atMs) {
      if (dueAtMs === null || atMs < dueAtMs) return [];
      if (atMs - dueAtMs > LATE_MS && !wasLate) {
        wasLate = true;
        dueAtMs = atMs + silenceMs();
        return [];
      }
      endBurst();
      return takeEvents();
    },
    finish() {
      if (length > 1 && !isWhole(held())) {
        remove(length);
        events.push({ kind: 'lost', why: 'cut_short' });
      }
      endBurst();
      return takeEvents();
    },
  };
}

/** How a burst is framed by the looks of it alone. */
function framingOf(burst: Uint8Array): Framing {
  const begins = burst[0] === STX;
  const suffix = SUFFIXES.find((candidate) => {
    if (candidate.needsStx && !begins) return false;
    // A code that holds NUL elsewhere is binary, and this one is its own: each ZIP file ends in NUL.
    if (candidate.end === 'nul' && burst.indexOf(NUL) < burst.length - 1) return false;
    return standsAt(burst, burst.length - candidate.bytes.length, candidate);
  });
  return suffix === undefined ? { wrapped: false, suffix: NO_SUFFIX } : { wrapped: begins, suffix };
}

function fits(burst: Uint8Array, { wrapped, suffix }: Framing): boolean {
  return (!wrapped || burst[0] === STX) && standsAt(burst, burst.length - suffix.bytes.length, suffix);
}

function isSame(one: Framing, two: Framing): boolean {
  return one.wrapped === two.wrapped && one.suffix === two.suffix;
}

function standsAt(burst: Uint8Array, at: number, { bytes }: Suffix): boolean {
  return at >= 0 && bytes.every((byte, index) => burst[at + index] === byte);
}

/** Where printable ASCII that starts at `from` ends. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte !== undefined && byte >= 0x20 && byte <= 0x7e; byte = bytes[at]) at += 1;
  return at;
}

/** The first code of a burst of several: its framing, and its bytes with that; null where it may be the only one. */
function firstOfSeveral(
  burst: Uint8Array,
  textBytes: number,
  learnt: Framing | null,
): { readonly framing: Framing; readonly bytes: number } | null {
  if (textBytes === burst.length) return null;
  const wrapped = learnt?.wrapped ?? burst[0] === STX;
  const startsAt = wrapped ? 1 : 0;
  if (textBytes - startsAt <= LONGEST_LINE_BYTES || wrapped !== (burst[0] === STX)) return null;
  const candidates = learnt === null ? SUFFIXES : [learnt.suffix];
  const suffix = candidates.find((candidate) => candidate.bytes.length > 0 && standsAt(burst, textBytes, candidate));
  if (suffix === undefined || (suffix.needsStx && !wrapped)) return null;
  const bytes = textBytes + suffix.bytes.length;
  const rest = burst.subarray(bytes);
  const isCode = wrapped
    ? rest[0] === STX
    : (beginsWithAim(burst) && beginsWithAim(rest)) || endOfText(rest, 0) > LONGEST_LINE_BYTES;
  return isCode ? { framing: { wrapped, suffix }, bytes } : null;
}

function beginsWithAim(bytes: Uint8Array): boolean {
  return splitAimIdentifier(bytes.subarray(0, AIM_IDENTIFIER_BYTES)).symbology !== null;
}
