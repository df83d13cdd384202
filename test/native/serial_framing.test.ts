import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FrameEnd, MAX_CODE_BYTES } from '../../native/scan_source.ts';
import {
  CUT_SHORT_MS,
  createSerialFraming,
  LATE_MS,
  LONGEST_LINE_BYTES,
  PAUSE_MS,
  type SerialEvent,
  SUFFIX_SILENCE_MS,
} from '../../native/serial_framing.ts';

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** One framing on a clock that only `wait` moves; its silences are told on time. */
function createBench() {
  const framing = createSerialFraming();
  let nowMs = 0;
  const events: SerialEvent[] = [];
  return {
    framing,
    events,
    send(bytes: Uint8Array | string) {
      events.push(...framing.take(typeof bytes === 'string' ? latin1(bytes) : bytes, nowMs));
    },
    wait(ms: number) {
      const endMs = nowMs + ms;
      for (let due = framing.dueAtMs(); due !== null && due <= endMs; due = framing.dueAtMs()) {
        nowMs = due;
        events.push(...framing.expire(due));
      }
      nowMs = endMs;
    },
    /** The machine is busy for this long: its timers come late. */
    block(ms: number) {
      nowMs += ms;
    },
    timers() {
      events.push(...framing.expire(nowMs));
    },
    codes: () => events.filter((event) => event.kind === 'code'),
    texts: () => events.map((event) => (event.kind === 'code' ? textOf(event.bytes) : event.why)),
  };
}

interface Wrapping {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly end: FrameEnd;
}

const WRAPPINGS: readonly Wrapping[] = [
  { name: 'CR', before: '', after: '\r', end: 'cr' },
  { name: 'LF', before: '', after: '\n', end: 'lf' },
  { name: 'CR LF', before: '', after: '\r\n', end: 'crlf' },
  { name: 'TAB', before: '', after: '\t', end: 'tab' },
  { name: 'ETX', before: '', after: '\u0003', end: 'etx' },
  { name: 'NUL', before: '', after: '\0', end: 'nul' },
  { name: 'STX and ETX', before: '\u0002', after: '\u0003', end: 'etx' },
  { name: 'STX and ETX CR', before: '\u0002', after: '\u0003\r', end: 'etx' },
  { name: 'STX and ETX CR LF', before: '\u0002', after: '\u0003\r\n', end: 'etx' },
  { name: 'STX and CR', before: '\u0002', after: '\r', end: 'cr' },
  { name: 'silence', before: '', after: '', end: 'pause' },
];
const PLAIN = 'HC1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5 N2FBBRW1*70HS8WY04AC';
const VCARD = `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada\r\nNOTE:${'n'.repeat(70)}\r\n ${'m'.repeat(74)}\r\nEND:VCARD`;

const printable = (length: number) =>
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: length, maxLength: length });
/** Any content of a code, with what framings are made of more often than by chance. */
const anyContent = fc
  .oneof(
    fc.uint8Array({ minLength: 2, maxLength: 300 }).map((bytes) => textOf(bytes)),
    fc.array(fc.constantFrom('\r', '\n', '\t', '\0', '\u0002', '\u0003', 'x', 'HC1:'), { minLength: 2, maxLength: 30 }).map((all) => all.join('')),
    fc.constant(VCARD),
  )
  // An identifier at the start is taken for the device's own, as with every device.
  .filter((content) => content.length > 1 && !content.startsWith(']'));
const pauses = fc.array(fc.integer({ min: 0, max: SUFFIX_SILENCE_MS - 1 }), { minLength: 1, maxLength: 20 });
const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 });

/** Sends bytes in pieces of the sizes with the pauses between them, both over and over. */
function sendInPieces(b: ReturnType<typeof createBench>, bytes: Uint8Array, pieces: readonly number[], gaps: readonly number[]): void {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = pieces[turn % pieces.length] ?? 1;
    if (at > 0) b.wait(gaps[turn % gaps.length] ?? 0);
    b.send(bytes.subarray(at, at + size));
    at += size;
  }
}

