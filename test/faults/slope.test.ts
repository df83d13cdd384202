import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slopeOf } from './slope.ts';

it('finds the slope of any straight line, and says how sure it is of one with noise', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -100, max: 100 }), fc.integer({ min: 3, max: 60 }), (slope, start, length) => {
      const line = slopeOf(Array.from({ length }, (_, x) => [x, start + slope * x]));
      expect(line.slope).toBeCloseTo(slope, 6);
      expect(line.within).toBeLessThan(1e-3);
    }),
  );
  const noisy = slopeOf(Array.from({ length: 100 }, (_, x) => [x, 3 * x + (x % 2 === 0 ? 5 : -5)]));
  expect(Math.abs(noisy.slope - 3)).toBeLessThan(noisy.within);
  expect(noisy.within).toBeGreaterThan(0.01);
});
