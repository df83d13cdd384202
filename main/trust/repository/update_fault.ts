import type { SourceError } from './repository_source.ts';
import type { StoreError } from './trust_store.ts';

export type UpdateError =
  | Exclude<SourceError, 'absent'>
  | 'no_repository'
  | 'incomplete'
  | 'truncated'
  | 'tampered'
  | 'wrongly_signed'
  | 'unknown_root'
  | 'older'
  | 'mixed'
  | 'bad_metadata'
  | 'bad_target'
  | StoreError;

/** Why an update was refused: nothing of it was kept. */
export interface UpdateFault {
  readonly code: UpdateError;
  /** The file of the repository that it was about. */
  readonly file: string | null;
}

/** Each error in words that go on from "it": the repository. */
export const UPDATE_ERROR_WORDS: Readonly<Record<UpdateError, string>> = {
  unreachable: 'cannot be reached',
  too_slow: 'answers too slowly',
  oversized: 'holds more than an update may have',
  redirected: 'sends the kiosk to another address',
  outside: 'leads out of its own folder',
  no_repository: 'holds no updates',
  incomplete: 'lacks a file that it promises',
  truncated: 'holds a file that is cut short or garbled',
  tampered: 'holds a file that somebody changed',
  wrongly_signed: "holds a file that too few of the authority's keys signed",
  unknown_root: 'belongs to an authority that this kiosk does not know',
  older: 'is older than what the kiosk has had',
  frozen: 'has expired: somebody may be holding back newer ones',
  mixed: 'is a mixture of files from different updates',
  bad_metadata: 'is not built as the kiosk expects it',
  bad_target: 'holds a file that the kiosk cannot use',
  not_set_up: 'cannot be checked, since the kiosk has not been set up with an authority',
  already_set_up: 'is for a kiosk that has not been set up yet',
  bad_root: 'begins with a root of trust that cannot be used',
  damaged: 'cannot be checked, since what the kiosk keeps is damaged',
  disk_full: 'does not fit on the disk',
  disk_failed: 'cannot be written to the disk',
  no_previous: 'has no previous state',
  overtaken: 'was overtaken by another update',
};
