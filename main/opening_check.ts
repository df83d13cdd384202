import type { LostFrame, ScanFrame, SourceDescription } from '../native/scan_source.ts';
import type {
  CameraStatus,
  OpeningAnswer,
  OpeningCheck,
  OpeningFinding,
  OpeningScanner,
  OpeningStep,
  SecretsState,
} from './bridge/contract.ts';
import type { DatabaseState } from './counts/probe_database.ts';
import type { WriteState } from './disk_probe.ts';
import { anySignedPass } from './pass/rules/any_signed_pass.ts';
import { verifyPass } from './pass/verify_pass.ts';
import { AGED_KINDS, type Ages } from './trust/ages.ts';
import { createHeldSpecimens } from './scan/held_specimens.ts';
import { type PracticeSigner, practiceTrust } from './trust/practice_trust.ts';
import type { ClockReading } from './trust/trusted_time.ts';

/** What the check looks at by itself; each is asked once a check, but what may change while it runs. */
export interface OpeningProbes {
  devices(): readonly SourceDescription[];
  camera(): CameraStatus;
  /** The camera that the settings name; null: any; 'off': none. */
  wantedCamera(): string | null;
  soundIsOn(): boolean;
  /** The door's window, in CSS pixels; null: there is none. */
  doorSize(): { readonly width: number; readonly height: number } | null;
  clock(): ClockReading;
  /** Null: the system does not say. */
  freeBytes(): number | null;
  disk(): WriteState;
  database(): DatabaseState;
  /** False: the chain of the event log is broken. */
  eventLogIsWhole(): boolean;
  keyCount(): number;
  ages(): Ages;
  /** The newest update was damaged, and the one before it is in use. */
  updateFellBack(): boolean;
  /** Rule packs and lists that could not be read, by name. */
  damagedVenueFiles(): readonly string[];
  damagedSettings(): readonly string[];
  secrets(): SecretsState;
  /** Writes what is known of the time to the disk. */
  keepTime(): boolean;
}

/** The opening check: while it runs, what scanners send reaches it and not the door. */
export interface OpeningChecker {
  isRunning(): boolean;
  take(event: ScanFrame | LostFrame): void;
  /** Whether a code is the specimen, held there since the check ended: nobody's pass. */
  isStillThere(code: Uint8Array): boolean;
  start(): void;
  answer(answer: OpeningAnswer): void;
  report(): OpeningCheck;
  stop(): void;
}

/** So long a scanner has to read the specimen. */
export const SCAN_WITHIN_MS = 40_000;
/** A check that nobody finishes does not keep the door closed. */
export const CHECK_IDLE_LIMIT_MS = 3 * 60_000;
/** The same when its window asks no more. */
export const CHECK_UNWATCHED_LIMIT_MS = 10_000;
/** So long a camera may take to start. */
const CAMERA_WITHIN_MS = 10_000;

const MEGABYTE = 1_000_000;
const LOW_BYTES = 500 * MEGABYTE;
const FULL_BYTES = 50 * MEGABYTE;
/** What the door's screens are made for. */
const LEAST_WIDTH = 1024;
const LEAST_HEIGHT = 600;
const STEPS: readonly OpeningStep[] = ['scanners', 'camera', 'screen', 'sound', 'clock', 'disk', 'database', 'trust', 'files'];

/** A step's own part of the answer: still waiting, or what it found. */
type Looked = 'waiting' | readonly OpeningFinding[];

interface Run {
  readonly startedAtMs: number;
  readonly specimen: { readonly text: string; readonly signer: PracticeSigner };
  /** By source id. */
  readonly heard: Map<string, 'read' | 'altered' | 'rejected'>;
  readonly probed: {
    readonly freeBytes: number | null;
    readonly disk: WriteState;
    readonly database: DatabaseState;
    readonly eventLogIsWhole: boolean;
    readonly damagedSettings: readonly string[];
    readonly secrets: SecretsState;
    readonly timeIsKept: boolean;
  };
  scannersDone: boolean;
  screenIsGood: boolean | null;
  soundIsGood: boolean | null;
  audio: Extract<OpeningAnswer, { about: 'audio' }> | null;
}

/**
 * Makes the check. The specimen is signed by a key that was made for this one check and is trusted as a specimen's
 * key in it only: it goes through `verifyPass` like any pass, and at the door it is of an unknown issuer.
 */
