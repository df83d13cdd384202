import { createKeyedMemory } from './keyed_memory.ts';
import { REPEAT_WINDOW_MS } from './scan_session.ts';

/** The specimens that are held before a device, so that one showing is taken once and nothing of it lasts. */
export interface HeldSpecimens {
  /** Notes that a specimen is there; true: it was there all along. */
  see(code: Uint8Array): boolean;
  /** Whether a code is a specimen that is still there, and keeps it so. Of any other code nothing is noted. */
  isStillThere(code: Uint8Array): boolean;
}

/** More specimens than anybody holds up within the window. */
const MAX_SPECIMENS = 64;

/**
 * Makes the memory of a check or a drill. It outlives it for as long as a specimen is held there, so that the door
 * takes none for a visitor's code the moment that it opens.
 */
export function createHeldSpecimens(monotonicMs: () => number): HeldSpecimens {
  const sightings = createKeyedMemory(MAX_SPECIMENS);

  function isStillThere(code: Uint8Array): boolean {
    const before = sightings.momentOf(code);
    const nowMs = monotonicMs();
    if (before === null || nowMs - before > REPEAT_WINDOW_MS) return false;
    sightings.note(code, nowMs);
    return true;
  }

  return {
    see(code) {
      const wasThere = isStillThere(code);
      sightings.note(code, monotonicMs());
      return wasThere;
    },
    isStillThere,
  };
}
