import type { LostFrame, ScanFrame } from '../native/scan_source.ts';
import type { DrillAnswer, DrillCard, DrillReport, DrillSpecimenId, DrillState } from './bridge/contract.ts';
import { anySignedPass } from './pass/rules/any_signed_pass.ts';
import type { Rule } from './pass/rules/rule.ts';
import { readScannedCode } from './pass/scanned_code.ts';
import type { Outcome, Verdict } from './pass/verdict.ts';
import { verifyPass } from './pass/verify_pass.ts';
import { createHeldSpecimens } from './scan/held_specimens.ts';
import { SHOW_LOST_FOR_MS } from './scan/scan_session.ts';
import { type PracticeSigner, practiceTrust } from './trust/practice_trust.ts';

/** What a drill shows at the door. It holds nothing of any visitor, only of its own specimens. */
export type DrillScreen =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'decided';
      readonly sequence: number;
      readonly verdict: Verdict;
      readonly showForMs: number;
      readonly shownBeforeMs: null;
    }
  | { readonly kind: 'not_of_drill'; readonly sequence: number }
  | { readonly kind: 'lost'; readonly sequence: number; readonly why: LostFrame['why'] };

/** Practice at the door: what scanners send reaches the drill only, and nothing of it is counted or kept. */
export interface Drill {
  isRunning(): boolean;
  start(): void;
  stop(): void;
  /** Takes what a device sent; the outcome of a specimen that was newly shown, for the device's own lamp. */
  take(event: ScanFrame | LostFrame): Outcome | null;
  /** Whether a code is a specimen that is held there since the drill ended: nobody's pass. */
  isStillThere(code: Uint8Array): boolean;
  /** False where no drill runs. */
  present(specimen: DrillSpecimenId): boolean;
  /** Presents one of those that were shown least. */
  presentNext(): boolean;
  answer(answer: DrillAnswer): boolean;
  /** Null: no drill runs. */
  screen(): DrillScreen | null;
  state(): DrillState | null;
  report(): DrillReport;
}

/** A forgotten drill does not keep the door. */
export const DRILL_LIMIT_MS = 15 * 60_000;
/** The same when nobody practises and no window asks any more. */
export const DRILL_IDLE_LIMIT_MS = 3 * 60_000;
/** So long a specimen waits for an answer. */
export const ANSWER_WITHIN_MS = 60_000;
/** So long it is said what the right answer is. */
export const JUDGED_FOR_MS = 12_000;
/** Until somebody has read that a drill runs, and ended it. */
export const STRANGER_FOR_MS = 30_000;

/** No answer of a drill has the number of one that the door showed before. */
const FIRST_SEQUENCE = 1_000_000_000;
const CLOCK_SKEW_MS = 5 * 60_000;
const VENUE = 'drill';

/** What each specimen turns the door to, and what is right to do: the first one is the best. */
export const DRILL_PLAN: Readonly<
  Record<DrillSpecimenId, { readonly outcome: Outcome; readonly right: readonly [DrillAnswer, ...DrillAnswer[]] }>
> = {
  member: { outcome: 'admit', right: ['let_in'] },
  expired: { outcome: 'refuse', right: ['other_code', 'do_not_let_in'] },
  unknown_issuer: { outcome: 'undecided', right: ['other_code', 'call_supervisor'] },
  web_address: { outcome: 'not_a_pass', right: ['other_code'] },
  altered: { outcome: 'refuse', right: ['call_supervisor', 'do_not_let_in'] },
  staff: { outcome: 'admit', right: ['let_in'] },
  rule_not_met: { outcome: 'refuse', right: ['other_code', 'do_not_let_in'] },
  list_too_old: { outcome: 'undecided', right: ['call_supervisor'] },
  withdrawn: { outcome: 'refuse', right: ['call_supervisor', 'do_not_let_in'] },
  boarding_pass: { outcome: 'not_a_pass', right: ['other_code'] },
  damaged: { outcome: 'refuse', right: ['other_code'] },
  already_used: { outcome: 'refuse', right: ['call_supervisor', 'do_not_let_in'] },
  hk_domestic: { outcome: 'undecided', right: ['other_code', 'call_supervisor'] },
  wrong_venue: { outcome: 'refuse', right: ['do_not_let_in'] },
  not_yet_valid: { outcome: 'refuse', right: ['other_code', 'do_not_let_in'] },
  clock_wrong: { outcome: 'undecided', right: ['call_supervisor'] },
  wrong_gate: { outcome: 'refuse', right: ['do_not_let_in'] },
  product_code: { outcome: 'not_a_pass', right: ['other_code'] },
  specimen: { outcome: 'specimen', right: ['do_not_let_in', 'other_code'] },
};

