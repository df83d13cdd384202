import type { PassFacts, RecoveryFact, TestFact, VaccinationFact } from '../facts.ts';
import { readIsoInstant } from '../iso_instant.ts';
import type { Rule, RuleAnswer } from './rule.ts';

type Answer = RuleAnswer['answer'];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NUCLEIC_ACID_TEST_MAX_AGE_MS = 72 * HOUR_MS;
const ANTIGEN_TEST_MAX_AGE_MS = 24 * HOUR_MS;

/**
 * Vaccinated, tested or recovered: a completed series of vaccination, a negative test of at most 72 hours
 * (nucleic acid) or 24 hours (antigen), or a recovery within the dates it bears. A positive test is never enough.
 * Days are those of UTC.
 */
export const generalEntry: Rule = ({ facts, now }) => ({ answer: judge(facts, now), failedRule: null });

function judge(facts: PassFacts, now: number): Answer {
  if (facts.tests.some(({ result }) => result === 'detected')) return 'not_satisfied';
  const answers: readonly Answer[] = [
    ...facts.vaccinations.map((vaccination) => judgeVaccination(vaccination, now)),
    ...facts.tests.map((test) => judgeTest(test, now)),
    ...facts.recoveries.map((recovery) => judgeRecovery(recovery, now)),
  ];
  if (answers.includes('satisfied')) return 'satisfied';
  return answers.includes('open') || answers.length === 0 ? 'open' : 'not_satisfied';
}

function judgeVaccination({ date, doseNumber, dosesInSeries }: VaccinationFact, now: number): Answer {
  const day = readIsoInstant(date);
  if (day === null || !(doseNumber >= 1) || !(dosesInSeries >= 1)) return 'open';
  return answer(doseNumber >= dosesInSeries && day <= now);
}

function judgeTest({ kind, result, sampledAt }: TestFact, now: number): Answer {
  const sampled = readIsoInstant(sampledAt);
  if (sampled === null || result !== 'not_detected' || kind === 'other') return 'open';
  const maxAge = kind === 'antigen' ? ANTIGEN_TEST_MAX_AGE_MS : NUCLEIC_ACID_TEST_MAX_AGE_MS;
  return answer(sampled <= now && now - sampled <= maxAge);
}

function judgeRecovery({ validFrom, validUntil }: RecoveryFact, now: number): Answer {
  const from = readIsoInstant(validFrom);
  const until = readIsoInstant(validUntil);
  if (from === null || until === null) return 'open';
  // The last day counts in full.
  return answer(from <= now && now < until + DAY_MS);
}

function answer(met: boolean): Answer {
  return met ? 'satisfied' : 'not_satisfied';
}
