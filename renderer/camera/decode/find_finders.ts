import type { Region } from './crop_picture.ts';
import { localMean } from './local_mean.ts';
import type { Picture } from './picture.ts';

/** The middle of what may be a QR code's finder pattern, and its extent along the row, in pixels. */
export interface Finder {
  readonly x: number;
  readonly y: number;
  readonly pixels: number;
  /** Rows that crossed it. */
  readonly rows: number;
}

/** Dark, light, dark, light and dark along any line through its middle. ISO/IEC 18004, clause 6.3.3. */
const RUNS = [1, 1, 3, 1, 1];
const MODULES = 7;
/** How far a run may be off, in modules: blur and glare widen one colour and narrow the other. */
const MOST_OFF = 0.7;
const LEAST_PIXELS = 10;
const LEAST_ROWS = 2;
/** Surroundings that say what is dark, as a share of the part's longer side. */
const REACH_SHARE = 1 / 12;

/** Finds finder patterns in a part of a picture, those that most rows crossed first; in that part's pixels. */
export function findFinders(part: Picture, most: number): readonly Finder[] {
  const { height, luma, width } = part;
  const mean = localMean(part, Math.max(8, Math.round(Math.max(width, height) * REACH_SHARE)));
  const isDark = (x: number, y: number) => (luma[y * width + x] ?? 0) < (mean[y * width + x] ?? 0);
  const finders: Finder[] = [];
  const crossed = (x: number, y: number, pixels: number) => {
    const index = finders.findIndex((other) => Math.hypot(other.x - x, other.y - y) < pixels / 4);
    const { [index]: before } = finders;
    if (before === undefined) {
      finders.push({ x, y, pixels, rows: 1 });
      return;
    }
    const rows = before.rows + 1;
    const mixed = (was: number, is: number) => was + (is - was) / rows;
    finders[index] = { x: mixed(before.x, x), y: mixed(before.y, y), pixels: mixed(before.pixels, pixels), rows };
  };
  for (let y = 0; y < height; y += 1) {
    const runs = [0, 0, 0, 0, 0];
    let wasDark = false;
    for (let x = 0; x <= width; x += 1) {
      const dark = x < width && isDark(x, y);
      if (dark === wasDark) {
        runs[4] = (runs[4] ?? 0) + 1;
        continue;
      }
      if (wasDark && isFinder(runs)) {
        const pixels = runs.reduce((sum, run) => sum + run, 0);
        const middle = x - pixels / 2;
        const upright = crossing(middle | 0, y, pixels, height, isDark);
        if (upright !== null) crossed(middle, upright, pixels);
      }
      runs.shift();
      runs.push(1);
      wasDark = dark;
    }
  }
  return finders
    .filter(({ rows }) => rows >= LEAST_ROWS)
    .toSorted((a, b) => b.rows / b.pixels - a.rows / a.pixels)
    .slice(0, most);
}

function isFinder(runs: readonly number[]): boolean {
  const pixels = runs.reduce((sum, run) => sum + run, 0);
  const modulePixels = pixels / MODULES;
  return (
    pixels >= LEAST_PIXELS &&
    runs.every((run, index) => Math.abs(run / modulePixels - (RUNS[index] ?? 1)) < MOST_OFF * (index === 2 ? 1.5 : 1))
  );
}

/** The middle of the runs down a column through a place, where they are a finder's and about as long; else null. */
function crossing(
  x: number,
  y: number,
  pixels: number,
  height: number,
  isDark: (x: number, y: number) => boolean,
): number | null {
  if (!isDark(x, y)) return null;
  const walk = (step: number) => {
    const ends: number[] = [];
    let dark = true;
    let at = y + step;
    for (; at >= 0 && at < height && Math.abs(at - y) < pixels && ends.length < 3; at += step) {
      if (isDark(x, at) === dark) continue;
      ends.push(Math.abs(at - y));
      dark = !dark;
    }
    if (ends.length === 2) ends.push(Math.abs(at - y));
    return ends;
  };
  const [upHeart, upGap, upRing] = walk(-1);
  const [downHeart, downGap, downRing] = walk(1);
  if (upHeart === undefined || upGap === undefined || upRing === undefined) return null;
  if (downHeart === undefined || downGap === undefined || downRing === undefined) return null;
  const runs = [upRing - upGap, upGap - upHeart, upHeart + downHeart - 1, downGap - downHeart, downRing - downGap];
  const long = upRing + downRing - 1;
  if (!isFinder(runs) || long > pixels * 1.5 || long < pixels / 1.5) return null;
  return y + (downHeart - upHeart) / 2;
}
