import type { Picture } from '../../renderer/draw_code.ts';
import { type Background, drawBackground, shadeOf } from './background.ts';
import { blurByGaussian, type Plane } from './plane.ts';
import type { Random } from './random.ts';
import { expose } from './sensor.ts';

/** What a camera sees when no code is before it. */
export const EMPTY_KINDS = [
  'hall',
  'noise',
  'print',
  'boarding_pass',
  'keyboard',
  'check',
  'stripes',
  'dots',
  'modules',
  'leaves',
] as const;

export type EmptyKind = (typeof EMPTY_KINDS)[number];

const LETTER_COLUMNS = 5;
const LETTER_ROWS = 7;

/** Draws a picture without a code, of a kind that some decoder may take for one. */
export function drawEmptyFrame(
  kind: EmptyKind,
  size: { width: number; height: number },
  random: Random,
): Picture {
  const { height, width } = size;
  const turn = random.between(-0.4, 0.4);
  const cosine = Math.cos(turn);
  const sine = Math.sin(turn);
  const scene = sceneOf(kind, size, random);
  const light = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const u = (x - width / 2) * cosine + (y - height / 2) * sine;
      const v = (y - height / 2) * cosine - (x - width / 2) * sine;
      light[y * width + x] = scene(u, v);
    }
  }
  const plane: Plane = blurByGaussian({ light, width, height }, random.between(0.5, 1.5));
  const sensor = {
    electrons: random.between(150, 5_000),
    readNoise: 5,
    edgeGain: random.pick([1, 1.5]),
    jpegQuality: random.pick([null, 80, 40]),
  };
  return expose(plane, sensor, random);
}

/** Light at a place, in pixels from the middle. */
function sceneOf(
  kind: EmptyKind,
  { height, width }: { width: number; height: number },
  random: Random,
): Background {
  const hall = drawBackground(width, height, random.between(0.1, 0.8), random);
  const behind: Background = (u, v) => hall(u + width / 2, v + height / 2);
  const pitch = random.between(4, 26);
  switch (kind) {
    case 'hall':
      return behind;
    case 'noise':
      return () => random.between(0, 0.9);
    case 'print':
      return onSheet(printOf(pitch / 3, random), height * 0.45, height * 0.45, behind);
    case 'boarding_pass':
      return onSheet(printOf(pitch / 4 + 1, random), height * 0.22, height * 0.42, behind);
    case 'keyboard':
      return (u, v) => {
        const isKey =
          Math.abs((((u % pitch) + pitch) % pitch) - pitch / 2) < pitch * 0.4 &&
          Math.abs((((v % pitch) + pitch) % pitch) - pitch / 2) < pitch * 0.4;
        return isKey ? 0.05 : 0.6;
      };
    case 'check':
      return (u, v) => ((Math.floor(u / pitch) + Math.floor(v / pitch)) % 2 === 0 ? 0.8 : 0.05);
    case 'stripes':
      return (u) => (Math.floor(u / pitch) % 2 === 0 ? 0.8 : 0.05);
    case 'dots':
      return (u, v) =>
        ((((u % pitch) + pitch) % pitch) - pitch / 2) ** 2 +
          ((((v % pitch) + pitch) % pitch) - pitch / 2) ** 2 <
        (pitch * 0.3) ** 2
          ? 0.05
          : 0.7;
    case 'modules': {
      const dark = bitsOf(0.5, random);
      return onSheet(
        (u, v) => (dark(Math.floor(u / pitch), Math.floor(v / pitch)) ? 0.03 : 0.8),
        height * 0.35,
        height * 0.35,
        behind,
      );
    }
    case 'leaves': {
      const fine = shadeOf(pitch, random);
      const finer = shadeOf(pitch / 3, random);
      return (u, v) => (fine(u, v) + finer(u, v) > 1 ? 0.6 : 0.08);
    }
  }
}

function onSheet(ink: Background, halfWidth: number, halfHeight: number, behind: Background): Background {
  return (u, v) => {
    if (Math.abs(u) > halfWidth || Math.abs(v) > halfHeight) return behind(u, v);
    return Math.abs(u) > halfWidth * 0.9 || Math.abs(v) > halfHeight * 0.9 ? 0.8 : ink(u, v);
  };
}

/** Letters of random dots, in words and lines. */
function printOf(dotPixels: number, random: Random): Background {
  const dots = bitsOf(0.55, random);
  const spaces = bitsOf(0.18, random);
  return (u, v) => {
    const column = Math.floor(u / dotPixels);
    const row = Math.floor(v / dotPixels);
    const letter = Math.floor(column / (LETTER_COLUMNS + 1));
    const line = Math.floor(row / (LETTER_ROWS * 2));
    const isGap =
      column - letter * (LETTER_COLUMNS + 1) === LETTER_COLUMNS ||
      row - line * LETTER_ROWS * 2 >= LETTER_ROWS;
    return !isGap && !spaces(letter, line) && dots(column, row) ? 0.04 : 0.8;
  };
}

function bitsOf(share: number, random: Random): (column: number, row: number) => boolean {
  const side = 256;
  const bits = Uint8Array.from({ length: side * side }, () => (random.between(0, 1) < share ? 1 : 0));
  return (column, row) => bits[(row & (side - 1)) * side + (column & (side - 1))] === 1;
}
