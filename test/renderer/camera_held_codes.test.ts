import { describe, expect, it } from 'vitest';
import { AGAIN_EVERY_MS, createHeldCodes } from '../../renderer/camera/held_codes.ts';

const FRAME_MS = 33;
const code = (text: string) => ({ bytes: new TextEncoder().encode(text), symbology: ']Q1' });

describe('createHeldCodes', () => {
  it('tells a code with its first picture, and again twice a second while it is held', () => {
    const held = createHeldCodes();
    const toldAtMs: number[] = [];
    for (let ms = 0; ms < 3_000; ms += FRAME_MS) {
      // A new reading each time: the bytes are equal, the arrays are not the same.
      if (held([code('PASS')], ms).length > 0) toldAtMs.push(ms);
    }
    expect(toldAtMs[0]).toBe(0);
    toldAtMs.slice(1).forEach((ms, index) => {
      expect(ms - (toldAtMs[index] ?? 0)).toBeGreaterThanOrEqual(AGAIN_EVERY_MS);
      expect(ms - (toldAtMs[index] ?? 0)).toBeLessThan(AGAIN_EVERY_MS + FRAME_MS);
    });
    expect(toldAtMs).toHaveLength(6);
  });

  it('tells another code at once, and one of several parts each', () => {
    const held = createHeldCodes();
    expect(held([code('PART 1')], 0)).toHaveLength(1);
    expect(held([code('PART 1'), code('PART 2')], FRAME_MS)).toEqual([code('PART 2')]);
    expect(held([code('PART 1 ')], 2 * FRAME_MS)).toEqual([code('PART 1 ')]);
  });

  it('tells a code that comes back', () => {
    const held = createHeldCodes();
    held([code('PASS')], 0);
    for (let ms = FRAME_MS; ms < AGAIN_EVERY_MS; ms += FRAME_MS) expect(held([], ms)).toEqual([]);
    expect(held([code('PASS')], AGAIN_EVERY_MS)).toHaveLength(1);
  });
});
