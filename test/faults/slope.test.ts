import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slopeOf } from './slope.ts';

const small = fc.integer({ min: -100, max: 100 });

it('finds the one slope of any straight lines, whatever their heights, and says how sure it is of one with noise', () => {
  fc.assert(
    fc.property(small, fc.array(fc.record({ height: small, from: small, length: fc.integer({ min: 3, max: 60 }) }), { minLength: 1, maxLength: 5 }), (slope, lines) => {
      const series = lines.map(({ from, height, length }) => Array.from({ length }, (_, n) => [from + n, height + slope * n] as const));
      const line = slopeOf(series);
      expect(line.slope).toBeCloseTo(slope, 6);
      expect(line.within).toBeLessThan(1e-3);
    }),
  );
  const noisy = slopeOf([Array.from({ length: 100 }, (_, x) => [x, 3 * x + (x % 2 === 0 ? 5 : -5)])]);
  expect(Math.abs(noisy.slope - 3)).toBeLessThan(noisy.within);
  expect(noisy.within).toBeGreaterThan(0.01);
  expect(slopeOf([[[0, 1]], []]).slope).toBeNaN();
});
