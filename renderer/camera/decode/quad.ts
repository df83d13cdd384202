export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Four corners in a picture, in its pixels: those of a code's own upper left, upper right, lower right, lower left. */
export type Quad = readonly [Point, Point, Point, Point];

/** A projective map of the plane, row by row. */
export type Projection = Readonly<Float64Array>;

/** The map that takes a square of a side length, its corner at the origin, to four corners. After P. Heckbert, 1989. */
export function projectionTo([a, b, c, d]: Quad, side: number): Projection {
  const sumX = a.x - b.x + c.x - d.x;
  const sumY = a.y - b.y + c.y - d.y;
  const rightX = b.x - c.x;
  const rightY = b.y - c.y;
  const lowerX = d.x - c.x;
  const lowerY = d.y - c.y;
  const scale = rightX * lowerY - lowerX * rightY;
  const g = (sumX * lowerY - lowerX * sumY) / scale;
  const h = (rightX * sumY - sumX * rightY) / scale;
  return Float64Array.of(
    (b.x - a.x + g * b.x) / side,
    (d.x - a.x + h * d.x) / side,
    a.x,
    (b.y - a.y + g * b.y) / side,
    (d.y - a.y + h * d.y) / side,
    a.y,
    g / side,
    h / side,
    1,
  );
}

/** The longest side of a quad, in pixels. */
export function sideOf(quad: Quad): number {
  return Math.max(
    ...quad.map(({ x, y }, index) => {
      const next = quad[(index + 1) % 4] ?? quad[0];
      return Math.hypot(next.x - x, next.y - y);
    }),
  );
}
