import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GatheredCode, gatherCode } from '../../renderer/camera/decode/gathered_code.ts';

const SIDE = 45;

/** The light of modules that a seed chooses, with noise that another one chooses. */
function seen(codeSeed: number, noiseSeed: number) {
  const bits = randomOf(codeSeed);
  const noise = randomOf(noiseSeed);
  const values = Float32Array.from(
    { length: SIDE * SIDE },
    () => (bits() < 0.5 ? -1 : 1) + 1.6 * (noise() + noise() + noise() - 1.5),
  );
  return {
    side: SIDE,
    values,
    likeness: 1,
    quad: [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 0, y: 1 },
    ] as const,
  };
}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function wrongIn(values: Float32Array, codeSeed: number): number {
  const bits = randomOf(codeSeed);
  return values.filter((value) => (bits() < 0.5 ? -1 : 1) !== Math.sign(value)).length;
}

const seeds = fc.integer({ min: 1, max: 1e6 });

describe('a code that several frames show', () => {
  it('is plainer in them together than in any', () => {
    fc.assert(
      fc.property(seeds, seeds, (codeSeed, noiseSeed) => {
        const frames = [1, 2, 3, 4].map((frame) => seen(codeSeed, noiseSeed + frame * 7_919));
        const gathered = frames.reduce<GatheredCode | null>(gatherCode, null);
        const together = wrongIn(gathered?.values ?? new Float32Array(), codeSeed);
        for (const { values } of frames) expect(together).toBeLessThan(wrongIn(values, codeSeed) / 2);
      }),
      { numRuns: 40 },
    );
  });

  it('is never mixed with another code, of its size or another', () => {
    fc.assert(
      fc.property(seeds, seeds, (one, other) => {
        fc.pre(one !== other);
        const before = gatherCode(null, seen(one, 5));
        const next = seen(other, 9);
        expect(gatherCode(before, next)).toEqual({ side: SIDE, values: next.values, frames: 1 });
        const larger = { ...next, side: SIDE + 4, values: new Float32Array((SIDE + 4) ** 2).fill(1) };
        expect(gatherCode(before, larger)).toEqual({ side: SIDE + 4, values: larger.values, frames: 1 });
      }),
      { numRuns: 40 },
    );
  });
});