export function createOpeningCheck(parts: {
  readonly probes: OpeningProbes;
  readonly makeSpecimen: (nowMs: number) => { readonly text: string; readonly signer: PracticeSigner };
  /** False once the manager's screen is locked. */
  readonly mayRun: () => boolean;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  /** It began or ended. */
  readonly changed: () => void;
  /** The last one that came to its end, as it is kept. */
  readonly last: () => OpeningCheck['last'];
  readonly finished: (result: NonNullable<OpeningCheck['last']>) => void;
}): OpeningChecker {
  const { probes } = parts;
  const held = createHeldSpecimens(parts.monotonicMs);
  let run: Run | null = null;
  let done: OpeningCheck | null = null;
  let cancelIdle = () => {};
  let cancelUnwatched = () => {};

  function isRunning(): boolean {
    return run !== null && parts.mayRun();
  }

  function end(): void {
    cancelIdle();
    cancelUnwatched();
    run = null;
  }

  function stop(): void {
    done = null;
    if (run === null) return;
    end();
    parts.changed();
  }

  function watchIdle(): void {
    cancelIdle();
    cancelIdle = parts.setTimer(stop, CHECK_IDLE_LIMIT_MS);
  }

  function watchWindow(): void {
    cancelUnwatched();
    cancelUnwatched = parts.setTimer(stop, CHECK_UNWATCHED_LIMIT_MS);
  }

  function tookMs({ startedAtMs }: Run): number {
    return parts.monotonicMs() - startedAtMs;
  }

  /** Finishes the run once nothing waits any more. */
  function look(current: Run): OpeningCheck {
    const scanners = scannersOf(current);
    const looked = new Map<OpeningStep, Looked>([
      ['scanners', lookAtScanners(current, scanners)],
      ['camera', lookAtCamera(current, scanners)],
      ['screen', lookAtScreen(current)],
      ['sound', lookAtSound(current)],
      ['clock', lookAtClock(probes.clock())],
      ['disk', lookAtDisk(current.probed)],
      ['database', lookAtDatabase(current.probed)],
      ['trust', lookAtTrust()],
      ['files', lookAtFiles(current.probed)],
    ]);
    const steps = STEPS.map((step) => ({ step, state: stateOf(looked.get(step) ?? 'waiting') }));
    const findings = [...looked.values()].flatMap((one) => (one === 'waiting' ? [] : one));
    return {
      state: steps.some(({ state }) => state === 'waiting') ? 'running' : 'done',
      specimen: current.specimen.text,
      scanners,
      steps,
      findings,
      tookMs: tookMs(current),
      freeBytes: current.probed.freeBytes,
      openUntilMs: probes.ages().openUntil?.at ?? null,
      last: parts.last(),
    };
  }

  function scannersOf(current: Run): readonly OpeningScanner[] {
    const isOver = scanningIsOver(current);
    return probes
      .devices()
      .filter(({ input }) => input !== 'demo')
      .filter(({ status }) => status.state !== 'absent')
      .map((device) => {
        const heard = current.heard.get(device.sourceId);
        if (heard === 'read') return { device, state: 'read' };
        if (device.status.state === 'fault') return { device, state: 'fault' };
        if (heard !== undefined) return { device, state: 'altered' };
        return { device, state: isOver ? 'unread' : 'waiting' };
      });
  }

  function scanningIsOver(current: Run): boolean {
    return current.scannersDone || tookMs(current) >= SCAN_WITHIN_MS;
  }

  /** One that is only listened for may not exist: it counts where it spoke, or where nothing else is there. */
  function lookAtScanners(current: Run, all: readonly OpeningScanner[]): Looked {
    const scanners = all.filter(({ device }) => device.input !== 'camera');
    const named = scanners.filter(({ device, state }) => device.status.state !== 'listening' || state !== 'waiting' && state !== 'unread');
    const cameraReads = all.some(({ device, state }) => device.input === 'camera' && state !== 'fault');
    const awaited = named.length > 0 || cameraReads ? named : scanners;
    if (!scanningIsOver(current) && awaited.some(({ state }) => state === 'waiting' || state === 'altered')) return 'waiting';
    const findings = named.flatMap((scanner) => findingOfScanner(current, scanner));
    return named.length === 0 && !cameraReads ? [finding('scanners', 'no_scanner', 'fail')] : findings;
  }

  function findingOfScanner({ heard }: Run, { device, state }: OpeningScanner): readonly OpeningFinding[] {
    const { input, name, sourceId, status } = device;
    const about = { device: { input, name } };
    if (status.state === 'fault') return [finding('scanners', 'scanner_fault', 'fail', { ...about, fault: status.code })];
    if (heard.get(sourceId) === 'rejected') return [finding('scanners', 'verification_failed', 'fail', about)];
    if (state === 'altered') return [finding('scanners', 'scanner_altered', 'fail', about)];
    return state === 'read' ? [] : [finding('scanners', 'scanner_unread', 'fail', about)];
  }

  function lookAtCamera(current: Run, all: readonly OpeningScanner[]): Looked {
    const { picture, state } = probes.camera();
    const wanted = probes.wantedCamera();
    const hasScanner = all.some(({ device, state: how }) => device.input !== 'camera' && how === 'read');
    switch (state) {
      case 'off':
        return [];
      case 'absent':
        // A door with scanners needs none, unless one was chosen.
        return [finding('camera', 'camera_absent', wanted === null ? 'warn' : 'fail')];
      case 'denied':
        return [finding('camera', 'camera_denied', 'fail')];
      case 'in_use':
        return [finding('camera', 'camera_in_use', 'fail')];
      case 'fault':
        return [finding('camera', 'camera_fault', 'fail')];
      case 'starting':
        return tookMs(current) < CAMERA_WITHIN_MS ? 'waiting' : [finding('camera', 'camera_fault', 'fail')];
      case 'ready': {
        if (picture?.isDark) return [finding('camera', 'camera_dark', 'fail')];
        const camera = all.find(({ device }) => device.input === 'camera');
        if (camera?.state === 'read') return [];
        if (current.heard.get(camera?.device.sourceId ?? '') === 'rejected') return [finding('camera', 'verification_failed', 'fail')];
        if (!scanningIsOver(current)) return 'waiting';
        return [finding('camera', 'camera_unread', hasScanner ? 'warn' : 'fail')];
      }
      default:
        return state satisfies never;
    }
  }

  function lookAtScreen({ screenIsGood }: Run): Looked {
    if (screenIsGood === null) return 'waiting';
    const size = probes.doorSize();
    const isSmall = size === null || size.width < LEAST_WIDTH || size.height < LEAST_HEIGHT;
    return [
      ...(screenIsGood ? [] : [finding('screen', 'cards_not_seen', 'fail')]),
      ...(isSmall ? [finding('screen', 'window_small', 'fail', { amounts: size === null ? [0, 0] : [size.width, size.height] })] : []),
    ];
  }

  function lookAtSound({ audio, soundIsGood }: Run): Looked {
    if (!probes.soundIsOn()) return [finding('sound', 'sound_off', 'warn')];
    if (audio !== null && audio.outputs === 0) return [finding('sound', 'no_sound_output', 'fail')];
    if (audio !== null && !audio.isRunning) return [finding('sound', 'sound_stopped', 'fail')];
    if (audio === null || soundIsGood === null) return 'waiting';
    return soundIsGood ? [] : [finding('sound', 'tones_not_heard', 'fail')];
  }

  function lookAtTrust(): Looked {
    const { kinds } = probes.ages();
    const lists = AGED_KINDS.flatMap((list) => {
      const age = kinds[list];
      if (age === null || age.state === 'fresh') return [];
      const until = age.stopAt === null ? {} : { untilMs: age.stopAt };
      if (age.isFromFuture) return [finding('trust', 'list_from_future', 'fail', { list })];
      return age.state === 'warn'
        ? [finding('trust', 'list_ending', 'warn', { list, ...until })]
        : [finding('trust', 'list_too_old', 'fail', { list, ...until })];
    });
    const damaged = probes.damagedVenueFiles();
    return [
      ...(probes.keyCount() === 0 ? [finding('trust', 'no_keys', 'fail')] : []),
      ...(damaged.length === 0 ? [] : [finding('trust', 'venue_files_damaged', 'fail', { names: damaged })]),
      ...lists,
      ...(probes.updateFellBack() ? [finding('trust', 'update_damaged', 'warn')] : []),
    ];
  }

  /** Ends the run where everything was answered, and keeps what it found for its window. */
  function settle(current: Run): OpeningCheck {
    const report = look(current);
    if (report.state !== 'done') return report;
    const worst = worstOf(report.steps.map(({ state }) => state));
    end();
    parts.finished({ atMs: Math.floor(parts.nowMs()), worst });
    done = { ...report, specimen: null, last: parts.last() };
    parts.changed();
    return done;
  }

  return {
    isRunning,
    take(event) {
      if (run === null || !('bytes' in event) || event.input === 'demo') return;
      const { heard, specimen } = run;
      const isWhole = Buffer.compare(event.bytes, Buffer.from(specimen.text)) === 0;
      if (isWhole) held.see(event.bytes);
      const heardAs = !isWhole ? 'altered' : isSpecimen(event.bytes, specimen.signer, parts.nowMs()) ? 'read' : 'rejected';
      // Who has read it whole once can read; another code in between says nothing against that.
      if (heard.get(event.sourceId) !== 'read') heard.set(event.sourceId, heardAs);
      watchIdle();
      settle(run);
    },
    isStillThere: (code) => run === null && held.isStillThere(code),
    start() {
      end();
      done = null;
      run = {
        startedAtMs: parts.monotonicMs(),
        specimen: parts.makeSpecimen(parts.nowMs()),
        heard: new Map(),
        probed: {
          freeBytes: probes.freeBytes(),
          disk: probes.disk(),
          database: probes.database(),
          eventLogIsWhole: probes.eventLogIsWhole(),
          damagedSettings: probes.damagedSettings(),
          secrets: probes.secrets(),
          timeIsKept: probes.keepTime(),
        },
        scannersDone: false,
        screenIsGood: null,
        soundIsGood: null,
        audio: null,
      };
      watchIdle();
      watchWindow();
      parts.changed();
    },
    answer(answer) {
      if (run === null) return;
      if (answer.about === 'scanners') run.scannersDone = true;
      else if (answer.about === 'audio') run.audio = answer;
      else if (answer.about === 'screen') run.screenIsGood = answer.isGood;
      else run.soundIsGood = answer.isGood;
      watchIdle();
      settle(run);
    },
    report() {
      if (run !== null && parts.mayRun()) {
        watchWindow();
        return settle(run);
      }
      return done ?? { ...NOT_BEGUN, last: parts.last() };
    },
    stop,
  };
}

