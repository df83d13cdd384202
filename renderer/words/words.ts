import type {
  BundlePart,
  CameraHint,
  CameraStatus,
  ConfigurationId,
  CorrectionReason,
  CountedOutcome,
  Diagnosis,
  Direction,
  DoorNotice,
  DrillAnswer,
  DrillCard,
  DrillSpecimenId,
  EventKind,
  EventWords,
  ExportFormat,
  FiguresDimension,
  FiguresStep,
  Finding,
  KioskProblem,
  ProgramFault,
  ProgramStatus,
  Language,
  ManualReason,
  Occupancy,
  OpeningCheck,
  OpeningCode,
  OpeningScanner,
  OpeningStep,
  OsGuardName,
  OverrideReason,
  PinFault,
  SecretsState,
  RedactedVerdict,
  Remedy,
  Role,
  RuleTrial,
  SetUpFault,
  StartFault,
  TestSymbolId,
  TrustStatus,
  UpdateSummary,
  VenueSettings,
} from '../../main/bridge/contract.ts';
import { en } from './en.ts';
import { zhHans } from './zh_hans.ts';
import { zhHant } from './zh_hant.ts';

type AgedKind = keyof TrustStatus['kinds'];
type ClockReason = Extract<DoorNotice, { kind: 'clock' }>['reason'];
type Outcome = RedactedVerdict['outcome'];
type ReasonClass = RedactedVerdict['reasonClass'];
type Format = RedactedVerdict['format'];
type Hint = NonNullable<RedactedVerdict['hint']>;

