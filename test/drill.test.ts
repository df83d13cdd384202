import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeDrillDeck } from '../main/authority/drill_deck.ts';
import type { DrillAnswer, DrillSpecimenId } from '../main/bridge/contract.ts';
import {
  ANSWER_WITHIN_MS,
  createDrill,
  DRILL_IDLE_LIMIT_MS,
  DRILL_LIMIT_MS,
  DRILL_PLAN,
  JUDGED_FOR_MS,
} from '../main/drill.ts';
import { anySignedPass } from '../main/pass/rules/any_signed_pass.ts';
import { verifyPass } from '../main/pass/verify_pass.ts';
import { REPEAT_WINDOW_MS } from '../main/scan/scan_session.ts';
import { buildTrustList } from '../main/trust/build_trust_list.ts';
import { practiceTrust } from '../main/trust/practice_trust.ts';
import type { ScanFrame } from '../native/scan_source.ts';

const NOW = Date.parse('2026-06-01T09:00:00Z');
const IDS = Object.keys(DRILL_PLAN) as readonly DrillSpecimenId[];
const ANSWERS: readonly DrillAnswer[] = ['let_in', 'other_code', 'do_not_let_in', 'call_supervisor'];

/** A drill on a clock of its own. */
function setUp() {
  let nowMs = 1_000;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  let deck = makeDrillDeck(NOW);
  const ends: (readonly [number, number])[] = [];
  const drill = createDrill({
    makeDeck(atMs) {
      deck = makeDrillDeck(atMs);
      return deck;
    },
    nowMs: () => NOW + nowMs,
    monotonicMs: () => nowMs,
    setTimer(run, afterMs) {
      const timer = { atMs: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    changed() {},
    ended: (presented, right) => ends.push([presented, right]),
  });
  const world = {
    ends,
    deck: () => deck,
    timerCount: () => timers.length,
    wait(forMs: number) {
      const untilMs = nowMs + forMs;
      for (;;) {
        const next = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = next.atMs;
        next.run();
      }
      nowMs = untilMs;
    },
    scan(text: string | Uint8Array) {
      const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
      const frame: ScanFrame = {
        bytes,
        input: 'hid_pos',
        sourceId: 'pos',
        symbology: null,
        startedAtMs: nowMs - 5,
        receivedAtMs: nowMs,
        end: 'report',
      };
      return drill.take(frame);
    },
  };
  return { drill, world };
}

let { drill, world } = setUp();
beforeEach(() => {
  ({ drill, world } = setUp());
});

function outcomeOnScreen(): string | null {
  const screen = drill.screen();
  return screen?.kind === 'decided' ? screen.verdict.outcome : null;
}

describe('the deck', () => {
  it.each(IDS)('shows the outcome of %s by the verification of the door', (id) => {
    drill.start();
    expect(world.scan(world.deck().texts[id])).toBe(DRILL_PLAN[id].outcome);
    expect(outcomeOnScreen()).toBe(DRILL_PLAN[id].outcome);
  });

  it('has every outcome, and every class of reason that a door refuses for', () => {
    drill.start();
    const seen = new Set(
      IDS.map((id) => {
        drill.present(id);
        const screen = drill.screen();
        return screen?.kind === 'decided' ? screen.verdict.reason : null;
      }),
    );
    expect(new Set(Object.values(DRILL_PLAN).map(({ outcome }) => outcome)).size).toBe(5);
    expect(seen).toEqual(
      new Set([
        'valid',
        'expired',
        'not_yet_valid',
        'rule_not_met',
        'revoked',
        'bad_signature',
        'wrong_venue',
        'wrong_gate',
        'already_used',
        'bad_compression',
        'unknown_key',
        'trust_list_stale',
        'clock_doubtful',
        'format_not_verifiable',
        'wrong_code',
      ]),
    );
  });

  it('lets somebody in for nothing but green', () => {
    for (const { outcome, right } of Object.values(DRILL_PLAN)) {
      expect(right.includes('let_in')).toBe(outcome === 'admit');
    }
  });

  it('is vouched for by no key but its own, which the next drill does not have', () => {
    const [one, other] = [makeDrillDeck(NOW), makeDrillDeck(NOW)];
    const policy = { clockSkewMs: 0, rule: anySignedPass, audiences: [], gate: null };
    const elsewhere = practiceTrust(other.signer, { specimen: false, withdrawn: [], nowMs: NOW });
    for (const trust of [elsewhere, buildTrustList([], { issuedAt: null, validUntil: null })]) {
      for (const text of Object.values(one.texts)) {
        expect(['admit', 'specimen']).not.toContain(verifyPass({ code: text, trust, policy, now: NOW }).outcome);
      }
    }
  });
});

describe('a drill', () => {
  it('takes nothing before it began and after it ended, and forgets all of it', () => {
    expect(drill.present('member')).toBe(false);
    expect(drill.presentNext()).toBe(false);
    expect(drill.screen()).toBeNull();
    drill.start();
    drill.present('member');
    drill.answer('let_in');
    drill.stop();
    expect(world.ends).toEqual([[1, 1]]);
    expect(drill.screen()).toBeNull();
    expect(drill.state()).toBeNull();
    expect(drill.report()).toEqual({ isRunning: false, presented: 0, right: 0, endsInMs: 0, cards: [] });
    expect(world.scan(world.deck().texts.member)).toBeNull();
    expect(world.timerCount()).toBe(0);
    const before = world.deck().texts.member;
    drill.start();
    world.scan(before);
    expect(drill.screen()?.kind).toBe('not_of_drill');
  });

  it('asks, scores each answer once, and says what is right', () => {
    drill.start();
    expect(drill.answer('let_in')).toBe(false);
    drill.present('expired');
    expect(drill.state()).toEqual({ presented: 1, right: 0, asks: true, judged: null });
    expect(drill.answer('let_in')).toBe(true);
    expect(drill.answer('other_code')).toBe(false);
    expect(drill.state()).toEqual({
      presented: 1,
      right: 0,
      asks: false,
      judged: { specimen: 'expired', isRight: false, best: 'other_code' },
    });
    expect(outcomeOnScreen()).toBe('refuse');
    world.wait(JUDGED_FOR_MS);
    expect(drill.screen()).toEqual({ kind: 'ready' });
    drill.present('expired');
    drill.answer('do_not_let_in');
    expect(drill.state()).toMatchObject({ presented: 2, right: 1 });
    expect(drill.report().cards.find(({ id }) => id === 'expired')?.result).toBe('right');
  });

  it('counts a specimen that nobody answered as shown, and not as right', () => {
    drill.start();
    drill.present('member');
    world.wait(ANSWER_WITHIN_MS);
    expect(drill.screen()).toEqual({ kind: 'ready' });
    expect(drill.state()).toEqual({ presented: 1, right: 0, asks: false, judged: null });
    expect(drill.report().cards.find(({ id }) => id === 'member')?.result).toBe('unanswered');
  });

  it('takes a specimen that is held before a scanner once, and again when it comes back', () => {
    drill.start();
    const { member } = world.deck().texts;
    expect(world.scan(member)).toBe('admit');
    for (let times = 0; times < 5; times += 1) {
      world.wait(REPEAT_WINDOW_MS - 1);
      expect(world.scan(member)).toBeNull();
    }
    expect(drill.state()?.presented).toBe(1);
    world.wait(REPEAT_WINDOW_MS + 1);
    expect(world.scan(member)).toBe('admit');
    expect(drill.state()?.presented).toBe(2);
  });

  it('shows every specimen once before it shows one again', () => {
    drill.start();
    for (let index = 0; index < IDS.length; index += 1) drill.presentNext();
    expect(drill.report().cards.every(({ result }) => result === 'unanswered')).toBe(true);
    expect(drill.report().presented).toBe(IDS.length);
  });

  it('looks at no code that is not its own, whatever it is, and says so', () => {
    drill.start();
    drill.present('member');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uint8Array({ maxLength: 400 })), (code) => {
        expect(world.scan(code)).toBeNull();
        expect(drill.screen()?.kind).toBe('not_of_drill');
      }),
    );
    expect(drill.state()).toEqual({ presented: 1, right: 0, asks: false, judged: null });
    const shown = drill.screen();
    world.scan('VP1:A-VISITOR');
    expect(drill.screen()).toEqual(shown);
  });

  it('says that a code was lost', () => {
    drill.start();
    drill.take({ input: 'serial', sourceId: 'port', why: 'cut_short' });
    expect(drill.screen()).toMatchObject({ kind: 'lost', why: 'cut_short' });
  });

  it('ends by itself after a quarter of an hour, and earlier when nobody practises', () => {
    drill.start();
    for (let passed = 0; passed < DRILL_LIMIT_MS; passed += 60_000) {
      expect(drill.isRunning()).toBe(true);
      drill.present('member');
      world.wait(60_000);
    }
    expect(drill.isRunning()).toBe(false);
    drill.start();
    world.wait(DRILL_IDLE_LIMIT_MS - 1);
    drill.report();
    world.wait(DRILL_IDLE_LIMIT_MS - 1);
    expect(drill.isRunning()).toBe(true);
    world.wait(1);
    expect(drill.isRunning()).toBe(false);
    expect(world.timerCount()).toBe(0);
  });

  it('never counts more right than shown, whatever is scanned and answered', () => {
    const step = fc.oneof(
      fc.constantFrom(...IDS).map((id) => () => void drill.present(id)),
      fc.constantFrom(...ANSWERS).map((answer) => () => void drill.answer(answer)),
      fc.integer({ min: 0, max: 20_000 }).map((forMs) => () => world.wait(forMs)),
      fc.string().map((code) => () => void world.scan(code)),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        ({ drill, world } = setUp());
        drill.start();
        let shown = 0;
        for (const act of steps) {
          act();
          const state = drill.state();
          if (state === null) return;
          expect(state.right).toBeLessThanOrEqual(state.presented);
          expect(state.presented).toBeGreaterThanOrEqual(shown);
          expect(state.asks && state.judged !== null).toBe(false);
          shown = state.presented;
        }
      }),
      { numRuns: 40 },
    );
  });
});
