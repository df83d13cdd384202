import type { LostFrame, SourceDescription, SourceFault } from '../../native/scan_source.ts';
import type { Diagnosis, Finding } from '../../native/scanner_doctor.ts';
import type { ProgrammingCode, Remedy } from '../../native/scanner_vendors.ts';
import type { TestSymbol, TestSymbolId } from '../../native/test_symbols.ts';
import type { ExampleVisitor } from '../pass/rules/example_visitors.ts';
import type { RuleAnswer } from '../pass/rules/rule.ts';
import type { UpdateError } from '../trust/repository/update_fault.ts';
import type { Outcome, PassFormat, ReasonClass, Reason } from '../pass/verdict.ts';
import type { Result } from '../pass/result.ts';
import type { Language } from '../pass/languages.ts';
import type { AgedKind } from '../trust/ages.ts';
import type { ClockReason, ClockState } from '../trust/trusted_time.ts';

export type { Diagnosis, Finding, Language, ProgrammingCode, Remedy, Result, TestSymbol, TestSymbolId };
/** What an authority wrote for people to read: in English, and in whichever of the languages it has. */
export type Localised = Readonly<{ en: string } & Partial<Record<Language, string>>>;
export type Direction = 'in' | 'out';
/** How much of the holder the steward may see; the venue chooses. */
export type IdentityDisplay = 'nothing' | 'initials' | 'name';

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
    | { readonly kind: 'problem'; readonly problem: KioskProblem };
};

/** Who is at the kiosk: a steward needs no PIN, and each later one may do what those before may. */
export type Role = 'steward' | 'supervisor' | 'manager';

/** Why a supervisor let somebody in against the answer. */
export type OverrideReason = 'paper_proof' | 'identity_known' | 'technical_fault' | 'accompanied' | 'organiser_decision' | 'emergency';

/** Why somebody without a code was counted by hand. */
export type ManualReason = 'child' | 'exempt' | 'no_phone' | 'staff' | 'other';

/** Why the number of people inside was put right. */
export type CorrectionReason = 'counted_by_hand' | 'left_unseen' | 'entered_unseen' | 'mistake';

/** How many are inside, out of how many. `level` names the capacity warning in force. */
export interface Occupancy {
  readonly inside: number;
  readonly capacity: number | null;
  readonly level: 'below' | 'warn' | 'alarm' | 'full';
  readonly peak: number;
  readonly peakAtMs: number | null;
}

/** The state of a drill: how many specimens were presented, and how many the steward answered rightly. */
export interface DrillState {
  readonly presented: number;
  readonly right: number;
  /** The steward is to be asked about the specimen on screen. */
  readonly asks: boolean;
  /** The answer to the specimen on screen; null: there is none yet. */
  readonly judged: { readonly specimen: DrillSpecimenId; readonly isRight: boolean; readonly best: DrillAnswer } | null;
}

/** What a steward may do with whoever stands there. */
export type DrillAnswer = 'let_in' | 'other_code' | 'do_not_let_in' | 'call_supervisor';

/** The specimens of a drill, each for one thing that a door meets. */
export type DrillSpecimenId =
  | 'member'
  | 'staff'
  | 'expired'
  | 'not_yet_valid'
  | 'rule_not_met'
  | 'withdrawn'
  | 'altered'
  | 'wrong_venue'
  | 'wrong_gate'
  | 'already_used'
  | 'damaged'
  | 'unknown_issuer'
  | 'list_too_old'
  | 'clock_wrong'
  | 'hk_domestic'
  | 'web_address'
  | 'boarding_pass'
  | 'product_code'
  | 'specimen';

/** A specimen of the running drill, and how its last showing was answered; null: it was not shown yet. */
export interface DrillCard {
  readonly id: DrillSpecimenId;
  readonly outcome: Outcome;
  /** A throw-away code, worth nothing outside this drill. */
  readonly text: string;
  readonly result: 'right' | 'wrong' | 'unanswered' | null;
}

/** The drill as the manager's window shows it; without cards when none runs. */
export interface DrillReport {
  readonly isRunning: boolean;
  readonly presented: number;
  readonly right: number;
  readonly endsInMs: number;
  readonly cards: readonly DrillCard[];
}