describe.each(WRAPPINGS)('a device that sends $name', ({ before, after, end }) => {
  function teach(b: ReturnType<typeof createBench>): void {
    for (let round = 0; round < 3; round += 1) {
      b.send(before + PLAIN + after);
      b.wait(CUT_SHORT_MS);
    }
    expect(b.texts()).toEqual([PLAIN, PLAIN, PLAIN]);
    b.events.length = 0;
  }

  it('is understood from its first code on', () => {
    const b = createBench();
    b.send(before + PLAIN + after);
    b.wait(PAUSE_MS);
    expect(b.events).toEqual([
      {
        kind: 'code',
        bytes: latin1(PLAIN),
        symbology: null,
        end,
        startedAtMs: 0,
        receivedAtMs: 0,
      },
    ]);
  });

  it('gives any bytes as they were encoded, in any pieces, at any pace', () => {
    fc.assert(
      fc.property(fc.array(anyContent, { maxLength: 4 }), sizes, pauses, (contents, pieces, gaps) => {
        const b = createBench();
        teach(b);
        for (const content of contents) {
          sendInPieces(b, latin1(before + content + after), pieces, gaps);
          b.wait(CUT_SHORT_MS);
          // Two odd ones in a row would be taken for a device that was set anew.
          b.send(before + PLAIN + after);
          b.wait(CUT_SHORT_MS);
        }
        expect(b.texts()).toEqual(contents.flatMap((content) => [content, PLAIN]));
        expect(b.codes().every((code) => code.end === end)).toBe(true);
      }),
    );
  });

  it('says its AIM identifier apart from the code', () => {
    const b = createBench();
    b.send(`${before}]Q1${PLAIN}${after}`);
    b.wait(PAUSE_MS);
    expect(b.events).toMatchObject([{ bytes: latin1(PLAIN), symbology: ']Q1' }]);
  });

  it('may send the longest code, and loses one byte more', () => {
    const b = createBench();
    teach(b);
    for (const bytes of [MAX_CODE_BYTES, MAX_CODE_BYTES + 1]) {
      b.send(`${before}]Q1${'7'.repeat(bytes)}${after}`);
      b.wait(CUT_SHORT_MS);
    }
    expect(b.texts()).toEqual(['7'.repeat(MAX_CODE_BYTES), 'too_long']);
  });

  it('is lost once when it sends without end, and heard again after a silence', () => {
    const b = createBench();
    teach(b);
    for (let round = 0; round < 50; round += 1) {
      b.send(before + '7'.repeat(1_000));
      b.wait(SUFFIX_SILENCE_MS - 1);
    }
    b.send(after);
    b.wait(SUFFIX_SILENCE_MS);
    b.send(before + PLAIN + after);
    b.wait(CUT_SHORT_MS);
    expect(b.texts()).toEqual(['too_long', PLAIN]);
  });
});

describe.each(WRAPPINGS.filter(({ end }) => end !== 'pause'))('a device that is known to send $name', ({ before, after }) => {
  it('loses a code that is cut short, and the next one is whole', () => {
    const b = createBench();
    b.send(before + PLAIN + after);
    b.wait(CUT_SHORT_MS);
    b.send(before + PLAIN.slice(0, 20));
    b.wait(CUT_SHORT_MS - 1);
    expect(b.texts()).toEqual([PLAIN]);
    b.wait(1);
    b.send(before + PLAIN + after);
    b.wait(CUT_SHORT_MS);
    expect(b.texts()).toEqual([PLAIN, 'cut_short', PLAIN]);
  });

  it('waits for the rest of a code over a pause that would end one without a suffix', () => {
    const b = createBench();
    b.send(before + PLAIN + after);
    b.wait(CUT_SHORT_MS);
    b.send(before + PLAIN.slice(0, 20));
    b.wait(CUT_SHORT_MS - 1);
    b.send(PLAIN.slice(20) + after);
    b.wait(CUT_SHORT_MS);
    expect(b.texts()).toEqual([PLAIN, PLAIN]);
  });

  it('loses half a code when it is gone, and gives a whole one', () => {
    const b = createBench();
    b.send(before + PLAIN + after);
    b.wait(CUT_SHORT_MS);
    b.send(before + PLAIN + after);
    b.events.push(...b.framing.finish());
    b.send(before + PLAIN.slice(0, 20));
    b.events.push(...b.framing.finish());
    expect(b.texts()).toEqual([PLAIN, PLAIN, 'cut_short']);
    expect(b.framing.finish()).toEqual([]);
  });

  it('gives codes that queued up while the machine was busy, in any pieces', () => {
    const texts = fc.array(fc.integer({ min: LONGEST_LINE_BYTES + 1, max: 700 }).chain(printable), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(texts, fc.boolean(), fc.integer({ min: 1, max: 9_000 }), (all, taught, size) => {
        const b = createBench();
        if (taught) b.send(before + PLAIN + after);
        b.wait(CUT_SHORT_MS);
        b.events.length = 0;
        const codes = all.map((text) => (text.startsWith(']') ? `.${text}` : text));
        sendInPieces(b, latin1(codes.map((code) => before + code + after).join('')), [size], [0]);
        b.wait(CUT_SHORT_MS);
        expect(b.texts()).toEqual(codes);
      }),
      { numRuns: 40 },
    );
  });

  it('gives queued codes with AIM identifiers, whatever follows them', () => {
    const b = createBench();
    const long = PLAIN.repeat(2);
    b.send(['HC1', 'shc', 'VP1'].map((scheme) => `${before}]Q1${scheme}${long}${after}`).join('') + `${before}]E04006381333931${after}`);
    b.wait(CUT_SHORT_MS);
    expect(b.texts()).toEqual([`HC1${long}`, `shc${long}`, `VP1${long}`, '4006381333931']);
    expect(b.codes().map(({ symbology }) => symbology)).toEqual([']Q1', ']Q1', ']Q1', ']E0']);
  });
});