const NOT_BEGUN: Omit<OpeningCheck, 'last'> = {
  state: 'idle',
  specimen: null,
  scanners: [],
  steps: [],
  findings: [],
  tookMs: 0,
  freeBytes: null,
  openUntilMs: null,
};

function isSpecimen(code: Uint8Array, signer: PracticeSigner, nowMs: number): boolean {
  const { outcome } = verifyPass({
    code,
    trust: practiceTrust(signer, { specimen: true, withdrawn: [], nowMs }),
    policy: { clockSkewMs: 0, rule: anySignedPass, audiences: [], gate: null },
    now: nowMs,
  });
  return outcome === 'specimen';
}

function lookAtClock({ reason, state }: ClockReading): Looked {
  if (reason === null) return [];
  return state === 'drifting'
    ? [finding('clock', 'clock_drifting', 'warn', { clock: reason })]
    : [finding('clock', 'clock_wrong', 'fail', { clock: reason })];
}

function lookAtDisk({ disk, freeBytes }: Run['probed']): Looked {
  if (disk === 'full' || (freeBytes !== null && freeBytes < FULL_BYTES)) return [finding('disk', 'disk_full', 'fail')];
  if (disk === 'read_only') return [finding('disk', 'disk_read_only', 'fail')];
  if (disk === 'failed') return [finding('disk', 'disk_failed', 'fail')];
  if (freeBytes === null || freeBytes >= LOW_BYTES) return [];
  return [finding('disk', 'disk_low', 'warn', { amounts: [Math.floor(freeBytes / MEGABYTE)] })];
}

