import type { Region } from './crop_picture.ts';
import type { Picture } from './picture.ts';

/** Blocks across the longer side of a picture: a dense code held far away still fills several. */
const BLOCKS = 64;
/** Pixels, as a share of the longer side, between two that are compared: about the module of a code held close. */
const LAG_SHARE = 1 / 220;
/** Nearer pixels differ as little as neighbours do where a lens has blurred them. */
const LEAST_LAG = 4;
/** Steps of brightness that a code differs by, on the mean, beyond the rest of the picture. */
const LEAST_TEXTURE = 4;
/** What chance leaves of the noise in a block, in units of the noise over the root of the pixels that were looked at. */
const NOISES = 1.5;
/** Noise may be so much stronger in one part than in the quieter ones. */
const MOST_NOISE = 1.5;
/** A code changes as much downwards as across; a blind or a line of print does not. */
const LEAST_EVENNESS = 0.3;
const LEAST_BLOCKS = 6;
/** Blocks around the texture that the quiet zone and blurred rims take. */
const MARGIN_BLOCKS = 2;

/** Finds where a picture has the texture of a code, by looking at few pixels; the largest first, at most `most`. */
export function findCodeRegions({ height, luma, width }: Picture, most: number): readonly Region[] {
  const block = Math.max(8, Math.round(Math.max(width, height) / BLOCKS));
  const lag = Math.max(LEAST_LAG, Math.round(Math.max(width, height) * LAG_SHARE));
  const columns = Math.floor(width / block);
  const rows = Math.floor(height / block);
  const across = new Float32Array(columns * rows);
  const down = new Float32Array(columns * rows);
  const near = new Float32Array(columns * rows);
  const step = Math.max(2, block >> 2);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let sumAcross = 0;
      let sumDown = 0;
      let sumNear = 0;
      let looks = 0;
      for (let y = row * block; y < (row + 1) * block && y + lag < height; y += step) {
        for (let x = column * block; x < (column + 1) * block && x + lag < width; x += step) {
          const at = y * width + x;
          const value = luma[at] ?? 0;
          sumAcross += Math.abs(value - (luma[at + lag] ?? 0));
          sumDown += Math.abs(value - (luma[at + lag * width] ?? 0));
          sumNear += Math.abs(value - (luma[at + 1] ?? 0));
          looks += 1;
        }
      }
      across[row * columns + column] = sumAcross / Math.max(1, looks);
      down[row * columns + column] = sumDown / Math.max(1, looks);
      near[row * columns + column] = sumNear / Math.max(1, looks);
    }
  }
  // Most of a picture is no code: what differs from one pixel to the next in its quieter part is noise.
  const noise = near.toSorted()[near.length >> 2] ?? 0;
  const least = LEAST_TEXTURE + (NOISES * noise * step) / block;
  const isCode = across.map((value, index) => {
    // Noise differs as much from one pixel to the next as further on, and so falls out.
    const chance = Math.min(near[index] ?? 0, MOST_NOISE * noise);
    const weaker = Math.min(value, down[index] ?? 0) - chance;
    const stronger = Math.max(value, down[index] ?? 0) - chance;
    return weaker >= least && weaker >= stronger * LEAST_EVENNESS ? 1 : 0;
  });
  return islandsOf(isCode, columns, rows)
    .filter(({ blocks }) => blocks >= LEAST_BLOCKS)
    .toSorted((a, b) => b.blocks - a.blocks)
    .slice(0, most)
    .map(({ bottom, left, right, top }) => {
      const x = Math.max(0, left - MARGIN_BLOCKS) * block;
      const y = Math.max(0, top - MARGIN_BLOCKS) * block;
      return {
        left: x,
        top: y,
        width: Math.min(width, (right + 1 + MARGIN_BLOCKS) * block) - x,
        height: Math.min(height, (bottom + 1 + MARGIN_BLOCKS) * block) - y,
      };
    });
}

interface Island {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly blocks: number;
}

/** Groups of marked blocks that touch, or that one block parts: a dim or blurred code shows with gaps. */
function islandsOf(marked: Float32Array, columns: number, rows: number): readonly Island[] {
  const islands: Island[] = [];
  const left = Uint8Array.from(marked);
  for (let start = 0; start < left.length; start += 1) {
    if (left[start] !== 1) continue;
    left[start] = 0;
    const open = [start];
    let island: Island = { left: columns, top: rows, right: 0, bottom: 0, blocks: 0 };
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const column = index % columns;
      const row = (index - column) / columns;
      island = {
        left: Math.min(island.left, column),
        top: Math.min(island.top, row),
        right: Math.max(island.right, column),
        bottom: Math.max(island.bottom, row),
        blocks: island.blocks + 1,
      };
      for (let y = Math.max(0, row - 2); y <= Math.min(rows - 1, row + 2); y += 1) {
        for (let x = Math.max(0, column - 2); x <= Math.min(columns - 1, column + 2); x += 1) {
          if (left[y * columns + x] !== 1) continue;
          left[y * columns + x] = 0;
          open.push(y * columns + x);
        }
      }
    }
    islands.push(island);
  }
  return islands;
}
