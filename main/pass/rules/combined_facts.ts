import type { PassFacts } from '../facts.ts';
import { isSameHolder } from '../same_holder.ts';
import type { RuleQuestion } from './rule.ts';

/** More passes than one visitor has reason to show. */
export const MAX_COMBINED_PASSES = 6;

type Holder = NonNullable<PassFacts['holder']>;

/**
 * The passes that one visitor shows together as one question: a ticket and a health pass, or two vaccination
 * cards. Null where that cannot be said: the holders differ or one's date of birth is unknown, or there are
 * two tickets or two memberships. A pass without a holder goes with the others. Each pass must have been
 * verified before.
 */
export function combineQuestions(questions: readonly RuleQuestion[]): RuleQuestion | null {
  const [first] = questions;
  if (first === undefined || questions.length > MAX_COMBINED_PASSES) return null;
  if (questions.length === 1) return first;
  const holders = questions.map(({ facts }) => facts.holder).filter((holder) => holder !== null);
  const isOnes = (holder: Holder, index: number) =>
    holders.slice(index + 1).every((other) => isOne(holder, other));
  if (!holders.every(isOnes)) return null;
  const tickets = present(questions.map(({ facts }) => facts.ticket));
  const memberships = present(questions.map(({ facts }) => facts.membership));
  if (tickets.length > 1 || memberships.length > 1) return null;
  // Rules of a country read one certificate: of several payloads none may stand for the others.
  const payloads = questions.filter(({ facts }) => speaksOfHealth(facts)).map(({ facts }) => facts.payload);
  const main = questions.find(({ facts }) => speaksOfHealth(facts)) ?? first;
  return {
    ...main,
    otherFormats: questions.filter((question) => question !== main).map(({ format }) => format),
    now: Math.max(...questions.map(({ now }) => now)),
    expiresAt: earliest(questions.map(({ expiresAt }) => expiresAt)),
    facts: {
      holder: main.facts.holder ?? holders[0] ?? null,
      passId: null,
      vaccinations: distinct(questions.flatMap(({ facts }) => facts.vaccinations)),
      tests: distinct(questions.flatMap(({ facts }) => facts.tests)),
      recoveries: distinct(questions.flatMap(({ facts }) => facts.recoveries)),
      exemptions: distinct(questions.flatMap(({ facts }) => facts.exemptions)),
      ticket: tickets[0] ?? null,
      membership: memberships[0] ?? null,
      payload: payloads.length === 1 ? payloads[0] : null,
    },
  };
}

function isOne(a: Holder, b: Holder): boolean {
  if (!a.dateOfBirth || !b.dateOfBirth) return false;
  const [namesA, namesB] = [namesOf(a), namesOf(b)];
  // A name in one piece must share a part with both names of the other, or be the other's to the letter.
  if (namesA.givenName === '' && namesB.givenName === '') {
    if (namesA.familyName === '' || namesA.familyName !== namesB.familyName) return false;
  } else if (namesA.givenName === '') namesA.givenName = namesA.familyName;
  else if (namesB.givenName === '') namesB.givenName = namesB.familyName;
  return isSameHolder({ ...namesA, dateOfBirth: a.dateOfBirth }, { ...namesB, dateOfBirth: b.dateOfBirth });
}

function namesOf(holder: Holder): { familyName: string; givenName: string } {
  const plain = (name: string) => name.replaceAll(',', ' ').trim().toUpperCase();
  return {
    familyName: plain(holder.standardisedFamilyName ?? holder.familyName),
    givenName: plain(holder.standardisedGivenName ?? holder.givenName),
  };
}

function speaksOfHealth({ exemptions, recoveries, tests, vaccinations }: PassFacts): boolean {
  return vaccinations.length + tests.length + recoveries.length + exemptions.length > 0;
}

/** The same pass twice counts once. */
function distinct<Fact>(facts: readonly Fact[]): readonly Fact[] {
  return [...new Map(facts.map((fact) => [JSON.stringify(fact), fact])).values()];
}

function present<Value>(values: readonly (Value | null)[]): readonly Value[] {
  return values.filter((value) => value !== null);
}

function earliest(instants: readonly (number | null)[]): number | null {
  const known = present(instants);
  return known.length === 0 ? null : Math.min(...known);
}
