import { describe, expect, it } from 'vitest';
import { createSilence } from '../../native/silence.ts';

function createBench() {
  let nowMs = 0;
  let timer: { readonly atMs: number; readonly run: () => void } | null = null;
  const ended: number[] = [];
  const silence = createSilence({
    monotonicMs: () => nowMs,
    setTimer(run, afterMs) {
      const mine = { atMs: nowMs + afterMs, run };
      timer = mine;
      return () => {
        if (timer === mine) timer = null;
      };
    },
    ended: () => ended.push(nowMs),
  });
  /** Lets time go by; each timer is late by that much, as in a busy process. */
  function wait(ms: number, lateMs = 0): void {
    const endMs = nowMs + ms;
    while (timer !== null && timer.atMs + lateMs <= endMs) {
      const due = timer;
      nowMs = due.atMs + lateMs;
      timer = null;
      due.run();
    }
    nowMs = endMs;
  }
  return { silence, ended, wait, hasTimer: () => timer !== null };
}

describe('silence', () => {
  it.each([10, 50, 120, 250])('ends once after %i ms', (silenceMs) => {
    const b = createBench();
    b.silence.restart(silenceMs);
    b.wait(1_000);
    expect(b.ended).toEqual([silenceMs]);
    expect(b.hasTimer()).toBe(false);
  });

  it('begins anew whenever something comes', () => {
    const b = createBench();
    for (let i = 0; i < 10; i += 1) {
      b.silence.restart(250);
      b.wait(240);
    }
    expect(b.ended).toEqual([]);
    b.wait(10);
    expect(b.ended).toEqual([9 * 240 + 250]);
  });

  it('is not the time in which the process was busy', () => {
    const b = createBench();
    b.silence.restart(250);
    // The first timer should have run after 25 ms, and runs after 4,925.
    b.wait(5_000, 4_900);
    expect(b.ended).toEqual([]);
    b.wait(1_000);
    expect(b.ended).toEqual([4_925 + 250]);
  });

  it('says how long it has been, as far as it was heard', () => {
    const b = createBench();
    b.silence.restart(250);
    b.wait(20);
    expect(b.silence.heardMs()).toBe(0);
    b.wait(40);
    expect(b.silence.heardMs()).toBe(50);
    b.silence.restart(250);
    expect(b.silence.heardMs()).toBe(0);
  });

  it('ends no more once cancelled', () => {
    const b = createBench();
    b.silence.restart(250);
    b.wait(200);
    b.silence.cancel();
    b.wait(1_000);
    expect(b.ended).toEqual([]);
    expect(b.hasTimer()).toBe(false);
  });
});
