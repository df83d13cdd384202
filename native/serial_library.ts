/** Serial ports as this program uses them; `test/helpers/fake_serial.ts` is a whole library in memory. */
export interface SerialLibrary {
  /** The ports of USB devices, and each of `named` that exists, whatever it belongs to. */
  find(named: readonly string[]): Promise<readonly SerialPortInfo[]>;
  /** Rejects with an error that says why by the system's name alone, such as `EACCES`, or else in words. */
  open(path: string, baudRate: number): Promise<SerialHandle>;
}

/** A port that is there, before it is opened. */
export interface SerialPortInfo {
  /** What is opened, such as `/dev/ttyACM0` or `COM3`. */
  readonly path: string;
  /** Those of `named` that lead to it. */
  readonly named: readonly string[];
  /** Of the USB device; null where there is none or the system does not say. */
  readonly vendorId: number | null;
  readonly productId: number | null;
  readonly product: string | null;
}

/** An open port. */
export interface SerialHandle {
  /** The bytes are overwritten when the listener has returned: a reader keeps a copy. */
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  /** The port is gone or broken. Told only once somebody listens to its data. */
  on(event: 'error', listener: (error: unknown) => void): unknown;
  /** Resolves when the system has taken the bytes; a device that takes none leaves it waiting. */
  write(bytes: readonly number[]): Promise<unknown>;
  close(): Promise<void>;
}
