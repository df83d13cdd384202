import type { LostFrame, ScanFrame } from '../../native/scan_source.ts';
import type { Result } from '../pass/result.ts';
import type { Outcome, Verdict } from '../pass/verdict.ts';
import { createKeyedMemory } from './keyed_memory.ts';

/** What the session shows. It holds a verdict only while the screen does, and never the code itself. */
export type SessionScreen =
  | { readonly kind: 'ready' }
  | { readonly kind: 'pending'; readonly waitingFor: WaitingFor }
  | {
      readonly kind: 'decided';
      readonly sequence: number;
      readonly verdict: Verdict;
      readonly showForMs: number;
      /** The same pass was decided on here before, so many milliseconds ago; null: not that one remembers. */
      readonly shownBeforeMs: number | null;
    }
  /** The visitor of the last decision was let in against it. */
  | { readonly kind: 'overridden'; readonly sequence: number; readonly showForMs: number }
  | { readonly kind: 'lost'; readonly sequence: number; readonly why: LostFrame['why'] }
  | { readonly kind: 'not_counted' };

/** The next code of a pass that is spread over several, or another pass of the same visitor. */
export type WaitingFor = 'part' | 'pass';

/** Which device a code came from. */
export type Origin = Pick<ScanFrame, 'input' | 'sourceId'>;

/** What is known of a decision beside the verdict. */
export interface Occasion {
  readonly origin: Origin;
  /** The same pass was decided on here before. */
  readonly isRepeat: boolean;
  /** From the last byte of the code to the decision, milliseconds; null: it waited for something else to be shown. */
  readonly decisionMs: number | null;
}

export interface ScanSession {
  /** Takes a code from any input; the newest one wins the screen at once. */
  receive(frame: ScanFrame): void;
  /** A code was lost on its way: said at once, so that nobody takes an earlier visitor's answer for this one's. */
  lose(lost: LostFrame): void;
  /**
   * Takes what is on screen off it; nothing that was decided is forgotten, and a pass that waits for another one is decided
   * as it is first.
   */
  dismiss(): void;
  /** Says that the visitor of the last decision was let in against it; what is presented next wins the screen. */
  override(): void;
  screen(): SessionScreen;
  /** Back to ready; forgets the shown verdict and what was presented. */
  stop(): void;
}

/** How long each outcome stays on screen, milliseconds: an amber or red one is talked about. */
export const SHOW_FOR_MS: Readonly<Record<Outcome, number>> = {
  admit: 4_000,
  refuse: 8_000,
  undecided: 8_000,
  not_a_pass: 6_000,
  specimen: 4_000,
};

/** How long it is said that a supervisor let somebody in, milliseconds. */
export const SHOW_OVERRIDDEN_FOR_MS = 5_000;
/** How long it is said that a code was lost, milliseconds. */
export const SHOW_LOST_FOR_MS = 4_000;
/** The same content seen again within this time of its last sighting belongs to the same presentation. */
export const REPEAT_WINDOW_MS = 3_000;
/** A pass that comes again within this time of its last decision is said to have been shown before. */
export const SHOWN_BEFORE_WINDOW_MS = 12 * 3_600_000;
/** More passes than any gate sees in a day. */
const MAX_PASSES = 200_000;
/** More presentations than fit into the window. */
const MAX_PRESENTATIONS = 64;
/** More parts than any pass is spread over. */
const MAX_PARTS = 20;
/** How long the rest of a presentation is waited for; then what was there is decided as it is. */
export const PENDING_WINDOW_MS = 15_000;

/** A presentation that is not whole yet. The codes are kept for as long as it waits, in memory only. */
interface Pending {
  readonly waitingFor: WaitingFor;
  readonly codes: readonly Uint8Array[];
  readonly verdict: Verdict;
  readonly origin: Origin;
}

/**
 * The life of a scan: ready, verified, counted, shown, ready. A decision is counted durably before it is
 * shown, so that no count the screen has shown can be lost; one that could not be counted is not shown.
 */
