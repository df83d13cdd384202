import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CameraHint } from '../../main/bridge/contract.ts';
import type { Sight } from '../../renderer/camera/decode/decoder.ts';
import { createSteadyHint, GONE_AFTER_MS, PATIENCE_MS, SHOWN_AT_LEAST_MS } from '../../renderer/camera/steady_hint.ts';

const FRAME_MS = 33;
const asks = (hint: CameraHint | null): Sight => ({ codes: [], hint });
const READ: Sight = { codes: [{ bytes: Uint8Array.of(1), symbology: ']Q1' }], hint: null };

/** Feeds what each moment's picture shows, 30 a second, and gives what was shown after the last. */
function film(steady: ReturnType<typeof createSteadyHint>, fromMs: number, forMs: number, sight: (ms: number) => Sight) {
  let shown: CameraHint | null = null;
  for (let ms = fromMs; ms < fromMs + forMs; ms += FRAME_MS) shown = steady(sight(ms), ms);
  return shown;
}

describe('createSteadyHint', () => {
  it('gives no hint for a code that is read while it is brought before the camera', () => {
    const steady = createSteadyHint();
    expect(film(steady, 0, PATIENCE_MS, () => asks('hold_still'))).toBe(null);
    expect(steady(READ, PATIENCE_MS + FRAME_MS)).toBe(null);
  });

  it('gives the hint where the code stays unread, also where some pictures do not ask for it', () => {
    const steady = createSteadyHint();
    expect(film(steady, 0, PATIENCE_MS + 200, (ms) => asks(ms % 2 === 0 ? 'hold_closer' : null))).toBe('hold_closer');
  });

  it('takes it back at once when the code was read, and begins anew', () => {
    const steady = createSteadyHint();
    film(steady, 0, 2_000, () => asks('glare'));
    expect(steady(READ, 2_000)).toBe(null);
    expect(steady(asks('glare'), 2_033)).toBe(null);
    expect(film(steady, 2_066, PATIENCE_MS + 100, () => asks('glare'))).toBe('glare');
  });

  it('takes it back a moment after the code is gone', () => {
    const steady = createSteadyHint();
    film(steady, 0, 2_000, () => asks('brighter'));
    expect(film(steady, 2_000, GONE_AFTER_MS / 2, () => asks(null))).toBe('brighter');
    expect(film(steady, 2_000 + GONE_AFTER_MS / 2, GONE_AFTER_MS, () => asks(null))).toBe(null);
  });

  it('never changes what is shown before it can have been read', () => {
    const hints = fc.constantFrom<CameraHint | null>('hold_closer', 'brighter', 'glare', 'hold_still', null);
    fc.assert(
      fc.property(fc.array(hints, { maxLength: 300 }), (seen) => {
        const steady = createSteadyHint();
        let shown: CameraHint | null = null;
        let sinceMs = Number.NEGATIVE_INFINITY;
        seen.forEach((hint, index) => {
          const nowMs = index * FRAME_MS;
          const next = steady(asks(hint), nowMs);
          if (next === shown) return;
          if (shown !== null && next !== null) expect(nowMs - sinceMs).toBeGreaterThanOrEqual(SHOWN_AT_LEAST_MS);
          shown = next;
          sinceMs = nowMs;
        });
      }),
    );
  });
});
