import type { LostFrame, ScanFrame, SourceDescription } from '../native/scan_source.ts';
import { type Diagnosis, diagnose, ONE_SHOWING_MS } from '../native/scanner_doctor.ts';
import { SCANNER_VENDORS } from '../native/scanner_vendors.ts';
import { testSymbol } from '../native/test_symbols.ts';
import type {
  KeyboardLayoutName,
  ScannerCheck,
  ScannerMaker,
  ScannerReport,
  TestSymbol,
  TestSymbolId,
} from './bridge/contract.ts';

/** The examination of the scanners: while it runs, what they send is nobody's pass. */
export interface ScannerExamination {
  isRunning(): boolean;
  /** Takes what a device sent; what comes from a camera or the demo's sheet is dropped. */
  take(event: ScanFrame | LostFrame): void;
  /** Starts with a symbol, or goes on with another one: what was heard before is forgotten. */
  start(symbol: TestSymbolId): Promise<{ readonly symbol: TestSymbol; readonly makers: readonly ScannerMaker[] }>;
  report(): ScannerCheck;
  stop(): void;
}

/** A check that nobody scans for ends by itself, so that a forgotten one does not keep the door closed. */
export const IDLE_LIMIT_MS = 2 * 60_000;
/** The same when the window asks no more: it was closed, locked or left. */
export const UNWATCHED_LIMIT_MS = 10_000;
/** So long a person needs to hold a scanner to the symbol. */
export const SILENCE_MS = 12_000;
/** As many frames are remembered of a scanner; one that never pauses is judged by as many. */
const MAX_EVENTS = 8;

interface Hearing {
  readonly events: (ScanFrame | LostFrame)[];
  unjudged: number;
  diagnosis: Diagnosis | null;
  cancelEnd(): void;
}

interface Run {
  readonly symbol: TestSymbol;
  readonly startedAtMs: number;
  readonly hearings: Map<string, Hearing>;
}

/** What arrived is held in memory until the check ends, and never leaves: only the diagnosis does. */
export function createScannerCheck(parts: {
  readonly devices: () => readonly SourceDescription[];
  readonly layout: () => KeyboardLayoutName;
  /** False once the manager's screen is locked. */
  readonly mayRun: () => boolean;
  /** The makers of the USB devices that are plugged in. Must not reject. */
  readonly usbVendorIds: () => Promise<readonly number[]>;
  /** The check began or ended. */
  readonly changed: () => void;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): ScannerExamination {
  let run: Run | null = null;
  let cancelIdle = () => {};
  let cancelUnwatched = () => {};

  function isRunning(): boolean {
    return run !== null && parts.mayRun();
  }

  function forget(): void {
    cancelIdle();
    cancelUnwatched();
    for (const hearing of run?.hearings.values() ?? []) hearing.cancelEnd();
    run = null;
  }

  function stop(): void {
    if (run === null) return;
    forget();
    parts.changed();
  }

  function watchIdle(): void {
    cancelIdle();
    cancelIdle = parts.setTimer(stop, IDLE_LIMIT_MS);
  }

  function watchWindow(): void {
    cancelUnwatched();
    cancelUnwatched = parts.setTimer(stop, UNWATCHED_LIMIT_MS);
  }

  function judge(symbol: TestSymbol, sourceId: string, hearing: Hearing): void {
    hearing.cancelEnd();
    const device = parts.devices().find((one) => one.sourceId === sourceId) ?? null;
    hearing.diagnosis = diagnose({ symbol, device, readAs: parts.layout(), heard: hearing.events });
    hearing.unjudged = 0;
  }

  function reportOf({ hearings, symbol }: Run, device: SourceDescription): ScannerReport {
    const hearing = hearings.get(device.sourceId);
    const isUnread = device.status.state === 'fault' && device.status.code === 'wrong_mode';
    return {
      device,
      isSending: (hearing?.unjudged ?? 0) > 0,
      diagnosis: isUnread ? diagnose({ symbol, device, readAs: parts.layout(), heard: [] }) : (hearing?.diagnosis ?? null),
    };
  }

  function silence({ hearings, startedAtMs, symbol }: Run): ScannerCheck['silence'] {
    const isSilent = hearings.size === 0 && parts.monotonicMs() - startedAtMs >= SILENCE_MS;
    return isSilent ? diagnose({ symbol, device: null, readAs: parts.layout(), heard: [] }).findings : [];
  }

  return {
    isRunning,
    take(event) {
      if (run === null || !isScanner(event)) return;
      const { hearings, symbol } = run;
      const hearing = hearings.get(event.sourceId) ?? { events: [], unjudged: 0, diagnosis: null, cancelEnd() {} };
      hearings.set(event.sourceId, hearing);
      hearing.events.push(event);
      if (hearing.events.length > MAX_EVENTS) hearing.events.shift();
      hearing.unjudged += 1;
      hearing.diagnosis = null;
      hearing.cancelEnd();
      if (hearing.unjudged >= MAX_EVENTS) judge(symbol, event.sourceId, hearing);
      else hearing.cancelEnd = parts.setTimer(() => judge(symbol, event.sourceId, hearing), ONE_SHOWING_MS);
      watchIdle();
    },
    async start(id) {
      forget();
      const symbol = testSymbol(id);
      run = { symbol, startedAtMs: parts.monotonicMs(), hearings: new Map() };
      watchIdle();
      watchWindow();
      parts.changed();
      const present = new Set(await parts.usbVendorIds());
      return { symbol, makers: makersOf(present) };
    },
    report() {
      const current = isRunning() ? run : null;
      if (current !== null) watchWindow();
      const scanners = parts.devices().filter(isScanner);
      return {
        isRunning: current !== null,
        scanners: scanners.map((device) =>
          current === null ? { device, isSending: false, diagnosis: null } : reportOf(current, device),
        ),
        silence: current === null ? [] : silence(current),
      };
    },
    stop,
  };
}

function isScanner({ input }: Pick<SourceDescription, 'input'>): boolean {
  return input !== 'camera' && input !== 'demo';
}

/** A maker may have several vendor ids. */
function makersOf(present: ReadonlySet<number>): readonly ScannerMaker[] {
  const makers = new Map<string, ScannerMaker>();
  for (const { maker, remedies, vendorId } of SCANNER_VENDORS) {
    const known = makers.get(maker);
    const isPresent = present.has(vendorId) || known?.isPresent === true;
    makers.set(maker, { maker, isPresent, codes: { ...remedies, ...known?.codes } });
  }
  return [...makers.values()];
}
