import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../main/settings/venue_settings.ts';
import { venueLimits } from '../main/trust_status.ts';

describe("the venue's own limits", () => {
  it('are none where it chose none, and warn at three quarters where it did', () => {
    const settings = defaultSettings('Hall');
    expect(venueLimits(settings)).toEqual({});
    const stricter = { ...settings, stopAfterDays: { keys: 4, rules: null, revocations: 1 } };
    expect(venueLimits(stricter)).toEqual({
      keys: { warnAfterMs: 3 * 86_400_000, stopAfterMs: 4 * 86_400_000 },
      revocations: { warnAfterMs: 64_800_000, stopAfterMs: 86_400_000 },
    });
  });
});