describe('a serial device', () => {
  it('that is set to another suffix is understood again at once, and one set to none after one code', () => {
    const b = createBench();
    for (const suffix of ['\r', '\r', '\t', '\r\n', '\r\n', '\n', '', '', '']) {
      b.send(PLAIN + suffix);
      b.wait(CUT_SHORT_MS);
    }
    expect(b.texts()).toEqual([PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, 'cut_short', PLAIN, PLAIN]);
  });

  it('that sends no suffix may begin one, and codes keep their own line ends', () => {
    const b = createBench();
    for (const burst of [PLAIN, PLAIN, PLAIN, 'line\r', PLAIN, 'PK\u0003\u0004 zip \0\0', PLAIN, `${PLAIN}\r`, `${PLAIN}\r`]) {
      b.send(burst);
      b.wait(CUT_SHORT_MS);
    }
    expect(b.texts()).toEqual([PLAIN, PLAIN, PLAIN, 'line\r', PLAIN, 'PK\u0003\u0004 zip \0\0', PLAIN, `${PLAIN}\r`, PLAIN]);
  });

  it('keeps the last byte of a ZIP file, though it is NUL, from the first code on', () => {
    const b = createBench();
    b.send('PK\u0003\u0004 zip PK\u0005\u0006\0\0\0\0');
    b.wait(PAUSE_MS);
    expect(b.texts()).toEqual(['PK\u0003\u0004 zip PK\u0005\u0006\0\0\0\0']);
  });

  it('is not split by a contact or a letter, however many of their line ends are its suffix', () => {
    for (const suffix of ['\r', '\n', '\r\n']) {
      const b = createBench();
      b.send(PLAIN + suffix);
      b.wait(SUFFIX_SILENCE_MS);
      b.send(VCARD + suffix);
      b.wait(SUFFIX_SILENCE_MS);
      expect(b.texts()).toEqual([PLAIN, VCARD]);
    }
  });

  it('that answers a command, or is heard as noise, sends no code and teaches nothing', () => {
    const b = createBench();
    b.send(`${PLAIN}\r`);
    b.wait(CUT_SHORT_MS);
    for (const byte of ['\u0006', '\u0015', '\0', '\xff', '\r']) {
      b.send(byte);
      b.wait(CUT_SHORT_MS);
    }
    b.send(PLAIN);
    b.wait(CUT_SHORT_MS);
    expect(b.texts()).toEqual([PLAIN, 'cut_short']);
  });

  it('that sends nothing but a suffix sends no code', () => {
    for (const empty of ['\r\n', '\u0002\u0003', ']Q1\r', '\u0002]Q1\u0003\r\n']) {
      const b = createBench();
      b.send(empty);
      b.wait(PAUSE_MS);
      expect(b.events).toEqual([]);
    }
  });

  it('is not cut by a machine that was busy in the middle of a code', () => {
    const b = createBench();
    b.send(`${PLAIN}\r`);
    b.wait(SUFFIX_SILENCE_MS);
    b.send('first line\r');
    b.block(SUFFIX_SILENCE_MS + LATE_MS + 1);
    b.timers();
    b.send('second line\r');
    b.wait(SUFFIX_SILENCE_MS);
    expect(b.texts()).toEqual([PLAIN, 'first line\rsecond line']);
  });

  it('is heard though every timer of a busy machine comes late', () => {
    const b = createBench();
    b.send(`${PLAIN}\r`);
    for (let round = 0; round < 2; round += 1) {
      b.block(SUFFIX_SILENCE_MS + LATE_MS + 1);
      b.timers();
    }
    expect(b.texts()).toEqual([PLAIN]);
  });

  it('says when its code began and when it was whole', () => {
    const b = createBench();
    b.wait(1_000);
    b.send('HC1:');
    b.wait(20);
    b.send('ABC\r');
    b.wait(SUFFIX_SILENCE_MS);
    expect(b.codes()).toMatchObject([{ startedAtMs: 1_000, receivedAtMs: 1_020 }]);
  });

  it('never makes it throw, stick or answer more than it said, whatever the bytes and pauses', () => {
    const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 400 }), anyContent.map(latin1), fc.constant(latin1('7'.repeat(7_000))));
    fc.assert(
      fc.property(fc.array(fc.tuple(anyBytes, fc.integer({ min: 0, max: 400 })), { maxLength: 40 }), (steps) => {
        const b = createBench();
        let sent = 0;
        for (const [bytes, gap] of steps) {
          b.send(bytes);
          b.wait(gap);
          sent += bytes.length;
        }
        const answered = b.codes().reduce((total, { bytes }) => total + bytes.length, 0);
        expect(answered).toBeLessThanOrEqual(sent);
        b.wait(CUT_SHORT_MS);
        expect(b.framing.dueAtMs()).toBeNull();
        for (let round = 0; round < 3; round += 1) {
          b.send(`${PLAIN}\r`);
          b.wait(CUT_SHORT_MS);
        }
        expect(b.texts().at(-1)).toBe(PLAIN);
      }),
    );
  });
});
