import { describe, expect, it } from 'vitest';
import type { PassFacts, RecoveryFact, TestFact, VaccinationFact } from '../../main/pass/facts.ts';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import { generalEntry } from '../../main/pass/rules/general_entry.ts';

const NOW = Date.parse('2026-03-04T12:00:00Z');
const HOUR_MS = 3_600_000;
const nothing: PassFacts = {
  holder: null,
  passId: null,
  vaccinations: [],
  tests: [],
  recoveries: [],
  payload: null,
};
const dose = (changes: Partial<VaccinationFact> = {}): PassFacts => ({
  ...nothing,
  vaccinations: [
    {
      disease: '',
      product: '',
      doseNumber: 2,
      dosesInSeries: 2,
      date: '2026-01-01',
      country: '',
      ...changes,
    },
  ],
});
const test = (...changes: readonly Partial<TestFact>[]): PassFacts => ({
  ...nothing,
  tests: changes.map((change) => ({
    disease: '',
    kind: 'nucleic_acid',
    sampledAt: '2026-03-04T11:00:00Z',
    result: 'not_detected',
    country: '',
    ...change,
  })),
});
const recovery = (changes: Partial<RecoveryFact> = {}): PassFacts => ({
  ...nothing,
  recoveries: [
    {
      disease: '',
      firstPositive: '2026-01-01',
      validFrom: '2026-01-15',
      validUntil: '2026-03-04',
      country: '',
      ...changes,
    },
  ],
});
const ago = (hours: number, andMs = 0) => new Date(NOW - hours * HOUR_MS - andMs).toISOString();

describe('generalEntry', () => {
  it.each([
    ['a completed series', dose(), 'satisfied'],
    ['a booster', dose({ doseNumber: 3 }), 'satisfied'],
    ['one of two doses', dose({ doseNumber: 1 }), 'not_satisfied'],
    ['a dose today', dose({ date: '2026-03-04' }), 'satisfied'],
    ['a dose in the future', dose({ date: '2026-03-05' }), 'not_satisfied'],
    ['a dose without a date', dose({ date: '' }), 'open'],
    ['a dose with half a date', dose({ date: '2026-01' }), 'open'],
    ['a dose of an unknown number', dose({ doseNumber: Number.NaN }), 'open'],
    ['a series of none', dose({ doseNumber: 1, dosesInSeries: 0 }), 'open'],
    ['a nucleic acid test of 72 hours', test({ sampledAt: ago(72) }), 'satisfied'],
    ['an older one', test({ sampledAt: ago(72, 1) }), 'not_satisfied'],
    ['an antigen test of 24 hours', test({ kind: 'antigen', sampledAt: ago(24) }), 'satisfied'],
    ['an older one', test({ kind: 'antigen', sampledAt: ago(24, 1) }), 'not_satisfied'],
    ['a test in the future', test({ sampledAt: ago(-1) }), 'not_satisfied'],
    ['a test of another kind', test({ kind: 'other' }), 'open'],
    ['a test without a time', test({ sampledAt: '' }), 'open'],
    ['a test of an unknown result', test({ result: 'other' }), 'open'],
    ['a positive test', test({ result: 'detected' }), 'not_satisfied'],
    ['a positive test without a time', test({ result: 'detected', sampledAt: '' }), 'not_satisfied'],
    ['a positive test beside a negative one', test({ result: 'detected' }, {}), 'not_satisfied'],
    ['a recovery on its last day', recovery(), 'satisfied'],
    ['a recovery a day later', recovery({ validUntil: '2026-03-03' }), 'not_satisfied'],
    ['a recovery not yet valid', recovery({ validFrom: '2026-03-05' }), 'not_satisfied'],
    ['a recovery without an end', recovery({ validUntil: '' }), 'open'],
    ['nothing', nothing, 'open'],
  ])('%s: %#', (_what, facts, answer) => expect(generalEntry(facts, NOW)).toBe(answer));

  it('is satisfied by one of several vaccinations', () => {
    const [first] = dose({ doseNumber: 1 }).vaccinations;
    const [second] = dose().vaccinations;
    expect(
      generalEntry({ ...nothing, vaccinations: [first, second].filter((entry) => entry !== undefined) }, NOW),
    ).toBe('satisfied');
  });

  it('is never satisfied by a clock that is no number', () => {
    for (const facts of [dose(), test({}), recovery()])
      expect(generalEntry(facts, Number.NaN)).toBe('not_satisfied');
  });
});

describe('anySignedPass', () => {
  it('asks for nothing more', () => expect(anySignedPass(nothing, NOW)).toBe('satisfied'));
});
