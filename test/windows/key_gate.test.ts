import type { Input } from 'electron';
import { describe, expect, it } from 'vitest';
import { createKeyGate, HELD_MS } from '../../main/windows/key_gate.ts';

function input(key: string, changes: Partial<Input> = {}): Input {
  return { type: 'keyDown', key, code: '', isAutoRepeat: false, isComposing: false, shift: false, control: false, alt: false, meta: false, location: 0, modifiers: [], ...changes };
}

function bench(holds = true) {
  const released: string[] = [];
  const state = { isScan: false, holds };
  let timer: { readonly run: () => void; readonly afterMs: number } | null = null;
  const gate = createKeyGate({
    isScanned: () => state.isScan,
    holds: () => state.holds,
    release(key) {
      released.push(key.key);
      // What is released comes by as any key does.
      expect(gate.stops(key)).toBe(false);
    },
    setTimer(run, afterMs) {
      const own = { run, afterMs };
      timer = own;
      return () => {
        if (timer === own) timer = null;
      };
    },
  });
  return {
    gate,
    released,
    state,
    pass() {
      const due = timer;
      timer = null;
      expect(due?.afterMs).toBe(HELD_MS);
      due?.run();
    },
    waits: () => timer !== null,
  };
}

describe('keys on their way to a page', () => {
  it('reach it a moment later, in their order, once none follows', () => {
    const b = bench();
    for (const key of ['1', '3', 'Enter']) {
      expect(b.gate.stops(input(key))).toBe(true);
      expect(b.gate.stops(input(key, { type: 'keyUp' }))).toBe(true);
    }
    expect(b.released).toEqual([]);
    b.pass();
    expect(b.released).toEqual(['1', '3', 'Enter']);
    expect(b.waits()).toBe(false);
  });

  it('never reach it when they were the first of a scan', () => {
    const b = bench();
    for (const key of ['H', 'C', '1']) expect(b.gate.stops(input(key))).toBe(true);
    b.state.isScan = true;
    expect(b.gate.stops(input(':'))).toBe(true);
    expect(b.waits()).toBe(false);
    b.state.isScan = false;
    expect(b.gate.stops(input('5'))).toBe(true);
    b.pass();
    expect(b.released).toEqual(['5']);
  });

  it('do not repeat while one is held down', () => {
    const b = bench();
    expect(b.gate.stops(input('1'))).toBe(true);
    expect(b.gate.stops(input('1', { isAutoRepeat: true }))).toBe(true);
    b.pass();
    expect(b.released).toEqual(['1']);
  });

  it('reach a page with fields for words at once, but no chord does', () => {
    const b = bench(false);
    expect(b.gate.stops(input('a'))).toBe(false);
    expect(b.gate.stops(input('a', { control: true }))).toBe(true);
    expect(b.gate.stops(input('F4', { alt: true }))).toBe(true);
    b.state.isScan = true;
    expect(b.gate.stops(input('a'))).toBe(true);
    expect(b.waits()).toBe(false);
  });

  it('let a chord pass to nobody, whoever waits', () => {
    const b = bench();
    expect(b.gate.stops(input('w', { control: true }))).toBe(true);
    expect(b.waits()).toBe(false);
    expect(b.gate.stops(input('Shift'))).toBe(false);
  });
});
