import { splitAimIdentifier } from './aim_identifier.ts';
import { createDeviceKeeper, type DeviceReader, type OpenDevice } from './device_keeper.ts';
import type { DeviceFinder } from './device_finder.ts';
import type { DeviceInfo, DeviceLibrary } from './device_library.ts';
import type { KeyboardLayout } from './keyboard_layouts.ts';
import {
  guessKeyboardLayout,
  keyboardLayoutFromDescriptor,
  type KeyboardReportLayout,
  readKeyboardReport,
} from './keyboard_report.ts';
import { createKeyboardText, type KeyboardText } from './keyboard_text.ts';
import { readLinuxDescriptor } from './linux_hid.ts';
import { type FrameEnd, MAX_CODE_BYTES, type ScanSource, type ScanSourceListener } from './scan_source.ts';
import { createSilence, PAUSE_BEFORE_SUFFIX_MS, PAUSE_MS } from './silence.ts';

/** Most keys of a scanner follow each other within this, and hardly any of a person's. */
const MAX_SCANNER_GAP_MS = 50;
const PAGE_GENERIC_DESKTOP = 0x01;
const USAGE_KEYBOARD = 0x06;

/** Keyboard scanners that are read below the window system, and what the keyboard wedge must know of them. */
export interface RawKeyboards {
  readonly source: ScanSource;
  /** Whether one is open, so that its keys may also arrive as key events. */
  isOpen(): boolean;
  /** Whether a key of a scan has come since that moment of the monotonic clock. */
  hasTypedSince(atMs: number): boolean;
}

/**
 * Scanners that pretend to be keyboards, read by their own HID reports: independent of the window in front, of the
 * computer's layout and of its Caps Lock. (Some scanners watch the Caps Lock lamp and swap the case of letters
 * themselves; the system sends them its state, and nothing here can tell.) On Linux only: Windows keeps keyboards to
 * itself and macOS asks the person for "Input Monitoring", so that no device is listed there and the wedge serves.
 */
export function createRawKeyboards(parts: {
  readonly finder: DeviceFinder;
  readonly library: DeviceLibrary;
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  /** Whether a keyboard is a scanner: by its maker, or because the manager named it. */
  readonly isScanner: (info: DeviceInfo) => boolean;
  /** The layout that scanners are set to; 'system' is read as 'us', since the computer's does not matter here. */
  readonly layout: () => KeyboardLayout | 'system';
  /** The report descriptor of the device at a path, where the system shows it. */
  readonly descriptorOf?: (path: string) => Uint8Array | null;
  readonly platform?: NodeJS.Platform;
}): RawKeyboards {
  const descriptorOf = parts.descriptorOf ?? readLinuxDescriptor;
  const isLinux = (parts.platform ?? process.platform) === 'linux';
  let listener: ScanSourceListener | null = null;
  let open = 0;
  let lastTypedMs = Number.NEGATIVE_INFINITY;

  const devices = createDeviceKeeper({
    finder: parts.finder,
    library: parts.library,
    setTimer: parts.setTimer,
    input: 'keyboard',
    wants: (info) =>
      isLinux && info.usagePage === PAGE_GENERIC_DESKTOP && info.usage === USAGE_KEYBOARD && parts.isScanner(info),
    opened: read,
  });

  function read({ sourceId, path }: OpenDevice): DeviceReader {
    const descriptor = descriptorOf(path);
    let layout: KeyboardReportLayout | null = descriptor === null ? null : keyboardLayoutFromDescriptor(descriptor);
    let held: readonly number[] = [];
    let text: KeyboardText | null = null;
    let bytes: number[] = [];
    let spoilt: 'too_long' | 'garbled' | null = null;
    /** Keys of the code so far, and how many of them came at a scanner's speed. */
    let keys = 0;
    let quickKeys = 0;
    let startedAtMs = 0;
    let lastMs = Number.NEGATIVE_INFINITY;
    let hasSuffix = false;
    const silence = createSilence({ ...parts, ended: () => finish('pause') });
    open += 1;

    function add(more: Uint8Array): void {
      if (bytes.length + more.length > MAX_CODE_BYTES) spoilt ??= 'too_long';
      if (spoilt !== null) bytes.length = 0;
      else bytes.push(...more);
    }

    function forget(): void {
      silence.cancel();
      text = null;
      bytes = [];
      spoilt = null;
    }

    /** A keyboard of a scanner's maker, or one that was named by mistake, may be a person's: what they type is no code. */
    function isTypedByHand(): boolean {
      return keys < 2 || quickKeys * 2 < keys - 1;
    }

    function finish(end: FrameEnd): void {
      if (isTypedByHand()) {
        forget();
        return;
      }
      if (text !== null) add(text.flush());
      const code = splitAimIdentifier(Uint8Array.from(bytes));
      // A scanner that sends a suffix and this time did not was cut short, unless it does without from now on.
      const why = spoilt ?? (end === 'pause' && hasSuffix && code.bytes.length > 0 ? 'cut_short' : null);
      hasSuffix = end !== 'pause';
      forget();
      if (why !== null) listener?.lost({ input: 'keyboard', sourceId, why });
      else if (code.bytes.length > 0) {
        listener?.frame({ ...code, input: 'keyboard', sourceId, receivedAtMs: lastMs, startedAtMs, end });
      }
      // Key events of this code may wait behind what was just done with it.
      if (lastTypedMs === lastMs) lastTypedMs = parts.monotonicMs();
    }

    /** A key went down: the first of a code, or one more. */
    function strike(nowMs: number): KeyboardText {
      const isQuick = nowMs - lastMs <= MAX_SCANNER_GAP_MS;
      if (isQuick) lastTypedMs = nowMs;
      lastMs = nowMs;
      if (text === null) {
        keys = 0;
        quickKeys = 0;
        startedAtMs = nowMs;
        const set = parts.layout();
        text = createKeyboardText(set === 'system' ? 'us' : set);
      }
      keys += 1;
      if (isQuick && keys > 1) quickKeys += 1;
      silence.restart(hasSuffix ? PAUSE_BEFORE_SUFFIX_MS : PAUSE_MS);
      return text;
    }

    return {
      take(report) {
        layout ??= guessKeyboardLayout(report);
        if (layout === null) return;
        const told = readKeyboardReport(report, layout);
        if (told.kind === 'other') return;
        const nowMs = parts.monotonicMs();
        if (told.kind === 'rolled_over') {
          strike(nowMs);
          spoilt ??= 'garbled';
          return;
        }
        const pressed = told.usages.filter((usage) => !held.includes(usage));
        held = told.usages;
        if (text !== null) add(text.hold(told.modifiers));
        for (const usage of pressed) {
          const typed = strike(nowMs).press(usage, told.modifiers);
          add(typed.bytes);
          if (typed.end !== null) finish(typed.end);
        }
      },
      end() {
        open -= 1;
        const isCutShort = text !== null && !isTypedByHand() && (bytes.length > 0 || spoilt !== null);
        const why = spoilt ?? 'cut_short';
        forget();
        if (isCutShort) listener?.lost({ input: 'keyboard', sourceId, why });
      },
    };
  }

  return {
    source: {
      start(given) {
        listener = given;
        devices.start(given.devices);
      },
      async stop() {
        listener = null;
        await devices.stop();
      },
      wake: devices.wake,
    },
    isOpen: () => open > 0,
    hasTypedSince: (atMs) => lastTypedMs >= atMs,
  };
}
