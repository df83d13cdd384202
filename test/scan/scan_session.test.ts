import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../main/pass/verdict.ts';
import {
  createScanSession,
  type Occasion,
  type Origin,
  PENDING_WINDOW_MS,
  REPEAT_WINDOW_MS,
  type SessionScreen,
  SHOW_FOR_MS,
  SHOW_LOST_FOR_MS,
  SHOW_OVERRIDDEN_FOR_MS,
  SHOWN_BEFORE_WINDOW_MS,
} from '../../main/scan/scan_session.ts';
import type { ScanFrame } from '../../native/scan_source.ts';

const ADMIT: Verdict = {
  outcome: 'admit',
  reason: 'valid',
  format: 'hc1',
  stages: [],
  issuer: 'XX',
  issuedAt: null,
  facts: null,
  failedRule: null,
  question: null,
  usesUp: [],
  isSpecimen: false,
  contentId: new Uint8Array(32).fill(1),
  presentationId: new Uint8Array(),
};

const ONCE = new Uint8Array(32).fill(2);

function frame(text: string, sourceId: string): ScanFrame {
  return {
    bytes: new TextEncoder().encode(text),
    input: 'keyboard',
    sourceId,
    symbology: null,
    receivedAtMs: 0,
    startedAtMs: 0,
    end: 'cr',
  };
}

