/**
 * A kind of devices that are found, opened and read: node-hid as far as it is used, of which `test/helpers/fake_hid.ts`
 * is a whole one in memory, and serial ports in the same shape.
 */
export interface DeviceLibrary {
  devicesAsync(): Promise<readonly DeviceInfo[]>;
  open(path: string): Promise<DeviceHandle>;
}

/**
 * What is known of a device before it is opened. Of a HID device there is one for each top-level collection, so that
 * several may have one path (Linux, macOS) or each its own (Windows).
 */
export interface DeviceInfo {
  readonly path?: string | undefined;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string | undefined;
  readonly product?: string | undefined;
  readonly usagePage?: number | undefined;
  readonly usage?: number | undefined;
}

/** An open device. `close` also takes every listener off it. A HID report begins with its id, 0 where it has none. */
export interface DeviceHandle {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  /** Of HID devices only. */
  sendFeatureReport?(report: number[]): Promise<unknown>;
  /** What the open device is: its path may be another's since the search. Serial ports do not tell. */
  getDeviceInfo?(): Promise<DeviceInfo>;
  /** Sends an output report, or bytes over a serial line. */
  write(report: number[]): Promise<unknown>;
  close(): Promise<void>;
}
