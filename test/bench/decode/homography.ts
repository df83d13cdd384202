/** A projective map of the plane, row by row; the last number is 1. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function project([a, b, c, d, e, f, g, h, i]: Homography, { x, y }: Point): Point {
  const w = g * x + h * y + i;
  return { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w };
}

/** Where a pinhole camera sees a flat thing: turned in its plane, then tilted about two axes, then put at a place. */
export function viewOf(view: {
  /** Pixels that one unit of the thing takes at its middle. */
  readonly pixelsPerUnit: number;
  readonly turn: number;
  readonly tiltX: number;
  readonly tiltY: number;
  readonly middle: Point;
  /** The camera's distance in pixels. */
  readonly distance: number;
}): Homography {
  const { distance, middle, pixelsPerUnit: s, tiltX, tiltY, turn } = view;
  const cosine = Math.cos(turn) * s;
  const sine = Math.sin(turn) * s;
  // Depth grows along the tilted axes; the width along them shrinks.
  const xx = Math.cos(tiltY) * cosine;
  const xy = -Math.cos(tiltY) * sine;
  const yx = Math.cos(tiltX) * sine;
  const yy = Math.cos(tiltX) * cosine;
  const g = (Math.sin(tiltY) * cosine + Math.sin(tiltX) * sine) / distance;
  const h = (-Math.sin(tiltY) * sine + Math.sin(tiltX) * cosine) / distance;
  return [
    xx + middle.x * g,
    xy + middle.x * h,
    middle.x,
    yx + middle.y * g,
    yy + middle.y * h,
    middle.y,
    g,
    h,
    1,
  ];
}

export function inverse([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  const last = a * e - b * d;
  return [
    (e * i - f * h) / last,
    (c * h - b * i) / last,
    (b * f - c * e) / last,
    (f * g - d * i) / last,
    (a * i - c * g) / last,
    (c * d - a * f) / last,
    (d * h - e * g) / last,
    (b * g - a * h) / last,
    1,
  ];
}
