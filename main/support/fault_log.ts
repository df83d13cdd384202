import os from 'node:os';
import { z } from 'zod';
import type { CameraStatus, KioskProblem, ProgramFault, SetUpFault } from '../bridge/contract.ts';
import type { LostFrame, SourceFault } from '../../native/scan_source.ts';

/** What a fault was of. */
export type FaultPlace = 'door' | 'device' | 'camera' | 'scan' | 'trust' | 'window' | 'program';

/** A fault that came `times` times in a row, last at `atMs`. `code` is a stable word, never a message. */
export interface LoggedFault {
  readonly atMs: number;
  readonly place: FaultPlace;
  readonly code: string;
  readonly times: number;
}

/** The last faults of this run of the program, in memory only. */
export interface FaultLog {
  /** Notes a fault. A code that is not on the closed list, such as a message, is kept as `other`. */
  note(place: FaultPlace, code: string): void;
  /** The oldest first. */
  entries(): readonly LoggedFault[];
}

/** Enough for what a morning's trouble leaves behind. */
export const MOST_FAULTS = 40;

/** The copy of the counts lags; it is in use since the file failed; neither can be used; a start restored them. */
type CountsFault = 'counts_once' | 'counts_switched' | 'counts_failed' | 'counts_restored';

type KnownCode =
  | KioskProblem
  | SourceFault
  | LostFrame['why']
  | SetUpFault
  | CountsFault
  | ProgramFault
  | 'program_taken_back'
  | Exclude<CameraStatus['state'], 'starting' | 'ready' | 'off'>;

/** Every code that the kiosk itself has for what goes wrong; a new one does not compile until it is here. */
const KNOWN: Readonly<Record<KnownCode, true>> = {
  no_scanner: true,
  database_failed: true,
  trust_list_missing: true,
  venue_files_damaged: true,
  clock_doubtful: true,
  set_up_waiting: true,
  scanner_test: true,
  opening_check: true,
  updating: true,
  no_updates: true,
  no_address: true,
  busy: true,
  bad_package: true,
  too_large: true,
  nothing_to_install: true,
  no_way_back: true,
  not_backed_up: true,
  counts_in_doubt: true,
  not_guarded: true,
  program_taken_back: true,
  permission_denied: true,
  in_use: true,
  disconnected: true,
  driver_failed: true,
  stopped_answering: true,
  wrong_mode: true,
  cut_short: true,
  too_long: true,
  garbled: true,
  absent: true,
  denied: true,
  fault: true,
  unreachable: true,
  too_slow: true,
  oversized: true,
  redirected: true,
  outside: true,
  no_repository: true,
  incomplete: true,
  truncated: true,
  tampered: true,
  wrongly_signed: true,
  unknown_root: true,
  older: true,
  frozen: true,
  mixed: true,
  bad_metadata: true,
  bad_target: true,
  not_set_up: true,
  already_set_up: true,
  bad_root: true,
  damaged: true,
  no_previous: true,
  overtaken: true,
  disk_full: true,
  disk_failed: true,
  bad_address: true,
  not_encrypted: true,
  nothing_to_apply: true,
  no_set_up_code: true,
  bad_set_up_code: true,
  clock_behind: true,
  expired: true,
  newer_claims: true,
  needs_stick: true,
  counts_once: true,
  counts_switched: true,
  counts_failed: true,
  counts_restored: true,
};

/** Why Electron says that a page or a helper process went, then what JavaScript, Node and SQLite call their errors. */
const OF_PLATFORM: readonly string[] = [
  'abnormal-exit',
  'killed',
  'crashed',
  'oom',
  'launch-failed',
  'integrity-failure',
  'memory-eviction',
  'unresponsive',
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'SqliteError',
  'ZodError',
  'SQLITE_BUSY',
  'SQLITE_CANTOPEN',
  'SQLITE_CORRUPT',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_NOTADB',
  'SQLITE_READONLY',
  ...Object.keys(os.constants.errno),
];

/** The closed list of fault codes; anything else reads as `other`. */
export const faultCode = z.enum([...Object.keys(KNOWN), ...OF_PLATFORM, 'other']).catch('other');

/** Makes an empty log. `now` is milliseconds since 1970. */
export function createFaultLog(now: () => number): FaultLog {
  let faults: readonly LoggedFault[] = [];
  return {
    note(place, given) {
      const code = faultCode.parse(given);
      const last = faults.at(-1);
      const isSame = last?.place === place && last.code === code;
      const earlier = isSame ? faults.slice(0, -1) : faults;
      faults = [...earlier, { atMs: now(), place, code, times: isSame ? last.times + 1 : 1 }].slice(-MOST_FAULTS);
    },
    entries: () => faults,
  };
}

/** The stable word for whatever was thrown: the system's code, else the error's class; never its message. */
export function codeOfThrown(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'other';
  const { code } = thrown as NodeJS.ErrnoException;
  return typeof code === 'string' && faultCode.parse(code) !== 'other' ? code : thrown.name;
}
