import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPictureChange } from '../../renderer/camera/picture_change.ts';
import { drawCode } from './draw_code.ts';
import { blurred, noisy, placed, shrunk } from './worsen_picture.ts';

const WIDTH = 640;
const HEIGHT = 480;
const hall = {
  luma: Uint8Array.from(
    { length: WIDTH * HEIGHT },
    (_, index) => 90 + 50 * Math.sin((index % WIDTH) / 70) + 30 * Math.cos(index / WIDTH / 40),
  ),
  width: WIDTH,
  height: HEIGHT,
};
const code = shrunk(await drawCode('A ticket', 'QRCode'), 2);

describe('a change of the picture', () => {
  it('is the first picture, and one of another size', () => {
    const hasChanged = createPictureChange();
    expect(hasChanged(hall.luma, WIDTH)).toBe(true);
    expect(hasChanged(hall.luma, WIDTH)).toBe(false);
    expect(hasChanged(hall.luma.subarray(0, 320 * 240), 320)).toBe(true);
  });

  it.each([1, 3, 6, 10])('is not what a sensor adds: %i steps of noise', (steps) => {
    const hasChanged = createPictureChange();
    hasChanged(noisy(hall, steps, 1).luma, WIDTH);
    const changes = Array.from({ length: 20 }, (_, index) =>
      hasChanged(noisy(hall, steps, index + 2).luma, WIDTH),
    );
    expect(changes).not.toContain(true);
  });

  it('is a small code that appears, wherever that is', () => {
    const place = fc.record({
      left: fc.integer({ min: 0, max: WIDTH - code.width }),
      top: fc.integer({ min: 0, max: HEIGHT - code.height }),
    });
    fc.assert(
      fc.property(place, ({ left, top }) => {
        const hasChanged = createPictureChange();
        hasChanged(noisy(hall, 3, 1).luma, WIDTH);
        const shown = { ...hall, luma: hall.luma.slice() };
        for (let y = 0; y < code.height; y += 1) {
          shown.luma.set(code.luma.subarray(y * code.width, (y + 1) * code.width), (top + y) * WIDTH + left);
        }
        expect(hasChanged(noisy(shown, 3, 2).luma, WIDTH)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('is a lens that finds focus', () => {
    const sharp = placed(code, WIDTH, HEIGHT, 200, 200);
    const hasChanged = createPictureChange();
    hasChanged(noisy(blurred(sharp, 2, 2, 2), 2, 1).luma, WIDTH);
    expect(hasChanged(noisy(sharp, 2, 2).luma, WIDTH)).toBe(true);
  });
});