/** A clock that is off, or a list that will soon be too old. `at` is milliseconds since 1970. */
export type DoorNotice =
  | { readonly kind: 'clock'; readonly reason: ClockReason }
  | { readonly kind: 'open_until'; readonly at: number; readonly what: AgedKind };

/** Why the kiosk cannot start, told in a box of the system's since there is no window yet. */
export type StartFault = 'newer_program' | 'not_a_database' | 'foreign_database' | 'damaged' | 'cannot_open' | 'no_key';

/** What stops the door, each with words on screen. */
export type KioskProblem = 'no_scanner' | 'database_failed' | 'trust_list_missing' | 'venue_files_damaged' | 'clock_doubtful' | 'set_up_waiting' | 'scanner_test' | 'opening_check';

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

export interface VenueSettings {
  readonly venueName: string;
  readonly gate: string;
  readonly gates: readonly string[];
  readonly direction: Direction;
  /** Gates that lead out: choosing one turns `direction` with it. */
  readonly exitGates: readonly string[];
  /** The steward may turn the direction at the door. */
  readonly directionToggle: boolean;
  /** Scanners, by the name that the system gives them, that always count one direction. */
  readonly scannerDirections: readonly { readonly scanner: string; readonly direction: Direction }[];
  /** How many people may be inside; null: nobody asks. Warned of at each share (0 to 1) of it, in rising order. */
  readonly capacity: number | null;
  readonly capacityWarnings: readonly [number, number];
  /** When the venue's day begins, minutes after midnight: who is inside is counted anew from there. */
  readonly dayStartsAt: number;
  /** Counts from 1 to below this leave the kiosk only as "fewer than"; 0: every count leaves as it is. */
  readonly suppressBelow: number;
  /** The languages of the visitor's screen, one after the other; empty: the door's. */
  readonly visitorLanguages: readonly Language[];
  readonly language: Language;
  readonly sound: boolean;
  readonly identityDisplay: IdentityDisplay;
  readonly timeZone: string;
  /** Which rule the door applies: the id of a rule pack. */
  readonly rulePack: string;
  /** Two passes of one visitor may satisfy the rule together. */
  readonly combinesPasses: boolean;
  /** The names by which passes and tickets may name this venue and its events. */
  readonly audiences: readonly string[];
  /** After how many days the venue itself stops relying on each; null: as the authority says. */
  readonly stopAfterDays: Readonly<Record<AgedKind, number | null>>;
  /** Where updates come from: a URL or a folder; null: a stick. */
  readonly updateSource: string | null;
  /** Null: nobody was named. */
  readonly support: Support | null;
  /** A camera's stable name, as `CameraStatus.cameras` has it; null is the system's default camera, 'off' none. */
  readonly camera: string | null;
  readonly cameraSettings: CameraSettings;
  /** The national layout that keyboard scanners are set to; 'system': their keys mean what the computer says. */
  readonly keyboardLayout: KeyboardLayoutName;
  /** Scanners of unknown makers that type as a keyboard and are to be read directly, as `vvvv:pppp` in hexadecimal. */
  readonly rawKeyboards: readonly string[];
  /** Serial ports with a scanner that cannot be known as one by itself, as the system calls them. */
  readonly serialPorts: readonly { readonly path: string; readonly baudRate: number }[];
}

export type KeyboardLayoutName = 'us' | 'uk' | 'de' | 'fr' | 'es' | 'it' | 'system';

/** What the manager wants of the camera, where it can do it. */
export interface CameraSettings {
  /** The visitor sees the preview as in a mirror. */
  readonly mirror: boolean;
  readonly torch: boolean;
  /** From 0, the least that the camera can do, to 1, the most; null: as the camera is. */
  readonly zoom: number | null;
  readonly exposure: number | null;
}

/** A maker of scanners, with the programming codes that its manuals print. */
export interface ScannerMaker {
  readonly maker: string;
  /** A device of this maker is plugged in. */
  readonly isPresent: boolean;
  readonly codes: Readonly<Partial<Record<Remedy, ProgrammingCode>>>;
}

