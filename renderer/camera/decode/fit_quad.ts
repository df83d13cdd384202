import type { Picture } from './picture.ts';
import type { QrLayout } from './qr_layout.ts';
import { type Point, projectionTo, type Quad, sideOf } from './quad.ts';

/** How far corners are moved to try, in modules: a detector is off by about one at most. */
const STEPS_MODULES = [0.8, 0.4, 0.2, 0.1];
const ROUNDS = 3;

/** A quad, and how well the picture under it shows the pattern: mean brightness of light less dark known modules. */
export interface FittedQuad {
  readonly quad: Quad;
  readonly contrast: number;
}

/** Moves the corners of a code that was found until the modules that every code of its size shares stand out most. */
export function fitQuad(picture: Picture, found: Quad, layout: QrLayout): FittedQuad {
  const modulePixels = sideOf(found) / layout.side;
  let best: FittedQuad = { quad: found, contrast: contrastOf(picture, found, layout) };
  for (const step of STEPS_MODULES) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = best.contrast;
      for (const moved of movesOf(step * modulePixels)) {
        const quad = moved(best.quad);
        const contrast = contrastOf(picture, quad, layout);
        if (contrast > best.contrast) best = { quad, contrast };
      }
      if (best.contrast === before) break;
    }
  }
  return best;
}

/** The mean brightness of light less dark known modules, each looked at in its middle. */
export function contrastOf(
  { height, luma, width }: Picture,
  quad: Quad,
  { darks, lights, side }: QrLayout,
): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = projectionTo(quad, side);
  const sumOf = (places: Float32Array) => {
    let sum = 0;
    for (let index = 0; index < places.length; index += 2) {
      const u = places[index] ?? 0;
      const v = places[index + 1] ?? 0;
      const w = g * u + h * v + 1;
      const x = (a * u + b * v + c) / w - 0.5;
      const y = (d * u + e * v + f) / w - 0.5;
      const left = x < 0 ? 0 : x > width - 2 ? width - 2 : x | 0;
      const top = y < 0 ? 0 : y > height - 2 ? height - 2 : y | 0;
      const at = top * width + left;
      const upper = (luma[at] ?? 0) * (left + 1 - x) + (luma[at + 1] ?? 0) * (x - left);
      const lower = (luma[at + width] ?? 0) * (left + 1 - x) + (luma[at + width + 1] ?? 0) * (x - left);
      // Outside the picture the slope at its rim would run away.
      sum += x < -1 || y < -1 || x > width || y > height ? 128 : upper * (top + 1 - y) + lower * (y - top);
    }
    return (2 * sum) / places.length;
  };
  return sumOf(lights) - sumOf(darks);
}

type Move = (quad: Quad) => Quad;

/** Each corner, and all of them at once, to each side. */
function movesOf(pixels: number): readonly Move[] {
  const shift = ({ x, y }: Point, dx: number, dy: number): Point => ({ x: x + dx, y: y + dy });
  return [
    [pixels, 0],
    [-pixels, 0],
    [0, pixels],
    [0, -pixels],
  ].flatMap(([dx = 0, dy = 0]): readonly Move[] => [
    ([a, b, c, d]) => [shift(a, dx, dy), shift(b, dx, dy), shift(c, dx, dy), shift(d, dx, dy)],
    ([a, b, c, d]) => [shift(a, dx, dy), b, c, d],
    ([a, b, c, d]) => [a, shift(b, dx, dy), c, d],
    ([a, b, c, d]) => [a, b, shift(c, dx, dy), d],
    ([a, b, c, d]) => [a, b, c, shift(d, dx, dy)],
  ]);
}
