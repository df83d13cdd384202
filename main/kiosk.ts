import type { InputKind, LostFrame, ScanFrame, ScanSource } from '../native/scan_source.ts';
import type {
  CameraHint,
  Direction,
  DoorNotice,
  DoorState,
  IdentityDisplay,
  KioskProblem,
  Occupancy,
  RedactedVerdict,
  VenueSettings,
  VisitorState,
} from './bridge/contract.ts';
import { ok, type Result } from './pass/result.ts';
import type { RuleQuestion } from './pass/rules/rule.ts';
import type { Outcome, PassFormat, ReasonClass, Verdict } from './pass/verdict.ts';
import type { Drill } from './drill.ts';
import { createDeviceList } from './scan/device_list.ts';
import { createScanSession, type Occasion, type Origin, type SessionScreen } from './scan/scan_session.ts';
import type { StaffActions } from './staff_actions.ts';

/** What is counted of a decision: words from closed lists, so that no byte of a pass can come along. */
export interface CountedDecision {
  readonly atMs: number;
  readonly gate: string;
  readonly direction: Direction;
  readonly outcome: Exclude<Outcome, 'specimen'>;
  readonly reasonClass: ReasonClass;
  readonly format: PassFormat;
  readonly input: InputKind;
  /** The same pass was shown here before. */
  readonly isRepeat: boolean;
  /** From the code received to its decision, milliseconds; null: it waited for something else to be shown. */
  readonly decisionMs: number | null;
  /** The scanner, by the name that the system gives it. */
  readonly device: string;
}

/** The parts a kiosk is built from; main.ts gives the real ones, tests give real ones without windows. */
export interface KioskParts {
  readonly demo: boolean;
  readonly sources: readonly ScanSource[];
  readonly verify: (code: Uint8Array, isJoined: boolean) => Verdict;
  /** The whole code of which these are the parts; null while one is missing. */
  readonly joinCodes: (codes: readonly Uint8Array[]) => Uint8Array | null;
  /** The verdict on two passes together; null where they are not one visitor's. */
  readonly combine: (first: Verdict, second: Verdict) => Verdict | null;
  readonly redact: (verdict: Verdict, display: IdentityDisplay) => RedactedVerdict;
  readonly count: (decision: CountedDecision) => Result<null, string>;
  /** Counts a lost code. The door goes on where it cannot be counted. */
  readonly countLost: (lost: { readonly atMs: number; readonly input: InputKind; readonly device: string }) => Result<null, string>;
  readonly occupancy: (nowMs: number) => Occupancy;
  /** How many entered at the gate on the venue's day of that moment: admitted, let in or counted by hand. */
  readonly enteredToday: (gate: string, nowMs: number) => number;
  /** What the door's staff may do now, and did; told of each decision that a supervisor may override. */
  readonly staff: Pick<StaffActions, 'offerOverride' | 'withdrawOverride' | 'mayOverride' | 'overrideReason' | 'lastManual'>;
  readonly settings: () => VenueSettings;
  readonly trustedKeyCount: () => number;
  /** A rule pack or a revocation list of the venue could not be read. */
  readonly venueFilesDamaged: () => boolean;
  /** What will stop the door soon; null: nothing. */
  readonly notice: () => DoorNotice | null;
  readonly clockIsDoubtful: () => boolean;
  /** True where a code was one that sets the kiosk up, and is no visitor's. */
  readonly takeSetUpCode: (code: Uint8Array) => boolean;
  readonly setUpIsWaiting: () => boolean;
  /** While a scanner is examined, whatever devices send is for the examination and for nobody's door. */
  readonly examination: {
    /** Null: none. */
    running(): 'scanner_test' | 'opening_check' | 'updating' | null;
    take(event: ScanFrame | LostFrame): void;
  };
  /** While a drill runs, whatever devices send is for it: no visitor is judged, and nothing is counted. */
  readonly drill: Pick<Drill, 'isRunning' | 'take' | 'screen' | 'state'>;
  /** A specimen that is held there since an examination or a drill ended, and is no visitor's. */
  readonly isLeftOver: (code: Uint8Array) => boolean;
  readonly now: () => number;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}

export interface Kiosk {
  start(): void;
  /** Resolves when every device is closed. */
  stop(): Promise<void>;
  doorState(): DoorState;
  visitorState(): VisitorState;
  /** Calls back after every change of what the windows show. */
  onChange(listener: () => void): void;
  /** To be called when the settings were saved. */
  settingsChanged(): void;
  /** To be called when a drill began, went on or ended. */
  drillChanged(): void;
  /** To be called when an override was counted: the screen says so. */
  overridden(): void;
  /** What would let the camera read the code that it sees; forgotten after a moment unless it is said again. */
  cameraHint(hint: CameraHint | null): void;
  /** The machine woke up: every device is looked for anew. */
  wake(): void;
  /** What the specimen that was scanned last was asked; nothing of any visitor. */
  lastSpecimen(): RuleQuestion | null;
}

