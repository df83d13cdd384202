import { MAX_CODE_BYTES, type ScanSource, type ScanSourceListener } from './scan_source.ts';

/** One key event as the window system reports it. */
export interface KeyEvent {
  readonly type: 'down' | 'up';
  /** The character, or the key's name for one that types none. */
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  readonly atMs: number;
}

/** A person's fastest keys are about 60 ms apart; a scanner's slowest about 30 ms. */
const MAX_SCANNER_GAP_MS = 50;
/** Without a suffix the code has ended when nothing followed for this long. */
const END_GAP_MS = 250;
/** Shorter runs are a person's, or noise. */
const MIN_CHARACTERS = 6;
/** AIM identifiers (ISO/IEC 15424) of the symbologies that a pass may come in. */
const AIM_PREFIX = /^\][QdzCEeLAFG][0-9A-Fa-f]/;

/** A keyboard-wedge scanner as a source: `key` is told of every key, whichever window or field has the focus. */
export interface KeyboardWedge {
  readonly source: ScanSource;
  /** `consume`: the key belongs to a scan and must not press a button or fill a field. */
  key(event: KeyEvent): { readonly consume: boolean };
}

/** Tells scans from typing by speed. A stray key before a scan, half a code or an endless one spoils nothing. */
export function createKeyboardWedge(parts: {
  readonly monotonicMs: () => number;
  readonly setTimer: (run: () => void, afterMs: number) => () => void;
}): KeyboardWedge {
  const sourceId = 'keyboard';
  let listener: ScanSourceListener | null = null;
  let characters: string[] = [];
  let tooLong = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  let cancelEnd = () => {};

  function reset(): void {
    cancelEnd();
    cancelEnd = () => {};
    characters = [];
    tooLong = false;
  }

  function finish(): boolean {
    const text = characters.join('');
    const isScan = characters.length >= MIN_CHARACTERS && !tooLong;
    reset();
    if (!isScan) return false;
    const aim = AIM_PREFIX.exec(text)?.[0] ?? null;
    const bytes = new TextEncoder().encode(aim === null ? text : text.slice(aim.length));
    listener?.frame({ bytes, input: 'keyboard', sourceId, symbology: aim, receivedAtMs: parts.monotonicMs() });
    return true;
  }

  return {
    source: {
      start(given) {
        listener = given;
        given.devices([{ sourceId, input: 'keyboard', name: 'Keyboard scanner', status: { state: 'ready' } }]);
      },
      async stop() {
        listener = null;
        reset();
      },
    },
    key(event) {
      if (event.type === 'up') return { consume: false };
      // Once a run is a scanner's beyond doubt, a busy machine may hold a key up without spoiling the code.
      const maxGapMs = characters.length >= MIN_CHARACTERS ? END_GAP_MS : MAX_SCANNER_GAP_MS;
      const fast = event.atMs - lastMs <= maxGapMs;
      if (event.key === 'Enter' || event.key === 'Tab') {
        if (!fast) reset();
        lastMs = event.atMs;
        const wasTooLong = tooLong;
        return { consume: finish() || wasTooLong };
      }
      // Shift, dead keys, function keys: part of typing a character, none themselves.
      if ([...event.key].length !== 1 || event.meta) return { consume: false };
      if (!fast) reset();
      lastMs = event.atMs;
      // Control characters come as chords; a GS within a code is data, a lone chord is a person's.
      const character = event.control && !event.alt ? controlCharacter(event.key) : event.key;
      if (character === null) return { consume: false };
      if (characters.length < MAX_CODE_BYTES) characters.push(character);
      else tooLong = true;
      cancelEnd();
      cancelEnd = parts.setTimer(finish, END_GAP_MS);
      return { consume: characters.length > 1 };
    },
  };
}

function controlCharacter(key: string): string | null {
  const code = key.toUpperCase().charCodeAt(0);
  return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code - 0x40) : null;
}
