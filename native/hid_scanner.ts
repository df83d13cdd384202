import { readFileSync } from 'node:fs';
import { createHidAssembler, type HidReportLayout, layoutFromDescriptor } from './hid_report.ts';
import type { ScanSource, ScanSourceListener, SourceDescription, SourceFault } from './scan_source.ts';

/** The part of node-hid that is used; a fake of it behaves like hardware in tests. */
export interface HidLibrary {
  devicesAsync(): Promise<readonly HidDeviceInfo[]>;
  open(path: string): Promise<HidHandle>;
}

export interface HidDeviceInfo {
  readonly path?: string | undefined;
  readonly vendorId: number;
  readonly product?: string | undefined;
  readonly usagePage?: number | undefined;
  readonly usage?: number | undefined;
}

export interface HidHandle {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  sendFeatureReport(report: number[]): Promise<unknown>;
  close(): Promise<void>;
}

const PAGE_SCANNER = 0x8c;
const USAGE_BAR_CODE_SCANNER = 0x02;
/** Honeywell and Youjie scanners start to speak HID POS after this feature report. */
const NEEDS_START_REPORT: ReadonlySet<number> = new Set([0x0c2e, 0x23d0]);
const START_REPORT = [254, 1];
const FIND_EVERY_MS = 1_000;

type Device = { handle: HidHandle | null; description: SourceDescription };

/**
 * All USB HID POS scanners (USB-IF HID Point of Sale usage tables) as one source. node-hid reports no plugging
 * in, so that devices are looked for once a second; each that appears is opened, each that fails is named.
 */
export function createHidScanner(parts: {
  readonly library: HidLibrary;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  readonly descriptorOf?: (path: string) => Uint8Array | null;
}): ScanSource {
  const descriptorOf = parts.descriptorOf ?? readLinuxDescriptor;
  const devices = new Map<string, Device>();
  let listener: ScanSourceListener | null = null;
  let cancelTimer = () => {};
  let search: Promise<void> = Promise.resolve();

  function tell(): void {
    listener?.devices([...devices.values()].map(({ description }) => description));
  }

  function setStatus(path: string, status: SourceDescription['status']): void {
    const device = devices.get(path);
    if (device === undefined) return;
    device.description = { ...device.description, status };
    tell();
  }

  async function find(): Promise<void> {
    let present: readonly HidDeviceInfo[];
    try {
      present = await parts.library.devicesAsync();
    } catch {
      present = [];
    }
    const scanners = present.filter(
      ({ path, usage, usagePage }) =>
        path !== undefined && usagePage === PAGE_SCANNER && usage === USAGE_BAR_CODE_SCANNER,
    );
    const paths = new Set(scanners.map(({ path }) => path));
    for (const path of [...devices.keys()]) {
      if (!paths.has(path)) await forget(path);
    }
    for (const info of scanners) {
      if (listener !== null && devices.get(info.path ?? '')?.handle == null) await open(info);
    }
  }

  async function open(info: HidDeviceInfo): Promise<void> {
    const path = info.path ?? '';
    const sourceId = `hid:${path}`;
    const name = info.product ?? 'USB scanner';
    const fresh = !devices.has(path);
    const status: SourceDescription['status'] = { state: 'absent' };
    const device: Device = devices.get(path) ?? {
      handle: null,
      description: { sourceId, input: 'hid_pos', name, status },
    };
    devices.set(path, device);
    let handle: HidHandle;
    try {
      handle = await parts.library.open(path);
    } catch (error) {
      const code = faultOf(error);
      if (fresh || device.description.status.state !== 'fault') setStatus(path, { state: 'fault', code });
      return;
    }
    if (listener === null) {
      await handle.close();
      return;
    }
    device.handle = handle;
    const descriptor = descriptorOf(path);
    const layout: HidReportLayout | null = descriptor === null ? null : layoutFromDescriptor(descriptor);
    const assemble = createHidAssembler(layout);
    handle.on('data', (report) => {
      const receivedAtMs = parts.monotonicMs();
      const code = assemble(report, receivedAtMs);
      if (code !== null) listener?.frame({ ...code, input: 'hid_pos', sourceId, receivedAtMs });
    });
    handle.on('error', () => {
      void forget(path);
    });
    // Some refuse it (EPIPE) and work all the same.
    if (NEEDS_START_REPORT.has(info.vendorId)) await handle.sendFeatureReport([...START_REPORT]).catch(() => {});
    setStatus(path, { state: 'ready' });
  }

  async function forget(path: string): Promise<void> {
    const device = devices.get(path);
    if (device === undefined) return;
    devices.delete(path);
    tell();
    await device.handle?.close().catch(() => {});
  }

  function searchAndWait(): void {
    search = find().then(() => {
      if (listener !== null) cancelTimer = parts.setTimer(searchAndWait, FIND_EVERY_MS);
    });
  }

  return {
    start(given) {
      listener = given;
      searchAndWait();
    },
    async stop() {
      listener = null;
      cancelTimer();
      await search;
      for (const path of [...devices.keys()]) await forget(path);
    },
  };
}

function faultOf(error: unknown): SourceFault {
  const message = error instanceof Error ? error.message : '';
  if (/permission|EACCES/i.test(message)) return 'permission_denied';
  if (/busy|EBUSY|in use/i.test(message)) return 'in_use';
  return 'driver_failed';
}

/** The report descriptor as the Linux kernel publishes it; null on other systems. */
function readLinuxDescriptor(path: string): Uint8Array | null {
  const node = /^\/dev\/(hidraw\d+)$/.exec(path)?.[1];
  if (node === undefined) return null;
  try {
    return readFileSync(`/sys/class/hidraw/${node}/device/report_descriptor`);
  } catch {
    return null;
  }
}
