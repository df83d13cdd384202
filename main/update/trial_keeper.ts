import path from 'node:path';
import { z } from 'zod';
import type { StoredJson } from '../settings/stored_json.ts';
import { accepted, FIRST_STATE, nextLaunch, type ProgramState, type RefusalReason, takenBack } from './program_state.ts';

/** What a program on trial says of itself before it ends, beside the state. */
export const trialFault = z.object({ reason: z.string().max(40) });

/** Decides for the guardian what is started, and settles what became of a trial. */
export interface TrialKeeper {
  /** Null: the installed program. Where a trial was cut off, the old program's data is put back first. */
  next(): { readonly program: string | null; readonly isTrial: boolean };
  judged(isGood: boolean): void;
}

/** Keeps the state file of a data folder; every step of it is on the disk before anything follows from it. */
export function createTrialKeeper(parts: {
  readonly state: StoredJson<ProgramState>;
  readonly installed: string;
  readonly isThere: (version: string) => boolean;
  /** What the program on trial said of itself; null: nothing. */
  readonly takeFault: () => RefusalReason | null;
  /** Puts the backup back. Throws what the disk throws. */
  readonly restore: (backup: string) => 'restored' | 'damaged';
  readonly nowMs: () => number;
  /** Waits, with everything: nothing may be started before it is settled. */
  readonly pause: () => void;
}): TrialKeeper {
  const { installed, isThere } = parts;

  function read(): ProgramState {
    return parts.state.read() ?? FIRST_STATE;
  }

  /** Until the disk takes it: a step that is not kept must not be gone on from. */
  function keep(state: ProgramState): void {
    while (!parts.state.write(state)) parts.pause();
  }

  function takeBack(reason: RefusalReason): void {
    const state = read();
    if (state.trial === null) return;
    keep({ ...state, trial: { ...state.trial, step: 'restoring' } });
    for (;;) {
      try {
        // A damaged backup is not put over data that may be good.
        parts.restore(state.trial.backup);
        break;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
        parts.pause();
      }
    }
    keep(takenBack(state, reason, installed, Math.floor(parts.nowMs())));
  }

  return {
    next() {
      const before = read();
      if (before.trial !== null && before.trial.step !== 'armed') {
        // Its process may be ending just now, since its guardian is gone.
        parts.pause();
        takeBack(parts.takeFault() ?? 'interrupted');
      }
      const state = read();
      if (state.trial !== null && state.trial.to !== null && !isThere(state.trial.to)) takeBack('damaged');
      const settled = read();
      const launch = nextLaunch(settled, { installed, isThere });
      if (launch.isTrial && settled.trial !== null) keep({ ...settled, trial: { ...settled.trial, step: 'running' } });
      return launch;
    },
    judged(isGood) {
      if (isGood) keep(accepted(read(), installed));
      else takeBack(parts.takeFault() ?? 'not_ready');
    },
  };
}

/** Where the programs of a data folder lie, with their state. */
export function programsOf(dataDir: string) {
  const folder = path.join(dataDir, 'programs');
  return { folder, state: path.join(folder, 'state.json'), fault: path.join(folder, 'trial_fault.json'), slot: (version: string) => path.join(folder, version) };
}
