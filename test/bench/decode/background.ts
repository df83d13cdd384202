import type { Random } from './random.ts';

/** Light at a place in the picture, in pixels. */
export type Background = (x: number, y: number) => number;

/** What stands behind a phone: soft light and shade of several sizes, and the head and shoulders of a visitor. */
export function drawBackground(width: number, height: number, level: number, random: Random): Background {
  const layers = [300, 90, 28].map((size) => shadeOf(size * random.between(0.7, 1.4), random));
  const head = {
    x: random.between(0.2, 0.8) * width,
    y: random.between(0.1, 0.4) * height,
    radius: random.between(0.12, 0.24) * height,
  };
  const skin = random.between(0.3, 1.2);
  return (x, y) => {
    const [wide = 0.5, middle = 0.5, fine = 0.5] = layers.map((shade) => shade(x, y));
    const isHead = ((x - head.x) / head.radius) ** 2 + ((y - head.y) / (1.3 * head.radius)) ** 2 < 1;
    const isBody = y > head.y + 1.2 * head.radius && Math.abs(x - head.x) < head.radius * 2.4;
    return level * (0.5 * wide + 0.35 * middle + 0.15 * fine) * (isHead ? skin : isBody ? 0.5 : 1);
  };
}

/** Noise with a value at each knot of a grid and a smooth course between. */
export function shadeOf(knotPixels: number, random: Random): Background {
  const side = 64;
  const knots = Float32Array.from({ length: side * side }, () => random.between(0, 1));
  const knot = (column: number, row: number) => knots[(row & (side - 1)) * side + (column & (side - 1))] ?? 0;
  const ease = (value: number) => value * value * (3 - 2 * value);
  return (x, y) => {
    const column = Math.floor(x / knotPixels);
    const row = Math.floor(y / knotPixels);
    const fx = ease(x / knotPixels - column);
    const fy = ease(y / knotPixels - row);
    const upper = knot(column, row) * (1 - fx) + knot(column + 1, row) * fx;
    const lower = knot(column, row + 1) * (1 - fx) + knot(column + 1, row + 1) * fx;
    return upper * (1 - fy) + lower * fy;
  };
}