/** Every word that the screens show. A language that lacks one does not compile. */
export interface Words {
  readonly languageName: string;
  /** Where its lines begin. */
  readonly script: 'ltr' | 'rtl';
  readonly demo: string;
  readonly ready: string;
  readonly readyHelp: string;
  readonly verdict: Readonly<Record<Outcome, string>>;
  readonly reason: Readonly<Record<ReasonClass, string>>;
  /** The one next thing to do. */
  readonly next: Readonly<Record<Outcome, string>>;
  readonly nextByReason: Readonly<Partial<Record<ReasonClass, string>>>;
  readonly nextByHint: Readonly<Record<Hint, string>>;
  /** What a code is that is no pass, or cannot be verified, and what to ask for. */
  readonly code: Readonly<Partial<Record<Format, string>>>;
  /** What a presentation that is not whole yet waits for. */
  readonly pending: Readonly<Record<'part' | 'pass', { readonly title: string; readonly help: string }>>;
  readonly problem: Readonly<Record<KioskProblem, { readonly title: string; readonly help: string }>>;
  readonly device: Readonly<Record<'hid_pos' | 'keyboard' | 'camera' | 'serial' | 'demo', string>>;
  readonly deviceState: Readonly<Record<'absent' | 'starting' | 'listening', string>>;
  readonly fault: Readonly<
    Record<
      'permission_denied' | 'in_use' | 'disconnected' | 'driver_failed' | 'stopped_answering' | 'wrong_mode',
      string
    >
  >;
  /** The kiosk cannot work. */
  readonly stopped: { readonly title: string; readonly again: string; readonly instead: string };
  /** Counts that were damaged: whether some may be missing, and since when. */
  readonly restored: {
    readonly nothingLost: string;
    readonly lostBefore: (until: string) => string;
    readonly lostBetween: (from: string, until: string) => string;
  };
  readonly startFault: Readonly<Record<StartFault, string>>;
  /** A code that was lost on its way from the device. */
  readonly lost: {
    readonly title: string;
    readonly help: Readonly<Record<'cut_short' | 'too_long' | 'garbled', string>>;
  };
  /** What staff see and do at the door beside scanning. */
  readonly steward: {
    readonly silent: string;
    readonly inside: (inside: string, capacity: string) => string;
    readonly level: Readonly<Record<Exclude<Occupancy['level'], 'below'>, string>>;
    /** What to do at a level that needs somebody to act. */
    readonly levelHelp: Readonly<Record<'alarm' | 'full', string>>;
    /** The button that turns this door into the other direction. */
    readonly turnTo: Readonly<Record<'in' | 'out', string>>;
    readonly supervisor: string;
    readonly lastAnswer: string;
    readonly chooseReason: string;
    readonly overrideReasons: Readonly<Record<OverrideReason, string>>;
    readonly supervisorPin: string;
    readonly letIn: string;
    readonly deleteDigit: string;
    readonly faults: Readonly<Record<'wrong_pin' | 'wait' | 'sealed' | 'lost' | 'too_late' | 'not_counted' | 'not_allowed' | 'not_saved', string>>;
    /** In the place of an admission where the visitor goes out. */
    readonly leaves: { readonly title: string; readonly help: string };
    readonly overridden: { readonly title: string; readonly help: string };
    readonly withoutCode: string;
    readonly whoIsCounted: string;
    readonly manual: Readonly<Record<ManualReason, { readonly title: string; readonly steps: string }>>;
    readonly counted: (who: string) => string;
    readonly undo: string;
    readonly close: string;
  };
  /** The same pass was decided on here so many minutes ago. */
  readonly shownBefore: (minutes: number) => string;
  readonly entrance: string;
  readonly exit: string;
  readonly admittedToday: string;
  readonly born: string;
  readonly manager: string;
  readonly specimens: string;
  /** What would let the camera read a code that it sees: short, since the visitor reads it while holding a phone. */
  readonly hint: Readonly<Record<CameraHint, string>>;
  readonly visitor: { readonly present: string; readonly presentToScanner: string; readonly welcome: string; readonly goodbye: string; readonly seeStaff: string };
  readonly managerScreen: {
    readonly title: string;
    readonly enterPin: string;
    readonly wait: string;
    readonly unlock: string;
    readonly clear: string;
    readonly lock: string;
    readonly close: string;
    readonly settings: string;
    readonly venueName: string;
    readonly language: string;
    readonly gate: string;
    readonly gates: string;
    readonly serialPorts: string;
    readonly serialPortsHelp: string;
    readonly rawKeyboards: string;
    readonly rawKeyboardsHelp: string;
    readonly direction: string;
    readonly camera: string;
    readonly cameraDefault: string;
    readonly cameraOff: string;
    readonly cameraControls: {
      readonly current: string;
      readonly none: string;
      readonly state: Readonly<Record<CameraStatus['state'], string>>;
      readonly mirror: string;
      readonly torch: string;
      readonly zoom: string;
      readonly exposure: string;
      readonly automatic: string;
      readonly asItIs: string;
      readonly byHand: string;
    };
    readonly sound: string;
    readonly identity: string;
    readonly identityChoices: Readonly<Record<'nothing' | 'initials' | 'name', string>>;
    readonly timeZone: string;
    readonly save: string;
    readonly saved: string;
    readonly notSaved: string;
    readonly badInput: string;
    readonly groups: Readonly<Record<'door' | 'people' | 'screens', string>>;
    readonly directionToggle: string;
    readonly gateName: (number: number) => string;
    /** Of a gate: empty where it is seen beside its name. */
    readonly leadsOut: (gate: string) => string;
    readonly addGate: string;
    readonly removeGate: (gate: string) => string;
    readonly scannerDirections: string;
    readonly scannerDirection: Readonly<Record<'gate' | 'in' | 'out', string>>;
    readonly capacity: string;
    readonly capacityHelp: string;
    readonly firstWarning: string;
    readonly secondWarning: string;
    readonly dayStartsAt: string;
    readonly dayStartsAtHelp: string;
    readonly suppressBelow: string;
    readonly suppressBelowHelp: string;
    readonly visitorLanguages: string;
    readonly visitorLanguagesHelp: string;
    readonly whichCamera: string;
    readonly discard: string;
    readonly notSavedYet: string;
    readonly checkFields: (fields: readonly string[]) => string;
    readonly fieldFaults: Readonly<
      Record<
        'empty' | 'too_long' | 'bad_character' | 'twice' | 'unknown_zone' | 'below_first' | 'bad_port' | 'bad_device' | 'too_many',
        string
      >
    >;
  };
  readonly figures: {
    readonly title: string;
    readonly range: string;
    readonly presets: Readonly<Record<'today' | 'yesterday' | 'this_week' | 'last_7_days' | 'this_month' | 'last_30_days' | 'custom', string>>;
    readonly days: string;
    readonly step: string;
    /** Above the names of the steps. */
    readonly steps: Readonly<Record<FiguresStep, string>>;
    readonly bySteps: Readonly<Record<FiguresStep, string>>;
    readonly by: string;
    readonly dimensions: Readonly<Record<FiguresDimension, string>>;
    readonly direction: string;
    readonly directions: Readonly<Record<'in' | 'out', string>>;
    readonly bothDirections: string;
    readonly allGates: string;
    readonly widened: (bySteps: string) => string;
    readonly nothing: string;
    readonly entered: string;
    readonly left: string;
    readonly total: string;
    readonly others: string;
    readonly insideNow: string;
    readonly insideOf: (capacity: string) => string;
    /** Below how far today is above or below it. */
    readonly usual: (usual: string, days: number) => string;
    readonly peak: (step: string) => string;
    readonly mostInside: (time: string) => string;
    readonly repeats: string;
    readonly outcomes: Readonly<Record<CountedOutcome, string>>;
    readonly formats: Readonly<Record<Format | 'none', string>>;
    readonly exportTitle: string;
    readonly suppressed: (below: number) => string;
    readonly notSuppressed: string;
    /** What the mark of a hidden count means, behind it. */
    readonly hiddenMark: (below: number) => string;
    readonly target: string;
    readonly noTarget: string;
    readonly exportAs: Readonly<Record<ExportFormat, string>>;
    readonly print: string;
    readonly working: string;
    readonly savedAs: (file: string) => string;
    readonly printed: string;
    readonly made: string;
    readonly faults: Readonly<Record<'locked' | 'no_target' | 'not_saved' | 'no_printer' | 'not_printed', string>>;
    readonly performance: {
      readonly title: string;
      readonly half: string;
      readonly most: string;
      readonly decisions: string;
      readonly upTo: (ms: string) => string;
      readonly over: (ms: string) => string;
      readonly scanners: string;
      readonly scanner: string;
      readonly read: string;
      readonly lost: string;
      readonly lostShare: string;
      readonly perHour: string;
      readonly gate: string;
      readonly perHourMost: string;
    };
  };
  readonly trust: {
    readonly title: string;
    readonly authority: string;
    readonly noEnd: string;
    readonly noKeys: string;
    readonly stopAfterDays: string;
    readonly openUntil: (time: string, what: string) => string;
    readonly kinds: Readonly<Record<AgedKind, string>>;
    readonly none: string;
    readonly age: (days: number) => string;
    readonly states: Readonly<Record<'fresh' | 'warn' | 'stopped', string>>;
    readonly until: (time: string) => string;
    readonly clock: Readonly<Record<ClockReason, string>>;
    readonly confirmClock: string;
    readonly notSetUp: string;
    readonly setUpScanned: string;
    readonly fingerprint: string;
    readonly appliedAt: string;
    readonly fellBack: string;
    readonly support: string;
    readonly folder: string;
    readonly orSource: string;
    readonly prepareSetUp: string;
    readonly confirmSetUp: string;
    readonly compare: string;
    readonly check: string;
    readonly apply: string;
    readonly restore: string;
    readonly busy: string;
    readonly done: string;
    readonly updateTitle: string;
    readonly keyChanges: (added: number, withdrawn: number, changed: number) => string;
    readonly packChanges: Readonly<Record<UpdateSummary['rulePacks'][number]['change'], string>>;
    readonly revocationChanges: (added: number, removed: number) => string;
    readonly policyChanged: string;
    readonly rootChanged: string;
    readonly faults: Readonly<Record<SetUpFault | 'locked', string>>;
  };
  /** The PINs, who is unlocked, and until when. */
  readonly staff: {
    readonly roles: Readonly<Record<Role, string>>;
    readonly unlocked: Readonly<Record<Exclude<Role, 'steward'>, string>>;
    readonly demoPins: string;
    /** Of a new venue, on which no PIN was set. */
    readonly chooseFirst: string;
    readonly enterAgain: string;
    readonly firstHelp: string;
    readonly differs: string;
    /** `time` is minutes and seconds, as 0:45. */
    readonly tryAgainIn: (time: string) => string;
    readonly locksIn: (time: string) => string;
    readonly pinFaults: Readonly<Record<PinFault | 'locked', string>>;
    /** At the title of a tab in which something is changed and not saved. */
    readonly unsaved: string;
    readonly pins: string;
    readonly pinsHelp: string;
    /** How the PINs lie on the disk. */
    readonly secrets: Readonly<Record<SecretsState, string>>;
    readonly whosePin: string;
    readonly currentPin: string;
    readonly newPin: string;
    readonly newPinAgain: string;
    readonly setPin: string;
    readonly removePin: string;
    readonly pinSet: (role: string) => string;
    readonly pinRemoved: string;
  };
  readonly rules: {
    readonly title: string;
    readonly pack: string;
    readonly inForce: string;
    readonly also: string;
    readonly nothingMore: string;
    readonly tryAt: string;
    readonly audiences: string;
    readonly combines: string;
    readonly changes: string;
    readonly putInForce: string;
    readonly trial: string;
    readonly visitor: string;
    readonly before: string;
    readonly after: string;
    readonly why: string;
    readonly answers: Readonly<Record<RuleTrial['after'], string>>;
    readonly visitors: Readonly<Record<RuleTrial['visitor'], string>>;
  };
  readonly inside: {
    readonly title: string;
    readonly people: string;
    readonly ofCapacity: (capacity: string) => string;
    readonly noCapacity: string;
    readonly level: Readonly<Record<Occupancy['level'], string>>;
    readonly most: (people: string, time: string) => string;
    readonly today: (day: string) => string;
    readonly gate: string;
    readonly entered: string;
    readonly left: string;
    readonly nobodyYet: string;
    readonly correct: string;
    readonly correctHelp: string;
    readonly trueNumber: string;
    readonly why: string;
    readonly reasons: Readonly<Record<CorrectionReason, string>>;
    readonly save: string;
    readonly saved: string;
    readonly notSaved: string;
    readonly log: string;
    readonly logHelp: string;
    readonly time: string;
    readonly what: string;
    /** `amount` is a number as it is written: of a correction with its sign. */
    readonly events: Readonly<Record<EventKind, (amount: string) => string>>;
    /** What more is said of an event by the word that it has. */
    readonly details: Readonly<Record<EventWords['trust_updated' | 'opening_check' | 'counts_restored' | 'program_updated'], string>>;
    readonly older: string;
    readonly head: string;
    readonly headHelp: string;
    readonly key: string;
  };
  readonly program: {
    readonly title: string;
    readonly running: (version: string) => string;
    readonly noUpdates: string;
    /** What goes on, or how it is, while nothing is wrong. */
    readonly busy: Readonly<Record<'checking' | 'downloading' | 'installing', string>>;
    readonly downloading: (version: string, percent: number) => string;
    readonly newest: string;
    readonly noSource: string;
    readonly looksByItself: string;
    readonly checked: (time: string) => string;
    /** Behind a fault. */
    readonly goesOn: string;
    readonly takenBack: (version: string, time: string, reason: string) => string;
    readonly reasons: Readonly<Record<Exclude<ProgramStatus['refused'][number]['reason'], 'not_begun'>, string>>;
    readonly notBegun: (version: string, time: string) => string;
    /** Below these two. */
    readonly nothingLost: (running: string) => string;
    readonly tellPublisher: string;
    readonly replaced: (previous: string) => string;
    readonly ready: (version: string) => string;
    /** Of a version that was here before. */
    readonly setAside: (version: string) => string;
    readonly notes: string;
    /** `time` is when the venue's day begins. */
    readonly atClosing: (time: string) => string;
    readonly byHandOnly: string;
    readonly howSafe: string;
    readonly install: string;
    readonly closesDoor: string;
    readonly sourceTitle: string;
    readonly source: string;
    readonly channel: string;
    readonly channels: Readonly<Record<'stable' | 'beta', string>>;
    readonly save: string;
    readonly saved: string;
    readonly lookTitle: string;
    readonly folder: string;
    readonly check: string;
    readonly kept: (version: string) => string;
    readonly goBackHelp: string;
    readonly goBack: (version: string) => string;
    readonly faults: Readonly<Record<ProgramFault | 'locked' | 'bad_input', string>>;
  };
  readonly openingCheck: {
    readonly title: string;
    readonly intro: string;
    readonly start: string;
    readonly again: string;
    readonly stop: string;
    readonly doorIsClosed: string;
    readonly scan: string;
    readonly scanHelp: string;
    readonly thatIsAll: string;
    readonly noneYet: string;
    readonly scannerStates: Readonly<Record<OpeningScanner['state'], string>>;
    readonly steps: Readonly<Record<OpeningStep, string>>;
    readonly stepStates: Readonly<Record<OpeningCheck['steps'][number]['state'], string>>;
    readonly cards: string;
    readonly seeAll: string;
    readonly seeNotAll: string;
    readonly tones: string;
    readonly playAgain: string;
    readonly heard: string;
    readonly notHeard: string;
    readonly results: Readonly<Record<NonNullable<OpeningCheck['last']>['worst'], string>>;
    readonly took: (seconds: number) => string;
    readonly last: (time: string) => string;
    readonly never: string;
    readonly today: string;
    readonly notToday: string;
    readonly free: (size: string) => string;
    readonly openUntil: (time: string) => string;
    readonly findings: Readonly<
      Record<
        OpeningCode,
        {
          readonly title: (about: {
            readonly device: string;
            /** Why a scanner fails, or what is wrong with the clock. */
            readonly why: string;
            /** The kind of list. */
            readonly list: string;
            readonly time: string;
            readonly names: string;
            readonly amount: string;
          }) => string;
          /** The one thing to do. */
          readonly help: string;
        }
      >
    >;
  };
  readonly drill: {
    readonly title: string;
    /** On a striped ground, on every screen. */
    readonly mark: string;
    readonly intro: string;
    readonly start: string;
    readonly end: string;
    readonly next: string;
    readonly ready: string;
    readonly readyHelp: string;
    readonly question: string;
    readonly answers: Readonly<Record<DrillAnswer, string>>;
    readonly right: string;
    readonly wrong: (best: string) => string;
    readonly score: (right: number, presented: number) => string;
    readonly endsIn: (minutes: number) => string;
    readonly ended: (right: number, presented: number) => string;
    readonly stranger: { readonly title: string; readonly help: string };
    readonly present: string;
    readonly enlarge: string;
    readonly close: string;
    readonly print: string;
    readonly printHelp: string;
    /** What came of printing the sheet. */
    readonly printed: Readonly<Record<'done' | 'locked' | 'no_printer' | 'not_printed', string>>;
    readonly results: Readonly<Record<NonNullable<DrillCard['result']>, string>>;
    readonly specimens: Readonly<Record<DrillSpecimenId, { readonly name: string; readonly why: string }>>;
  };
  readonly doctor: {
    readonly title: string;
    readonly intro: string;
    readonly start: string;
    readonly end: string;
    readonly doorIsClosed: string;
    readonly hold: string;
    readonly next: string;
    readonly symbols: Readonly<Record<TestSymbolId, { readonly title: string; readonly help: string }>>;
    readonly scanners: string;
    readonly noScanners: string;
    readonly ready: string;
    readonly waiting: string;
    readonly reading: string;
    readonly healthy: string;
    readonly faults: (count: number) => string;
    readonly mode: string;
    readonly directKeyboard: string;
    readonly suffix: string;
    readonly suffixes: Readonly<Record<NonNullable<Diagnosis['end']>, string>>;
    readonly layout: string;
    readonly layouts: Readonly<Record<VenueSettings['keyboardLayout'], string>>;
    readonly speed: string;
    readonly perSecond: (characters: number) => string;
    readonly characters: string;
    readonly arrived: (arrived: number, expected: number) => string;
    /** `count` and `layout` are what the finding has of them. */
    readonly findings: Readonly<
      Record<Finding['code'], { readonly title: (count: number, layout: string) => string; readonly help: string }>
    >;
    readonly useLayout: (layout: string) => string;
    readonly layoutSaved: string;
    readonly maker: string;
    readonly otherMaker: string;
    readonly scanCode: string;
    readonly lookUp: string;
    readonly remedies: Readonly<Record<Remedy, string>>;
    readonly keyboardLayout: string;
  };
  readonly help: {
    readonly title: string;
    readonly close: string;
    readonly call: string;
    readonly noSupport: string;
    /** What to read out over the telephone. */
    readonly configuration: string;
    readonly configurationParts: Readonly<Record<keyof ConfigurationId, string>>;
    readonly devices: string;
    readonly works: string;
    /** What mends a device that is in this state. */
    readonly mend: Readonly<Record<keyof Words['fault'] | keyof Words['deviceState'], string>>;
    readonly data: string;
    readonly clock: string;
    readonly disk: string;
    readonly diskFree: (size: string) => string;
    readonly diskLow: (size: string) => string;
    readonly colours: string;
    readonly colour: Readonly<Record<'admit' | 'refuse' | 'undecided' | 'not_a_pass', string>>;
    readonly start: string;
    readonly steps: readonly string[];
    readonly computer: {
      readonly title: string;
      readonly intro: string;
      readonly allHold: string;
      /** Guards of which this system says nothing, by their titles. */
      readonly unknown: (titles: string) => string;
      /** What is missing, and the one thing to do. */
      readonly guards: Readonly<Record<OsGuardName, { readonly title: string; readonly help: string }>>;
      readonly end: string;
      readonly endHelp: string;
      readonly endSure: string;
      readonly endNow: string;
      readonly stay: string;
    };
    readonly bundle: {
      readonly title: string;
      readonly intro: string;
      readonly never: string;
      readonly prepare: string;
      readonly prepareAgain: string;
      readonly contents: string;
      readonly size: (size: string) => string;
      readonly parts: Readonly<Record<BundlePart, string>>;
      readonly write: string;
      readonly showCodes: string;
      readonly hideCodes: string;
      readonly codesHelp: string;
      readonly code: (number: number, total: number) => string;
      readonly pause: string;
      readonly goOn: string;
      readonly previous: string;
      readonly next: string;
    };
  };
  readonly specimenSheet: {
    readonly title: string;
    readonly help: string;
    readonly present: string;
    readonly enlarge: string;
    readonly print: string;
    readonly close: string;
  };
}

const WORDS: Readonly<Record<Language, Words>> = { en, 'zh-Hant': zhHant, 'zh-Hans': zhHans };

/** Every language that the screens have. */
export const languages = Object.keys(WORDS) as readonly Language[];

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/** What the door says of a verdict: the word, the class of its reason, and the one next thing to do. */
export function answerWords(words: Words, verdict: RedactedVerdict, direction: Direction): readonly [string, string, string] {
  const reason = words.reason[verdict.reasonClass];
  if (verdict.outcome === 'admit' && direction === 'out') return [words.steward.leaves.title, reason, words.steward.leaves.help];
  return [words.verdict[verdict.outcome], reason, nextStep(words, verdict)];
}

/** The one next thing to do after a verdict, from the most particular to the most general. */
export function nextStep(words: Words, verdict: RedactedVerdict): string {
  const { format, hint, outcome, reasonClass } = verdict;
  const explains = reasonClass === 'wrong_code' || reasonClass === 'not_supported';
  return (
    (explains ? words.code[format] : undefined) ??
    (hint === null ? undefined : words.nextByHint[hint]) ??
    words.nextByReason[reasonClass] ??
    words.next[outcome]
  );
}
