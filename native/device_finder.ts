import type { DeviceInfo, DeviceLibrary } from './device_library.ts';
import type { SourceFault } from './scan_source.ts';

/** How often devices are looked for. */
export const FIND_EVERY_MS = 1_000;
/** A device or a search without an answer for this long is said to have stopped answering. */
export const ANSWER_LIMIT_MS = 5_000;

/** Hears of every search: either all devices that are there, or why that is not known. */
export interface DeviceWatcher {
  found(present: readonly DeviceInfo[]): void;
  failed(fault: SourceFault): void;
}

export interface DeviceFinder {
  /** Searches for this watcher too, until the answered function is called. */
  watch(watcher: DeviceWatcher): () => void;
  /** Searches now, and once more where a search is under way: it may have passed by what is new. */
  search(): void;
}

/**
 * One search for the devices of all sources of a library, since none reports a plugging in and each search costs. It
 * runs `findEveryMs` after the last one's answer, and only while somebody watches.
 */
export function createDeviceFinder(parts: {
  readonly library: DeviceLibrary;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  readonly findEveryMs?: number;
}): DeviceFinder {
  const findEveryMs = parts.findEveryMs ?? FIND_EVERY_MS;
  const watchers = new Set<DeviceWatcher>();
  let searching = false;
  let again = false;
  /** Cancels the timer of the next search, or the watch over the one under way. */
  let cancelTimer = () => {};

  function tellFault(fault: SourceFault): void {
    for (const watcher of [...watchers]) watcher.failed(fault);
  }

  function watchOverSearch(): void {
    cancelTimer();
    cancelTimer = parts.setTimer(() => tellFault('stopped_answering'), ANSWER_LIMIT_MS);
  }

  async function search(): Promise<void> {
    searching = true;
    again = false;
    watchOverSearch();
    const present = await parts.library.devicesAsync().catch(() => null);
    cancelTimer();
    searching = false;
    if (present === null) tellFault('driver_failed');
    else for (const watcher of [...watchers]) watcher.found(present);
    if (watchers.size === 0) return;
    if (again) void search();
    // A watcher may have asked for a search when it heard of this one.
    else if (!searching) cancelTimer = parts.setTimer(() => void search(), findEveryMs);
  }

  function searchNow(): void {
    if (searching) again = true;
    else if (watchers.size > 0) void search();
  }

  return {
    watch(watcher) {
      watchers.add(watcher);
      if (searching) watchOverSearch();
      else void search();
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0) cancelTimer();
      };
    },
    search: searchNow,
  };
}