/** A scanner under examination, and what the doctor says of it; nothing of what it sent. */
export interface ScannerReport {
  readonly device: SourceDescription;
  /** It is sending, or has just sent: the answer follows in a second. */
  readonly isSending: boolean;
  /** Null: it has sent nothing since the symbol came on screen. */
  readonly diagnosis: Diagnosis | null;
}

/** The state of the scanner doctor. */
export interface ScannerCheck {
  readonly isRunning: boolean;
  readonly scanners: readonly ScannerReport[];
  /** What to think of it when no scanner has sent anything for a while. */
  readonly silence: readonly Finding[];
}

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

/** What a count was of: a decision, a supervisor's override or an entry by hand. */
export type CountedOutcome = Exclude<Outcome, 'specimen'> | 'override' | 'manual';

/** By what the figures are split. */
export type FiguresDimension = 'outcome' | 'reason' | 'format' | 'input' | 'gate';

export type FiguresStep = 'quarter' | 'hour' | 'day' | 'week';

/** Which figures are wanted. Days are the venue's own, as `YYYY-MM-DD`, both included. */
export interface FiguresRequest {
  readonly from: string;
  readonly until: string;
  readonly step: FiguresStep;
  readonly by: FiguresDimension;
  /** Null: all gates. */
  readonly gate: string | null;
  /** Null: both. */
  readonly direction: Direction | null;
}

/** Counts of one step. `start` is a local time, `YYYY-MM-DDTHH:MM`, of a day or a week its first day. */
export interface FiguresBucket {
  readonly start: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Who entered: admitted, let in by a supervisor or counted by hand, inward. */
  readonly entered: number;
  readonly left: number;
}

export interface FiguresReport {
  readonly request: FiguresRequest;
  readonly timeZone: string;
  /** The step that the range allows: finer ones than it can show were widened. */
  readonly step: FiguresStep;
  readonly buckets: readonly FiguresBucket[];
  /** The words of the chosen dimension that occur, the largest first. */
  readonly words: readonly string[];
  /** Over the whole range, by each dimension, of what was asked for. */
  readonly totals: Readonly<Record<FiguresDimension, Readonly<Record<string, number>>>>;
  readonly entered: number;
  readonly left: number;
  /** Decisions on a pass that was shown here before on the same day. */
  readonly repeats: number;
  /** The step with the most entries. */
  readonly peak: { readonly start: string; readonly entered: number } | null;
  /** The most people inside at once on one day of the range. */
  readonly peakInside: { readonly day: string; readonly inside: number; readonly atMs: number } | null;
  /** Of one day: how many had entered by the same time on the same weekday of the four weeks before; null: no such day. */
  readonly sameWeekday: { readonly entered: number; readonly usual: number; readonly days: number } | null;
}

/** How fast and how well the door worked over a range of days. */
export interface PerformanceReport {
  /** From a code received to its decision, milliseconds; null: nothing was decided. Upper ends of buckets. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly decisions: number;
  readonly devices: readonly { readonly input: string; readonly device: string; readonly read: number; readonly lost: number }[];
  /** People in the busiest quarter-hour of each gate, an hour's worth. */
  readonly peoplePerHour: readonly { readonly gate: string; readonly most: number }[];
}

/** A folder that files may be written into: a stick, or the user's documents. */
export interface ExportTarget {
  readonly id: string;
  readonly name: string;
}

/** What the words of exported figures are called in the language of the screen. */
export interface ExportLabels {
  readonly title: string;
  /** Above the steps' names. */
  readonly step: string;
  readonly total: string;
  readonly in: string;
  readonly out: string;
  readonly entered: string;
  readonly left: string;
  /** What the mark of a hidden count means. */
  readonly hidden: string;
  /** What was asked for, in one line. */
  readonly asked: string;
  /** When the file was made. */
  readonly made: string;
  /** Of the words of the chosen dimension; those that are missing are called as they are. */
  readonly words: Readonly<Record<string, string>>;
}

/** Files that figures leave in. Small counts are suppressed in each. */
export type ExportFormat = 'csv' | 'json' | 'pdf';

