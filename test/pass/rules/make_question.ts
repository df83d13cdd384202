import {
  type ExemptionFact,
  NO_FACTS,
  type PassFacts,
  type RecoveryFact,
  type TestFact,
  type VaccinationFact,
} from '../../../main/pass/facts.ts';
import type { RuleQuestion } from '../../../main/pass/rules/rule.ts';

export const COVID_19 = '840539006';
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export function question(
  facts: Partial<PassFacts>,
  now: string | number,
  changes: Partial<RuleQuestion> = {},
): RuleQuestion {
  return {
    format: 'hc1',
    facts: { ...NO_FACTS, ...facts },
    issuer: 'XX',
    keyId: 'AAECAwQFBgc=',
    issuedAt: null,
    expiresAt: null,
    now: typeof now === 'number' ? now : Date.parse(now),
    ...changes,
  };
}

export function holder(dateOfBirth: string | null, names = { familyName: 'MUSTER', givenName: 'ERIKA' }) {
  return { ...names, standardisedFamilyName: null, standardisedGivenName: null, dateOfBirth };
}

export function dose(changes: Partial<VaccinationFact> = {}): VaccinationFact {
  return {
    disease: COVID_19,
    product: 'P',
    doseNumber: 2,
    dosesInSeries: 2,
    date: '2026-01-01',
    country: 'XX',
    validFrom: null,
    validUntil: null,
    ...changes,
  };
}

export function tested(changes: Partial<TestFact> = {}): TestFact {
  return {
    disease: COVID_19,
    kind: 'nucleic_acid',
    sampledAt: '2026-03-04T11:00:00Z',
    result: 'not_detected',
    country: 'XX',
    ...changes,
  };
}

export function recovery(changes: Partial<RecoveryFact> = {}): RecoveryFact {
  return {
    disease: COVID_19,
    firstPositive: '2026-01-01',
    validFrom: '2026-01-15',
    validUntil: '2026-03-04',
    country: 'XX',
    ...changes,
  };
}

export function exemption(changes: Partial<ExemptionFact> = {}): ExemptionFact {
  return { kind: 'medical', validFrom: '2026-01-01', validUntil: null, ...changes };
}
