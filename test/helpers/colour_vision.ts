/** A picture as it is drawn: red, green and blue of each pixel, row by row, 0 to 255. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

type Matrix = readonly (readonly [number, number, number])[];

/**
 * How linear RGB is seen. The three deficiencies are those of Machado, Oliveira and Fernandes, "A Physiologically-based
 * Model for Simulation of Color Vision Deficiency" (IEEE TVCG 15/6, 2009), at severity 1.0; grey is relative luminance
 * (WCAG 2.2).
 */
export const VISIONS: Readonly<Record<'normal' | 'protanopia' | 'deuteranopia' | 'tritanopia' | 'greyscale', Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  greyscale: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
};

export type Vision = keyof typeof VISIONS;

type Colour = readonly [number, number, number];

/** The ground of a screen: the colour that most of its pixels have, in linear RGB as it is seen. */
export function groundOf(raster: Raster, vision: Vision): Colour {
  const counts = new Map<number, number>();
  for (let at = 0; at < raster.rgb.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = raster.rgb.subarray(at, at + 3);
    const colour = (red << 16) | (green << 8) | blue;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const [most] = [...counts].reduce((one, other) => (other[1] > one[1] ? other : one));
  return seen([most >> 16, (most >> 8) & 255, most & 255], vision);
}

/** How far two colours are apart: CIE 1976 (L*, a*, b*); 2.3 is just noticeable side by side. */
export function colourDistance(one: Colour, other: Colour): number {
  const [first, second] = [lab(one), lab(other)];
  return Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

/** The pixels of a shape: those that have a contrast of 3:1 with the ground (WCAG 2.2, graphical objects). */
export function maskOf(shape: Raster, ground: Colour, vision: Vision): readonly boolean[] {
  const mask: boolean[] = [];
  for (let at = 0; at < shape.rgb.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = shape.rgb.subarray(at, at + 3);
    mask.push(contrast(seen([red, green, blue], vision), ground) >= 3);
  }
  return mask;
}

/** 0: the shapes are the same; 1: they have no pixel in common. */
export function maskDistance(one: readonly boolean[], other: readonly boolean[]): number {
  const either = one.filter((set, at) => set || other[at]).length;
  const both = one.filter((set, at) => set && other[at]).length;
  return either === 0 ? 0 : 1 - both / either;
}

/** One outcome's screen as it is drawn: all of it, and its shape alone, scaled to a square. */
export interface OutcomePicture {
  readonly screen: Raster;
  readonly shape: Raster;
}

/** Told apart at a glance, not side by side: ten times what is just noticeable. */
export const MIN_COLOUR_DISTANCE = 23;
/** Less than half of their pixels in common. */
export const MIN_SHAPE_DISTANCE = 0.5;

/** By what two outcomes can be told apart by somebody who sees like this. */
export function toldApartBy(one: OutcomePicture, other: OutcomePicture, vision: Vision): { readonly colour: number; readonly shape: number; readonly isEnough: boolean } {
  const grounds = [groundOf(one.screen, vision), groundOf(other.screen, vision)] as const;
  const colour = colourDistance(...grounds);
  const shape = maskDistance(maskOf(one.shape, grounds[0], vision), maskOf(other.shape, grounds[1], vision));
  return { colour, shape, isEnough: colour >= MIN_COLOUR_DISTANCE || shape >= MIN_SHAPE_DISTANCE };
}

function seen(sRgb: Colour, vision: Vision): Colour {
  const linear = sRgb.map((value) => linearOf(value / 255));
  const [red = 0, green = 0, blue = 0] = VISIONS[vision].map((row) =>
    Math.min(1, Math.max(0, row.reduce((sum, factor, at) => sum + factor * (linear[at] ?? 0), 0))),
  );
  return [red, green, blue];
}

function linearOf(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function contrast(one: Colour, other: Colour): number {
  const luminance = ([red, green, blue]: Colour) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** CIE 1976 of linear sRGB with the white of D65. */
function lab([red, green, blue]: Colour): Colour {
  const x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505;
  const y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089;
  const root = (value: number) => (value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29);
  return [116 * root(y) - 16, 500 * (root(x) - root(y)), 200 * (root(y) - root(z))];
}