/** What the event log has of each kind of event: one word of a closed list (or none), so that nobody can be in it. */
export interface EventWords {
  readonly kiosk_started: '';
  /** `amount` were still counted as inside when the day before ended. */
  readonly day_started: '';
  /** The venue's day turned back to one that was not over; `amount` are inside. */
  readonly day_resumed: '';
  readonly override: OverrideReason;
  readonly manual_undone: ManualReason;
  /** `amount` more, or fewer below zero. */
  readonly inside_corrected: CorrectionReason;
  readonly unlocked: Exclude<Role, 'steward'>;
  readonly wrong_pin: '';
  readonly pin_changed: Exclude<Role, 'steward'>;
  readonly settings_changed: '';
  readonly exported: ExportFormat | 'print';
  readonly support_bundle: '';
  readonly trust_updated: 'applied' | 'restored' | 'set_up';
  readonly clock_confirmed: '';
  readonly opening_check: 'passed' | 'failed';
  /** `amount` specimens were answered rightly. */
  readonly drill: '';
}

export type EventKind = keyof EventWords;

/** Who is inside, and who passed each gate on the venue's day, `YYYY-MM-DD`. */
export interface InsideReport {
  readonly occupancy: Occupancy;
  readonly day: string;
  readonly gates: readonly { readonly gate: string; readonly entered: number; readonly left: number }[];
}

/** Events before the asked one (or the newest), newest first. Hashes are SHA-256 in hexadecimal. */
export interface EventPage {
  readonly events: readonly LoggedEvent[];
  /**
   * The newest event of all as `sequence:hash`, of the hash as many digits as one writes down and the command `events`
   * takes; null: nothing has happened yet.
   */
  readonly head: string | null;
  /** The hash of the public key by which the log is signed. */
  readonly key: string;
}

/** One entry of the event log; no person in it. */
export interface LoggedEvent {
  readonly sequence: number;
  readonly atMs: number;
  readonly kind: string;
  readonly word: string;
  readonly amount: number;
}

export interface CameraStatus {
  readonly state: 'starting' | 'ready' | 'absent' | 'denied' | 'in_use' | 'fault' | 'off';
  /** Names of the cameras present, the same after every start: the label, numbered where several bear the same. */
  readonly cameras: readonly string[];
  readonly current: string | null;
  /** What was agreed with the running camera. */
  readonly picture: {
    readonly width: number;
    readonly height: number;
    readonly framesPerSecond: number;
    /** Black, or nearly so: the lens is covered, or there is no light. */
    readonly isDark: boolean;
  } | null;
  /** What the running camera lets itself be told. */
  readonly controls: { readonly torch: boolean; readonly zoom: boolean; readonly exposure: boolean };
}

/** A rule pack that the manager may choose. */
export interface RuleChoice {
  readonly id: string;
  readonly title: Localised;
  /** What must be known before it is chosen. */
  readonly note: Localised | null;
  /** When its rules change, as local days or minutes, the past ones left out. */
  readonly changes: readonly string[];
}

/** What a pack says of an example visitor, or of the specimen that was scanned last, beside what is in force now. */
export interface RuleTrial {
  readonly visitor: ExampleVisitor | 'last_specimen';
  readonly before: RuleAnswer['answer'];
  readonly after: RuleAnswer['answer'];
  /** The rule that was not met or stayed open under the tried pack. */
  readonly failedRule: { readonly id: string; readonly words: Readonly<Partial<Record<Language, string>>> } | null;
}

/** How old the trust in use is, and what the clock is worth. Times are milliseconds since 1970. */
export interface TrustStatus {
  readonly clock: { readonly state: ClockState; readonly reason: ClockReason | null; readonly nowMs: number };
  readonly kinds: Readonly<
    Record<
      AgedKind,
      { readonly ageMs: number; readonly state: 'fresh' | 'warn' | 'stopped'; readonly stopAt: number | null } | null
    >
  >;
  readonly openUntil: { readonly at: number; readonly kind: AgedKind } | null;
  readonly keyCount: number;
  /** Null: the kiosk was not set up with an authority. */
  readonly authority: {
    /** SHA-256 of the root of trust, in groups of four for the eye. */
    readonly fingerprint: string;
    readonly appliedAtMs: number;
    readonly hasPrevious: boolean;
    /** The newest state was damaged, and the one before it is in use. */
    readonly fellBack: boolean;
  } | null;
  readonly updateSource: string | null;
  readonly support: Support | null;
  /** What the authority wants the venue's people to read. */
  readonly texts: readonly Localised[];
  /** A set-up code was scanned and waits for the manager's word. */
  readonly hasSetUpCode: boolean;
}

