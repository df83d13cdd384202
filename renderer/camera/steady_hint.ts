import type { CameraHint } from '../../main/bridge/contract.ts';
import type { Sight } from './decode/decoder.ts';

/** Most codes are read within this time: no hint is given before. */
export const PATIENCE_MS = 400;
/** A hint stays at least so long that it can be read, and another one has to wait for it. */
export const SHOWN_AT_LEAST_MS = 1_200;
/** A visitor's code may be missed in some pictures without being gone. */
export const GONE_AFTER_MS = 800;

/** Turns what each picture calls for into what a person can follow: told late, kept a while, gone once a code was read. */
export function createSteadyHint(): (sight: Sight, nowMs: number) => CameraHint | null {
  let firstMs = Number.NEGATIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  let shown: CameraHint | null = null;
  let shownMs = 0;
  return ({ codes, hint }, nowMs) => {
    if (codes.length > 0) {
      shown = null;
      lastMs = Number.NEGATIVE_INFINITY;
      return null;
    }
    if (hint !== null) {
      if (nowMs - lastMs > GONE_AFTER_MS) firstMs = nowMs;
      lastMs = nowMs;
      const mayTell = nowMs - firstMs >= PATIENCE_MS && (shown === null || nowMs - shownMs >= SHOWN_AT_LEAST_MS);
      if (mayTell && hint !== shown) {
        shown = hint;
        shownMs = nowMs;
      }
    } else if (nowMs - lastMs > GONE_AFTER_MS) {
      shown = null;
    }
    return shown;
  };
}
