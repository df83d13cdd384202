import type {
  CameraStatus,
  CorrectionReason,
  DrillReport,
  DrillSpecimenId,
  EventPage,
  FirstPinFault,
  HelpStatus,
  InsideReport,
  ManagerBridge,
  OpeningAnswer,
  OpeningCheck,
  OsGuard,
  PinChange,
  PinFault,
  PreparedBundle,
  ProgramFault,
  ProgramStatus,
  Role,
  RuleChoice,
  RuleTrial,
  ScannerCheck,
  ScannerMaker,
  SecretsState,
  SetUpFault,
  SetUpOffer,
  TestSymbol,
  TestSymbolId,
  TrustFault,
  TrustStatus,
  UpdateSummary,
  VenueSettings,
} from './bridge/contract.ts';
import type { FiguresDesk } from './figures_desk.ts';
import { fail, ok, type Result } from './pass/result.ts';

const RANK: Readonly<Record<Role, number>> = { steward: 0, supervisor: 1, manager: 2 };

/** The least role that may use each method of the manager's window; a steward's are those that need no PIN. */
export const MANAGER_ROLES = {
  status: 'steward',
  unlock: 'steward',
  lock: 'steward',
  close: 'steward',
  // Ending a test opens the door again.
  stopScannerCheck: 'steward',
  stopOpeningCheck: 'steward',
  touch: 'supervisor',
  settings: 'supervisor',
  figures: 'supervisor',
  performance: 'supervisor',
  exportTargets: 'supervisor',
  // Figures leave the kiosk.
  exportFigures: 'manager',
  printFigures: 'manager',
  inside: 'supervisor',
  correctInside: 'supervisor',
  events: 'supervisor',
  rules: 'supervisor',
  trust: 'supervisor',
  startScannerCheck: 'supervisor',
  scannerCheck: 'supervisor',
  help: 'supervisor',
  guards: 'supervisor',
  prepareBundle: 'supervisor',
  writeBundle: 'supervisor',
  startOpeningCheck: 'supervisor',
  openingCheck: 'supervisor',
  answerOpeningCheck: 'supervisor',
  startDrill: 'supervisor',
  drill: 'supervisor',
  presentDrill: 'supervisor',
  printDrill: 'supervisor',
  stopDrill: 'supervisor',
  tryRule: 'manager',
  saveSettings: 'manager',
  setPin: 'manager',
  checkUpdate: 'manager',
  applyUpdate: 'manager',
  restoreTrust: 'manager',
  confirmClock: 'manager',
  prepareSetUp: 'manager',
  confirmSetUp: 'manager',
  program: 'manager',
  chooseReleases: 'manager',
  checkProgram: 'manager',
  installProgram: 'manager',
  goBackProgram: 'manager',
  endKiosk: 'manager',
} as const satisfies Readonly<Record<keyof ManagerBridge, Role>>;

/** The lock in front of the manager's screen; a PIN says whose it is. */
export interface StaffLock {
  /** A steward's while nobody is unlocked. */
  role(): Role;
  /** How long it stays unlocked if nobody does anything; 0: it is locked. */
  lockInMs(): number;
  /** How long no PIN is looked at, after wrong ones. */
  waitMs(): number;
  /** No PIN was ever set here: the first one that is entered becomes the manager's. */
  isNew(): boolean;
  unlock(pin: string): Promise<Result<Role, 'wrong_pin' | 'wait' | 'sealed' | 'lost' | FirstPinFault>>;
  /** Whether it is the PIN of somebody who may do what that role may; unlocks nothing. */
  check(pin: string, atLeast: Role): Promise<Result<null, 'wrong_pin' | 'wait' | 'sealed' | 'lost'>>;
  lock(): void;
  /** Somebody did something: the idle time starts again, unless it is over. */
  touch(): void;
  /** `current` is the manager's PIN; `next` null takes a supervisor's away. */
  setPin(request: PinChange): Promise<Result<null, PinFault>>;
}

