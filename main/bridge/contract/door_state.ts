import type { LostFrame, SourceDescription } from '../../../native/scan_source.ts';
import type { Language } from '../../pass/languages.ts';
import type { Outcome, PassFormat, Reason, ReasonClass } from '../../pass/verdict.ts';
import type { AgedKind } from '../../trust/ages.ts';
import type { ClockReason } from '../../trust/trusted_time.ts';
import type { DrillState } from './drill.ts';
import type { ManualReason, OverrideReason } from './staff.ts';
import type { Direction, Support } from './venue_settings.ts';

/** What the door may see of a verdict: made by `redactVerdict`, and the only verdict that leaves main. */
export interface RedactedVerdict {
  readonly outcome: Outcome;
  readonly reasonClass: ReasonClass;
  /** Names the kind of wrong or unsupported code, so that the screen can say what to ask for. */
  readonly format: PassFormat;
  /** A finer hint for the steward's next step; never a health ground. */
  readonly hint: Extract<
    Reason,
    | 'expired'
    | 'not_yet_valid'
    | 'trust_list_stale'
    | 'trust_list_missing'
    | 'rules_stale'
    | 'revocations_stale'
    | 'clock_doubtful'
    | 'unknown_key'
    | 'wrong_gate'
  > | null;
  /** The venue's words for the rule that was not met, by language; empty where it has none. */
  readonly ruleWords: Readonly<Partial<Record<Language, string>>>;
  readonly identity: { readonly line: string; readonly birth: string | null } | null;
}

/** The door screen's whole state. `sequence` grows by one with each decision, so no decision is shown twice. */
export type DoorState = {
  readonly demo: boolean;
  readonly venueName: string;
  readonly gate: string;
  readonly direction: Direction;
  readonly language: Language;
  readonly sound: boolean;
  readonly devices: readonly SourceDescription[];
  readonly admittedToday: number;
  readonly occupancy: Occupancy;
  /** The steward may turn the direction here. */
  readonly directionToggle: boolean;
  /** The entry by hand that can still be taken back; null: none. */
  readonly lastManual: { readonly reason: ManualReason; readonly atMs: number } | null;
  /** A refused or undecided visitor whom a supervisor may let in, by the sequence of that decision; null: none. */
  readonly mayOverride: number | null;
  /** Specimens are presented for practice: the expected answers are scored, and nothing is counted. */
  readonly drill: DrillState | null;
  /** What will stop the door, while there is still time to mend it; null: nothing. */
  readonly notice: DoorNotice | null;
  /** What would let the camera read the code that it sees. */
  readonly hint: CameraHint | null;
  /** The preview is shown as in a mirror. */
  readonly mirror: boolean;
  readonly screen:
    | { readonly kind: 'ready' }
    | {
        readonly kind: 'decided';
        readonly sequence: number;
        readonly verdict: RedactedVerdict;
        /** Which way the visitor goes: a scanner may have one of its own. */
        readonly direction: Direction;
        /** The screen returns to ready by itself after this many milliseconds. */
        readonly showForMs: number;
        /** The identity line is dropped after this many milliseconds. */
        readonly identityForMs: number;
        /** The same pass was decided on here before, so many milliseconds ago; null: it was not. */
        readonly shownBeforeMs: number | null;
      }
    /** A supervisor let the visitor of an earlier decision in. */
    | { readonly kind: 'overridden'; readonly sequence: number; readonly reason: OverrideReason; readonly showForMs: number }
    /** A device began to send a code, and it was lost. */
    | { readonly kind: 'lost'; readonly sequence: number; readonly why: LostFrame['why'] }
    | { readonly kind: 'pending'; readonly waitingFor: 'part' | 'pass' }
    /** In a drill a code was scanned that is none of its specimens: perhaps a visitor's, so it was not looked at. */
    | { readonly kind: 'not_of_drill'; readonly sequence: number }
    | { readonly kind: 'problem'; readonly problem: KioskProblem }
    /** Nothing of the kiosk works. */
    | { readonly kind: 'stopped'; readonly fault: StartFault; readonly support: Support | null; readonly triesAgain: boolean };
};

/** How many are inside, out of how many. `level` names the capacity warning in force. */
export interface Occupancy {
  readonly inside: number;
  readonly capacity: number | null;
  readonly level: 'below' | 'warn' | 'alarm' | 'full';
  readonly peak: number;
  readonly peakAtMs: number | null;
}

/** A clock that is off, a list that will soon be too old, or counts that were damaged. `at` is milliseconds since 1970. */
export type DoorNotice =
  | { readonly kind: 'clock'; readonly reason: ClockReason }
  | { readonly kind: 'open_until'; readonly at: number; readonly what: AgedKind }
  | { readonly kind: 'counts_restored'; readonly restored: CountsRestored };

/**
 * Counts that were damaged and are in use again: by their copy, in which nothing is missing, or put together from what
 * could be read. `lost` is when counts may be missing, milliseconds since 1970; its beginning null: nobody knows.
 */
export interface CountsRestored {
  readonly atMs: number;
  readonly by: 'copy' | 'salvage';
  readonly lost: { readonly fromMs: number | null; readonly untilMs: number } | null;
}

/** Why the kiosk cannot work at all. */
export type StartFault = 'newer_program' | 'not_a_database' | 'foreign_database' | 'damaged' | 'cannot_open' | 'no_key';

/** What stops the door, each with words on screen. */
export type KioskProblem = 'no_scanner' | 'database_failed' | 'trust_list_missing' | 'venue_files_damaged' | 'clock_doubtful' | 'set_up_waiting' | 'scanner_test' | 'opening_check' | 'updating';

/** The code is too small or too dense, too dark, hidden by a reflection, or blurred. */
export type CameraHint = 'hold_closer' | 'brighter' | 'glare' | 'hold_still';

/** The visitor's screen: never a field of the pass. */
export interface VisitorState {
  /** One after the other, the first one first. */
  readonly languages: readonly [Language, ...Language[]];
  readonly demo: boolean;
  /** Specimens are presented for practice. */
  readonly drill: boolean;
  readonly venueName: string;
  readonly screen: 'present_pass' | 'welcome' | 'goodbye' | 'see_staff';
  readonly hint: CameraHint | null;
  readonly mirror: boolean;
}
