import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyboardWedge } from '../../native/keyboard_wedge.ts';
import type { ScanFrame } from '../../native/scan_source.ts';

function bench() {
  let nowMs = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const frames: ScanFrame[] = [];
  const wedge = createKeyboardWedge({
    monotonicMs: () => nowMs,
    setTimer(run, afterMs) {
      const timer = { at: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  });
  wedge.source.start({ frame: (frame) => frames.push(frame), devices: () => {} });
  function wait(ms: number): void {
    nowMs += ms;
    const due = timers.filter(({ at }) => at <= nowMs);
    timers = timers.filter(({ at }) => at > nowMs);
    for (const { run } of due) run();
  }
  function key(name: string, control = false): boolean {
    return wedge.key({ type: 'down', key: name, control, alt: false, meta: false, atMs: nowMs }).consume;
  }
  function type(text: string, gapMs: number): void {
    for (const character of text) {
      wait(gapMs);
      key(character);
    }
  }
  return { frames, wait, key, type, texts: () => frames.map(({ bytes }) => new TextDecoder().decode(bytes)) };
}

const printable = fc.string({ minLength: 6, maxLength: 600, unit: fc.constantFrom(...'HC1:6BFOXN%TS $*+-./abcxyz09') });

describe('a keyboard scanner', () => {
  it('is read whole at any speed of a scanner, with and without a suffix', () => {
    fc.assert(
      fc.property(printable, fc.integer({ min: 0, max: 30 }), fc.constantFrom('Enter', 'Tab', null), (code, gap, suffix) => {
        const b = bench();
        b.type(code, gap);
        if (suffix === null) b.wait(300);
        else b.key(suffix);
        expect(b.texts()).toEqual([code]);
      }),
    );
  });

  it('is not a person who types a PIN', () => {
    const b = bench();
    for (const digit of '24681357') {
      b.wait(90);
      expect(b.key(digit)).toBe(false);
    }
    expect(b.key('Enter')).toBe(false);
    b.wait(1_000);
    expect(b.frames).toEqual([]);
  });

  it('is read whole after a stray key, noise, or a code of 8,000 characters', () => {
    const b = bench();
    b.key('x');
    b.type('HC1:FIRST', 100);
    b.wait(100);
    b.type('HC1:SECOND', 3);
    b.key('Enter');
    b.wait(100);
    b.type('9'.repeat(8_000), 1);
    b.key('Enter');
    b.wait(100);
    for (const noise of ['Shift', 'F5', 'Dead', 'Process', 'Unidentified', 'AltGraph']) b.key(noise);
    b.type('HC1:THIRD', 0);
    b.key('Enter');
    expect(b.texts()).toEqual(['HC1:SECOND', 'HC1:THIRD']);
  });

  it('is read whole though a busy machine holds up a key in its middle', () => {
    const b = bench();
    b.type('HC1:FIRST', 3);
    b.wait(200);
    b.type(' HALF AND SECOND', 3);
    b.key('Enter');
    expect(b.texts()).toEqual(['HC1:FIRST HALF AND SECOND']);
  });

  it('keeps its keys from buttons and fields once it is known to be one', () => {
    const b = bench();
    b.key('H');
    b.wait(2);
    expect(b.key('C')).toBe(true);
    b.type('1:ABCDEF', 2);
    expect(b.key('Enter')).toBe(true);
  });

  it('says which symbology it read, where it says so itself', () => {
    const b = bench();
    b.type(']Q1HC1:ABC', 2);
    b.key('Enter');
    expect(b.frames[0]).toMatchObject({ symbology: ']Q1', input: 'keyboard' });
    expect(b.texts()).toEqual(['HC1:ABC']);
  });

  it('types group separators as chords', () => {
    const b = bench();
    b.type('010123', 2);
    b.key(']', true);
    b.type('4567', 2);
    b.key('Enter');
    expect(b.texts()).toEqual(['010123\u001d4567']);
  });

  it('never throws or sticks, whatever the keys', () => {
    const anyKey = fc.tuple(
      fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('Enter', 'Tab', 'Shift', 'Dead')),
      fc.boolean(),
      fc.integer({ min: 0, max: 300 }),
    );
    fc.assert(
      fc.property(fc.array(anyKey, { maxLength: 200 }), (keys) => {
        const b = bench();
        for (const [name, control, gap] of keys) {
          b.wait(gap);
          b.key(name, control);
        }
        b.wait(300);
        b.type('HC1:AFTERWARDS', 2);
        b.key('Enter');
        expect(b.texts().at(-1)).toBe('HC1:AFTERWARDS');
      }),
    );
  });
});