/** Why an update cannot be had, or an action on the trust in use failed. */
export type TrustFault = UpdateError | 'bad_address' | 'not_encrypted' | 'nothing_to_apply';
export type SetUpFault =
  | TrustFault
  | 'no_set_up_code'
  | 'bad_set_up_code'
  | 'needs_stick'
  | 'clock_behind'
  | 'expired'
  | 'newer_claims';

/** What a set-up code offers; the fingerprint is to be compared by eye with the authority's. */
export interface SetUpOffer {
  readonly venueName: string;
  readonly gates: readonly string[];
  readonly updateSource: string | null;
  readonly support: Support;
  readonly fingerprint: string;
}

/** What an update would change. */
export interface UpdateSummary {
  readonly addedKeys: number;
  readonly withdrawnKeys: number;
  readonly changedKeys: number;
  readonly rulePacks: readonly {
    readonly id: string;
    readonly title: Localised;
    readonly change: 'added' | 'changed' | 'removed';
    readonly from: string | null;
  }[];
  readonly revocationsAdded: number;
  readonly revocationsRemoved: number;
  readonly policyChanged: boolean;
  readonly root: { readonly from: number; readonly to: number } | null;
  readonly downloaded: { readonly files: number; readonly bytes: number };
  readonly expiresAtMs: number;
}

/** Whom to ask for help, and how, as the authority named them. */
export interface Support {
  readonly name: string;
  /** A telephone number, an address or both. */
  readonly contact: string;
}

/** What a kiosk runs with, short enough to be read out over the telephone; nothing of any person or venue. */
export interface ConfigurationId {
  readonly program: string;
  /** Of the key lists in use, eight hexadecimal digits in two groups; null: there are none. */
  readonly keys: string | null;
  /** The id of the rule in force. */
  readonly rule: string;
  /** Of the kiosk's own public key, as `keys`; null: it has none. */
  readonly kiosk: string | null;
}

/** What help at the door and in the manager's window is made of. */
export interface HelpStatus {
  readonly support: Support | null;
  readonly configuration: ConfigurationId;
  readonly timeZone: string;
  readonly devices: readonly SourceDescription[];
  readonly trust: Pick<TrustStatus, 'clock' | 'kinds' | 'openUntil' | 'keyCount'>;
  /** Null: it cannot be told. */
  readonly diskFreeBytes: number | null;
}

/** A fact of the support bundle, as its file has it. */
export type BundleFact =
  | string
  | number
  | boolean
  | null
  | readonly BundleFact[]
  | { readonly [name: string]: BundleFact };

/** The parts of the support bundle, in their order. */
export type BundlePart =
  | 'bundle'
  | 'madeAt'
  | 'configuration'
  | 'program'
  | 'screens'
  | 'settings'
  | 'devices'
  | 'usb'
  | 'camera'
  | 'clock'
  | 'trust'
  | 'database'
  | 'eventLog'
  | 'openingCheck'
  | 'faults'
  | 'files'
  | 'disk';

/** A support bundle before it leaves: all that it says, and the codes in which a phone can take it. */
export interface PreparedBundle {
  readonly facts: Readonly<Record<BundlePart, BundleFact>>;
  readonly bytes: number;
  readonly frames: readonly string[];
}

/** Why a visitor was not let in: `too_late` when the decision is not the last one any more, or too old. */
export type OverrideFault = 'wrong_pin' | 'wait' | 'too_late' | 'not_counted';

