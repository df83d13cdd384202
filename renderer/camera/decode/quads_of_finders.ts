import { contrastOf } from './fit_quad.ts';
import type { Finder } from './find_finders.ts';
import type { Picture } from './picture.ts';
import { qrLayoutOf } from './qr_layout.ts';
import type { Point, Quad } from './quad.ts';

/** Where a code may lie, and its modules along one side. */
export interface Placed {
  readonly quad: Quad;
  readonly side: number;
}

const FINDER_MODULES = 7;
const LEAST_SIDE = 21;
const MOST_SIDE = 177;
/** Sizes to each side of the likeliest: a module is measured by a tenth too large or small. */
const SIZE_DOUBTS = [-8, -4, 0, 4, 8];

/**
 * Places where a QR code with two of the given finders may lie, its third being cracked, covered or under a
 * reflection; the `most` that show best what every code of their size shows. Both are in the same pixels.
 */
export function quadsOfFinders(picture: Picture, finders: readonly Finder[], most: number): readonly Placed[] {
  return finders
    .flatMap((a) => finders.filter((b) => b !== a && Math.abs(a.pixels / b.pixels - 1) < 0.4).flatMap((b) => placesOf(a, b)))
    .map((placed) => ({ placed, contrast: contrastOf(picture, placed.quad, qrLayoutOf(placed.side)) }))
    .toSorted((a, b) => b.contrast - a.contrast)
    .slice(0, most)
    .map(({ placed }) => placed);
}

function placesOf(a: Finder, b: Finder): readonly Placed[] {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const apart = Math.hypot(dx, dy);
  const turn = Math.atan2(dy, dx);
  const rowPixels = (a.pixels + b.pixels) / 2 / FINDER_MODULES;
  // A row crosses a turned finder aslant: by its angle to the nearer of the code's two axes.
  const modulePixelsAt = (angle: number) => rowPixels * Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)));
  const along = modulePixelsAt(turn);
  const across = modulePixelsAt(turn + Math.PI / 4);
  const upper = sidesOf(apart / along).map((side) => placeOf(a, turn, apart / (side - FINDER_MODULES), side, 0, 0));
  const left = sidesOf(apart / along).map((side) =>
    placeOf(a, turn - Math.PI / 2, apart / (side - FINDER_MODULES), side, 0, 0),
  );
  // From the lower left to the upper right.
  const diagonal = sidesOf(apart / Math.SQRT2 / across).map((side) =>
    placeOf(a, turn + Math.PI / 4, apart / Math.SQRT2 / (side - FINDER_MODULES), side, 0, side - FINDER_MODULES),
  );
  return [...upper, ...left, ...diagonal];
}

function sidesOf(modulesApart: number): readonly number[] {
  const likeliest = Math.round((modulesApart + FINDER_MODULES - 17) / 4) * 4 + 17;
  return SIZE_DOUBTS.map((doubt) => likeliest + doubt).filter((side) => side >= LEAST_SIDE && side <= MOST_SIDE);
}

/** A flat code that is turned by an angle, with a finder's middle at a place that is given from the first finder's, in modules. */
function placeOf({ x, y }: Point, turn: number, modulePixels: number, side: number, column: number, row: number): Placed {
  const cosine = Math.cos(turn) * modulePixels;
  const sine = Math.sin(turn) * modulePixels;
  const corner = (u: number, v: number): Point => {
    const fromX = u - column - FINDER_MODULES / 2;
    const fromY = v - row - FINDER_MODULES / 2;
    return { x: x + fromX * cosine - fromY * sine, y: y + fromX * sine + fromY * cosine };
  };
  return { quad: [corner(0, 0), corner(side, 0), corner(side, side), corner(0, side)], side };
}
