import { correctModules } from './correct_modules.ts';
import { drawModules } from './draw_modules.ts';
import { contrastOf, fitQuad } from './fit_quad.ts';
import { sampleModules } from './sample_modules.ts';
import type { Picture } from './picture.ts';
import { qrLayoutOf } from './qr_layout.ts';
import type { Quad } from './quad.ts';
import { flatten, resolveModules } from './resolve_modules.ts';
import type { Effort, Reading, ZxingReader } from './zxing_reader.ts';

/** A code that was seen, where exactly, and how well its fixed patterns show: 1 for a flawless one, about 0 for none. */
export interface SeenCode {
  readonly side: number;
  readonly quad: Quad;
  readonly likeness: number;
  /** Each module's brightness, made flat. */
  readonly values: Float32Array;
}

const LEAST_SIDE = 21;
const MOST_SIDE = 177;
/** A blurred timing line is miscounted by a size or two. */
const SIDE_DOUBTS = [0, -4, 4, -8, 8];

const PURE: Effort = { formats: ['QRCodeModel2'], inverted: false, smaller: false, withErrors: false };

/** Puts the grid exactly upon a QR code that was found but not read, and takes the light of each module from it. */
export function seeCode(picture: Picture, found: Quad, saidSide: number): SeenCode {
  const [side = saidSide] = SIDE_DOUBTS.map((doubt) => saidSide + doubt)
    .filter((doubted) => doubted >= LEAST_SIDE && doubted <= MOST_SIDE)
    .map((doubted) => ({ doubted, contrast: contrastOf(picture, found, qrLayoutOf(doubted)) }))
    .toSorted((a, b) => b.contrast - a.contrast)
    .map(({ doubted }) => doubted);
  const layout = qrLayoutOf(side);
  const { quad } = fitQuad(picture, found, layout);
  const values = flatten(sampleModules(picture, quad, side), side);
  let alike = 0;
  let strength = 0;
  layout.known.forEach((colour, index) => {
    const value = values[index] ?? 0;
    alike -= colour * value;
    if (colour !== 0) strength += Math.abs(value);
  });
  return { side, quad, likeness: strength === 0 ? 0 : alike / strength, values };
}

/** Corrects a code's modules, at last with the blur between them undone, and has ZXing read them drawn afresh. */
export async function readSeenCode(
  { side, values }: Pick<SeenCode, 'side' | 'values'>,
  read: ZxingReader,
): Promise<readonly Reading[]> {
  const dark = correctModules(values, side) ?? correctModules(resolveModules(values, qrLayoutOf(side)), side);
  if (dark === null) return [];
  const found = await read(drawModules(dark, side), PURE);
  return found.filter(({ isRead }) => isRead);
}
