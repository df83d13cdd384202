import { splitAimIdentifier } from './aim_identifier.ts';
import { usageOfDomCode } from './dom_codes.ts';
import type { KeyboardLayout } from './keyboard_layouts.ts';
import { createKeyboardText, type KeyboardText, MODIFIERS, type TypedKey } from './keyboard_text.ts';
import type { RawKeyboards } from './raw_keyboard.ts';
import { type FrameEnd, MAX_CODE_BYTES, type ScanSource, type ScanSourceListener } from './scan_source.ts';
import { createSilence, PAUSE_BEFORE_SUFFIX_MS, PAUSE_MS } from './silence.ts';

/** One key event as the window system reports it: Electron's `before-input-event`. */
export interface KeyEvent {
  readonly type: 'down' | 'up';
  /** The character that the computer makes of it, or the key's name for one that types none. */
  readonly key: string;
  /** The key's position (UI Events `code`); empty or unknown for keys that a program made up. */
  readonly code: string;
  readonly shift: boolean;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  /** The system repeats a key that is held down. */
  readonly isAutoRepeat: boolean;
  readonly atMs: number;
}

/** A person's fastest keys are about 60 ms apart; a scanner's slowest about 30 ms. */
const MAX_SCANNER_GAP_MS = 50;
/** Two keys within this are a scanner's already; slower ones may be two fingers of a fast typist, but not four. */
const MAX_SURE_GAP_MS = 20;
const SURE_KEYS = 4;
/** Shorter runs are a person's, or noise. */
const MIN_KEYS = 6;
/** Something that falls on the keys presses several at once, but no suffix. */
const MIN_KEYS_WITHOUT_SUFFIX = 12;
const MODIFIER_KEYS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock']);
const MAX_HELD_KEYS = 256;

/**
 * A key of a raw keyboard reaches this process twice, by its report and through the window system, up to about 50 ms
 * apart and in either order.
 */
const ECHO_MS = 60;

/** A keyboard-wedge scanner as a source: `key` is told of every key, whichever window or field has the focus. */
export interface KeyboardWedge {
  readonly source: ScanSource;
  /** `consume`: the key belongs to a scan and must not press a button or fill a field. */
  key(event: KeyEvent): { readonly consume: boolean };
}

/** Keys that follow each other at a scanner's speed. */
interface Run {
  readonly text: KeyboardText;
  readonly startedAtMs: number;
  /** The first key pressed, until another one is. */
  onlyKey: string | null;
  bytes: number[];
  /** Keys and their widest gap since it began, or since it was held up. */
  keys: number;
  maxGapMs: number;
  /** It may not be held up: it already was, or slow keys came before it, which a person types. */
  isDoubtful: boolean;
  tooLong: boolean;
}

/**
 * Tells scans from typing by speed, for keyboards that cannot be read raw. Keys are read by position in the layout
 * that the scanner is set to, whatever the computer's layout and Caps Lock. Typing before a scan, half a code or an
 * endless one spoils nothing, unless it is a single key just before it. What a code types as chords is kept from the window as soon as its keys are known
 * for a scanner's; a single chord before that cannot be told from a person's, and is left to the window's lock-down.
 */
