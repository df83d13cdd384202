import type { ProgramFault } from './bridge/contract.ts';
import { fail, ok, type Result } from './pass/result.ts';
import type { RefusalReason } from './update/program_state.ts';

/** The change to another program. From its beginning until the other one has proved itself, nothing is scanned or counted. */
export interface ProgramChange {
  isUnderWay(): boolean;
  /** Hands over to a program (null: the installed one) and starts the kiosk anew with it; where that fails, nothing has changed. */
  begin(to: string | null, kind: 'update' | 'back'): Promise<Result<null, ProgramFault>>;
  /** What is left to do when everything is closed and nothing is counted any more. */
  atLast(): void;
  /** On trial: takes the tests one after the other, and goes on as the program in use, or ends with the first that failed. */
  prove(tests: readonly { readonly passes: () => boolean | Promise<boolean>; readonly otherwise: RefusalReason }[]): Promise<void>;
}

const LOOK_EVERY_MS = 100;

/** Makes the change of a kiosk that is on trial itself, or not. */
export function createProgramChange(parts: {
  readonly isOnTrial: boolean;
  /** Without a guardian nobody would take a bad program back. */
  readonly isGuarded: boolean;
  /** The next start puts the files in order first. */
  readonly countsAreInDoubt: () => boolean;
  readonly hasScanner: () => boolean;
  readonly handOver: (change: { readonly to: string | null; readonly kind: 'update' | 'back'; readonly hadScanner: boolean }) => Result<null, ProgramFault>;
  /** A way back that could not be begun when everything was closed. */
  readonly notBegun: (to: string | null) => void;
  readonly startAnew: () => void;
  readonly failTrial: (reason: RefusalReason) => void;
  readonly proved: () => void;
  /** Whether the disk says that the program on trial is the one in use. */
  readonly isAccepted: () => boolean;
  readonly note: (word: 'begun' | 'installed') => void;
  readonly changed: () => void;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): ProgramChange {
  let isUnderWay = parts.isOnTrial;
  let atLast = (): void => {};

  function over(): void {
    isUnderWay = false;
    parts.changed();
  }

  return {
    isUnderWay: () => isUnderWay,
    async begin(to, kind) {
      if (!parts.isGuarded) return fail('not_guarded');
      if (parts.countsAreInDoubt()) return fail('counts_in_doubt');
      isUnderWay = true;
      parts.changed();
      parts.note('begun');
      const hadScanner = parts.hasScanner();
      const handOver = () => parts.handOver({ to, kind, hadScanner });
      // On the way back the counts get the older program's schema: they must be closed by then.
      if (kind === 'back') {
        atLast = () => {
          if (!handOver().ok) parts.notBegun(to);
        };
        parts.startAnew();
        return ok(null);
      }
      const handed = handOver();
      if (handed.ok) parts.startAnew();
      else over();
      return handed;
    },
    atLast: () => atLast(),
    async prove(tests) {
      for (const { passes, otherwise } of tests) if (!(await passes())) return parts.failTrial(otherwise);
      parts.proved();
      // A count before the disk says so would go with the program.
      const goOn = (): void => {
        if (!parts.isAccepted()) {
          parts.setTimer(goOn, LOOK_EVERY_MS);
          return;
        }
        parts.note('installed');
        over();
      };
      goOn();
    },
  };
}
