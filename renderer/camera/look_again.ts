import type { Sight } from './decode/decoder.ts';

/** How often a picture that stays the same is looked at where something like a code in it was not read. */
export const LOOKS_AT_MISSED = 11;
/** The same where there seems to be nothing: a look may leave the rarer kinds of code to the next ones. */
export const LOOKS_AT_NOTHING = 4;

/** Decides which pictures are looked at, so that a door where nobody stands costs next to nothing. */
export interface LookAgain {
  /** True for a picture that has changed, and for the same one while another look may read it. */
  isDue(hasChanged: boolean): boolean;
  /** To be told what each look gave. */
  saw(sight: Sight, hasChanged: boolean): void;
}

/** Starts with nothing to look at again. */
export function createLookAgain(): LookAgain {
  let looks = 0;
  let looksWanted = 0;
  return {
    isDue: (hasChanged) => hasChanged || looks < looksWanted,
    saw({ codes, hint }, hasChanged) {
      looks = hasChanged ? 1 : looks + 1;
      looksWanted = codes.length > 0 ? 0 : hint === null ? LOOKS_AT_NOTHING : LOOKS_AT_MISSED;
    },
  };
}
