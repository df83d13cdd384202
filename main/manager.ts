import type {
  CameraStatus,
  ManagerBridge,
  RuleChoice,
  RuleTrial,
  ScannerCheck,
  ScannerMaker,
  SetUpFault,
  SetUpOffer,
  TestSymbol,
  TestSymbolId,
  TrustFault,
  TrustStatus,
  UpdateSummary,
  TodayFigures,
  VenueSettings,
} from './bridge/contract.ts';
import { fail, ok, type Result } from './pass/result.ts';

/** The lock in front of the manager's screen. */
export interface PinLock {
  isUnlocked(): boolean;
  waitMs(): number;
  unlock(pin: string): Promise<Result<null, 'wrong_pin' | 'wait'>>;
  lock(): void;
  /** The manager did something: the idle time starts again. Only to be called while unlocked. */
  touch(): void;
  change(current: string, next: string): Promise<Result<null, 'wrong_pin' | 'wait' | 'bad_input' | 'not_saved'>>;
}

/** Answers the manager's window: figures and settings, everything locked until the PIN was right. */
export function createManager(parts: {
  readonly demo: boolean;
  readonly lock: PinLock;
  readonly settings: () => VenueSettings;
  readonly saveSettings: (settings: VenueSettings) => Result<null, 'bad_input' | 'not_saved'>;
  readonly today: () => TodayFigures;
  readonly rules: () => readonly RuleChoice[];
  readonly tryRule: (rulePack: string, at: string | null) => Result<readonly RuleTrial[], 'bad_input'>;
  readonly camera: () => CameraStatus;
  readonly trust: () => TrustStatus;
  readonly checkUpdate: (folder: string | null) => Promise<Result<UpdateSummary, TrustFault>>;
  readonly applyUpdate: () => Result<null, TrustFault>;
  readonly restoreTrust: () => Result<null, TrustFault>;
  readonly confirmClock: () => void;
  readonly prepareSetUp: (folder: string | null) => Promise<Result<SetUpOffer, SetUpFault>>;
  readonly confirmSetUp: () => Promise<Result<null, SetUpFault>>;
  readonly scannerCheck: {
    start(symbol: TestSymbolId): Promise<{ readonly symbol: TestSymbol; readonly makers: readonly ScannerMaker[] }>;
    report(): ScannerCheck;
    stop(): void;
  };
}): Omit<ManagerBridge, 'close'> {
  const { lock } = parts;

  /** The answer of something that the manager does, or `locked`. */
  async function unlocked<Answer>(
    act: () => Answer | Promise<Answer>,
  ): Promise<Answer | { readonly ok: false; readonly error: 'locked' }> {
    if (!lock.isUnlocked()) return fail('locked' as const);
    lock.touch();
    return act();
  }

  return {
    status: async () =>
      ok({
        unlocked: lock.isUnlocked(),
        demo: parts.demo,
        language: parts.settings().language,
        waitMs: lock.waitMs(),
      }),
    unlock: ({ pin }) => lock.unlock(pin),
    async lock() {
      lock.lock();
      parts.scannerCheck.stop();
      return ok(null);
    },
    settings: async () =>
      lock.isUnlocked() ? ok({ settings: parts.settings(), camera: parts.camera() }) : fail('locked'),
    saveSettings: (request) => unlocked(() => parts.saveSettings(request)),
    changePin: async ({ current, next }) =>
      lock.isUnlocked() ? lock.change(current, next) : fail('locked'),
    today: async () => (lock.isUnlocked() ? ok(parts.today()) : fail('locked')),
    rules: async () => (lock.isUnlocked() ? ok(parts.rules()) : fail('locked')),
    tryRule: ({ rulePack, at }) => unlocked(() => parts.tryRule(rulePack, at)),
    trust: async () => (lock.isUnlocked() ? ok(parts.trust()) : fail('locked')),
    checkUpdate: ({ folder }) => unlocked(() => parts.checkUpdate(folder)),
    applyUpdate: () => unlocked(parts.applyUpdate),
    restoreTrust: () => unlocked(parts.restoreTrust),
    confirmClock: () =>
      unlocked(() => {
        parts.confirmClock();
        return ok(null);
      }),
    prepareSetUp: ({ folder }) => unlocked(() => parts.prepareSetUp(folder)),
    confirmSetUp: () => unlocked(parts.confirmSetUp),
    startScannerCheck: ({ symbol }) => unlocked(async () => ok(await parts.scannerCheck.start(symbol))),
    scannerCheck: async () => (lock.isUnlocked() ? ok(parts.scannerCheck.report()) : fail('locked')),
    async stopScannerCheck() {
      parts.scannerCheck.stop();
      return ok(null);
    },
  };
}
