/** How a code came in: a column of the figures. */
export type InputKind = 'hid_pos' | 'keyboard' | 'camera' | 'serial' | 'demo';

/** One whole code as one device read it. Bytes, because a code need not be text. */
export interface ScanFrame {
  readonly bytes: Uint8Array;
  readonly input: InputKind;
  /** Tells devices of one kind apart; carries no serial number of a person's belongings. */
  readonly sourceId: string;
  /** AIM symbology identifier such as `]Q1`, where the device said so. */
  readonly symbology: string | null;
  /** `performance.now()` of the moment at which the last byte arrived. */
  readonly receivedAtMs: number;
  /** The same of the first byte: what lies between is the device's own slowness. */
  readonly startedAtMs: number;
  /** What told that the code was whole; none of it is among the bytes. */
  readonly end: FrameEnd;
}

/** The device's own word (`report`), a suffix character, or nothing but silence (`pause`). */
export type FrameEnd = 'report' | 'cr' | 'lf' | 'crlf' | 'tab' | 'etx' | 'nul' | 'pause';

/** A code that a device began to send and that is lost: the visitor has to show it once more. */
export interface LostFrame {
  readonly input: InputKind;
  readonly sourceId: string;
  readonly why: 'cut_short' | 'too_long' | 'garbled';
}

/** What a device can tell the person at the door by its own lamp and beeper. */
export type ScanSignal = 'good' | 'bad';

/** What a device is able to say about itself. `code` is stable; the screen has words for each. */
export type SourceStatus =
  | { readonly state: 'absent' }
  /** Found, and being opened. */
  | { readonly state: 'starting' }
  | { readonly state: 'ready' }
  /** Would be heard, but cannot be seen: a keyboard scanner behind the window system. */
  | { readonly state: 'listening' }
  | { readonly state: 'fault'; readonly code: SourceFault };

export type SourceFault =
  | 'permission_denied'
  | 'in_use'
  | 'disconnected'
  | 'driver_failed'
  | 'stopped_answering'
  /** A scanner that is switched to a way of speaking which is not read; the scanner doctor says how to switch it. */
  | 'wrong_mode';

export interface SourceDescription {
  readonly sourceId: string;
  readonly input: InputKind;
  readonly name: string;
  readonly status: SourceStatus;
}

/** The narrow interface of every input device. Never throws after `start`: faults arrive as status. */
export interface ScanSource {
  start(listener: ScanSourceListener): void;
  /** Resolves when every handle is closed; Electron 33 hangs at exit with an open HID device. */
  stop(): Promise<void>;
  /** Lets the device that sent a code say whether it was good, where it has a lamp or a beeper. */
  signal?(sourceId: string, signal: ScanSignal): void;
  /** The machine woke up: every handle may be dead, so each device is looked for and opened anew. */
  wake?(): void;
}

export interface ScanSourceListener {
  frame(frame: ScanFrame): void;
  /** A code was lost on its way; told once for each. */
  lost(lost: LostFrame): void;
  /** The full list of this source's devices, after each change. */
  devices(devices: readonly SourceDescription[]): void;
}

/** The longest code that is worth reading: QR version 40 in numeric mode (ISO/IEC 18004) holds 7,089. */
export const MAX_CODE_BYTES = 7089;
