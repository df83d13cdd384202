import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageOfDomCode } from '../../native/dom_codes.ts';
import { characterOfKey, type KeyboardLayout } from '../../native/keyboard_layouts.ts';
import { type KeyPress, pressesOf } from '../../native/keyboard_presses.ts';
import { MODIFIERS } from '../../native/keyboard_text.ts';
import { createKeyboardWedge, type KeyEvent } from '../../native/keyboard_wedge.ts';
import type { LostFrame, ScanFrame } from '../../native/scan_source.ts';

const LAYOUTS: readonly KeyboardLayout[] = ['us', 'uk', 'de', 'fr', 'es', 'it'];
const CODES: ReadonlyMap<number, string> = new Map(
  [
    ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `Key${letter}`),
    ...[...'0123456789'].flatMap((digit) => [`Digit${digit}`, `Numpad${digit}`]),
    ...['Enter', 'Tab', 'Space', 'Minus', 'Equal', 'BracketLeft', 'BracketRight', 'Backslash', 'Semicolon', 'Quote'],
    ...['Backquote', 'Comma', 'Period', 'Slash', 'IntlBackslash', 'F4', 'F5', 'Escape'],
  ].map((code) => [usageOfDomCode(code) ?? -1, code]),
);

/** A wedge, a clock that only `wait` moves, and raw keyboards whose last key is set by hand. */
function createBench(options: { readonly layout?: KeyboardLayout | 'system'; readonly computer?: KeyboardLayout } = {}) {
  let nowMs = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  let rawTypedAtMs = Number.NEGATIVE_INFINITY;
  let rawIsOpen = false;
  let capsLock = false;
  const frames: ScanFrame[] = [];
  const lost: LostFrame[] = [];
  const wedge = createKeyboardWedge({
    monotonicMs: () => nowMs,
    setTimer(run, afterMs) {
      const timer = { at: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    layout: () => options.layout ?? 'us',
    raw: { isOpen: () => rawIsOpen, hasTypedSince: (atMs) => rawTypedAtMs >= atMs },
  });
  wedge.source.start({ frame: (frame) => frames.push(frame), lost: (each) => lost.push(each), devices: () => {} });

  function wait(ms: number): void {
    const endMs = nowMs + ms;
    for (;;) {
      const due = timers.filter(({ at }) => at <= endMs).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      nowMs = Math.max(nowMs, due.at);
      timers = timers.filter((timer) => timer !== due);
      due.run();
    }
    nowMs = endMs;
  }

  function event(about: Partial<KeyEvent>): boolean {
    const none = { type: 'down', key: '', code: '', shift: false, control: false, alt: false, meta: false } as const;
    return wedge.key({ ...none, isAutoRepeat: false, atMs: nowMs, ...about }).consume;
  }

  /** One key down and up, as the computer's own layout and Caps Lock show it. Answers whether it was consumed. */
  function press({ usage, modifiers }: KeyPress): boolean {
    const shift = (modifiers & MODIFIERS.leftShift) !== 0;
    const altGr = (modifiers & MODIFIERS.altGr) !== 0;
    const control = (modifiers & MODIFIERS.leftControl) !== 0;
    const code = CODES.get(usage) ?? '';
    const shown = characterOfKey(options.computer ?? 'us', usage, altGr ? 2 : shift ? 1 : 0);
    const letter = shown?.character ?? code;
    const swapped = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
    const key = shown?.dead === true ? 'Dead' : capsLock && letter.length === 1 ? swapped : letter;
    if (altGr) event({ key: 'AltGraph', code: 'AltRight' });
    if (shift) event({ key: 'Shift', code: 'ShiftLeft', shift });
    const consumed = event({ key, code, shift, control });
    event({ type: 'up', key, code, shift, control });
    // Electron hides the release that follows a consumed key.
    if (altGr && !consumed) event({ type: 'up', key: 'AltGraph', code: 'AltRight' });
    return consumed;
  }

  return {
    frames,
    lost,
    wedge,
    wait,
    event,
    press,
    /** Types as a scanner set to that layout; answers which keys were consumed. */
    type(text: string, gapMs: number, layout: KeyboardLayout = 'us'): readonly boolean[] {
      const presses = [...text].flatMap((character) => pressesOf(character, layout) ?? []);
      return presses.map((each) => {
        wait(gapMs);
        return press(each);
      });
    },
    pressCapsLock() {
      capsLock = !capsLock;
      event({ key: 'CapsLock', code: 'CapsLock' });
    },
    openRaw() {
      rawIsOpen = true;
    },
    rawTypes() {
      rawTypedAtMs = nowMs;
    },
    /** The process is busy: time goes by and no timer runs, and then all that are due. */
    freeze(ms: number): void {
      nowMs += ms;
      const due = timers.filter(({ at }) => at <= nowMs);
      timers = timers.filter(({ at }) => at > nowMs);
      for (const { run } of due) run();
    },
    texts: () => frames.map(({ bytes }) => new TextDecoder().decode(bytes)),
    timers: () => timers.length,
  };
}

const character = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  fc.constant('\u001d'),
);
/** An AIM identifier is taken off, and one key alone is no code: hence the first two. */
const codes = fc.string({ unit: character, minLength: 12, maxLength: 300 }).map((text) => `H:${text}`);

describe('a keyboard scanner', () => {
  it('is read byte for byte on a French computer with Caps Lock on, at any speed of a scanner', () => {
    const gaps = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(codes, gaps, fc.constantFrom('\r', '\t', ''), (code, gap, suffix) => {
        const b = createBench({ computer: 'fr' });
        b.pressCapsLock();
        b.type(code + suffix, gap);
        if (suffix === '') b.wait(300);
        expect(b.texts()).toEqual([code]);
        expect(b.frames[0]?.end).toBe(suffix === '' ? 'pause' : suffix === '\r' ? 'cr' : 'tab');
      }),
    );
  });

  it('is read byte for byte in whichever layout it is set to', () => {
    fc.assert(
      fc.property(codes, fc.constantFrom(...LAYOUTS), fc.constantFrom(...LAYOUTS), (text, layout, computer) => {
        const code = layout === 'it' ? text.replace(/[`~]/g, '') : text;
        fc.pre(code.length >= 6);
        const b = createBench({ layout, computer });
        b.type(`${code}\r`, 4, layout);
        expect(b.texts()).toEqual([code]);
      }),
    );
  });

  it('is read as the computer reads it, where the manager chose so', () => {
    const b = createBench({ layout: 'system', computer: 'de' });
    b.type('HC1:/+*\u001d[Zz\r', 3, 'de');
    expect(b.texts()).toEqual(['HC1:/+*\u001d[Zz']);
  });

  it('is read by its characters where a program makes up keys without a position', () => {
    const b = createBench({ computer: 'fr' });
    for (const key of 'HC1:~é') b.event({ key });
    b.event({ key: ']', control: true });
    b.event({ key: 'Enter' });
    expect(b.texts()).toEqual(['HC1:~é\u001d']);
  });

  it('tells its moments and its symbology, and that it cannot be seen', () => {
    const b = createBench();
    b.wait(100);
    b.type(']Q1HC1:ABC\r', 2);
    b.wait(500);
    expect(b.frames).toMatchObject([
      { symbology: ']Q1', input: 'keyboard', sourceId: 'keyboard', startedAtMs: 102, receivedAtMs: 122, end: 'cr' },
    ]);
    expect(b.texts()).toEqual(['HC1:ABC']);
    b.wedge.source.start({
      frame() {},
      lost() {},
      devices: ([device]) => expect(device?.status).toEqual({ state: 'listening' }),
    });
  });

  it('types Alt codes, whose last digit is whole when Alt is let go', () => {
    const b = createBench();
    b.type('HC1:', 2);
    for (const digits of ['0126', '0029']) {
      b.event({ key: 'Alt', code: 'AltLeft', alt: true });
      for (const digit of digits) b.event({ key: 'End', code: `Numpad${digit}`, alt: true });
      b.event({ type: 'up', key: 'Alt', code: 'AltLeft' });
    }
    b.type('A\r', 2);
    expect(b.texts()).toEqual(['HC1:~\u001dA']);
  });

  it('is read whole after a stray key, noise, or an endless code, which is told of once', () => {
    const b = createBench();
    b.type('x', 0);
    b.type('HC1:FIRST', 100);
    b.wait(100);
    b.type('HC1:SECOND\r', 3);
    b.wait(100);
    b.type(`${'90'.repeat(4_000)}\r`, 1);
    b.wait(100);
    for (const key of ['Shift', 'F5', 'Dead', 'Process', 'Unidentified', 'AltGraph']) b.event({ key });
    b.wait(60);
    b.type('HC1:THIRD\r', 0);
    b.wait(1_000);
    expect(b.texts()).toEqual(['HC1:SECOND', 'HC1:THIRD']);
    expect(b.lost).toEqual([{ input: 'keyboard', sourceId: 'keyboard', why: 'too_long' }]);
  });

  it('is read whole though a busy machine holds up a key in its middle', () => {
    const b = createBench();
    b.type('HC1:FIRST', 3);
    b.wait(200);
    b.type(' HALF', 3);
    b.freeze(2_000);
    b.type(' AND SECOND\r', 3);
    expect(b.texts()).toEqual(['HC1:FIRST HALF AND SECOND']);
  });

  it('is read whole though a busy machine holds up one of its first keys, straight after another code', () => {
    fc.assert(
      fc.property(codes, fc.integer({ min: 30, max: 240 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 60, max: 240 }), (code, pauseMs, keys, heldUpMs) => {
        const b = createBench();
        b.type('ABCDEFG\r', 5);
        b.wait(pauseMs);
        b.type(code.slice(0, keys), 5);
        b.wait(heldUpMs);
        b.type(`${code.slice(keys)}\r`, 5);
        expect(b.texts()).toEqual(['ABCDEFG', code]);
      }),
    );
  });

  it('is read whole though the process is busy after its first key', () => {
    const b = createBench();
    b.type('H', 2);
    b.freeze(200);
    b.type('C1:ABC\r', 2);
    expect(b.texts()).toEqual(['HC1:ABC']);
  });

  it.each([1, 2, 3])('is read whole though the system holds it up after %i of its keys', (keys) => {
    const b = createBench();
    b.wait(1_000);
    b.type('HC1'.slice(0, keys), 2);
    b.wait(120);
    b.type(`${'HC1:ABCDEF'.slice(keys)}\r`, 2);
    expect(b.texts()).toEqual(['HC1:ABCDEF']);
  });

  it('keeps its keys from buttons and fields once it is known to be one, and the suffix after the suffix', () => {
    const b = createBench();
    const consumed = b.type('HC1:ABCDEF \r\r', 2);
    expect(consumed[0]).toBe(false);
    expect(consumed.slice(1)).not.toContain(false);
    const slow = createBench().type('HC1:ABCDEF \r', 30);
    expect(slow.indexOf(true)).toBe(3);
    expect(slow.slice(3)).not.toContain(false);
  });

  it('keeps the release of its keys too, and none of other keys', () => {
    const b = createBench();
    b.event({ key: 'h', code: 'KeyH' });
    b.event({ key: ' ', code: 'Space' });
    expect(b.event({ type: 'up', key: 'h', code: 'KeyH' })).toBe(false);
    expect(b.event({ type: 'up', key: ' ', code: 'Space' })).toBe(true);
    expect(b.event({ type: 'up', key: ' ', code: 'Space' })).toBe(false);
  });

  it('keeps chords of a hostile code from the window, and they are none of its text', () => {
    const b = createBench();
    b.type('HC1:ABC', 2);
    expect(b.event({ key: 'F4', code: 'F4', alt: true })).toBe(true);
    expect(b.event({ key: 'Meta', code: 'MetaLeft', meta: true })).toBe(true);
    expect(b.event({ key: 'r', code: 'KeyR', meta: true })).toBe(true);
    expect(b.event({ key: 'I', code: 'KeyI', control: true, shift: true })).toBe(true);
    expect(b.event({ key: 'w', code: 'KeyW', control: true })).toBe(true);
    b.type('D\r', 2);
    expect(b.texts()).toEqual(['HC1:ABC\u0009\u0017D']);
  });

  it('never throws or sticks, whatever the keys', () => {
    const anyKey = fc.record(
      {
        type: fc.constantFrom('down', 'up'),
        key: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('Enter', 'Tab', 'Shift', 'Dead', 'Alt')),
        code: fc.oneof(fc.constantFrom(...CODES.values(), 'AltRight', 'AltLeft'), fc.string({ maxLength: 4 })),
        shift: fc.boolean(),
        control: fc.boolean(),
        alt: fc.boolean(),
        meta: fc.boolean(),
        isAutoRepeat: fc.boolean(),
      },
      { requiredKeys: ['key', 'code'] },
    );
    const timed = fc.tuple(anyKey, fc.integer({ min: 0, max: 300 }));
    const layouts = fc.constantFrom(...LAYOUTS, 'system' as const);
    fc.assert(
      fc.property(layouts, fc.array(timed, { maxLength: 200 }), (layout, keys) => {
        const b = createBench({ layout });
        for (const [about, gap] of keys) {
          b.wait(gap);
          b.event(about as Partial<KeyEvent>);
        }
        b.wait(400);
        b.type('HC1:AFTERWARDS\r', 2, layout === 'system' ? 'us' : layout);
        expect(b.texts().at(-1)).toBe('HC1:AFTERWARDS');
        b.wait(400);
        expect(b.timers()).toBe(0);
      }),
    );
  });

  it('leaves no timer and no half code behind when it stops', async () => {
    const b = createBench();
    b.openRaw();
    b.type('HC1:WAITING FOR RAW\r', 2);
    b.type('HC1:HALF', 2);
    await b.wedge.source.stop();
    expect(b.timers()).toBe(0);
    b.wait(1_000);
    expect(b.texts()).toEqual([]);
  });
});

describe('a person', () => {
  it.each([60, 90, 250])('who types a PIN with %i ms between the digits is not a scanner', (gapMs) => {
    const b = createBench();
    expect(b.type('24681357\r', gapMs)).not.toContain(true);
    b.wait(1_000);
    expect(b.frames).toEqual([]);
  });

  it('whose fingers roll over two keys of a name loses no letter', () => {
    const b = createBench();
    for (const pair of ['th', 'e ', 'do', 'or', ' s']) {
      b.wait(120);
      expect(b.type(pair, 40)).toEqual([false, false]);
    }
    b.wait(1_000);
    expect(b.frames).toEqual([]);
  });

  it.each([true, false])('who leaves a bag on a key that repeats is not a scanner (told as a repeat: %s)', (isAutoRepeat) => {
    const b = createBench();
    b.event({ key: '0', code: 'Digit0' });
    for (let i = 0; i < 300; i += 1) {
      b.wait(33);
      b.event({ key: '0', code: 'Digit0', isAutoRepeat });
    }
    b.event({ type: 'up', key: '0', code: 'Digit0' });
    b.wait(1_000);
    expect(b.frames).toEqual([]);
    expect(b.lost).toEqual([]);
  });

  it('who falls on several keys at once is not a scanner', () => {
    const b = createBench();
    b.type('asdfghjkl;\'', 3);
    b.wait(1_000);
    expect(b.frames).toEqual([]);
  });

  it('may type at once after a scan', () => {
    const b = createBench();
    b.type('HC1:ABCDEF\r', 2);
    expect(b.type('2468', 90)).not.toContain(true);
  });

  it('presses single chords as before: they cannot be told from the first key of a code', () => {
    const b = createBench();
    b.wait(1_000);
    expect(b.event({ key: 'w', code: 'KeyW', control: true })).toBe(false);
  });
});

describe('a scanner that is read raw too', () => {
  it('is not read twice, whichever comes first', () => {
    for (const rawIsLater of [true, false]) {
      const b = createBench();
      b.openRaw();
      if (!rawIsLater) b.rawTypes();
      b.wait(40);
      b.type('HC1:ABCDEF\r', 1);
      b.wait(40);
      if (rawIsLater) b.rawTypes();
      b.wait(1_000);
      expect(b.frames).toEqual([]);
    }
  });

  it('is kept from the window from its first key, where its reports come first', () => {
    const b = createBench();
    b.openRaw();
    b.wait(1_000);
    b.rawTypes();
    b.wait(30);
    expect(b.type('HC1:ABCDEF\r', 1)).not.toContain(false);
  });

  it('leaves another scanner and a person alone', () => {
    const b = createBench();
    b.openRaw();
    b.rawTypes();
    b.wait(1_000);
    expect(b.type('2468', 90)).not.toContain(true);
    b.wait(1_000);
    b.type('HC1:ABCDEF\r', 1);
    b.wait(1_000);
    expect(b.texts()).toEqual(['HC1:ABCDEF']);
  });
});