function bench(verdictOf: (text: string) => Verdict) {
  let nowMs = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const counted: Verdict[] = [];
  const occasions: Occasion[] = [];
  const shown: SessionScreen[] = [];
  const decided: (Origin & { readonly outcome: string })[] = [];
  const state = { countWorks: true, combines: false, entering: true };
  const session = createScanSession({
    verify(code) {
      const verdict = verdictOf(new TextDecoder().decode(code));
      return { ...verdict, presentationId: verdict.contentId ?? code };
    },
    decided: ({ outcome }, origin) => decided.push({ ...origin, outcome }),
    joinCodes(codes) {
      const whole = made.joins(codes.map((code) => new TextDecoder().decode(code)));
      return whole === null ? null : new TextEncoder().encode(whole);
    },
    combine: (_first, second) => (state.combines ? { ...second, outcome: 'admit', reason: 'valid' } : null),
    mayCombine: ({ reason }) => state.combines && reason === 'rule_open',
    usesPasses: ({ sourceId }) => state.entering && sourceId !== 'exit',
    count(verdict, occasion) {
      if (!state.countWorks) return { ok: false, error: 'disk_full' };
      counted.push(verdict);
      occasions.push(occasion);
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
  const made = {
    joins: (codes: readonly string[]): string | null => (codes.length < 2 ? null : 'whole'),
    session,
    scan: (text: string, sourceId = 'k') => session.receive(frame(text, sourceId)),
    counted,
    occasions,
    decided,
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
  return made;
}

describe('scan session', () => {
  it('counts, shows, and returns to ready by itself', () => {
    const b = bench(() => ADMIT);
    b.scan('a');
    expect(b.session.screen()).toMatchObject({ kind: 'decided', sequence: 1 });
    b.advance(SHOW_FOR_MS.admit);
    expect(b.session.screen()).toEqual({ kind: 'ready' });
    expect(b.counted).toHaveLength(1);
    expect(b.timers()).toBe(0);
  });

  it('says for a while that the visitor was let in against the answer, unless the next one comes', () => {
    const b = bench((text) => ({ ...ADMIT, outcome: 'refuse', reason: 'expired', contentId: new TextEncoder().encode(text) }));
    b.scan('a');
    b.session.override();
    expect(b.session.screen()).toEqual({ kind: 'overridden', sequence: 2, showForMs: SHOW_OVERRIDDEN_FOR_MS });
    // The pass that is still held there is no new visitor.
    b.advance(REPEAT_WINDOW_MS - 1);
    b.scan('a');
    expect(b.session.screen()).toMatchObject({ kind: 'overridden', sequence: 2 });
    b.advance(SHOW_OVERRIDDEN_FOR_MS);
    expect(b.session.screen()).toEqual({ kind: 'ready' });
    b.scan('b');
    b.session.override();
    b.scan('c');
    expect(b.session.screen()).toMatchObject({ kind: 'decided', sequence: 5 });
    expect(b.counted).toHaveLength(3);
  });

  it('lets the next visitor interrupt at once', () => {
    const b = bench((text) => ({ ...ADMIT, contentId: new TextEncoder().encode(text) }));
    b.scan('a');
    b.scan('b');
    expect(b.session.screen()).toMatchObject({ kind: 'decided', sequence: 2 });
    expect(b.counted).toHaveLength(2);
    expect(b.timers()).toBe(1);
  });

  it('takes one presentation for one decision, whatever the encoding, for as long as it is held there', () => {
    const b = bench(() => ADMIT);
    for (let i = 0; i < 50; i += 1) {
      b.scan(`encoding ${i}`);
      b.advance(REPEAT_WINDOW_MS - 1);
    }
    expect(b.counted).toHaveLength(1);
    expect(b.session.screen()).toMatchObject({ kind: 'decided', sequence: 1 });
  });

  it('decides again when the same pass comes back after the visitor left', () => {
    const b = bench(() => ADMIT);
    b.scan('a');
    b.advance(REPEAT_WINDOW_MS + 1);
    b.scan('a');
    expect(b.counted).toHaveLength(2);
  });

  it('shows no decision that could not be counted, and takes the same pass again at once', () => {
    const b = bench(() => ADMIT);
    b.state.countWorks = false;
    b.scan('a');
    expect(b.session.screen()).toEqual({ kind: 'not_counted' });
    b.state.countWorks = true;
    b.scan('a');
    expect(b.session.screen()).toMatchObject({ kind: 'decided' });
    expect(b.counted).toHaveLength(1);
  });

  it('never counts a specimen', () => {
    const b = bench(() => ({ ...ADMIT, outcome: 'specimen' }));
    b.scan('a');
    expect(b.session.screen()).toMatchObject({ kind: 'decided' });
    expect(b.counted).toHaveLength(0);
  });

  it('holds nothing of a scan once it is back to ready', () => {
    const b = bench(() => ({ ...ADMIT, issuer: 'PLANTED-NAME' }));
    b.scan('PLANTED-CODE');
    b.advance(SHOW_FOR_MS.admit);
    expect(JSON.stringify(b.session.screen())).not.toContain('PLANTED');
  });

  it('waits for the other part of a pass, and decides on the whole', () => {
    const part: Verdict = { ...ADMIT, outcome: 'undecided', reason: 'part_missing', contentId: null };
    const b = bench((text) => (text === 'whole' ? ADMIT : part));
    b.scan('part 1');
    expect(b.session.screen()).toEqual({ kind: 'pending', waitingFor: 'part' });
    expect(b.counted).toHaveLength(0);
    b.scan('part 2');
    expect(b.session.screen()).toMatchObject({ kind: 'decided', verdict: { outcome: 'admit' } });
    expect(b.counted).toHaveLength(1);
  });

  it('counts and shows what was there when the rest does not come', () => {
    const part: Verdict = { ...ADMIT, outcome: 'undecided', reason: 'part_missing', contentId: null };
    const b = bench(() => part);
    b.scan('part 1');
    b.advance(PENDING_WINDOW_MS);
    expect(b.session.screen()).toMatchObject({ kind: 'decided', verdict: { reason: 'part_missing' } });
    expect(b.counted).toHaveLength(1);
    b.scan('part 2');
    expect(b.session.screen()).toEqual({ kind: 'pending', waitingFor: 'part' });
  });

  it('counts what waits for its rest at once when the screen is wanted for something else, and once', () => {
    const b = bench(() => ({ ...ADMIT, outcome: 'undecided', reason: 'part_missing', contentId: null }));
    b.scan('part 1');
    b.session.dismiss();
    expect(b.counted).toMatchObject([{ outcome: 'undecided', reason: 'part_missing' }]);
    expect(b.session.screen()).toEqual({ kind: 'ready' });
    b.advance(PENDING_WINDOW_MS);
    expect(b.counted).toHaveLength(1);
    expect(b.session.screen()).toEqual({ kind: 'ready' });
  });

  it('is not held up by a part that somebody else left behind', () => {
    const part: Verdict = { ...ADMIT, outcome: 'undecided', reason: 'part_missing', contentId: null };
    const b = bench((text) => (text === 'whole' ? ADMIT : part));
    b.joins = (codes) => (codes.join() === 'B1,B2' ? 'whole' : null);
    for (const code of ['A1', 'B1', 'B2']) b.scan(code);
    expect(b.session.screen()).toMatchObject({ kind: 'decided', verdict: { outcome: 'admit' } });
  });

  it('asks for another pass of the same visitor only where the venue combines them', () => {
    const open = (text: string): Verdict => ({
      ...ADMIT,
      outcome: 'undecided',
      reason: text === 'ticket' ? 'rule_open' : 'rule_not_met',
      contentId: new TextEncoder().encode(text),
    });
    const alone = bench(open);
    alone.scan('ticket');
    expect(alone.session.screen()).toMatchObject({ kind: 'decided', verdict: { outcome: 'undecided' } });
    const b = bench(open);
    b.state.combines = true;
    b.scan('ticket');
    expect(b.session.screen()).toEqual({ kind: 'pending', waitingFor: 'pass' });
    b.scan('health pass');
    expect(b.session.screen()).toMatchObject({ kind: 'decided', verdict: { outcome: 'admit' } });
    expect(b.counted).toHaveLength(1);
  });

  it('admits a pass for one entry once, though others came in between, until it is told to forget', () => {
    const b = bench((text) => ({
      ...ADMIT,
      usesUp: text === 'once' ? [ONCE] : [],
      contentId: new TextEncoder().encode(text),
    }));
    b.scan('once');
    b.scan('other');
    b.advance(REPEAT_WINDOW_MS + 1);
    b.scan('once');
    expect(b.counted.map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual([
      'admit valid',
      'admit valid',
      'refuse already_used',
    ]);
    b.session.stop();
    b.scan('once');
    expect(b.counted.at(-1)?.outcome).toBe('admit');
  });

  it('does not use up a pass for one entry that could not be counted, or on the way out', () => {
    const b = bench(() => ({ ...ADMIT, usesUp: [ONCE] }));
    b.state.countWorks = false;
    b.scan('once');
    b.state.countWorks = true;
    b.state.entering = false;
    b.scan('once');
    b.advance(REPEAT_WINDOW_MS + 1);
    b.state.entering = true;
    b.scan('once');
    expect(b.counted.map(({ outcome }) => outcome)).toEqual(['admit', 'admit']);
  });

  it('lets each scanner stand for its own direction', () => {
    const b = bench(() => ({ ...ADMIT, usesUp: [ONCE] }));
    for (const sourceId of ['exit', 'k', 'exit', 'k']) {
      b.scan('a', sourceId);
      b.advance(60_000);
    }
    expect(b.counted.map(({ reason }) => reason)).toEqual(['valid', 'valid', 'valid', 'already_used']);
    expect(b.occasions.map(({ isRepeat }) => isRepeat)).toEqual([false, false, true, true]);
  });

  it('says of each decision how long it took since the code was whole, but for one that waited', () => {
    const b = bench((text) => (text === 'open' ? { ...ADMIT, outcome: 'undecided', reason: 'rule_open' } : ADMIT));
    b.advance(25);
    b.scan('a');
    expect(b.occasions.at(-1)).toEqual({ origin: { input: 'keyboard', sourceId: 'k' }, isRepeat: false, decisionMs: 25 });
    b.advance(60_000);
    b.state.combines = true;
    b.scan('open', 'other');
    b.advance(PENDING_WINDOW_MS);
    expect(b.occasions.at(-1)).toEqual({ origin: { input: 'keyboard', sourceId: 'other' }, isRepeat: true, decisionMs: null });
  });

  it('takes a decision that could not be counted for none that was there before', () => {
    const b = bench(() => ADMIT);
    b.state.countWorks = false;
    b.scan('a');
    b.state.countWorks = true;
    b.scan('a');
    expect(b.occasions.map(({ isRepeat }) => isRepeat)).toEqual([false]);
    expect(b.session.screen()).toMatchObject({ kind: 'decided', shownBeforeMs: null });
  });

  it('says of a pass that comes back that it was shown before, by its content and for each direction', () => {
    const b = bench(() => ADMIT);
    const shownBefore = () => {
      const screen = b.session.screen();
      return screen.kind === 'decided' ? screen.shownBeforeMs : 'not decided';
    };
    b.scan('one encoding');
    expect(shownBefore()).toBeNull();
    b.advance(60_000);
    b.scan('another encoding');
    expect(shownBefore()).toBe(60_000);
    b.state.entering = false;
    b.advance(60_000);
    b.scan('one encoding');
    expect(shownBefore()).toBeNull();
    b.state.entering = true;
    b.advance(SHOWN_BEFORE_WINDOW_MS);
    b.scan('one encoding');
    expect(shownBefore()).toBeNull();
    expect(b.counted).toHaveLength(4);
  });

  it('says nothing of what was shown before where no signature was good, or of a specimen', () => {
    for (const verdict of [{ ...ADMIT, contentId: null }, { ...ADMIT, outcome: 'specimen', isSpecimen: true }] as const) {
      const b = bench(() => verdict);
      b.scan('a');
      b.advance(REPEAT_WINDOW_MS + 1);
      b.scan('a');
      expect(b.session.screen()).toMatchObject({ kind: 'decided', shownBeforeMs: null });
    }
  });

  it('tells which device a decision belongs to, a late one too', () => {
    const part: Verdict = { ...ADMIT, outcome: 'undecided', reason: 'part_missing', contentId: null };
    const b = bench((text) => (text === 'a' ? ADMIT : part));
    b.scan('a');
    b.scan('part');
    b.advance(PENDING_WINDOW_MS);
    const origin = { input: 'keyboard', sourceId: 'k' };
    expect(b.decided).toEqual([
      { ...origin, outcome: 'admit' },
      { ...origin, outcome: 'undecided' },
    ]);
  });

  it('takes the earlier answer off the screen when a code is lost, and goes back to ready', () => {
    const b = bench(() => ADMIT);
    b.scan('a');
    b.session.lose({ input: 'keyboard', sourceId: 'k', why: 'cut_short' });
    expect(b.session.screen()).toEqual({ kind: 'lost', sequence: 2, why: 'cut_short' });
    b.advance(SHOW_LOST_FOR_MS);
    expect(b.session.screen()).toEqual({ kind: 'ready' });
    expect(b.counted).toHaveLength(1);
  });

  it('gives a pass its answer again when the device that lost it has sent it, and counts it once', () => {
    const b = bench(() => ADMIT);
    b.scan('by the camera', 'camera');
    const answer = b.session.screen();
    b.session.lose({ input: 'keyboard', sourceId: 'k', why: 'cut_short' });
    b.scan('by the camera', 'camera');
    // Somebody else may stand at the scanner: what the camera still sees says nothing about them.
    expect(b.session.screen()).toMatchObject({ kind: 'lost' });
    b.session.lose({ input: 'keyboard', sourceId: 'k', why: 'cut_short' });
    b.scan('by the scanner, whole');
    expect(b.session.screen()).toEqual(answer);
    b.advance(SHOW_FOR_MS.admit);
    expect(b.session.screen()).toEqual({ kind: 'ready' });
    expect(b.counted).toHaveLength(1);
  });

  it('gives no other pass the answer that a lost code took off the screen', () => {
    const b = bench((text) => ({ ...ADMIT, contentId: new TextEncoder().encode(text) }));
    b.scan('held');
    b.scan('newer');
    b.session.lose({ input: 'keyboard', sourceId: 'k', why: 'cut_short' });
    b.scan('held');
    expect(b.session.screen()).toMatchObject({ kind: 'lost' });
    b.advance(SHOW_LOST_FOR_MS);
    b.scan('newer');
    expect(b.session.screen()).toMatchObject({ kind: 'decided' });
    expect(b.counted).toHaveLength(3);
  });

  it('goes on waiting for the rest of a pass when a code is lost', () => {
    const part: Verdict = { ...ADMIT, outcome: 'undecided', reason: 'part_missing', contentId: null };
    const b = bench((text) => (text === 'whole' ? ADMIT : part));
    b.scan('part 1');
    b.session.lose({ input: 'keyboard', sourceId: 'k', why: 'garbled' });
    b.scan('part 2');
    expect(b.session.screen()).toMatchObject({ kind: 'decided', verdict: { outcome: 'admit' } });
  });

  it('does not let what is still held there keep up the answer to another pass', () => {
    const b = bench((text) => ({ ...ADMIT, contentId: new TextEncoder().encode(text) }));
    b.scan('held');
    b.scan('newer');
    for (let waited = 0; waited < SHOW_FOR_MS.admit; waited += 500) {
      b.advance(500);
      b.scan('held');
    }
    expect(b.session.screen()).toEqual({ kind: 'ready' });
    expect(b.counted).toHaveLength(2);
  });
});
