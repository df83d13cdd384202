import type { ExemptionFact, PassFacts, RecoveryFact, TestFact, VaccinationFact } from '../facts.ts';
import { readIsoInstant } from '../iso_instant.ts';
import { DISEASES, type Disease, diseaseOf } from './disease.ts';
import {
  type CalendarDay,
  daysBetween,
  daysInMonth,
  type LocalClock,
  monthsBetween,
  readDay,
  yearsBetween,
} from './local_clock.ts';
import type { RuleQuestion, RuleVenue } from './rule.ts';

/** The lists of facts of which a pass may hold several. */
export type FactList = 'vaccinations' | 'tests' | 'recoveries' | 'exemptions';

/** One of such facts as rules see it. */
export type ListedFact = Readonly<Record<string, unknown>> & { readonly disease?: Disease | 'other' | null };

type PlainFacts = Readonly<Record<string, unknown>> & Readonly<Record<FactList, readonly ListedFact[]>>;

/**
 * The data that CertLogic sees: `payload` (the format's own signed data), `facts` (the same for every format)
 * and `external` (what the kiosk knows). Whatever is unknown is null.
 */
export interface RuleData {
  readonly payload: unknown;
  readonly facts: PlainFacts;
  readonly external: Readonly<Record<string, unknown>>;
}

/**
 * The facts of a pass for the venue's rules. Whole days are counted in the venue's time zone, where a moment
 * becomes the local day on which it lies. Null where the moment of the question is none.
 */
export function ruleData(question: RuleQuestion, venue: RuleVenue, clock: LocalClock): RuleData | null {
  const { expiresAt, facts, issuedAt, issuer, keyId, now } = question;
  const local = clock.at(now);
  const today = local === null ? null : readDay(local.date);
  if (local === null || today === null) return null;
  const calendar: Calendar = { clock, today };
  return {
    payload: ordinary(facts.payload),
    facts: factsFor(facts, calendar),
    external: {
      validationClock: new Date(now).toISOString(),
      localDate: local.date,
      localTime: local.time,
      timeZone: clock.timeZone,
      gate: venue.gate,
      audiences: venue.audiences,
      valueSets: venue.valueSets,
      countryCode: venue.countryCode,
      issuerCountryCode: issuer,
      kid: keyId,
      iat: isoOf(issuedAt),
      // The last moment at which the pass still counts.
      exp: isoOf(expiresAt === null ? null : expiresAt - 1),
    },
  };
}

interface Calendar {
  readonly clock: LocalClock;
  readonly today: CalendarDay;
}

function factsFor(facts: PassFacts, calendar: Calendar): PlainFacts {
  const vaccinations = facts.vaccinations.map((fact) => vaccinationFor(fact, calendar));
  return {
    holder: facts.holder === null ? null : ageOn(facts.holder.dateOfBirth ?? '', calendar.today),
    vaccinations,
    doses: Object.fromEntries(DISEASES.map((disease) => [disease, dosesAgainst(disease, vaccinations)])),
    tests: facts.tests.map((fact) => testFor(fact, calendar)),
    recoveries: facts.recoveries.map((fact) => recoveryFor(fact, calendar)),
    exemptions: facts.exemptions.map((fact) => exemptionFor(fact, calendar)),
    ticket: facts.ticket === null ? null : { ...facts.ticket },
    membership: facts.membership === null ? null : { ...facts.membership },
  };
}

/**
 * Whole years on a day; two bounds where the date of birth is a year or a year and month, null where it is
 * none.
 */
function ageOn(dateOfBirth: string, today: CalendarDay): { readonly [bound: string]: number | null } {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(dateOfBirth) ?? [];
  const lastDay = daysInMonth(Number(year), Number(month ?? 12));
  const earliest = readDay(`${year}-${month ?? '01'}-${day ?? '01'}`);
  const latest = readDay(`${year}-${month ?? '12'}-${day ?? String(lastDay)}`);
  if (earliest === null || latest === null) return { ageAtLeast: null, ageAtMost: null };
  const oldest = yearsBetween(earliest, today);
  // Not born yet: no date of birth.
  if (oldest < 0) return { ageAtLeast: null, ageAtMost: null };
  return { ageAtLeast: Math.max(0, yearsBetween(latest, today)), ageAtMost: oldest };
}

interface RuleVaccination extends ListedFact {
  readonly doseNumber: number | null;
  readonly date: string | null;
  readonly daysSince: number | null;
  readonly monthsSince: number | null;
}

function vaccinationFor(fact: VaccinationFact, calendar: Calendar): RuleVaccination {
  const day = dayOf(fact.date, calendar);
  return {
    disease: diseaseOf(fact.disease),
    product: fact.product,
    country: fact.country,
    doseNumber: count(fact.doseNumber),
    dosesInSeries: count(fact.dosesInSeries),
    date: day === null ? null : dateOf(day),
    daysSince: day === null ? null : daysBetween(day, calendar.today),
    monthsSince: day === null ? null : monthsBetween(day, calendar.today),
    validFrom: fact.validFrom,
    validUntil: fact.validUntil,
    ...windowOf(fact.validFrom, fact.validUntil, calendar),
    isWithinDates: isWithin(fact.validFrom, fact.validUntil, calendar),
  };
}

