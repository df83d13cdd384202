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
}

/** What a device is able to say about itself. `code` is stable; the screen has words for each. */
export type SourceStatus =
  | { readonly state: 'absent' }
  | { readonly state: 'ready' }
  | { readonly state: 'fault'; readonly code: SourceFault };

export type SourceFault =
  | 'permission_denied'
  | 'in_use'
  | 'disconnected'
  | 'driver_failed'
  | 'stopped_answering';

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
}

export interface ScanSourceListener {
  frame(frame: ScanFrame): void;
  /** The full list of this source's devices, after each change. */
  devices(devices: readonly SourceDescription[]): void;
}

/** The longest code that is worth reading: QR version 40 in numeric mode (ISO/IEC 18004) holds 7,089. */
export const MAX_CODE_BYTES = 7089;
