import type { UpdateError } from '../../trust/repository/update_fault.ts';
import type { RefusalReason } from '../../update/program_state.ts';

/** Why an update of the program could not be had, installed or gone back from. */
export type ProgramFault =
  | UpdateError
  | 'bad_address'
  | 'not_encrypted'
  | 'no_updates'
  | 'no_address'
  | 'busy'
  | 'bad_package'
  | 'too_large'
  | 'nothing_to_install'
  | 'no_way_back'
  | 'not_backed_up'
  | 'counts_in_doubt'
  | 'not_guarded';

/** The program: which one runs, which one waits, and what became of others. Times are milliseconds since 1970. */
export interface ProgramStatus {
  readonly running: string;
  /** False: this build knows nobody who may sign updates. */
  readonly hasUpdates: boolean;
  readonly channel: 'stable' | 'beta';
  /** Null: updates come from a folder that the manager names. */
  readonly source: string | null;
  readonly busy: 'checking' | 'downloading' | 'installing' | null;
  /** What is downloaded now, and how much of it is here. */
  readonly coming: { readonly version: string; readonly percent: number } | null;
  /** Downloaded and whole; installed at once on the manager's word, and where `installsItself` at closing time. */
  readonly ready: {
    readonly version: string;
    readonly notes: Readonly<Record<'en' | 'zh-Hant' | 'zh-Hans', string>>;
    readonly installsItself: boolean;
  } | null;
  /** The version that one may go back to. */
  readonly previous: string | null;
  readonly checkedAtMs: number | null;
  readonly fault: ProgramFault | null;
  /** Tried and taken back, the last one last: those that may be tried again from here. */
  readonly refused: readonly { readonly version: string; readonly reason: RefusalReason; readonly atMs: number }[];
}
