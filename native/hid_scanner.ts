import { accessSync, constants, readFileSync } from 'node:fs';
import { createHidAssembler, REPORT_TIMEOUT_MS } from './hid_assembler.ts';
import { layoutFromDescriptor } from './hid_report.ts';
import type {
  ScanSource,
  ScanSourceListener,
  SourceDescription,
  SourceFault,
  SourceStatus,
} from './scan_source.ts';

/** The part of node-hid that is used; `test/helpers/fake_hid.ts` is a whole one in memory. */
export interface HidLibrary {
  devicesAsync(): Promise<readonly HidDeviceInfo[]>;
  open(path: string): Promise<HidHandle>;
}

/** What node-hid tells of a device before it is opened. */
export interface HidDeviceInfo {
  readonly path?: string | undefined;
  readonly vendorId: number;
  readonly product?: string | undefined;
  readonly usagePage?: number | undefined;
  readonly usage?: number | undefined;
}

/** An open device. `close` also takes every listener off it. */
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
const MAX_NAME_CHARACTERS = 80;

/** How often devices are looked for. */
export const FIND_EVERY_MS = 1_000;
/** A device or a search without an answer for this long is said to have stopped answering. */
export const ANSWER_LIMIT_MS = 5_000;
/** `stop` waits no longer for a device that does not let itself be closed. */
export const STOP_LIMIT_MS = 2_000;

/** A device that failed is `closing` until its handle is closed: it is not opened again on top of it. */
export type HidDeviceState = 'opening' | 'open' | 'closing' | 'closed';

interface Device {
  readonly path: string;
  readonly vendorId: number;
  readonly sourceId: string;
  readonly name: string;
  state: HidDeviceState;
  status: SourceStatus;
  handle: HidHandle | null;
  /** Ends the timers and forgets the half code of the open handle. */
  release(): void;
}

/**
 * All USB HID POS scanners (USB-IF HID POS Usage Tables 1.02) as one source. node-hid reports no plugging in,
 * so devices are looked for regularly: each that appears is opened, each that fails is named and tried again.
 */