/** `window.kiosk` of the door window. */
export interface DoorBridge {
  onState(listener: (state: DoorState) => void): void;
  onPreview(listener: (jpeg: Uint8Array) => void): void;
  openManager(): Promise<Result<null, never>>;
  /** A supervisor lets the visitor of the decision `sequence` in. */
  override(request: { sequence: number; pin: string; reason: OverrideReason }): Promise<Result<null, OverrideFault>>;
  countManually(request: { reason: ManualReason }): Promise<Result<null, 'not_counted'>>;
  /** Takes the last entry by hand back, while `DoorState.lastManual` says that it can be. */
  undoManual(): Promise<Result<null, 'too_late' | 'not_counted'>>;
  setDirection(request: { direction: Direction }): Promise<Result<null, 'not_allowed' | 'not_saved'>>;
  /** Demo only: asks for the specimen sheet window. */
  openSpecimens(): Promise<Result<null, 'not_demo'>>;
  help(): Promise<Result<HelpStatus, never>>;
  /** What the steward would do with whoever shows the specimen on screen. */
  answerDrill(request: { answer: DrillAnswer }): Promise<Result<null, 'no_drill'>>;
  /** Presents a specimen of the drill that was shown least, without a scanner. */
  nextSpecimen(): Promise<Result<null, 'no_drill'>>;
  /** Open to everybody: visitors are waiting. */
  endDrill(): Promise<Result<null, never>>;
}

/** `window.kiosk` of the visitor window. */
export interface VisitorBridge {
  onState(listener: (state: VisitorState) => void): void;
  onPreview(listener: (jpeg: Uint8Array) => void): void;
}

/** Why a PIN cannot be set: not 4 to 12 digits, or a run or a repetition that anybody tries first. */
export type FirstPinFault = 'bad_input' | 'too_simple' | 'not_saved';

/** Why a PIN was not changed. */
export type PinFault = FirstPinFault | 'wrong_pin' | 'wait' | 'same_as_other';

/** A new PIN for a role, and the manager's present one. `next` null takes a supervisor's PIN away. */
export interface PinChange {
  readonly role: Exclude<Role, 'steward'>;
  readonly current: string;
  readonly next: string | null;
}

/** Who is unlocked in the manager's window, and for how much longer; or how long no PIN is looked at. */
export interface StaffStatus {
  readonly role: Role;
  readonly demo: boolean;
  /** No PIN was ever set: the first one that is entered becomes the manager's. */
  readonly isNew: boolean;
  readonly language: Language;
  readonly waitMs: number;
  /** 0: it is locked. */
  readonly lockInMs: number;
}

