import { showableText } from '../pass/showable_text.ts';
import type { ScanSource, SourceDescription } from '../../native/scan_source.ts';

/** The devices of all sources as the door shows them. */
export interface DeviceList {
  update(source: ScanSource, devices: readonly SourceDescription[]): void;
  /** Those present, then those that were pulled out. */
  all(): readonly SourceDescription[];
  sourceOf(sourceId: string): ScanSource | null;
}

const MAX_NAME_CHARACTERS = 60;
/** How long a device that was pulled out is missed; then it was taken away on purpose. */
export const MISSED_FOR_MS = 10 * 60_000;
/** More than any door has; a loose plug that calls itself anew each time fills no screen. */
export const MOST_MISSED = 8;

/**
 * Makes a list that goes on naming a device which worked and is gone, so that nobody waits for a scanner whose
 * cable is out. It is forgotten when one of its kind and name comes: a replugged device has another `sourceId`.
 */
export function createDeviceList(parts: {
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  readonly changed: () => void;
}): DeviceList {
  const present = new Map<ScanSource, readonly SourceDescription[]>();
  let missing: readonly { readonly device: SourceDescription; readonly cancel: () => void }[] = [];

  function miss(device: SourceDescription): void {
    const cancel = parts.setTimer(() => {
      forget((other) => other === missed);
      parts.changed();
    }, MISSED_FOR_MS);
    const missed: SourceDescription = { ...device, status: { state: 'fault', code: 'disconnected' } };
    missing = [...missing, { device: missed, cancel }];
    if (missing.length > MOST_MISSED) forget(() => true);
  }

  /** Forgets the first one of which that is true. */
  function forget(isIt: (device: SourceDescription) => boolean): void {
    const found = missing.find(({ device }) => isIt(device));
    found?.cancel();
    missing = missing.filter((one) => one !== found);
  }

  return {
    update(source, given) {
      const devices = given.map(named);
      const before = present.get(source) ?? [];
      present.set(source, devices);
      for (const device of before) {
        if (worked(device) && !isAmong(devices, device)) miss(device);
      }
      for (const device of devices) {
        if (isAmong(before, device)) continue;
        forget(({ input, name }) => input === device.input && name === device.name);
      }
      parts.changed();
    },
    all: () => [...[...present.values()].flat(), ...missing.map(({ device }) => device)],
    sourceOf(sourceId) {
      for (const [source, devices] of present) {
        if (devices.some((device) => device.sourceId === sourceId)) return source;
      }
      return null;
    },
  };
}

/** A device says itself what it is called. */
function named(device: SourceDescription): SourceDescription {
  return { ...device, name: showableText(device.name, MAX_NAME_CHARACTERS) || device.input };
}

/** One that only failed to be opened is not missed when it goes. */
function worked({ status }: SourceDescription): boolean {
  return status.state === 'ready' || (status.state === 'fault' && status.code === 'disconnected');
}

function isAmong(devices: readonly SourceDescription[], { sourceId }: SourceDescription): boolean {
  return devices.some((other) => other.sourceId === sourceId);
}
