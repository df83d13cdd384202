import { setImmediate as nextTurn } from 'node:timers/promises';
import { ANSWER_LIMIT_MS, type DeviceFinder } from './device_finder.ts';
import type { DeviceInfo, DeviceHandle, DeviceLibrary } from './device_library.ts';
import { readLinuxRefusal } from './linux_hid.ts';
import type { InputKind, SourceDescription, SourceFault, SourceStatus } from './scan_source.ts';

const MAX_NAME_CHARACTERS = 80;

/** `stop` waits no longer for a device that does not let itself be closed. */
export const STOP_LIMIT_MS = 2_000;

/** `closing` until every handle at its path is closed: a device is not opened on top of an old handle. */
export type DeviceState = 'opening' | 'open' | 'closing' | 'closed';

/** A device that has just been opened. */
export interface OpenDevice {
  readonly sourceId: string;
  readonly path: string;
  readonly info: DeviceInfo;
  readonly handle: DeviceHandle;
}

/** Whoever reads one open device. */
export interface DeviceReader {
  /** Takes each report as it comes, its id first where the device numbers its reports. Must not throw. */
  take(report: Uint8Array): void;
  /** The device is gone or given up: timers end, and what was read in part is forgotten. No report follows. */
  end(): void;
}

/** The devices of one source: found, opened, given to a reader, and opened anew whenever that is needed. */
export interface DeviceKeeper {
  /** `tell` gets the full list after each change. */
  start(tell: (devices: readonly SourceDescription[]) => void): void;
  /** Resolves when every handle is closed, or after `STOP_LIMIT_MS`. */
  stop(): Promise<void>;
  /** After the machine slept a handle may be dead without an error: closes each, and searches at once. */
  wake(): void;
}

interface Device extends Omit<OpenDevice, 'handle'> {
  /** True where it is read; else why it is only listed. */
  readonly wanted: true | SourceFault;
  readonly name: string;
  state: DeviceState;
  status: SourceStatus;
  handle: DeviceHandle | null;
  reader: DeviceReader | null;
  /** Ends the watch over an open or a close that may never be answered. */
  cancelWatch(): void;
}

/**
 * Keeps the devices of one source open, whatever is plugged, pulled or stuck. Every failure is named in the list and
 * tried again; one device's failure never holds up another.
 */
