import type { Picture } from './picture.ts';
import { projectionTo, type Quad, sideOf } from './quad.ts';

/** Below this size of a module its middle is all that can be looked at. */
const WIDE_MODULE_PIXELS = 3;
/** Where in a wide module to look, from its middle, in modules. */
const LOOKS = [-0.25, 0, 0.25];

/** The brightness of every module of a square code, 0 to 255, row by row: the mean over the module's inner part. */
export function sampleModules({ height, luma, width }: Picture, quad: Quad, side: number): Float32Array {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = projectionTo(quad, side);
  const looks = sideOf(quad) / side >= WIDE_MODULE_PIXELS ? LOOKS : [0];
  const values = new Float32Array(side * side);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      let sum = 0;
      for (const dy of looks) {
        const v = row + 0.5 + dy;
        for (const dx of looks) {
          const u = column + 0.5 + dx;
          const w = g * u + h * v + 1;
          const x = Math.min(width - 1.001, Math.max(0, (a * u + b * v + c) / w - 0.5));
          const y = Math.min(height - 1.001, Math.max(0, (d * u + e * v + f) / w - 0.5));
          const left = x | 0;
          const top = y | 0;
          const at = top * width + left;
          const upper = (luma[at] ?? 0) * (left + 1 - x) + (luma[at + 1] ?? 0) * (x - left);
          const lower = (luma[at + width] ?? 0) * (left + 1 - x) + (luma[at + width + 1] ?? 0) * (x - left);
          sum += upper * (top + 1 - y) + lower * (y - top);
        }
      }
      values[row * side + column] = sum / (looks.length * looks.length);
    }
  }
  return values;
}