export function createScanSession(parts: {
  readonly verify: (code: Uint8Array, isJoined: boolean) => Verdict;
  /** The whole code of which these are the parts, in any order; null while one is missing. */
  readonly joinCodes: (codes: readonly Uint8Array[]) => Uint8Array | null;
  /** The verdict on two passes of one visitor; null where the venue combines none, or these are not one's. */
  readonly combine: (first: Verdict, second: Verdict) => Verdict | null;
  /** Whether another pass of the same visitor could still satisfy the rule. */
  readonly mayCombine: (verdict: Verdict) => boolean;
  /** A pass for one entry is used up by entering, which what comes from that device stands for. */
  readonly usesPasses: (origin: Origin) => boolean;
  readonly count: (verdict: Verdict, occasion: Occasion) => Result<null, string>;
  /** A decision was counted, and is on the screen. */
  readonly decided: (verdict: Verdict, origin: Origin) => void;
  readonly changed: (screen: SessionScreen) => void;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): ScanSession {
  const sightings = createKeyedMemory(MAX_PRESENTATIONS);
  const decisions = createKeyedMemory(MAX_PASSES);
  // A pass for one entry is good once at this kiosk until closing time: doors that must not forget it at a restart
  // are to be told by the issuer's list, since nothing of a pass may reach the disk.
  const used = createKeyedMemory(MAX_PASSES);
  let screen: SessionScreen = { kind: 'ready' };
  let pending: Pending | null = null;
  let sequence = 0;
  /** What is held before the device while its answer is on screen. */
  let shown: Uint8Array | null = null;
  /** The answer that a lost code took off the screen, for the device that lost it: it may have been the same pass. */
  let covered: { readonly presentation: Uint8Array; readonly screen: SessionScreen; readonly sourceId: string } | null = null;
  let cancelTimer = () => {};

  function show(next: SessionScreen): void {
    cancelTimer();
    cancelTimer = () => {};
    screen = next;
    shown = null;
    covered = null;
    if (next.kind === 'decided' || next.kind === 'overridden') readyAfter(next.showForMs);
    if (next.kind === 'lost') readyAfter(SHOW_LOST_FOR_MS);
    parts.changed(screen);
  }

  function readyAfter(milliseconds: number): void {
    cancelTimer();
    cancelTimer = parts.setTimer(() => show({ kind: 'ready' }), milliseconds);
  }

  function wait(next: Pending): void {
    show({ kind: 'pending', waitingFor: next.waitingFor });
    pending = next;
    cancelTimer = parts.setTimer(decidePending, PENDING_WINDOW_MS);
  }

  function decidePending(): void {
    const waiting = pending;
    pending = null;
    if (waiting !== null) decide(waiting.verdict, waiting.origin, null);
  }

  function decide(given: Verdict, origin: Origin, receivedAtMs: number | null): void {
    const verdict = afterUse(given, origin);
    const nowMs = parts.monotonicMs();
    const content = decidedContent(verdict, origin);
    const shownBeforeMs = sinceLastDecision(content, nowMs);
    const decisionMs = receivedAtMs === null ? null : nowMs - receivedAtMs;
    const occasion = { origin, isRepeat: shownBeforeMs !== null, decisionMs };
    if (verdict.outcome !== 'specimen' && !parts.count(verdict, occasion).ok) {
      sightings.forget();
      show({ kind: 'not_counted' });
      return;
    }
    if (content !== null) decisions.note(content, nowMs);
    if (usesPasses(verdict, origin)) for (const pass of verdict.usesUp) used.note(pass, nowMs);
    sequence += 1;
    show({ kind: 'decided', sequence, verdict, showForMs: SHOW_FOR_MS[verdict.outcome], shownBeforeMs });
    parts.decided(verdict, origin);
  }

  /** Leaving after entering is no second showing, so each direction has its own. */
  function decidedContent({ contentId, isSpecimen }: Verdict, origin: Origin): Uint8Array | null {
    return contentId === null || isSpecimen ? null : Uint8Array.of(parts.usesPasses(origin) ? 1 : 0, ...contentId);
  }

  function sinceLastDecision(content: Uint8Array | null, nowMs: number): number | null {
    const before = content === null ? null : decisions.momentOf(content);
    return before !== null && nowMs - before <= SHOWN_BEFORE_WINDOW_MS ? nowMs - before : null;
  }

  function afterUse(verdict: Verdict, origin: Origin): Verdict {
    const isUsed = verdict.usesUp.some((content) => used.momentOf(content) !== null);
    return usesPasses(verdict, origin) && isUsed ? { ...verdict, outcome: 'refuse', reason: 'already_used' } : verdict;
  }

  function usesPasses({ outcome }: Verdict, origin: Origin): boolean {
    return outcome === 'admit' && parts.usesPasses(origin);
  }

  /** True for what is still the same presentation; its answer stays up while it is held there. */
  function isHeldThere(presentation: Uint8Array, sourceId: string): boolean {
    const nowMs = parts.monotonicMs();
    const before = sightings.momentOf(presentation);
    sightings.note(presentation, nowMs);
    if (before === null || nowMs - before > REPEAT_WINDOW_MS) return false;
    if (covered !== null && covered.sourceId === sourceId && isSame(covered.presentation, presentation)) {
      show(covered.screen);
      shown = presentation;
    } else if (shown !== null && isSame(shown, presentation) && screen.kind === 'decided') readyAfter(screen.showForMs);
    return true;
  }

  /** A part that somebody else left behind must not keep the next visitor's pass from becoming whole. */
  function joinNewest(partial: readonly Uint8Array[]): Uint8Array | null {
    for (let oldest = 0; oldest < partial.length; oldest += 1) {
      const whole = parts.joinCodes(partial.slice(oldest));
      if (whole !== null) return whole;
    }
    return null;
  }

  function take({ bytes, input, receivedAtMs, sourceId }: ScanFrame): void {
    let verdict = parts.verify(bytes, false);
    const presentation = verdict.presentationId;
    if (isHeldThere(presentation, sourceId)) return;
    const origin = { input, sourceId };
    const before = pending;
    pending = null;

    if (verdict.reason === 'part_missing') {
      const partial = [...(before?.waitingFor === 'part' ? before.codes : []), bytes].slice(-MAX_PARTS);
      const whole = joinNewest(partial);
      if (whole === null) {
        wait({ waitingFor: 'part', codes: partial, verdict, origin });
        return;
      }
      verdict = parts.verify(whole, true);
    }
    if (before?.waitingFor === 'pass') verdict = parts.combine(before.verdict, verdict) ?? verdict;
    if (parts.mayCombine(verdict)) {
      wait({ waitingFor: 'pass', codes: [], verdict, origin });
      return;
    }
    decide(verdict, origin, receivedAtMs);
    shown = presentation;
  }

  return {
    receive: take,
    lose({ sourceId, why }) {
      // What is pending says already that something more is to be shown.
      if (screen.kind === 'pending') return;
      const taken = shown === null ? covered : { presentation: shown, screen, sourceId };
      sequence += 1;
      show({ kind: 'lost', sequence, why });
      covered = taken;
    },
    dismiss() {
      decidePending();
      if (screen.kind === 'decided' || screen.kind === 'overridden' || screen.kind === 'lost') show({ kind: 'ready' });
    },
    override() {
      sequence += 1;
      show({ kind: 'overridden', sequence, showForMs: SHOW_OVERRIDDEN_FOR_MS });
    },
    screen: () => screen,
    stop() {
      cancelTimer();
      screen = { kind: 'ready' };
      pending = null;
      sightings.forget();
      decisions.forget();
      used.forget();
    },
  };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