export function createKeyboardWedge(parts: {
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
  /** The layout that scanners are set to; 'system': keys mean what the computer makes of them. */
  readonly layout: () => KeyboardLayout | 'system';
  readonly raw: Pick<RawKeyboards, 'isOpen' | 'hasTypedSince'>;
}): KeyboardWedge {
  const sourceId = 'keyboard';
  /** Keys whose press was consumed, so that their release and repeats are too. */
  const consumed = new Set<string>();
  /** Codes that wait for the word of the raw keyboards. */
  const waiting = new Set<() => void>();
  let listener: ScanSourceListener | null = null;
  let run: Run | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  let scanEndedAtMs = Number.NEGATIVE_INFINITY;
  let altGrAtMs = Number.NEGATIVE_INFINITY;
  let hasSuffix = false;
  const silence = createSilence({ ...parts, ended: () => finish('pause') });

  function forget(): void {
    silence.cancel();
    run = null;
  }

  function add(current: Run, more: Uint8Array): void {
    if (current.bytes.length + more.length > MAX_CODE_BYTES) current.tooLong = true;
    if (current.tooLong) current.bytes.length = 0;
    else current.bytes.push(...more);
  }

  function finish(end: FrameEnd): void {
    const ended = run;
    forget();
    if (ended === null || ended.onlyKey !== null) return;
    if (ended.keys < (end === 'pause' ? MIN_KEYS_WITHOUT_SUFFIX : MIN_KEYS)) return;
    add(ended, ended.text.flush());
    const code = splitAimIdentifier(Uint8Array.from(ended.bytes));
    ended.bytes.length = 0;
    if (code.bytes.length === 0 && !ended.tooLong) return;
    scanEndedAtMs = lastMs;
    hasSuffix = end !== 'pause';
    const times = { receivedAtMs: lastMs, startedAtMs: ended.startedAtMs };
    const tell = () => {
      // Raw reports are the better reading of the same code.
      if (parts.raw.hasTypedSince(times.startedAtMs - ECHO_MS)) return;
      if (ended.tooLong) listener?.lost({ input: 'keyboard', sourceId, why: 'too_long' });
      else listener?.frame({ ...code, ...times, input: 'keyboard', sourceId, end });
    };
    if (!parts.raw.isOpen()) {
      tell();
      return;
    }
    const cancel = parts.setTimer(() => {
      waiting.delete(cancel);
      tell();
    }, ECHO_MS);
    waiting.add(cancel);
  }

  /** The run that a key belongs to. */
  function runOf(event: KeyEvent): Run {
    const gapMs = event.atMs - lastMs;
    // While this process is busy it hears no silence.
    const isFast = gapMs <= MAX_SCANNER_GAP_MS || silence.heardMs() === 0;
    if (run !== null && (isFast || run.keys >= SURE_KEYS)) {
      run.maxGapMs = Math.max(run.maxGapMs, gapMs);
      return run;
    }
    const isClose = gapMs <= PAUSE_MS;
    // What ended as a code was no person's typing.
    const followsCode = lastMs === scanEndedAtMs;
    if (run === null || !isClose || run.isDoubtful) return newRun(event, isClose && !followsCode);
    // A busy system may hold up one of a scanner's first keys; how fast the next ones are must tell.
    run.isDoubtful = true;
    run.keys = 0;
    run.maxGapMs = 0;
    return run;
  }

  function newRun(event: KeyEvent, isDoubtful: boolean): Run {
    const layout = parts.layout();
    return {
      text: createKeyboardText(layout === 'system' ? 'us' : layout),
      startedAtMs: event.atMs,
      onlyKey: nameOf(event),
      bytes: [],
      keys: 0,
      maxGapMs: 0,
      isDoubtful,
      tooLong: false,
    };
  }

  function press(event: KeyEvent): boolean {
    const current = runOf(event);
    run = current;
    lastMs = event.atMs;
    current.keys += 1;
    if (current.onlyKey !== nameOf(event)) current.onlyKey = null;
    const typed = read(event, current);
    add(current, typed.bytes);
    const isSure = current.keys >= SURE_KEYS || (current.keys > 1 && current.maxGapMs <= MAX_SURE_GAP_MS);
    const followsScan = event.atMs - scanEndedAtMs <= MAX_SCANNER_GAP_MS;
    if (typed.end === null) silence.restart(hasSuffix ? PAUSE_BEFORE_SUFFIX_MS : PAUSE_MS);
    else finish(typed.end);
    return isSure || followsScan || parts.raw.hasTypedSince(event.atMs - ECHO_MS);
  }

  function read(event: KeyEvent, { text }: Run): TypedKey {
    const usage = usageOfDomCode(event.code);
    const byCharacter = parts.layout() === 'system' && !isNamelessChord(event);
    return byCharacter || usage === null ? readCharacter(event) : text.press(usage, modifiersOf(event));
  }

  function modifiersOf({ shift, control, alt, meta, atMs }: KeyEvent): number {
    // A consumed key hides the release that follows it, so AltGr counts for the one key that it was pressed for.
    const isAltGr = atMs - altGrAtMs <= PAUSE_MS;
    altGrAtMs = Number.NEGATIVE_INFINITY;
    return (
      (shift ? MODIFIERS.leftShift : 0) |
      (isAltGr ? MODIFIERS.altGr : (control ? MODIFIERS.leftControl : 0) | (alt ? MODIFIERS.leftAlt : 0)) |
      (meta ? MODIFIERS.leftMeta : 0)
    );
  }

  return {
    source: {
      start(given) {
        listener = given;
        given.devices([{ sourceId, input: 'keyboard', name: 'Keyboard scanner', status: { state: 'listening' } }]);
      },
      async stop() {
        listener = null;
        for (const cancel of waiting) cancel();
        waiting.clear();
        consumed.clear();
        forget();
      },
    },
    key(event) {
      const name = nameOf(event);
      if (event.code === 'AltRight') altGrAtMs = event.type === 'down' ? event.atMs : Number.NEGATIVE_INFINITY;
      if (event.type === 'up') {
        // An Alt code is whole when Alt is let go.
        if (event.key === 'Alt' && run !== null) add(run, run.text.hold(0));
        return { consume: consumed.delete(name) };
      }
      if (event.isAutoRepeat) return { consume: consumed.has(name) };
      const isModifier = MODIFIER_KEYS.has(event.key);
      const consume = isModifier ? run !== null && run.keys >= SURE_KEYS : press(event);
      if (consume && consumed.size < MAX_HELD_KEYS) consumed.add(name);
      else consumed.delete(name);
      return { consume };
    },
  };
}

/** Tells keys apart: by position, or by what they type where they have none. */
function nameOf({ code, key }: KeyEvent): string {
  return code === '' ? key : code;
}

/** A Ctrl chord whose character names no control character: GS is Ctrl and the plus key of a German keyboard. */
function isNamelessChord({ key, control, alt, meta }: KeyEvent): boolean {
  return control && !alt && !meta && !/^[@-_a-z]$/.test(key);
}

/** What the computer makes of a key. Control characters come as chords: a GS within a code is data. */
function readCharacter({ key, control, alt, meta }: KeyEvent): TypedKey {
  const nothing: TypedKey = { bytes: new Uint8Array(), end: null };
  if (key === 'Enter' || key === 'Tab') return { ...nothing, end: key === 'Enter' ? 'cr' : 'tab' };
  if ([...key].length !== 1 || meta) return nothing;
  if (!control || alt) return { ...nothing, bytes: new TextEncoder().encode(key) };
  const code = key.toUpperCase().charCodeAt(0);
  return code >= 0x40 && code <= 0x5f ? { ...nothing, bytes: Uint8Array.of(code - 0x40) } : nothing;
}
