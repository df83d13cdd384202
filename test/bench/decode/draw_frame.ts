import type { Picture } from '../../renderer/draw_code.ts';
import type { Background } from './background.ts';
import { inverse, type Point, project, viewOf } from './homography.ts';
import type { Code } from './payloads.ts';
import { blurByDisc, blurByGaussian, blurByMotion, type Plane } from './plane.ts';
import type { Random } from './random.ts';
import { expose, type Sensor } from './sensor.ts';

const QUIET_MODULES = 4;
/** Places in each pixel, along each side, at which the light is looked up. */
const SUBPIXELS = 2;

/** Everything that a frame is drawn from. Lengths are pixels of the camera, angles radians, light 1 at sensor white. */
export interface Shot {
  readonly width: number;
  readonly height: number;
  readonly code: Code;
  readonly modulePixels: number;
  readonly turn: number;
  readonly tiltX: number;
  readonly tiltY: number;
  readonly middle: Point;
  readonly background: Background;
  readonly screen: {
    readonly light: number;
    readonly dark: number;
    readonly inverted: boolean;
    /** Dots of the display that one module takes, and how deep the gaps between them are. */
    readonly dotsPerModule: number;
    readonly dotDepth: number;
  };
  readonly cracks: readonly (readonly Point[])[];
  readonly crackModules: number;
  readonly spots: readonly { readonly at: Point; readonly radius: number; readonly light: number }[];
  /** Light that a reflection adds evenly. */
  readonly veil: number;
  readonly defocusRadius: number;
  readonly motion: { readonly length: number; readonly angle: number };
  readonly lensDeviation: number;
  readonly sensor: Sensor;
}

/** Draws what the camera gives, and tells whether the code with half its quiet zone is wholly in it. */
export function drawFrame(
  shot: Shot,
  random: Random,
): { readonly picture: Picture; readonly isWhole: boolean } {
  const { defocusRadius, height, lensDeviation, motion, width } = shot;
  let plane = drawLight(shot);
  if (motion.length > 0.5) plane = blurByMotion(plane, motion.length, motion.angle);
  if (defocusRadius > 0.5) plane = blurByDisc(plane, defocusRadius);
  plane = blurByGaussian(plane, lensDeviation);
  const halfX = shot.code.columns / 2 + QUIET_MODULES / 2;
  const halfY = shot.code.rows / 2 + QUIET_MODULES / 2;
  const corners = [-1, 1].flatMap((sx) =>
    [-1, 1].map((sy) => project(viewOfShot(shot), { x: sx * halfX, y: sy * halfY })),
  );
  return {
    picture: expose(plane, shot.sensor, random),
    isWhole: corners.every(({ x, y }) => x >= 0 && y >= 0 && x < width && y < height),
  };
}

function viewOfShot({ height, middle, modulePixels, tiltX, tiltY, turn }: Shot) {
  return viewOf({ pixelsPerUnit: modulePixels, turn, tiltX, tiltY, middle, distance: height * 1.6 });
}

function drawLight(shot: Shot): Plane {
  const { background, code, height, screen, spots, veil, width } = shot;
  const [a, b, c, d, e, f, g, h, i] = inverse(viewOfShot(shot));
  const light = new Float32Array(width * height);
  const ink = inkOf(code, shot);
  const cardX = code.columns / 2 + QUIET_MODULES;
  const cardY = code.rows / 2 + QUIET_MODULES;
  const bodyX = cardX * 1.12;
  const bodyY = cardY * 1.9;
  const [paperLight, inkLight] = screen.inverted ? [screen.dark, screen.light] : [screen.light, screen.dark];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let part = 0; part < SUBPIXELS * SUBPIXELS; part += 1) {
        const px = x + ((part % SUBPIXELS) + 0.5) / SUBPIXELS - 0.5;
        const py = y + (Math.floor(part / SUBPIXELS) + 0.5) / SUBPIXELS - 0.5;
        const w = g * px + h * py + i;
        const u = (a * px + b * py + c) / w;
        const v = (d * px + e * py + f) / w;
        if (Math.abs(u) > bodyX || Math.abs(v) > bodyY) {
          sum += background(px, py) * SUBPIXELS * SUBPIXELS;
          break;
        }
        if (Math.abs(u) > cardX || Math.abs(v) > cardY) {
          sum += Math.abs(u) > cardX ? 0.02 : 0.55 * screen.light;
          continue;
        }
        const dots =
          1 -
          screen.dotDepth *
            (0.5 +
              0.25 *
                (Math.cos(2 * Math.PI * u * screen.dotsPerModule) +
                  Math.cos(2 * Math.PI * v * screen.dotsPerModule)));
        const inked = ink(u, v);
        sum += (inked === null ? paperLight * 0.5 : inked ? inkLight : paperLight) * dots;
      }
      light[y * width + x] = sum / (SUBPIXELS * SUBPIXELS) + veil;
    }
  }
  for (const { at, light: added, radius } of spots) {
    for (
      let y = Math.max(0, Math.floor(at.y - 3 * radius));
      y < Math.min(height, at.y + 3 * radius);
      y += 1
    ) {
      for (
        let x = Math.max(0, Math.floor(at.x - 3 * radius));
        x < Math.min(width, at.x + 3 * radius);
        x += 1
      ) {
        const reached = ((x - at.x) ** 2 + (y - at.y) ** 2) / radius ** 2;
        light[y * width + x] = (light[y * width + x] ?? 0) + added * Math.exp(-(reached ** 2));
      }
    }
  }
  return { light, width, height };
}

/** Tells whether there is ink at a place in the code, in modules from its middle; null is a crack in the glass. */
function inkOf(code: Code, { crackModules, cracks }: Shot): (u: number, v: number) => boolean | null {
  const broken = new Map<number, boolean>();
  const segments = cracks.flatMap((points) =>
    points.slice(1).map((to, index) => [points[index] ?? to, to] as const),
  );
  const isBroken = (u: number, v: number) => {
    // A quarter of a module is fine enough for a crack.
    const key = Math.round(u * 4) * 4_096 + Math.round(v * 4);
    const known = broken.get(key);
    if (known !== undefined) return known;
    const is = segments.some(([from, to]) => distanceOf({ x: u, y: v }, from, to) < crackModules / 2);
    broken.set(key, is);
    return is;
  };
  return (u, v) => {
    if (segments.length > 0 && isBroken(u, v)) return null;
    const column = Math.floor(u + code.columns / 2);
    const row = Math.floor(v + code.rows / 2);
    if (column < 0 || row < 0 || column >= code.columns || row >= code.rows) return false;
    return code.dark[row * code.columns + column] === 1;
  };
}

function distanceOf({ x, y }: Point, from: Point, to: Point): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const along = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
}
