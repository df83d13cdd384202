import { NO_FACTS, type PassFacts, type TestFact, type VaccinationFact } from '../facts.ts';
import type { PassFormat } from '../verdict.ts';
import type { RuleQuestion } from './rule.ts';

/** Visitors on whom a rule can be tried. Stable: the screens have words for each. */
export type ExampleVisitor =
  | 'two_doses'
  | 'one_dose'
  | 'booster'
  | 'negative_pcr_yesterday'
  | 'negative_rapid_test_two_days_ago'
  | 'positive_test'
  | 'recovered_two_months_ago'
  | 'yellow_fever'
  | 'exempt'
  | 'child_of_ten_one_dose'
  | 'ticket'
  | 'ticket_for_another_event'
  | 'member'
  | 'staff';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365.25;
// Codes of the EU's value sets: COVID-19, and a vaccine that is given twice.
const COVID_19 = '840539006';
const VACCINE = 'EU/1/20/1528';

/** The example visitors at one moment, as the questions that a rule is asked; `event` is the venue's own. */
export function exampleVisitors(
  now: number,
  event: string,
): readonly { readonly visitor: ExampleVisitor; readonly question: RuleQuestion }[] {
  const day = (daysAgo: number) => new Date(now - daysAgo * DAY_MS).toISOString().slice(0, 10);
  const instant = (daysAgo: number) => new Date(now - daysAgo * DAY_MS).toISOString().replace(/\.\d+/, '');
  const holder = (years: number): PassFacts['holder'] => ({
    familyName: 'Example',
    givenName: 'Visitor',
    standardisedFamilyName: 'EXAMPLE',
    standardisedGivenName: 'VISITOR',
    dateOfBirth: day(years * YEAR_DAYS + 100),
  });
  const adult = { ...NO_FACTS, holder: holder(40) };
  const dose = (doseNumber: number, daysAgo: number, dosesInSeries = 2): VaccinationFact => ({
    disease: COVID_19,
    product: VACCINE,
    doseNumber,
    dosesInSeries,
    date: day(daysAgo),
    country: 'HK',
    validFrom: null,
    validUntil: null,
  });
  const test = (kind: TestFact['kind'], result: TestFact['result'], daysAgo: number): TestFact => ({
    disease: COVID_19,
    kind,
    result,
    sampledAt: instant(daysAgo),
    country: 'HK',
  });
  const recovery = {
    disease: COVID_19,
    firstPositive: day(60),
    validFrom: day(49),
    validUntil: day(-120),
    country: 'HK',
  };
  const yellowFever: VaccinationFact = {
    ...dose(Number.NaN, 400, Number.NaN),
    disease: 'YellowFever',
    product: 'YellowFeverProduct0',
    validFrom: day(390),
  };
  const ticket = (name: string) => ({ event: name, product: '1', variation: null, subevent: null });
  const examples: readonly (readonly [ExampleVisitor, PassFacts, PassFormat])[] = [
    ['two_doses', { ...adult, vaccinations: [dose(2, 100)] }, 'hc1'],
    ['one_dose', { ...adult, vaccinations: [dose(1, 100)] }, 'hc1'],
    ['booster', { ...adult, vaccinations: [dose(3, 100, 3)] }, 'hc1'],
    ['negative_pcr_yesterday', { ...adult, tests: [test('nucleic_acid', 'not_detected', 1)] }, 'hc1'],
    ['negative_rapid_test_two_days_ago', { ...adult, tests: [test('antigen', 'not_detected', 2)] }, 'hc1'],
    ['positive_test', { ...adult, tests: [test('nucleic_acid', 'detected', 1)] }, 'hc1'],
    ['recovered_two_months_ago', { ...adult, recoveries: [recovery] }, 'hc1'],
    ['yellow_fever', { ...adult, vaccinations: [yellowFever] }, 'hc1'],
    [
      'exempt',
      { ...adult, exemptions: [{ kind: 'medical', validFrom: day(30), validUntil: day(-60) }] },
      'venue',
    ],
    ['child_of_ten_one_dose', { ...NO_FACTS, holder: holder(10), vaccinations: [dose(1, 100)] }, 'hc1'],
    ['ticket', { ...NO_FACTS, ticket: ticket(event) }, 'venue'],
    ['ticket_for_another_event', { ...NO_FACTS, ticket: ticket(`not ${event}`) }, 'venue'],
    ['member', { ...NO_FACTS, membership: { kind: 'member', label: null } }, 'venue'],
    ['staff', { ...NO_FACTS, membership: { kind: 'staff', label: null } }, 'venue'],
  ];
  return examples.map(([visitor, facts, format]) => ({
    visitor,
    question: {
      format,
      facts,
      issuer: null,
      keyId: '',
      issuedAt: now - DAY_MS,
      expiresAt: now + 300 * DAY_MS,
      now,
    },
  }));
}
