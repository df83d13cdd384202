import { z } from 'zod';
import { compareVersions, programVersion } from './program_version.ts';

/** Null: the program that was installed on the machine. */
const program = programVersion.nullable();
const schema = z.int().min(0);
const MOST_REFUSED = 20;
const sums = z.record(z.string().max(100), z.union([z.int(), z.string().max(100)])).readonly();

/** Why a program is not tried again by itself. */
export const refusalReason = z.enum(['counts_not_opened', 'counts_differ', 'key_lost', 'settings_lost', 'specimen', 'scanner', 'not_ready', 'interrupted', 'damaged', 'not_begun']);
export type RefusalReason = z.infer<typeof refusalReason>;

/** A program that is to prove itself, and what comes back where it does not. */
export const trial = z.object({
  to: program,
  from: program,
  /** Of the database that `from` works with. */
  fromSchema: schema,
  /** In the folder of backups. */
  backup: z.string().regex(/^[0-9A-Za-z-]{1,60}$/),
  /** `restoring` is not left before all that was backed up is back. */
  step: z.enum(['armed', 'running', 'restoring']),
  sums,
  keyId: z.string().max(64),
  hadScanner: z.boolean(),
});
export type Trial = z.infer<typeof trial>;

/** Which programs there are, and which is to be started. Versions name folders beside the file. */
export const programState = z.object({
  version: z.literal(1),
  current: program,
  /** To which one may go back, with the schema of its database. */
  previous: z.object({ program, schema }).nullable(),
  trial: trial.nullable(),
  /** A newer program may know more reasons. */
  refused: z.array(z.object({ version: programVersion, reason: refusalReason.catch('not_ready'), atMs: z.int(), told: z.boolean() })).max(MOST_REFUSED),
});
export type ProgramState = z.infer<typeof programState>;

/** What a kiosk begins with: the installed program. */
export const FIRST_STATE: ProgramState = { version: 1, current: null, previous: null, trial: null, refused: [] };

/** The program to start now. A trial that began before must have been settled: it is not begun twice. */
export function nextLaunch(
  state: ProgramState,
  /** The installed program's version, and whether a program is still there. */
  machine: { readonly installed: string; readonly isThere: (version: string) => boolean },
): { readonly program: string | null; readonly isTrial: boolean } {
  if (state.trial?.step === 'armed') return { program: state.trial.to, isTrial: true };
  const { current } = state;
  // Whoever installs a newer one over it means that one.
  const isInstalled = current === null || !machine.isThere(current) || compareVersions(machine.installed, current) >= 0;
  return { program: isInstalled ? null : current, isTrial: false };
}

/** The state once the trial's program is the one in use. */
export function accepted(state: ProgramState, installed: string): ProgramState {
  const { trial: done } = state;
  if (done === null) return state;
  const refused = state.refused.filter(({ version }) => version !== (done.to ?? installed));
  return { ...state, current: done.to, previous: { program: done.from, schema: done.fromSchema }, trial: null, refused };
}

/** The state once the old program and its data are back. */
export function takenBack(state: ProgramState, reason: RefusalReason, installed: string, atMs: number): ProgramState {
  const { trial: failed } = state;
  if (failed === null) return state;
  return refusing({ ...state, trial: null }, { version: failed.to ?? installed, reason, atMs, told: false });
}

/** The state in which a version is not tried by itself, and why; `told`: the log has it. */
export function refusing(state: ProgramState, refusal: ProgramState['refused'][number]): ProgramState {
  const others = state.refused.filter(({ version }) => version !== refusal.version);
  return { ...state, refused: [...others, refusal].slice(-MOST_REFUSED) };
}
