import type { Region } from './crop_picture.ts';
import type { Picture } from './picture.ts';

/** Cells along each side of a region, each judged by itself. */
const CELLS = 16;

/** The middle of a region, three fifths as wide and high: in a code's region it is code wherever the code is turned. */
export function innerOf({ height, left, top, width }: Region): Region {
  return {
    left: left + Math.round(width * 0.2),
    top: top + Math.round(height * 0.2),
    width: Math.round(width * 0.6),
    height: Math.round(height * 0.6),
  };
}

/** The darkest and the lightest pixel of each of 16 by 16 cells. */
export function cellsOf(
  { luma, width }: Picture,
  box: Region,
): readonly { readonly darkest: number; readonly lightest: number }[] {
  const wide = Math.floor(box.width / CELLS);
  const high = Math.floor(box.height / CELLS);
  return Array.from({ length: wide === 0 || high === 0 ? 0 : CELLS * CELLS }, (_, index) => {
    const left = box.left + (index % CELLS) * wide;
    const top = box.top + Math.floor(index / CELLS) * high;
    let darkest = 255;
    let lightest = 0;
    for (let y = top; y < top + high; y += 1) {
      for (let x = left; x < left + wide; x += 1) {
        const value = luma[y * width + x] ?? 0;
        if (value < darkest) darkest = value;
        if (value > lightest) lightest = value;
      }
    }
    return { darkest, lightest };
  });
}

/** The brightness that a tenth of a region's pixels stays below, and the one that a tenth exceeds. */
export function levelsOf(picture: Picture, box: Region): { readonly dark: number; readonly light: number } {
  const counts = countsOf(picture, box);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const levelOf = (share: number) => {
    let below = 0;
    return counts.findIndex((count) => {
      below += count;
      return below >= total * share;
    });
  };
  return { dark: levelOf(0.1), light: levelOf(0.9) };
}

/** The share of a region's pixels that are darker than a brightness. */
export function shareBelow(picture: Picture, box: Region, brightness: number): number {
  const counts = countsOf(picture, box);
  let below = 0;
  let total = 0;
  counts.forEach((count, value) => {
    total += count;
    if (value < brightness) below += count;
  });
  return below / total;
}

function countsOf({ luma, width }: Picture, box: Region): Uint32Array {
  const counts = new Uint32Array(256);
  for (let y = box.top; y < box.top + box.height; y += 2) {
    for (let x = box.left; x < box.left + box.width; x += 2) {
      const value = luma[y * width + x] ?? 0;
      counts[value] = (counts[value] ?? 0) + 1;
    }
  }
  return counts;
}
