import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCodeRegions } from '../../renderer/camera/decode/code_region.ts';
import { drawCode } from './draw_code.ts';
import { noisy, placed } from './worsen_picture.ts';

const QUIET_PIXELS = 8 * 4;
const code = await drawCode('A'.repeat(120), 'QRCode');

describe('where a picture may hold a code', () => {
  it('is around a code, wherever it lies', () => {
    const place = fc.record({
      left: fc.integer({ min: 0, max: 640 - code.width }),
      top: fc.integer({ min: 0, max: 480 - code.height }),
    });
    fc.assert(
      fc.property(place, ({ left, top }) => {
        const [region] = findCodeRegions(noisy(placed(code, 640, 480, left, top), 4, 1), 1);
        if (region === undefined) throw new Error('There is no region.');
        expect(region.left).toBeLessThanOrEqual(left + QUIET_PIXELS);
        expect(region.top).toBeLessThanOrEqual(top + QUIET_PIXELS);
        expect(region.left + region.width).toBeGreaterThanOrEqual(left + code.width - QUIET_PIXELS);
        expect(region.top + region.height).toBeGreaterThanOrEqual(top + code.height - QUIET_PIXELS);
        expect(region.width * region.height).toBeLessThan(2 * code.width * code.height);
      }),
      { numRuns: 30 },
    );
  });

  it('is nowhere on a plain ground, with noise or a bright edge', () => {
    const plain = { luma: new Uint8Array(640 * 480).fill(120), width: 640, height: 480 };
    expect(findCodeRegions(noisy(plain, 9, 3), 2)).toEqual([]);
    const halves = { ...plain, luma: plain.luma.map((_, index) => (index % 640 < 300 ? 20 : 220)) };
    expect(findCodeRegions(halves, 2)).toEqual([]);
  });
});