/** Answers the manager's window; each method only to the role that may use it. */
export function createManager(parts: {
  readonly demo: boolean;
  readonly lock: StaffLock;
  readonly secrets: () => SecretsState;
  readonly settings: () => VenueSettings;
  readonly saveSettings: (settings: VenueSettings) => Result<null, 'bad_input' | 'not_saved'>;
  readonly figures: FiguresDesk;
  readonly inside: () => InsideReport;
  readonly correctInside: (inside: number, reason: CorrectionReason) => Result<null, 'not_saved'>;
  readonly events: (before: number | null) => EventPage;
  readonly rules: () => readonly RuleChoice[];
  readonly tryRule: (rulePack: string, at: string | null) => Result<readonly RuleTrial[], 'bad_input'>;
  readonly camera: () => CameraStatus;
  readonly trust: () => TrustStatus;
  readonly checkUpdate: (folder: string | null) => Promise<Result<UpdateSummary, TrustFault>>;
  readonly applyUpdate: () => Result<null, TrustFault>;
  readonly restoreTrust: () => Result<null, TrustFault>;
  readonly program: {
    status(): ProgramStatus;
    choose(wanted: { readonly channel: 'stable' | 'beta'; readonly source: string | null }): Result<null, ProgramFault>;
    check(folder: string | null): Promise<Result<null, ProgramFault>>;
    install(): Promise<Result<null, ProgramFault>>;
    goBack(): Promise<Result<null, ProgramFault>>;
  };
  readonly confirmClock: () => void;
  readonly prepareSetUp: (folder: string | null) => Promise<Result<SetUpOffer, SetUpFault>>;
  readonly confirmSetUp: () => Promise<Result<null, SetUpFault>>;
  readonly help: () => HelpStatus;
  readonly guards: () => Promise<readonly OsGuard[]>;
  readonly endKiosk: () => void;
  readonly prepareBundle: () => Promise<PreparedBundle>;
  readonly writeBundle: (target: string) => Result<{ readonly file: string }, 'no_target' | 'not_saved' | 'not_prepared'>;
  readonly scannerCheck: {
    start(symbol: TestSymbolId): Promise<{ readonly symbol: TestSymbol; readonly makers: readonly ScannerMaker[] }>;
    report(): ScannerCheck;
    stop(): void;
  };
  readonly openingCheck: {
    start(): void;
    report(): OpeningCheck;
    answer(answer: OpeningAnswer): void;
    stop(): void;
  };
  readonly drill: {
    start(): void;
    report(): DrillReport;
    present(specimen: DrillSpecimenId): boolean;
    stop(): void;
  };
  /** Prints what the manager's window shows. */
  readonly printWindow: () => Promise<Result<null, 'no_printer' | 'not_printed'>>;
}): Omit<ManagerBridge, 'close'> {
  const { lock } = parts;
  const methods: Omit<ManagerBridge, 'close'> = {
    status: async () =>
      ok({
        role: lock.role(),
        demo: parts.demo,
        isNew: lock.isNew(),
        secrets: parts.secrets(),
        language: parts.settings().language,
        waitMs: lock.waitMs(),
        lockInMs: lock.lockInMs(),
      }),
    unlock: ({ pin }) => lock.unlock(pin),
    async touch() {
      lock.touch();
      return ok(null);
    },
    async lock() {
      lock.lock();
      parts.scannerCheck.stop();
      parts.openingCheck.stop();
      return ok(null);
    },
    settings: async () => ok({ settings: parts.settings(), camera: parts.camera() }),
    saveSettings: async (request) => parts.saveSettings(request),
    setPin: lock.setPin,
    figures: async (request) => ok(parts.figures.report(request)),
    performance: async ({ from, until }) => ok(parts.figures.performance(from, until)),
    exportTargets: async () => ok(parts.figures.targets()),
    exportFigures: parts.figures.export,
    printFigures: parts.figures.print,
    inside: async () => ok(parts.inside()),
    correctInside: async ({ inside, reason }) => parts.correctInside(inside, reason),
    events: async ({ before }) => ok(parts.events(before)),
    rules: async () => ok(parts.rules()),
    tryRule: async ({ rulePack, at }) => parts.tryRule(rulePack, at),
    trust: async () => ok(parts.trust()),
    checkUpdate: ({ folder }) => parts.checkUpdate(folder),
    applyUpdate: async () => parts.applyUpdate(),
    restoreTrust: async () => parts.restoreTrust(),
    program: async () => ok(parts.program.status()),
    chooseReleases: async (wanted) => parts.program.choose(wanted),
    checkProgram: ({ folder }) => parts.program.check(folder),
    installProgram: () => parts.program.install(),
    goBackProgram: () => parts.program.goBack(),
    async confirmClock() {
      parts.confirmClock();
      return ok(null);
    },
    prepareSetUp: ({ folder }) => parts.prepareSetUp(folder),
    confirmSetUp: () => parts.confirmSetUp(),
    async startScannerCheck({ symbol }) {
      parts.openingCheck.stop();
      parts.drill.stop();
      return ok(await parts.scannerCheck.start(symbol));
    },
    scannerCheck: async () => ok(parts.scannerCheck.report()),
    help: async () => ok(parts.help()),
    guards: async () => ok(await parts.guards()),
    async endKiosk() {
      parts.endKiosk();
      return ok(null);
    },
    prepareBundle: async () => ok(await parts.prepareBundle()),
    writeBundle: async ({ target }) => parts.writeBundle(target),
    async stopScannerCheck() {
      parts.scannerCheck.stop();
      return ok(null);
    },
    async startOpeningCheck() {
      parts.scannerCheck.stop();
      parts.drill.stop();
      parts.openingCheck.start();
      return ok(null);
    },
    openingCheck: async () => ok(parts.openingCheck.report()),
    async answerOpeningCheck(answer) {
      parts.openingCheck.answer(answer);
      return ok(null);
    },
    async stopOpeningCheck() {
      parts.openingCheck.stop();
      return ok(null);
    },
    async startDrill() {
      parts.scannerCheck.stop();
      parts.openingCheck.stop();
      parts.drill.start();
      return ok(null);
    },
    drill: async () => ok(parts.drill.report()),
    presentDrill: async ({ specimen }) => (parts.drill.present(specimen) ? ok(null) : fail('no_drill')),
    printDrill: parts.printWindow,
    async stopDrill() {
      parts.drill.stop();
      return ok(null);
    },
  };
  return guardByRole(lock.role, methods);
}

/** Puts the table in front of methods: to a lesser role than its own each answers `locked`, and does nothing. */
function guardByRole<Methods extends Partial<ManagerBridge>>(role: () => Role, methods: Methods): Methods {
  const guarded = Object.entries(methods).map(([name, method]) => [
    name,
    async (request: never) => {
      const least = MANAGER_ROLES[name as keyof ManagerBridge];
      return RANK[role()] >= RANK[least] ? (method as (request: never) => unknown)(request) : fail('locked');
    },
  ]);
  return Object.fromEntries(guarded) as Methods;
}