function lookAtDatabase({ database, eventLogIsWhole }: Run['probed']): Looked {
  return [
    ...(database === 'damaged' ? [finding('database', 'database_damaged', 'fail')] : []),
    ...(database === 'foreign' ? [finding('database', 'database_foreign', 'fail')] : []),
    ...(database === 'not_writable' ? [finding('database', 'database_not_writable', 'fail')] : []),
    ...(eventLogIsWhole ? [] : [finding('database', 'event_log_broken', 'fail')]),
  ];
}

function lookAtFiles({ damagedSettings, secrets, timeIsKept }: Run['probed']): Looked {
  return [
    ...(damagedSettings.length === 0 ? [] : [finding('files', 'settings_damaged', 'warn', { names: damagedSettings })]),
    ...(secrets === 'locked' ? [finding('files', 'key_store_locked', 'fail')] : []),
    ...(timeIsKept ? [] : [finding('files', 'time_not_kept', 'fail')]),
  ];
}

function finding(
  step: OpeningStep,
  code: OpeningFinding['code'],
  severity: OpeningFinding['severity'],
  about: Omit<OpeningFinding, 'step' | 'code' | 'severity'> = {},
): OpeningFinding {
  return { step, code, severity, ...about };
}

function stateOf(looked: Looked): OpeningCheck['steps'][number]['state'] {
  if (looked === 'waiting') return 'waiting';
  return worstOf(looked.map(({ severity }) => severity));
}

function worstOf(states: readonly OpeningCheck['steps'][number]['state'][]): 'ok' | 'warn' | 'fail' {
  return states.includes('fail') ? 'fail' : states.includes('warn') ? 'warn' : 'ok';
}
