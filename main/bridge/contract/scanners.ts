import type { SourceDescription } from '../../../native/scan_source.ts';
import type { Diagnosis, Finding } from '../../../native/scanner_doctor.ts';
import type { ProgrammingCode, Remedy } from '../../../native/scanner_vendors.ts';

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