const IDS = Object.keys(DRILL_PLAN) as readonly DrillSpecimenId[];
const unmetRule: Rule = () => ({ answer: 'not_satisfied', failedRule: null });

interface Deck {
  readonly signer: PracticeSigner;
  readonly withdrawn: readonly string[];
  readonly texts: Readonly<Record<DrillSpecimenId, string>>;
}

interface Run {
  readonly deck: Deck;
  readonly startedAtMs: number;
  /** How often each was shown. */
  readonly shown: Map<DrillSpecimenId, number>;
  readonly results: Map<DrillSpecimenId, NonNullable<DrillCard['result']>>;
  presented: number;
  right: number;
  screen: DrillScreen;
  /** The one on screen. */
  specimen: DrillSpecimenId | null;
  judged: DrillState['judged'];
}

/**
 * Makes the drill. Specimens are judged by `verifyPass`, as at the door, against the throw-away key of their own
 * deck. A code that is none of them is not looked at: neither the door's trust nor the drill's can turn it green.
 */
export function createDrill(parts: {
  readonly makeDeck: (nowMs: number) => Deck;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  readonly changed: () => void;
  /** It ended, with so many specimens shown and so many rightly answered. */
  readonly ended: (presented: number, right: number) => void;
}): Drill {
  const held = createHeldSpecimens(parts.monotonicMs);
  let run: Run | null = null;
  let sequence = FIRST_SEQUENCE;
  let cancelLimit = () => {};
  let cancelIdle = () => {};
  let cancelScreen = () => {};

  function stop(): void {
    if (run === null) return;
    const { presented, right } = run;
    cancelLimit();
    cancelIdle();
    cancelScreen();
    run = null;
    parts.ended(presented, right);
    parts.changed();
  }

  function touch(): void {
    cancelIdle();
    cancelIdle = parts.setTimer(stop, DRILL_IDLE_LIMIT_MS);
  }

  function show(current: Run, screen: DrillScreen, forMs: number | null, specimen: DrillSpecimenId | null = null): void {
    current.screen = screen;
    current.specimen = specimen;
    current.judged = null;
    keepFor(current, forMs);
    parts.changed();
  }

  function keepFor(current: Run, forMs: number | null): void {
    cancelScreen();
    cancelScreen = forMs === null ? () => {} : parts.setTimer(() => show(current, { kind: 'ready' }, null), forMs);
  }

  function showSpecimen(current: Run, id: DrillSpecimenId): Outcome {
    const verdict = judge(current.deck, id, parts.nowMs());
    sequence += 1;
    current.presented += 1;
    current.shown.set(id, (current.shown.get(id) ?? 0) + 1);
    current.results.set(id, 'unanswered');
    touch();
    const screen = { kind: 'decided', sequence, verdict, showForMs: ANSWER_WITHIN_MS, shownBeforeMs: null } as const;
    show(current, screen, ANSWER_WITHIN_MS, id);
    return verdict.outcome;
  }

  function takeCode(current: Run, bytes: Uint8Array): Outcome | null {
    const code = readScannedCode(bytes).text;
    const id = IDS.find((one) => current.deck.texts[one] === code);
    if (id === undefined) {
      if (current.screen.kind === 'not_of_drill') keepFor(current, STRANGER_FOR_MS);
      else {
        sequence += 1;
        show(current, { kind: 'not_of_drill', sequence }, STRANGER_FOR_MS);
      }
      return null;
    }
    return held.see(bytes) ? null : showSpecimen(current, id);
  }

  return {
    isRunning: () => run !== null,
    start() {
      if (run !== null) return;
      run = {
        deck: parts.makeDeck(parts.nowMs()),
        startedAtMs: parts.monotonicMs(),
        shown: new Map(),
        results: new Map(),
        presented: 0,
        right: 0,
        screen: { kind: 'ready' },
        specimen: null,
        judged: null,
      };
      cancelLimit = parts.setTimer(stop, DRILL_LIMIT_MS);
      touch();
      parts.changed();
    },
    stop,
    take(event) {
      if (run === null) return null;
      if ('bytes' in event) return takeCode(run, event.bytes);
      sequence += 1;
      show(run, { kind: 'lost', sequence, why: event.why }, SHOW_LOST_FOR_MS);
      return null;
    },
    isStillThere: (code) => run === null && held.isStillThere(code),
    present(id) {
      if (run !== null) showSpecimen(run, id);
      return run !== null;
    },
    presentNext() {
      if (run === null) return false;
      const { shown } = run;
      const [first = 'member', ...others] = IDS;
      const timesOf = (id: DrillSpecimenId) => shown.get(id) ?? 0;
      showSpecimen(run, others.reduce((least, id) => (timesOf(id) < timesOf(least) ? id : least), first));
      return true;
    },
    answer(answer) {
      const specimen = run?.specimen ?? null;
      if (run === null || specimen === null || run.judged !== null) return false;
      const [best, ...also] = DRILL_PLAN[specimen].right;
      const isRight = answer === best || also.includes(answer);
      if (isRight) run.right += 1;
      run.results.set(specimen, isRight ? 'right' : 'wrong');
      run.judged = { specimen, isRight, best };
      keepFor(run, JUDGED_FOR_MS);
      touch();
      parts.changed();
      return true;
    },
    screen: () => run?.screen ?? null,
    state() {
      if (run === null) return null;
      const { judged, presented, right, specimen } = run;
      return { presented, right, asks: specimen !== null && judged === null, judged };
    },
    report() {
      if (run === null) return { isRunning: false, presented: 0, right: 0, endsInMs: 0, cards: [] };
      touch();
      const { deck, presented, results, right, startedAtMs } = run;
      return {
        isRunning: true,
        presented,
        right,
        endsInMs: Math.max(0, startedAtMs + DRILL_LIMIT_MS - parts.monotonicMs()),
        cards: IDS.map((id) => ({
          id,
          outcome: DRILL_PLAN[id].outcome,
          text: deck.texts[id],
          result: results.get(id) ?? null,
        })),
      };
    },
  };
}

/** The door's own verification, in the circumstances that the specimen stands for. */
function judge({ signer, texts, withdrawn }: Deck, id: DrillSpecimenId, nowMs: number): Verdict {
  const verdict = verifyPass({
    code: texts[id],
    trust: practiceTrust(signer, { specimen: id === 'specimen', withdrawn, nowMs }),
    policy: {
      clockSkewMs: CLOCK_SKEW_MS,
      rule: id === 'rule_not_met' ? unmetRule : anySignedPass,
      audiences: [VENUE],
      gate: VENUE,
      openUntil: { keys: id === 'list_too_old' ? nowMs : null, rules: null, revocations: null },
    },
    now: nowMs,
    clock: id === 'clock_wrong' ? 'doubtful' : 'trusted',
  });
  return id === 'already_used' ? { ...verdict, outcome: 'refuse', reason: 'already_used' } : verdict;
}
