import type { InputKind, ScanFrame } from '../../native/scan_source.ts';
import type { Result } from '../pass/result.ts';
import type { Outcome, Verdict } from '../pass/verdict.ts';
import { createRepeatWindow } from './repeat_window.ts';

/** What the session shows. It holds a verdict only while the screen does, and never the code itself. */
export type SessionScreen =
  | { readonly kind: 'ready' }
  | { readonly kind: 'decided'; readonly sequence: number; readonly verdict: Verdict; readonly showForMs: number }
  | { readonly kind: 'not_counted' };

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

/**
 * The life of a scan: ready, verified, counted, shown, ready. A decision is counted durably before it is
 * shown, so that no count the screen has shown can be lost; one that could not be counted is not shown.
 */
export function createScanSession(parts: {
  readonly verify: (code: Uint8Array) => Verdict;
  readonly count: (verdict: Verdict, input: InputKind) => Result<null, string>;
  readonly changed: (screen: SessionScreen) => void;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): ScanSession {
  const repeats = createRepeatWindow(REPEAT_WINDOW_MS);
  let screen: SessionScreen = { kind: 'ready' };
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

  return {
    receive(frame) {
      const verdict = parts.verify(frame.bytes);
      if (repeats.isRepeat(verdict.contentId ?? frame.bytes, parts.monotonicMs())) {
        // Still the same visitor: the answer stays up while the pass is held there.
        if (screen.kind === 'decided') {
          const shown = screen;
          cancelTimer();
          cancelTimer = parts.setTimer(() => show({ kind: 'ready' }), shown.showForMs);
        }
        return;
      }
      if (verdict.outcome !== 'specimen' && !parts.count(verdict, frame.input).ok) {
        repeats.forget();
        show({ kind: 'not_counted' });
        return;
      }
      sequence += 1;
      show({ kind: 'decided', sequence, verdict, showForMs: SHOW_FOR_MS[verdict.outcome] });
    },
    screen: () => screen,
    stop() {
      cancelTimer();
      screen = { kind: 'ready' };
      repeats.forget();
    },
  };
}