/** `window.kiosk` of the manager window. A method answers `locked` to a lesser role than `MANAGER_ROLES` asks for. */
export interface ManagerBridge {
  status(): Promise<Result<StaffStatus, never>>;
  unlock(request: { pin: string }): Promise<Result<Role, 'wrong_pin' | 'wait' | FirstPinFault>>;
  lock(): Promise<Result<null, never>>;
  /** Somebody is at work: the idle time starts again. Nothing else starts it again. */
  touch(): Promise<Result<null, 'locked'>>;
  settings(): Promise<Result<{ settings: VenueSettings; camera: CameraStatus }, 'locked'>>;
  saveSettings(request: VenueSettings): Promise<Result<null, 'locked' | 'bad_input' | 'not_saved'>>;
  setPin(request: PinChange): Promise<Result<null, 'locked' | PinFault>>;
  figures(request: FiguresRequest): Promise<Result<FiguresReport, 'locked'>>;
  performance(request: { readonly from: string; readonly until: string }): Promise<Result<PerformanceReport, 'locked'>>;
  exportTargets(): Promise<Result<readonly ExportTarget[], 'locked'>>;
  /** Writes figures into a file, small counts suppressed, and says which. */
  exportFigures(request: {
    readonly figures: FiguresRequest;
    readonly format: ExportFormat;
    readonly target: string;
    readonly labels: ExportLabels;
  }): Promise<Result<{ readonly file: string }, 'locked' | 'no_target' | 'not_saved'>>;
  printFigures(request: {
    readonly figures: FiguresRequest;
    readonly labels: ExportLabels;
  }): Promise<Result<null, 'locked' | 'no_printer' | 'not_printed'>>;
  inside(): Promise<Result<InsideReport, 'locked'>>;
  /** Puts right how many are inside. */
  correctInside(request: { inside: number; reason: CorrectionReason }): Promise<Result<null, 'locked' | 'not_saved'>>;
  events(request: { before: number | null }): Promise<Result<EventPage, 'locked'>>;
  rules(): Promise<Result<readonly RuleChoice[], 'locked'>>;
  /** Tries a pack on the example visitors, at a local minute (`YYYY-MM-DDTHH:MM`) or now; changes nothing. */
  trust(): Promise<Result<TrustStatus, 'locked'>>;
  /** Fetches an update from the venue's source, or from a folder (a stick), and says what it would change. */
  checkUpdate(request: { folder: string | null }): Promise<Result<UpdateSummary, 'locked' | TrustFault>>;
  applyUpdate(): Promise<Result<null, 'locked' | TrustFault>>;
  restoreTrust(): Promise<Result<null, 'locked' | TrustFault>>;
  /** The manager vouches for the clock as it is. */
  confirmClock(): Promise<Result<null, 'locked'>>;
  /** Says what the scanned code, or the one in a folder, would set up. */
  prepareSetUp(request: { folder: string | null }): Promise<Result<SetUpOffer, 'locked' | SetUpFault>>;
  confirmSetUp(): Promise<Result<null, 'locked' | SetUpFault>>;
  tryRule(request: { rulePack: string; at: string | null }): Promise<Result<readonly RuleTrial[], 'locked' | 'bad_input'>>;
  /** Shows a test symbol to the scanners: until the check ends, what they send reaches the doctor and not the door. */
  startScannerCheck(request: {
    symbol: TestSymbolId;
  }): Promise<Result<{ symbol: TestSymbol; makers: readonly ScannerMaker[] }, 'locked'>>;
  /** To be asked again and again: a check whose window has gone silent ends by itself. */
  scannerCheck(): Promise<Result<ScannerCheck, 'locked'>>;
  stopScannerCheck(): Promise<Result<null, never>>;
  help(): Promise<Result<HelpStatus, 'locked'>>;
  /** Makes a support bundle and keeps it, so that what leaves is what was seen. */
  prepareBundle(): Promise<Result<PreparedBundle, 'locked'>>;
  /** Writes the bundle that was prepared last into an export target, and says into which file. */
  writeBundle(request: { target: string }): Promise<Result<{ readonly file: string }, 'locked' | 'no_target' | 'not_saved' | 'not_prepared'>>;
  /** Begins the opening check anew: until it is done, what scanners send reaches it and not the door. */
  startOpeningCheck(): Promise<Result<null, 'locked'>>;
  /** To be asked again and again: a check whose window has gone silent ends by itself. */
  openingCheck(): Promise<Result<OpeningCheck, 'locked'>>;
  answerOpeningCheck(request: OpeningAnswer): Promise<Result<null, 'locked'>>;
  stopOpeningCheck(): Promise<Result<null, never>>;
  /** Turns the door into a drill, in which nothing is counted and real passes are not looked at. */
  startDrill(): Promise<Result<null, 'locked'>>;
  drill(): Promise<Result<DrillReport, 'locked'>>;
  /** Presents a specimen to the door, as if it was scanned there. */
  presentDrill(request: { specimen: DrillSpecimenId }): Promise<Result<null, 'locked' | 'no_drill'>>;
  printDrill(): Promise<Result<null, 'locked' | 'no_printer' | 'not_printed'>>;
  stopDrill(): Promise<Result<null, 'locked'>>;
  close(): Promise<Result<null, never>>;
}

/** `window.kiosk` of the hidden camera window. What it sends is as untrusted as any scanner. */
export interface CameraBridge {
  onUse(listener: (use: { readonly camera: string | null; readonly settings: CameraSettings }) => void): void;
  hint(request: { hint: CameraHint | null }): void;
  code(request: { bytes: Uint8Array; symbology: string | null }): void;
  preview(request: { jpeg: Uint8Array }): void;
  status(request: CameraStatus): void;
}

/** One specimen of the demo sheet. The text is a throw-away pass, so it may be shown and printed. */
export interface SpecimenCard {
  readonly id: string;
  readonly expected: Outcome;
  readonly label: string;
  readonly text: string;
}

/** `window.kiosk` of the specimen sheet, in demo mode only. */
export interface SpecimensBridge {
  list(): Promise<Result<{ cards: readonly SpecimenCard[]; language: Language }, 'not_demo'>>;
  present(request: { id: string }): Promise<Result<null, 'not_demo' | 'bad_input'>>;
  print(): Promise<Result<null, 'not_demo'>>;
}