export function createDeviceKeeper(parts: {
  readonly finder: DeviceFinder;
  readonly library: DeviceLibrary;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  readonly input: InputKind;
  /** Whether to read a device; a fault where it is to be listed but not opened. `present`: all that are plugged in. */
  readonly wants: (info: DeviceInfo, present: readonly DeviceInfo[]) => boolean | SourceFault;
  /** What a device must be told before it is read. Must not reject. */
  readonly prepare?: (info: DeviceInfo, handle: DeviceHandle) => Promise<void>;
  readonly opened: (device: OpenDevice) => DeviceReader;
  /** The name under which a failing search is listed; without it, another source of the finder lists it. */
  readonly searchName?: string;
  /** The system's error name for a path that it refuses, such as `EACCES`; null where it has none. */
  readonly refusalOf?: (path: string) => string | null;
}): DeviceKeeper {
  const refusalOf = parts.refusalOf ?? readLinuxRefusal;
  const devices = new Map<string, Device>();
  /** Opens and closes under way: `stop` waits for them. */
  const underWay = new Set<Promise<void>>();
  /** The last of them at each path; a device that comes back there waits for it. */
  const busy = new Map<string, Promise<void>>();
  let listener: ((devices: readonly SourceDescription[]) => void) | null = null;
  let searchFault: SourceFault | null = null;
  let told = '';
  let unwatch = () => {};

  function tell(): void {
    const descriptions: SourceDescription[] = [...devices.values()].map(({ sourceId, name, status }) => ({
      sourceId,
      input: parts.input,
      name,
      status,
    }));
    if (searchFault !== null && parts.searchName !== undefined) {
      const status: SourceStatus = { state: 'fault', code: searchFault };
      descriptions.push({ sourceId: parts.input, input: parts.input, name: parts.searchName, status });
    }
    const content = JSON.stringify(descriptions);
    if (content === told) return;
    told = content;
    listener?.(descriptions);
  }

  function setStatus(device: Device, status: SourceStatus): void {
    device.cancelWatch();
    device.status = status;
    tell();
  }

  function setFault(device: Device, code: SourceFault): void {
    setStatus(device, { state: 'fault', code });
  }

  function watch(device: Device): void {
    device.cancelWatch();
    device.cancelWatch = parts.setTimer(() => setFault(device, 'stopped_answering'), ANSWER_LIMIT_MS);
  }

  /** False once the source was stopped or the device forgotten: whoever awaited it must then give up. */
  function isWanted(device: Device): boolean {
    return devices.get(device.path) === device;
  }

  function track(path: string, work: Promise<void>): void {
    underWay.add(work);
    busy.set(path, work);
    void work.finally(() => {
      underWay.delete(work);
      if (busy.get(path) === work) busy.delete(path);
    });
  }

  /** Closes what is open, if anything is, and then calls `closed`. */
  function closeHandle(device: Device, closed: () => void = () => {}): void {
    device.cancelWatch();
    const { handle, reader } = device;
    if (handle === null) return;
    device.handle = null;
    device.reader = null;
    device.state = 'closing';
    reader?.end();
    const done = () => {
      device.cancelWatch();
      device.state = 'closed';
      closed();
    };
    // node-hid begins to read in the turn after `on`, and throws where nobody catches it if the handle is closed by then.
    track(device.path, nextTurn().then(() => handle.close()).then(done, done));
  }

  function forget(device: Device): void {
    devices.delete(device.path);
    closeHandle(device);
  }

  /** Another device was at the path, and is not yet closed. */
  async function awaitPath(device: Device, isFree: Promise<void>): Promise<void> {
    device.state = 'closing';
    watch(device);
    await isFree;
    device.cancelWatch();
    device.state = 'closed';
    if (isWanted(device)) parts.finder.search();
  }

  function update(present: readonly DeviceInfo[]): void {
    const wanted = new Map<string, { readonly info: DeviceInfo; readonly how: true | SourceFault }>();
    for (const info of present) {
      if (!info.path || wanted.get(info.path)?.how === true) continue;
      const how = parts.wants(info, present);
      if (how !== false) wanted.set(info.path, { info, how });
    }
    for (const device of [...devices.values()]) {
      const there = wanted.get(device.path);
      if (there?.how !== device.wanted || !isSameDevice(there.info, device.info)) forget(device);
    }
    for (const [path, { info, how }] of wanted) {
      const known = devices.get(path);
      if (known !== undefined && (known.state !== 'closed' || how !== true)) continue;
      // Always made anew: another model may have been plugged in at the path since the last search.
      const device = newDevice(path, info, how);
      if (known?.status.state === 'fault') device.status = known.status;
      devices.set(path, device);
      if (how !== true) continue;
      const isFree = busy.get(path);
      if (isFree === undefined) track(path, open(device));
      else void awaitPath(device, isFree);
    }
  }

  function newDevice(path: string, info: DeviceInfo, wanted: true | SourceFault): Device {
    return {
      path,
      info,
      wanted,
      sourceId: `${parts.input}:${path}`,
      name: printableName(info.product),
      state: wanted === true ? 'opening' : 'closed',
      status: wanted === true ? { state: 'starting' } : { state: 'fault', code: wanted },
      handle: null,
      reader: null,
      cancelWatch() {},
    };
  }

  async function open(device: Device): Promise<void> {
    watch(device);
    let handle: DeviceHandle;
    try {
      handle = await parts.library.open(device.path);
    } catch (error) {
      device.cancelWatch();
      device.state = 'closed';
      if (isWanted(device)) setFault(device, faultOf(error, refusalOf(device.path)));
      return;
    }
    if (!isWanted(device)) {
      await handle.close().catch(() => {});
      return;
    }
    device.handle = handle;
    const isAsFound = await isStillThere(device.info, handle);
    if (device.handle !== handle) return;
    if (!isAsFound) {
      closeHandle(device);
      setFault(device, 'disconnected');
      return;
    }
    await parts.prepare?.(device.info, handle);
    if (device.handle !== handle) return;
    const { sourceId, path, info } = device;
    const reader = parts.opened({ sourceId, path, info, handle });
    device.reader = reader;
    handle.on('data', (report) => {
      // Reports that were queued when the handle was closed still arrive.
      if (device.handle === handle) reader.take(report);
    });
    handle.on('error', () => {
      if (device.handle !== handle) return;
      closeHandle(device);
      setFault(device, 'disconnected');
    });
    device.state = 'open';
    setStatus(device, { state: 'ready' });
  }

  return {
    start(given) {
      listener = given;
      told = '';
      unwatch = parts.finder.watch({
        found(present) {
          searchFault = null;
          update(present);
          tell();
        },
        failed(fault) {
          // It says nothing about devices that are open: those tell of their unplugging themselves.
          searchFault = fault;
          tell();
        },
      });
    },
    async stop() {
      listener = null;
      unwatch();
      searchFault = null;
      for (const device of [...devices.values()]) forget(device);
      let cancelLimit = () => {};
      const limit = new Promise<void>((resolve) => {
        cancelLimit = parts.setTimer(resolve, STOP_LIMIT_MS);
      });
      await Promise.race([limit, Promise.all(underWay)]);
      cancelLimit();
      // What is stuck is given up: the next start must not wait for it.
      busy.clear();
    },
    wake() {
      if (listener === null) return;
      for (const device of devices.values()) {
        // One that is being opened gets a fresh handle as it is.
        if (device.state !== 'open') continue;
        closeHandle(device, parts.finder.search);
        setStatus(device, { state: 'starting' });
        watch(device);
      }
      parts.finder.search();
    },
  };
}

/** Whether the device that was opened is the one that was found; false too where it is gone and cannot tell. */
async function isStillThere(found: DeviceInfo, handle: DeviceHandle): Promise<boolean> {
  const opened = await handle.getDeviceInfo?.().catch(() => null);
  return opened === undefined || (opened !== null && isSameDevice(opened, found));
}

/** A path is given to the next device that is plugged in: a person's keyboard must not be read in a scanner's place. */
function isSameDevice(one: DeviceInfo, two: DeviceInfo): boolean {
  return (
    one.vendorId === two.vendorId &&
    one.productId === two.productId &&
    mayBeSame(one.serialNumber, two.serialNumber) &&
    mayBeSame(one.product, two.product)
  );
}

/** Windows asks the device itself for its texts each time, and one that stays unanswered is empty. */
function mayBeSame(one: string | undefined, two: string | undefined): boolean {
  return !one || !two || one === two;
}

function printableName(product: string | undefined): string {
  const printable = (product ?? '').replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').trim();
  return printable.slice(0, MAX_NAME_CHARACTERS) || 'USB scanner';
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
