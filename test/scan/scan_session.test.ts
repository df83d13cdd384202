import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../main/pass/verdict.ts';
import { createScanSession, REPEAT_WINDOW_MS, type SessionScreen, SHOW_FOR_MS } from '../../main/scan/scan_session.ts';
import type { ScanFrame } from '../../native/scan_source.ts';

const ADMIT: Verdict = {
  outcome: 'admit',
  reason: 'valid',
  format: 'hc1',
  stages: [],
  issuer: 'XX',
  facts: null,
  contentId: new Uint8Array(32).fill(1),
};

function frame(text: string): ScanFrame {
  return {
    bytes: new TextEncoder().encode(text),
    input: 'keyboard',
    sourceId: 'k',
    symbology: null,
    receivedAtMs: 0,
  };
}

function bench(verdictOf: (text: string) => Verdict) {
  let nowMs = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const counted: Verdict[] = [];
  const shown: SessionScreen[] = [];
  const state = { countWorks: true };
  const session = createScanSession({
    verify: (code) => verdictOf(new TextDecoder().decode(code)),
    count(verdict) {
      if (!state.countWorks) return { ok: false, error: 'disk_full' };
      counted.push(verdict);
      return { ok: true, value: null };
    },
    changed(screen) {
      // What is shown was counted before.
      if (screen.kind === 'decided' && screen.verdict.outcome !== 'specimen') {
        expect(counted).toContain(screen.verdict);
      }
      shown.push(screen);
    },
    monotonicMs: () => nowMs,
    setTimer(run, afterMs) {
      const timer = { at: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  });
  return {
    session,
    counted,
    shown,
    state,
    timers: () => timers.length,
    advance(ms: number) {
      nowMs += ms;
      const due = timers.filter((timer) => timer.at <= nowMs);
      timers = timers.filter((timer) => timer.at > nowMs);
      for (const timer of due) timer.run();
    },
  };
}

describe('scan session', () => {
  it('counts, shows, and returns to ready by itself', () => {
    const b = bench(() => ADMIT);
    b.session.receive(frame('a'));
    expect(b.session.screen()).toMatchObject({ kind: 'decided', sequence: 1 });
    b.advance(SHOW_FOR_MS.admit);
    expect(b.session.screen()).toEqual({ kind: 'ready' });
    expect(b.counted).toHaveLength(1);
    expect(b.timers()).toBe(0);
  });

  it('lets the next visitor interrupt at once', () => {
    const b = bench((text) => ({ ...ADMIT, contentId: new TextEncoder().encode(text) }));
    b.session.receive(frame('a'));
    b.session.receive(frame('b'));
    expect(b.session.screen()).toMatchObject({ kind: 'decided', sequence: 2 });
    expect(b.counted).toHaveLength(2);
    expect(b.timers()).toBe(1);
  });

  it('takes one presentation for one decision, whatever the encoding, for as long as it is held there', () => {
    const b = bench(() => ADMIT);
    for (let i = 0; i < 50; i += 1) {
      b.session.receive(frame(`encoding ${i}`));
      b.advance(REPEAT_WINDOW_MS - 1);
    }
    expect(b.counted).toHaveLength(1);
    expect(b.session.screen()).toMatchObject({ kind: 'decided', sequence: 1 });
  });

  it('decides again when the same pass comes back after the visitor left', () => {
    const b = bench(() => ADMIT);
    b.session.receive(frame('a'));
    b.advance(REPEAT_WINDOW_MS + 1);
    b.session.receive(frame('a'));
    expect(b.counted).toHaveLength(2);
  });

  it('shows no decision that could not be counted, and takes the same pass again at once', () => {
    const b = bench(() => ADMIT);
    b.state.countWorks = false;
    b.session.receive(frame('a'));
    expect(b.session.screen()).toEqual({ kind: 'not_counted' });
    b.state.countWorks = true;
    b.session.receive(frame('a'));
    expect(b.session.screen()).toMatchObject({ kind: 'decided' });
    expect(b.counted).toHaveLength(1);
  });

  it('never counts a specimen', () => {
    const b = bench(() => ({ ...ADMIT, outcome: 'specimen' }));
    b.session.receive(frame('a'));
    expect(b.session.screen()).toMatchObject({ kind: 'decided' });
    expect(b.counted).toHaveLength(0);
  });

  it('holds nothing of a scan once it is back to ready', () => {
    const b = bench(() => ({ ...ADMIT, issuer: 'PLANTED-NAME' }));
    b.session.receive(frame('PLANTED-CODE'));
    b.advance(SHOW_FOR_MS.admit);
    expect(JSON.stringify(b.session.screen())).not.toContain('PLANTED');
  });
});
