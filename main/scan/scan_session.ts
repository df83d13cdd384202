import type { InputKind, ScanFrame } from '../../native/scan_source.ts';
import type { Result } from '../pass/result.ts';
import type { Outcome, Verdict } from '../pass/verdict.ts';
import { createRepeatWindow, type RepeatWindow } from './repeat_window.ts';
import { createUsedPasses } from './used_passes.ts';

/** What the session shows. It holds a verdict only while the screen does, and never the code itself. */
export type SessionScreen =
  | { readonly kind: 'ready' }
  | { readonly kind: 'pending'; readonly waitingFor: WaitingFor }
  | { readonly kind: 'decided'; readonly sequence: number; readonly verdict: Verdict; readonly showForMs: number }
  | { readonly kind: 'not_counted' };

/** The next code of a pass that is spread over several, or another pass of the same visitor. */
export type WaitingFor = 'part' | 'pass';

export interface ScanSession {
  /** Takes a code from any input; the newest one wins the screen at once. */
  receive(frame: ScanFrame): void;
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

/** The same content seen again within this time of its last sighting belongs to the same presentation. */
export const REPEAT_WINDOW_MS = 3_000;
/** More parts than any pass is spread over. */
const MAX_PARTS = 20;
/** How long the rest of a presentation is waited for; then what was there is decided as it is. */
export const PENDING_WINDOW_MS = 15_000;

/** A presentation that is not whole yet. The codes are kept for as long as it waits, in memory only. */
interface Pending {
  readonly waitingFor: WaitingFor;
  readonly codes: readonly Uint8Array[];
  readonly verdict: Verdict;
  readonly input: InputKind;
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
  /** A pass for one entry is used up by entering. */
  readonly usesPasses: () => boolean;
  readonly count: (verdict: Verdict, input: InputKind) => Result<null, string>;
  readonly changed: (screen: SessionScreen) => void;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): ScanSession {
  // The code as it came spares a verification; only the signed content tells two encodings of one pass.
  const codes = createRepeatWindow(REPEAT_WINDOW_MS);
  const contents = createRepeatWindow(REPEAT_WINDOW_MS);
  const used = createUsedPasses();
  let screen: SessionScreen = { kind: 'ready' };
  let pending: Pending | null = null;
  let sequence = 0;
  let cancelTimer = () => {};

  function show(next: SessionScreen): void {
    cancelTimer();
    cancelTimer = () => {};
    screen = next;
    if (next.kind === 'decided') {
      cancelTimer = parts.setTimer(() => show({ kind: 'ready' }), next.showForMs);
    }
    parts.changed(screen);
  }

  function wait(next: Pending): void {
    show({ kind: 'pending', waitingFor: next.waitingFor });
    pending = next;
    cancelTimer = parts.setTimer(() => {
      pending = null;
      decide(next.verdict, next.input);
    }, PENDING_WINDOW_MS);
  }

  function decide(given: Verdict, input: InputKind): void {
    const verdict = afterUse(given);
    if (verdict.outcome !== 'specimen' && !parts.count(verdict, input).ok) {
      codes.forget();
      contents.forget();
      show({ kind: 'not_counted' });
      return;
    }
    if (usesPasses(verdict)) for (const content of verdict.usesUp) used.markUsed(content);
    sequence += 1;
    show({ kind: 'decided', sequence, verdict, showForMs: SHOW_FOR_MS[verdict.outcome] });
  }

  function afterUse(verdict: Verdict): Verdict {
    if (!usesPasses(verdict) || !verdict.usesUp.some(used.isUsed)) return verdict;
    return { ...verdict, outcome: 'refuse', reason: 'already_used' };
  }

  function usesPasses({ outcome }: Verdict): boolean {
    return outcome === 'admit' && parts.usesPasses();
  }

  /** True for a code or content that is still the same presentation: the answer stays up while it is held there. */
  function isHeldThere(seen: RepeatWindow, content: Uint8Array): boolean {
    if (!seen.isRepeat(content, parts.monotonicMs())) return false;
    if (screen.kind === 'decided') {
      const { showForMs } = screen;
      cancelTimer();
      cancelTimer = parts.setTimer(() => show({ kind: 'ready' }), showForMs);
    }
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

  function take({ bytes, input }: ScanFrame): void {
    if (isHeldThere(codes, bytes)) return;
    let verdict = parts.verify(bytes, false);
    if (verdict.contentId !== null && isHeldThere(contents, verdict.contentId)) return;
    const before = pending;
    pending = null;

    if (verdict.reason === 'part_missing') {
      const partial = [...(before?.waitingFor === 'part' ? before.codes : []), bytes].slice(-MAX_PARTS);
      const whole = joinNewest(partial);
      if (whole === null) {
        wait({ waitingFor: 'part', codes: partial, verdict, input });
        return;
      }
      verdict = parts.verify(whole, true);
    }
    if (before?.waitingFor === 'pass') verdict = parts.combine(before.verdict, verdict) ?? verdict;
    if (parts.mayCombine(verdict)) wait({ waitingFor: 'pass', codes: [], verdict, input });
    else decide(verdict, input);
  }

  return {
    receive: take,
    screen: () => screen,
    stop() {
      cancelTimer();
      screen = { kind: 'ready' };
      pending = null;
      codes.forget();
      contents.forget();
      used.forget();
    },
  };
}
