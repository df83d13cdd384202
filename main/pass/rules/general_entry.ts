import type { Rule, RuleAnswer } from './rule.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NUCLEIC_ACID_TEST_MAX_AGE_MS = 72 * HOUR_MS;
const ANTIGEN_TEST_MAX_AGE_MS = 24 * HOUR_MS;

/**
 * Vaccinated, tested or recovered: a completed series of vaccination, a negative test of at most 72 hours
 * (nucleic acid) or 24 hours (antigen), or a recovery within the dates it bears.
 */
export const generalEntry: Rule = (facts, now) => {
  const answers: RuleAnswer[] = [
    ...facts.vaccinations.map(({ date, doseNumber, dosesInSeries }) => {
      const day = Date.parse(date);
      if (Number.isNaN(day) || Number.isNaN(doseNumber) || Number.isNaN(dosesInSeries)) return 'open' as const;
      return answer(doseNumber >= dosesInSeries && dosesInSeries >= 1 && day <= now);
    }),
    ...facts.tests.map(({ kind, result, sampledAt }) => {
      const sampled = Date.parse(sampledAt);
      if (result === 'detected') return 'not_satisfied' as const;
      if (Number.isNaN(sampled) || result === 'other' || kind === 'other') return 'open' as const;
      const maxAge = kind === 'antigen' ? ANTIGEN_TEST_MAX_AGE_MS : NUCLEIC_ACID_TEST_MAX_AGE_MS;
      return answer(sampled <= now && now - sampled <= maxAge);
    }),
    ...facts.recoveries.map(({ validFrom, validUntil }) => {
      const from = Date.parse(validFrom);
      const until = Date.parse(validUntil);
      if (Number.isNaN(from) || Number.isNaN(until)) return 'open' as const;
      // The last day counts in full.
      return answer(from <= now && now < until + DAY_MS);
    }),
  ];
  if (answers.includes('satisfied')) return 'satisfied';
  return answers.includes('open') || answers.length === 0 ? 'open' : 'not_satisfied';
};

function answer(met: boolean): RuleAnswer {
  return met ? 'satisfied' : 'not_satisfied';
}
