import type { SourceDescription, SourceFault } from '../../../native/scan_source.ts';
import type { AgedKind } from '../../trust/ages.ts';
import type { ClockReason } from '../../trust/trusted_time.ts';

/** What the opening check looks at, in the order in which it is shown. */
export type OpeningStep = 'scanners' | 'camera' | 'screen' | 'sound' | 'clock' | 'disk' | 'database' | 'trust' | 'files';

/** What can be wrong at the opening; stable, the screen has words for each. */
export type OpeningCode =
  | 'no_scanner'
  | 'scanner_unread'
  | 'scanner_altered'
  | 'scanner_fault'
  | 'verification_failed'
  | 'camera_absent'
  | 'camera_denied'
  | 'camera_in_use'
  | 'camera_fault'
  | 'camera_dark'
  | 'camera_unread'
  | 'window_small'
  | 'cards_not_seen'
  | 'sound_off'
  | 'no_sound_output'
  | 'sound_stopped'
  | 'tones_not_heard'
  | 'clock_wrong'
  | 'clock_drifting'
  | 'disk_low'
  | 'disk_full'
  | 'disk_read_only'
  | 'disk_failed'
  | 'database_damaged'
  | 'database_foreign'
  | 'database_not_writable'
  | 'event_log_broken'
  | 'no_keys'
  | 'list_ending'
  | 'list_too_old'
  | 'list_from_future'
  | 'update_damaged'
  | 'venue_files_damaged'
  | 'settings_damaged'
  | 'key_store_locked'
  | 'time_not_kept';

/** One thing that is wrong, and of what: only what its words speak of is there. */
export interface OpeningFinding {
  readonly step: OpeningStep;
  readonly code: OpeningCode;
  /** The door can open with a warning, and not with a fault. */
  readonly severity: 'warn' | 'fail';
  readonly device?: Pick<SourceDescription, 'input' | 'name'>;
  readonly fault?: SourceFault;
  readonly clock?: ClockReason;
  readonly list?: AgedKind;
  /** Milliseconds since 1970. */
  readonly untilMs?: number;
  /** Files, by name. */
  readonly names?: readonly string[];
  /** Megabytes, or the width and height of the window. */
  readonly amounts?: readonly number[];
}

/** A scanner or the camera in the check; `unread`: it had the time. */
export interface OpeningScanner {
  readonly device: SourceDescription;
  readonly state: 'waiting' | 'read' | 'altered' | 'fault' | 'unread';
}

/** The opening check: running, done, or not begun. */
export interface OpeningCheck {
  readonly state: 'idle' | 'running' | 'done';
  /** What the scanners are to read: a throw-away specimen; null: it does not run. */
  readonly specimen: string | null;
  readonly scanners: readonly OpeningScanner[];
  readonly steps: readonly { readonly step: OpeningStep; readonly state: 'waiting' | 'ok' | 'warn' | 'fail' }[];
  readonly findings: readonly OpeningFinding[];
  readonly tookMs: number;
  readonly freeBytes: number | null;
  readonly openUntilMs: number | null;
  /** The last one that came to its end, kept across restarts. */
  readonly last: { readonly atMs: number; readonly worst: 'ok' | 'warn' | 'fail' } | null;
}

/** What only a person or a window can say in the opening check. */
export type OpeningAnswer =
  /** All that can read has read. */
  | { readonly about: 'scanners' }
  | { readonly about: 'screen' | 'sound'; readonly isGood: boolean }
  /** Whether tones can come out at all, as the window finds it. */
  | { readonly about: 'audio'; readonly isRunning: boolean; readonly outputs: number };