const IDENTITY_FOR_MS = 5_000;
/** Long enough to be read, short enough to be gone with the visitor. */
const HINT_FOR_MS = 2_000;

/** Joins inputs, session, counting and screens into a kiosk. Runs in plain Node. */
export function createKiosk(parts: KioskParts): Kiosk {
  const devices = createDeviceList({ setTimer: parts.setTimer, changed: notify });
  const listeners: (() => void)[] = [];
  let keyboardHasScanned = false;
  /** Of the last decision. */
  let decidedDirection: Direction = 'in';
  let lastSpecimen: RuleQuestion | null = null;
  let hint: CameraHint | null = null;
  let cancelHint = () => {};

  const { staff } = parts;
  const session = createScanSession({
    verify: parts.verify,
    joinCodes: parts.joinCodes,
    combine: (first, second) => (parts.settings().combinesPasses ? parts.combine(first, second) : null),
    mayCombine: ({ question, reason }) =>
      parts.settings().combinesPasses && question !== null && (reason === 'rule_not_met' || reason === 'rule_open'),
    usesPasses: (origin) => directionOf(origin) === 'in',
    count: countDecision,
    decided({ outcome }, origin) {
      setHint(null);
      signal(outcome, origin.sourceId);
      offerOverride(outcome, origin);
    },
    changed(screen) {
      withdrawOverride(screen);
      if (screen.kind === 'decided' && screen.verdict.outcome === 'specimen') lastSpecimen = screen.verdict.question;
      notify();
    },
    monotonicMs: parts.monotonicMs,
    setTimer: parts.setTimer,
  });

  function signal(outcome: Outcome, sourceId: string): void {
    if (outcome === 'specimen') return;
    devices.sourceOf(sourceId)?.signal?.(sourceId, outcome === 'admit' ? 'good' : 'bad');
  }

  function practise(event: ScanFrame | LostFrame): void {
    setHint(null);
    const outcome = parts.drill.take(event);
    if (outcome !== null) signal(outcome, event.sourceId);
  }

  function deviceName({ input, sourceId }: Origin): string {
    return devices.all().find((device) => device.sourceId === sourceId)?.name ?? input;
  }

  /** A scanner that stands at an exit counts outward, whatever the kiosk does. */
  function directionOf(origin: Origin): Direction {
    const { direction, scannerDirections } = parts.settings();
    const name = deviceName(origin);
    return scannerDirections.find(({ scanner }) => scanner === name)?.direction ?? direction;
  }

  function countDecision(verdict: Verdict, { origin, ...occasion }: Occasion): Result<null, string> {
    decidedDirection = directionOf(origin);
    if (verdict.outcome === 'specimen') return ok(null);
    const { outcome, format } = verdict;
    const { reasonClass } = parts.redact(verdict, 'nothing');
    return parts.count({
      ...occasion,
      atMs: parts.now(),
      gate: parts.settings().gate,
      direction: decidedDirection,
      outcome,
      reasonClass,
      format,
      input: origin.input,
      device: deviceName(origin),
    });
  }

  function offerOverride(outcome: Outcome, origin: Origin): void {
    const screen = session.screen();
    const direction = directionOf(origin);
    // Nobody is kept inside: on the way out there is nothing to override.
    if (screen.kind !== 'decided' || direction === 'out' || (outcome !== 'refuse' && outcome !== 'undecided')) return;
    staff.offerOverride({ sequence: screen.sequence, gate: parts.settings().gate, direction });
    notify();
  }

  /** Somebody else is at the door; the same decision may come back on screen when a lost code had covered it. */
  function withdrawOverride(screen: SessionScreen): void {
    const isOther = screen.kind === 'decided' ? screen.sequence !== staff.mayOverride() : screen.kind === 'pending' || screen.kind === 'not_counted';
    if (isOther) staff.withdrawOverride();
  }

  function setHint(next: CameraHint | null): void {
    cancelHint();
    cancelHint = next === null ? () => {} : parts.setTimer(() => setHint(null), HINT_FOR_MS);
    if (next === hint) return;
    hint = next;
    notify();
  }

  function notify(): void {
    for (const listener of listeners) listener();
  }

  function problem(): KioskProblem | null {
    if (session.screen().kind === 'not_counted') return 'database_failed';
    const examined = parts.examination.running();
    if (examined !== null) return examined;
    if (parts.setUpIsWaiting()) return 'set_up_waiting';
    if (parts.trustedKeyCount() === 0) return 'trust_list_missing';
    if (parts.venueFilesDamaged()) return 'venue_files_damaged';
    if (parts.clockIsDoubtful()) return 'clock_doubtful';
    // One that is only listened for proves by a scan of its own that it is there.
    const readable = devices.all().some(({ status }) => status.state === 'ready');
    return readable || keyboardHasScanned ? null : 'no_scanner';
  }

  function doorScreen(settings: VenueSettings): DoorState['screen'] {
    const screen = parts.drill.screen() ?? session.screen();
    if (screen.kind === 'decided') {
      return {
        kind: 'decided',
        sequence: screen.sequence,
        verdict: parts.redact(screen.verdict, settings.identityDisplay),
        showForMs: screen.showForMs,
        identityForMs: IDENTITY_FOR_MS,
        direction: parts.drill.isRunning() ? 'in' : decidedDirection,
        shownBeforeMs: screen.shownBeforeMs,
      };
    }
    if (screen.kind === 'lost' || screen.kind === 'not_of_drill') return screen;
    const reason = staff.overrideReason();
    if (screen.kind === 'overridden' && reason !== null) return { ...screen, reason };
    if (screen.kind === 'pending') return { kind: 'pending', waitingFor: screen.waitingFor };
    const found = parts.drill.isRunning() ? null : problem();
    return found === null ? { kind: 'ready' } : { kind: 'problem', problem: found };
  }

  return {
    start() {
      for (const source of parts.sources) {
        source.start({
          frame(frame) {
            if (frame.input === 'keyboard') keyboardHasScanned = true;
            if (parts.examination.running() !== null) parts.examination.take(frame);
            else if (parts.drill.isRunning()) practise(frame);
            else if (!parts.isLeftOver(frame.bytes) && !parts.takeSetUpCode(frame.bytes)) session.receive(frame);
          },
          lost(lost) {
            if (parts.examination.running() !== null) parts.examination.take(lost);
            else if (parts.drill.isRunning()) practise(lost);
            else {
              parts.countLost({ atMs: parts.now(), input: lost.input, device: deviceName(lost) });
              session.lose(lost);
            }
          },
          devices: (descriptions) => devices.update(source, descriptions),
        });
      }
    },
    async stop() {
      cancelHint();
      session.stop();
      await Promise.all(parts.sources.map((source) => source.stop()));
    },
    doorState() {
      const settings = parts.settings();
      return {
        demo: parts.demo,
        venueName: settings.venueName,
        gate: settings.gate,
        direction: settings.direction,
        language: settings.language,
        sound: settings.sound,
        devices: devices.all(),
        admittedToday: parts.enteredToday(settings.gate, parts.now()),
        occupancy: parts.occupancy(parts.now()),
        directionToggle: settings.directionToggle,
        lastManual: staff.lastManual(),
        mayOverride: parts.drill.isRunning() ? null : staff.mayOverride(),
        drill: parts.drill.state(),
        notice: parts.notice(),
        hint,
        mirror: settings.cameraSettings.mirror,
        screen: doorScreen(settings),
      };
    },
    visitorState() {
      const { cameraSettings, language, venueName, visitorLanguages } = parts.settings();
      const [first = language, ...others] = visitorLanguages;
      const screen = parts.drill.screen() ?? session.screen();
      const leaves = screen.kind === 'decided' && !parts.drill.isRunning() && decidedDirection === 'out';
      const admitted = screen.kind === 'overridden' || (screen.kind === 'decided' && screen.verdict.outcome === 'admit');
      const waits = screen.kind === 'ready' || screen.kind === 'pending' || screen.kind === 'lost';
      // Nobody is asked for a pass that the door cannot judge.
      const isOpen = parts.drill.isRunning() || problem() === null;
      return {
        languages: [first, ...others],
        demo: parts.demo,
        drill: parts.drill.isRunning(),
        venueName,
        screen: waits && isOpen ? 'present_pass' : !admitted ? 'see_staff' : leaves ? 'goodbye' : 'welcome',
        hint,
        mirror: cameraSettings.mirror,
      };
    },
    onChange(listener) {
      listeners.push(listener);
    },
    settingsChanged: notify,
    drillChanged() {
      // An answer to a visitor from before the drill must not come back behind it.
      if (parts.drill.isRunning()) {
        session.dismiss();
        staff.withdrawOverride();
      }
      notify();
    },
    cameraHint: setHint,
    wake() {
      for (const source of parts.sources) source.wake?.();
    },
    overridden: session.override,
    lastSpecimen: () => lastSpecimen,
  };
}
