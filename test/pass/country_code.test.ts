import { describe, expect, it } from 'vitest';
import { toAlpha2 } from '../../main/pass/country_code.ts';

describe('toAlpha2', () => {
  it.each([
    ['AUS', 'AU'],
    ['JPN', 'JP'],
    ['CHE', 'CH'],
    ['AUT', 'AT'],
    ['ABW', 'AW'],
    ['ZWE', 'ZW'],
    ['D', 'DE'],
    ['EUE', 'EU'],
    ['UTO', 'UT'],
  ])('%s is %s', (state, country) => expect(toAlpha2(state)).toBe(country));

  it('leaves what it does not know', () => {
    expect(toAlpha2('XYZ')).toBe('XYZ');
    expect(toAlpha2('AU')).toBe('AU');
    expect(toAlpha2('aus')).toBe('aus');
    expect(toAlpha2('')).toBe('');
    expect(toAlpha2('constructor')).toBe('constructor');
  });
});
