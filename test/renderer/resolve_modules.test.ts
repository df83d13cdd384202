import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qrLayoutOf } from '../../renderer/camera/decode/qr_layout.ts';
import { flatten, resolveModules } from '../../renderer/camera/decode/resolve_modules.ts';

const SIDE = 45;
const layout = qrLayoutOf(SIDE);

/** Modules at random where they are not known, 1 for dark. */
const modules = fc.integer({ min: 1, max: 2 ** 31 }).map((seed) => {
  let state = seed;
  return Uint8Array.from(layout.known, (colour) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return colour === 0 ? state >>> 31 : colour === 1 ? 1 : 0;
  });
});

/** What a blur makes of them: each module's light with parts of its neighbours'. */
function blurredBy(kernel: readonly (readonly [number, number, number])[], dark: Uint8Array): Float32Array {
  const lightAt = (x: number, y: number) =>
    x < 0 || y < 0 || x >= SIDE || y >= SIDE || dark[y * SIDE + x] === 0 ? 220 : 30;
  return Float32Array.from(dark, (_, index) => {
    const x = index % SIDE;
    const y = Math.floor(index / SIDE);
    return kernel.reduce((sum, [dx, dy, part]) => sum + part * lightAt(x + dx, y + dy), 0);
  });
}

const cross = (part: number) =>
  [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ].map(([dx = 0, dy = 0]) => [dx, dy, part] as const);

describe('modules that blur has mixed', () => {
  it.each([
    ['a lens out of focus', [[0, 0, 0.36] as const, ...cross(0.16)]],
    [
      'a hand that moves',
      [
        [0, 0, 0.46],
        [1, 0, 0.27],
        [-1, 0, 0.27],
      ] as const,
    ],
    [
      'a hand that moves aslant',
      [
        [0, 0, 0.44],
        [1, 1, 0.28],
        [-1, -1, 0.28],
      ] as const,
    ],
  ])('by %s are told apart, though a threshold takes some for others', (_what, kernel) => {
    fc.assert(
      fc.property(modules, (dark) => {
        const flat = flatten(blurredBy(kernel, dark), SIDE);
        const wrongAtFirst = flat.filter((value, index) => (value < 0 ? 1 : 0) !== dark[index]).length;
        const resolved = resolveModules(flat, layout);
        const wrong = resolved.filter((value, index) => (value < 0 ? 1 : 0) !== dark[index]).length;
        expect(wrongAtFirst).toBeGreaterThan(20);
        expect(wrong).toBeLessThan(wrongAtFirst / 2);
      }),
      { numRuns: 10 },
    );
  });

  it('lose glare and shade when they are made flat', () => {
    const dark = Uint8Array.from(
      { length: SIDE * SIDE },
      (_, index) => ((index % SIDE) + Math.floor(index / SIDE)) % 2,
    );
    const shaded = Float32Array.from(dark, (value, index) => (value === 1 ? 10 : 60) + 3 * (index % SIDE));
    expect([...flatten(shaded, SIDE)].map((value) => (value < 0 ? 1 : 0))).toEqual([...dark]);
  });
});
