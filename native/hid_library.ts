/** The part of node-hid that is used; `test/helpers/fake_hid.ts` is a whole one in memory. */
export interface HidLibrary {
  devicesAsync(): Promise<readonly HidDeviceInfo[]>;
  open(path: string): Promise<HidHandle>;
}

/**
 * What node-hid tells of a device before it is opened: one for each top-level collection, so that several may
 * have one path (Linux, macOS) or each its own (Windows).
 */
export interface HidDeviceInfo {
  readonly path?: string | undefined;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string | undefined;
  readonly product?: string | undefined;
  readonly usagePage?: number | undefined;
  readonly usage?: number | undefined;
}

/** An open device. `close` also takes every listener off it. A report begins with its id, 0 where it has none. */
export interface HidHandle {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  sendFeatureReport(report: number[]): Promise<unknown>;
  /** What the open device is: its path may be another's since the search. Serial ports do not tell. */
  getDeviceInfo?(): Promise<HidDeviceInfo>;
  /** Sends an output report. */
  write(report: number[]): Promise<unknown>;
  close(): Promise<void>;
}
