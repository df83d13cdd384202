import { describe, expect, it } from 'vitest';
import { fitQuad } from '../../renderer/camera/decode/fit_quad.ts';
import { qrLayoutOf } from '../../renderer/camera/decode/qr_layout.ts';
import type { Quad } from '../../renderer/camera/decode/quad.ts';
import { drawCode } from './draw_code.ts';
import { blurred } from './worsen_picture.ts';

const QUIET_PIXELS = 8 * 4;

describe('the grid upon a code', () => {
  it.each([
    [
      [3, -2],
      [0, 3],
      [-2, 1],
      [2, 2],
    ],
    [
      [-3, 3],
      [2, -3],
      [3, 3],
      [-3, 0],
    ],
    [
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 2],
    ],
  ])('is moved upon it from corners that are off by %j, %j, %j, %j pixels', async (...off) => {
    const picture = blurred(await drawCode('A'.repeat(200), 'QRCode'), 1, 1, 1);
    const far = picture.width - QUIET_PIXELS;
    const corners = [
      [QUIET_PIXELS, QUIET_PIXELS],
      [far, QUIET_PIXELS],
      [far, far],
      [QUIET_PIXELS, far],
    ];
    const found = corners.map(([x = 0, y = 0], index) => ({
      x: x + (off[index]?.[0] ?? 0),
      y: y + (off[index]?.[1] ?? 0),
    }));
    const { quad } = fitQuad(picture, found as unknown as Quad, qrLayoutOf((far - QUIET_PIXELS) / 4));
    quad.forEach(({ x, y }, index) => {
      expect(Math.hypot(x - (corners[index]?.[0] ?? 0), y - (corners[index]?.[1] ?? 0))).toBeLessThan(1.6);
    });
  });
});
