import type { Picture } from './picture.ts';

const MODULE_PIXELS = 3;
const QUIET_MODULES = 4;

/** A flawless picture of square modules, 1 for dark, for a decoder to check and to read. */
export function drawModules(dark: Uint8Array, side: number): Picture {
  const width = (side + 2 * QUIET_MODULES) * MODULE_PIXELS;
  const luma = new Uint8Array(width * width).fill(255);
  for (let y = 0; y < side * MODULE_PIXELS; y += 1) {
    const row = Math.floor(y / MODULE_PIXELS) * side;
    const line = (y + QUIET_MODULES * MODULE_PIXELS) * width + QUIET_MODULES * MODULE_PIXELS;
    for (let x = 0; x < side * MODULE_PIXELS; x += 1) {
      if (dark[row + Math.floor(x / MODULE_PIXELS)] === 1) luma[line + x] = 0;
    }
  }
  return { luma, width, height: width };
}