export function createHidScanner(parts: {
  readonly library: HidLibrary;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  /** The report descriptor of the device at a path, where the system shows it. */
  readonly descriptorOf?: (path: string) => Uint8Array | null;
  /** The system's error name for a path that it refuses, such as `EACCES`; null where it has none. */
  readonly refusalOf?: (path: string) => string | null;
  readonly findEveryMs?: number;
}): ScanSource {
  const descriptorOf = parts.descriptorOf ?? readLinuxDescriptor;
  const refusalOf = parts.refusalOf ?? readLinuxRefusal;
  const findEveryMs = parts.findEveryMs ?? FIND_EVERY_MS;
  const devices = new Map<string, Device>();
  /** Opens and closes under way: `stop` waits for them. */
  const underWay = new Set<Promise<void>>();
  let listener: ScanSourceListener | null = null;
  /** Counts starts and stops, so that a search that answers late can tell that its run is over. */
  let run = 0;
  let searchFault: SourceFault | null = null;
  let told = '';
  let cancelSearch = () => {};

  function tell(): void {
    const descriptions: SourceDescription[] = [...devices.values()].map(({ sourceId, name, status }) => ({
      sourceId,
      input: 'hid_pos',
      name,
      status,
    }));
    if (searchFault !== null) {
      const status: SourceStatus = { state: 'fault', code: searchFault };
      descriptions.push({ sourceId: 'hid', input: 'hid_pos', name: 'USB scanners', status });
    }
    const content = JSON.stringify(descriptions);
    if (content === told) return;
    told = content;
    listener?.devices(descriptions);
  }

  function setStatus(device: Device, status: SourceStatus): void {
    device.status = status;
    tell();
  }

  function setFault(device: Device, code: SourceFault): void {
    setStatus(device, { state: 'fault', code });
  }

  /** False once the source was stopped or the device forgotten: whoever awaited it must then give up. */
  function isWanted(device: Device): boolean {
    return devices.get(device.path) === device;
  }

  function track(work: Promise<void>): void {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  function closeHandle(device: Device): void {
    const { handle } = device;
    device.release();
    device.release = () => {};
    if (handle === null) return;
    device.handle = null;
    device.state = 'closing';
    const closed = () => {
      device.state = 'closed';
    };
    track(handle.close().then(closed, closed));
  }

  async function find(mine: number): Promise<void> {
    const cancelWatch = parts.setTimer(() => {
      searchFault = 'stopped_answering';
      tell();
    }, ANSWER_LIMIT_MS);
    cancelSearch = cancelWatch;
    let present: readonly HidDeviceInfo[] | null;
    try {
      present = await parts.library.devicesAsync();
    } catch {
      present = null;
    }
    cancelWatch();
    if (run !== mine) return;
    // A failed search says nothing about devices that are open: those tell of their unplugging themselves.
    searchFault = present === null ? 'driver_failed' : null;
    if (present !== null) update(present);
    tell();
    cancelSearch = parts.setTimer(() => void find(mine), findEveryMs);
  }

  function update(present: readonly HidDeviceInfo[]): void {
    const scanners = new Map<string, HidDeviceInfo>();
    for (const info of present) {
      if (info.usagePage !== PAGE_SCANNER || info.usage !== USAGE_BAR_CODE_SCANNER || !info.path) continue;
      scanners.set(info.path, info);
    }
    for (const device of devices.values()) {
      if (scanners.has(device.path)) continue;
      devices.delete(device.path);
      closeHandle(device);
    }
    for (const [path, info] of scanners) {
      const known = devices.get(path);
      if (known !== undefined && known.state !== 'closed') continue;
      // Always made anew: another model may have been plugged in at the path since the last search.
      const device = newDevice(path, info, known?.status ?? { state: 'absent' });
      devices.set(path, device);
      track(open(device));
    }
  }

  async function open(device: Device): Promise<void> {
    const cancelWatch = parts.setTimer(() => setFault(device, 'stopped_answering'), ANSWER_LIMIT_MS);
    device.release = cancelWatch;
    let handle: HidHandle;
    try {
      handle = await parts.library.open(device.path);
    } catch (error) {
      cancelWatch();
      if (!isWanted(device)) return;
      device.state = 'closed';
      setFault(device, faultOf(error, refusalOf(device.path)));
      return;
    }
    if (!isWanted(device)) {
      await handle.close().catch(() => {});
      return;
    }
    device.handle = handle;
    // Some refuse it (EPIPE) and work all the same.
    if (NEEDS_START_REPORT.has(device.vendorId)) {
      await handle.sendFeatureReport([...START_REPORT]).catch(() => {});
      if (device.handle !== handle) return;
    }
    cancelWatch();
    listen(device, handle);
    device.state = 'open';
    setStatus(device, { state: 'ready' });
  }

  function listen(device: Device, handle: HidHandle): void {
    const descriptor = descriptorOf(device.path);
    const assembler = createHidAssembler(descriptor === null ? null : layoutFromDescriptor(descriptor));
    let cancelDrop = () => {};
    device.release = () => {
      cancelDrop();
      assembler.drop();
    };
    handle.on('data', (report) => {
      // Reports that were queued when the handle was closed still arrive.
      if (device.handle !== handle) return;
      const receivedAtMs = parts.monotonicMs();
      const code = assembler.take(report, receivedAtMs);
      cancelDrop();
      if (assembler.isPending()) cancelDrop = parts.setTimer(assembler.drop, REPORT_TIMEOUT_MS + 1);
      if (code !== null) {
        listener?.frame({ ...code, input: 'hid_pos', sourceId: device.sourceId, receivedAtMs });
      }
    });
    handle.on('error', () => {
      closeHandle(device);
      setFault(device, 'disconnected');
    });
  }

  return {
    start(given) {
      listener = given;
      told = '';
      run += 1;
      void find(run);
    },
    async stop() {
      listener = null;
      run += 1;
      cancelSearch();
      for (const device of devices.values()) closeHandle(device);
      devices.clear();
      let cancelLimit = () => {};
      const limit = new Promise<void>((resolve) => {
        cancelLimit = parts.setTimer(resolve, STOP_LIMIT_MS);
      });
      await Promise.race([limit, Promise.all(underWay)]);
      cancelLimit();
    },
  };
}

function newDevice(path: string, { vendorId, product }: HidDeviceInfo, status: SourceStatus): Device {
  const printable = (product ?? '').replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').trim();
  return {
    path,
    vendorId,
    sourceId: `hid:${path}`,
    name: printable.slice(0, MAX_NAME_CHARACTERS) || 'USB scanner',
    state: 'opening',
    status,
    handle: null,
    release() {},
  };
}

/**
 * What hidapi's words mean. Those of the system are in its language, and node-hid leaves question marks of a
 * Chinese `strerror`: hence the error names of Linux and the numbers of Windows.
 */
const WORDS_OF_FAULTS: readonly (readonly [RegExp, SourceFault])[] = [
  [/EACCES|EPERM|permission|denied|not permitted|privilege|\(0x00000005\)/i, 'permission_denied'],
  [/EBUSY|busy|in use|exclusive|\(0x00000020\)/i, 'in_use'],
  [/ENOENT|ENODEV|ENXIO|no such|not found|\(0x00000002\)/i, 'disconnected'],
];

function faultOf(error: unknown, refusal: string | null): SourceFault {
  const words = `${refusal ?? ''} ${error instanceof Error ? error.message : String(error)}`;
  return WORDS_OF_FAULTS.find(([pattern]) => pattern.test(words))?.[1] ?? 'driver_failed';
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

/** Why the Linux kernel does not let this process read and write a device; null on other systems. */
function readLinuxRefusal(path: string): string | null {
  if (!path.startsWith('/dev/')) return null;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : null;
  }
}
