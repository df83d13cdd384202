import { describe, expect, it } from 'vitest';
import type { Sight } from '../../renderer/camera/decode/decoder.ts';
import { createLookAgain, LOOKS_AT_MISSED, LOOKS_AT_NOTHING } from '../../renderer/camera/look_again.ts';

const NOTHING: Sight = { codes: [], hint: null };
const MISSED: Sight = { codes: [], hint: 'hold_still' };
const READ: Sight = { codes: [{ bytes: Uint8Array.of(1), symbology: ']Q1' }], hint: null };

/** How many of so many pictures that stay the same are looked at, when each look gives this. */
function looksAt(pictures: number, sight: (look: number) => Sight): number {
  const again = createLookAgain();
  let looks = 0;
  for (let i = 0; i < pictures; i += 1) {
    const hasChanged = i === 0;
    if (!again.isDue(hasChanged)) continue;
    again.saw(sight(looks), hasChanged);
    looks += 1;
  }
  return looks;
}

describe('createLookAgain', () => {
  it('looks once at a picture whose code was read, and a few times where there seems to be nothing', () => {
    expect(looksAt(100, () => READ)).toBe(1);
    expect(looksAt(100, () => NOTHING)).toBe(LOOKS_AT_NOTHING);
  });

  it('looks again at a code that was missed, but not for ever', () => {
    expect(looksAt(100, () => MISSED)).toBe(LOOKS_AT_MISSED);
  });

  it('gives a code more looks that only a later look saw', () => {
    expect(looksAt(100, (look) => (look < 2 ? NOTHING : MISSED))).toBe(LOOKS_AT_MISSED);
  });

  it('stops as soon as a later look reads it', () => {
    expect(looksAt(100, (look) => (look < 3 ? MISSED : READ))).toBe(4);
  });

  it('looks at every picture that has changed, however often it looked before', () => {
    const again = createLookAgain();
    for (let i = 0; i < 50; i += 1) {
      expect(again.isDue(true)).toBe(true);
      again.saw(MISSED, true);
    }
    for (let i = 1; i < LOOKS_AT_MISSED; i += 1) {
      expect(again.isDue(false)).toBe(true);
      again.saw(MISSED, false);
    }
    expect(again.isDue(false)).toBe(false);
    expect(again.isDue(true)).toBe(true);
  });
});