/**
 * How many doses against a disease until today: `atMost` is null where an entry lacks its number or its day,
 * so that there may be more. The months and days are those since the last of the doses that are certain.
 */
function dosesAgainst(disease: Disease, vaccinations: readonly RuleVaccination[]): object {
  const about = vaccinations.filter((entry) => entry.disease === disease || entry.disease === null);
  const isCertain = about.every((entry) => entry.disease && entry.daysSince !== null && entry.doseNumber);
  const given = about.filter((entry) => entry.disease && entry.daysSince !== null && entry.daysSince >= 0);
  const highest = Math.max(0, ...given.map(({ doseNumber }) => doseNumber ?? 0));
  const atLeast = Math.max(highest, new Set(given.map(({ date }) => date)).size);
  const last = given.filter(({ doseNumber }) => (doseNumber ?? 0) === highest);
  // One dose on several days is as old as its first mention; unnumbered ones are as young as their last.
  const choose = highest > 0 ? Math.max : Math.min;
  const since = (ages: readonly (number | null)[]) =>
    ages.length === 0 ? null : choose(...ages.map(Number));
  return {
    atLeast,
    atMost: isCertain ? atLeast : null,
    daysSinceLast: since(last.map(({ daysSince }) => daysSince)),
    monthsSinceLast: since(last.map(({ monthsSince }) => monthsSince)),
  };
}

function testFor(fact: TestFact, { clock }: Calendar): ListedFact {
  const sampled = instantOf(fact.sampledAt, clock);
  return {
    disease: diseaseOf(fact.disease),
    kind: fact.kind,
    result: fact.result,
    country: fact.country,
    sampledAt: isoOf(sampled),
  };
}

function recoveryFor(fact: RecoveryFact, calendar: Calendar): ListedFact {
  const firstPositive = dayOf(fact.firstPositive, calendar);
  const hasBothDates = fact.validFrom !== '' && fact.validUntil !== '';
  return {
    disease: diseaseOf(fact.disease),
    country: fact.country,
    firstPositive: fact.firstPositive,
    daysSinceFirstPositive: firstPositive === null ? null : daysBetween(firstPositive, calendar.today),
    validFrom: fact.validFrom,
    validUntil: fact.validUntil,
    ...windowOf(fact.validFrom, fact.validUntil, calendar),
    isWithinDates: hasBothDates ? isWithin(fact.validFrom, fact.validUntil, calendar) : null,
  };
}

function exemptionFor(fact: ExemptionFact, calendar: Calendar): ListedFact {
  return {
    kind: fact.kind,
    validFrom: fact.validFrom,
    validUntil: fact.validUntil,
    ...windowOf(fact.validFrom, fact.validUntil, calendar),
    isWithinDates: isWithin(fact.validFrom, fact.validUntil, calendar),
  };
}

function windowOf(from: string | null, until: string | null, calendar: Calendar) {
  const start = dayOf(from ?? '', calendar);
  const end = dayOf(until ?? '', calendar);
  return {
    daysSinceStart: start === null ? null : daysBetween(start, calendar.today),
    daysUntilEnd: end === null ? null : daysBetween(calendar.today, end),
  };
}

/**
 * Within the dates that a fact bears, both days included; an absent one sets no limit. Null: a date is
 * unreadable.
 */
function isWithin(from: string | null, until: string | null, calendar: Calendar): boolean | null {
  const start = from === null || from === '' ? calendar.today : dayOf(from, calendar);
  const end = until === null || until === '' ? calendar.today : dayOf(until, calendar);
  if (start === null || end === null) return null;
  return daysBetween(start, calendar.today) >= 0 && daysBetween(calendar.today, end) >= 0;
}

/** A day as it is written, or the venue's day at a moment; null for anything else. */
function dayOf(text: string, { clock }: Calendar): CalendarDay | null {
  const instant = readIsoInstant(text);
  if (instant === null) return null;
  return readDay(isDateOnly(text) ? text : (clock.at(instant)?.date ?? ''));
}

/** A moment; a mere day is its first moment at the venue. */
function instantOf(text: string, clock: LocalClock): number | null {
  return isDateOnly(text) ? clock.instantOf(text) : readIsoInstant(text);
}

function isDateOnly(text: string): boolean {
  return text.length === 'YYYY-MM-DD'.length;
}

function dateOf({ year, month, day }: CalendarDay): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function isoOf(instant: number | null): string | null {
  const isDate = instant !== null && Math.abs(instant) <= 8.64e15;
  return isDate ? new Date(instant).toISOString() : null;
}

function count(value: number): number | null {
  return Number.isSafeInteger(value) && value >= 1 ? value : null;
}

/** Plain data as JSON.parse makes it: the library asks objects for their `toString`. */
function ordinary(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ordinary);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, ordinary(item)]));
}
