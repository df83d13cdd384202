import { describe, expect, it } from 'vitest';
import { findFinders } from '../../renderer/camera/decode/find_finders.ts';
import { quadsOfFinders } from '../../renderer/camera/decode/quads_of_finders.ts';
import { drawCode } from './draw_code.ts';
import { changed, noisy } from './worsen_picture.ts';

const QUIET_MODULES = 8;
const MODULE_PIXELS = 4;
const code = await drawCode('A'.repeat(150), 'QRCode');
const side = code.width / MODULE_PIXELS - 2 * QUIET_MODULES;
const pixelOf = (module: number) => (QUIET_MODULES + module) * MODULE_PIXELS;
const MIDDLES = [
  ['upper left', pixelOf(3.5), pixelOf(3.5)],
  ['upper right', pixelOf(side - 3.5), pixelOf(3.5)],
  ['lower left', pixelOf(3.5), pixelOf(side - 3.5)],
] as const;

describe('the finder patterns of a code', () => {
  it('are found where they are', () => {
    const found = findFinders(noisy(code, 6, 1), 3);
    for (const [, x, y] of MIDDLES) {
      expect(found.some((finder) => Math.hypot(finder.x - x, finder.y - y) < MODULE_PIXELS)).toBe(true);
    }
  });

  it.each(MIDDLES)('tell where the code lies without the %s one', (_name, middleX, middleY) => {
    const covered = changed(code, (value, x, y) => (Math.hypot(x - middleX, y - middleY) < 22 ? 128 : value));
    const [place] = quadsOfFinders(covered, findFinders(covered, 5), 1);
    expect(place?.side).toBe(side);
    const [a, b, c, d] = place?.quad ?? [];
    for (const [corner, x, y] of [
      [a, 0, 0],
      [b, side, 0],
      [c, side, side],
      [d, 0, side],
    ] as const) {
      expect(Math.hypot((corner?.x ?? 0) - pixelOf(x), (corner?.y ?? 0) - pixelOf(y))).toBeLessThan(2 * MODULE_PIXELS);
    }
  });

  it('are not in a plain picture', () => {
    expect(findFinders(noisy({ luma: new Uint8Array(200 * 200).fill(120), width: 200, height: 200 }, 9, 1), 5)).toEqual([]);
  });
});
