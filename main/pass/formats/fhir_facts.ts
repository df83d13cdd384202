import { NO_FACTS, type PassFacts, type TestFact, type VaccinationFact } from '../facts.ts';
import { fail, ok, type Result } from '../result.ts';
import {
  ANTIGEN_TESTS,
  COVID_19,
  CVX,
  DETECTED_RESULTS,
  DISEASE_OF_VACCINE,
  LOINC,
  NOT_DETECTED_RESULTS,
  NUCLEIC_ACID_TESTS,
  PRIMARY_SERIES_OF_VACCINE,
  SNOMED_CT,
} from './health_card_codes.ts';

/** What a bundle is about, as the types of a health card name it. */
export type HealthTopic = 'immunization' | 'laboratory' | 'covid19';

type Json = Readonly<Record<string, unknown>>;

interface Coding {
  readonly system: string;
  readonly code: string;
}

const IMMUNIZATION_STATUSES = ['completed', 'entered-in-error', 'not-done'];
const OBSERVATION_STATUSES = [
  ...['registered', 'preliminary', 'final', 'amended', 'corrected', 'cancelled', 'entered-in-error'],
  'unknown',
];
const FINAL_STATUSES = ['final', 'amended', 'corrected'];
const WITHDRAWN_STATUSES = ['cancelled', 'entered-in-error'];
/** A FHIR date or dateTime: as precise as is known. */
const DATE = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.+Z-]{1,30})?)?)?$/;
/** A positiveInt of FHIR that can be a number of doses. */
const MAX_DOSES = 99;

/**
 * The facts in a bundle about one patient: completed immunizations, and qualitative laboratory results (FHIR
 * R4). Only what is read is checked: a resource that lacks what FHIR requires of it is `bad_claims`, and one
 * with a modifier that may turn its meaning round is not supported. Countries are not named there and stay
 * empty. A product reads `system|code`. Doses without a number are counted by their dates; the size of a
 * series that is not named is NaN.
 */
export function readFhirFacts(
  bundle: unknown,
): Result<
  { readonly facts: PassFacts; readonly topics: ReadonlySet<HealthTopic> },
  'bad_claims' | 'content_not_supported'
> {
  const resources = resourcesOf(bundle);
  if (resources === null) return fail('bad_claims');
  const read = resources.filter(({ resourceType }) => READ_TYPES.has(resourceType));
  if ([bundle as Json, ...read].some(isModified)) return fail('content_not_supported');

  const [patient, ...others] = ofType(read, 'Patient');
  const holder = patient === undefined || others.length > 0 ? null : readHolder(patient);
  const immunizations = ofType(read, 'Immunization');
  const doses = immunizations.map(readDose);
  const results = ofType(read, 'Observation').map(readResult);
  if (holder === null || doses.includes(null) || results.includes(null)) return fail('bad_claims');

  const vaccinations = inOrder(doses.filter((dose) => dose !== null && dose !== NOT_COUNTED));
  const tests = results.filter((result) => result !== null && result !== NOT_COUNTED);
  const topics = new Set<HealthTopic>();
  if (immunizations.length > 0) topics.add('immunization');
  if (tests.length > 0) topics.add('laboratory');
  if ([...vaccinations, ...tests].some(({ disease }) => disease === COVID_19)) topics.add('covid19');
  return ok({ facts: { ...NO_FACTS, holder, vaccinations, tests }, topics });
}

const READ_TYPES: ReadonlySet<unknown> = new Set(['Patient', 'Immunization', 'Observation']);
/** A record that is well formed and says nothing that counts. */
const NOT_COUNTED = Symbol('not counted');

function resourcesOf(bundle: unknown): readonly Json[] | null {
  if (!isObject(bundle) || bundle.resourceType !== 'Bundle' || typeof bundle.type !== 'string') return null;
  if (!Array.isArray(bundle.entry)) return null;
  const resources: Json[] = [];
  for (const entry of bundle.entry) {
    if (!isObject(entry) || !isObject(entry.resource)) return null;
    if (typeof entry.resource.resourceType !== 'string') return null;
    resources.push(entry.resource);
  }
  return resources;
}

function ofType(resources: readonly Json[], type: string): readonly Json[] {
  return resources.filter(({ resourceType }) => resourceType === type);
}

/** Whoever does not understand these must not rely on the resource (FHIR R4 "Extensibility", "Resource"). */
function isModified({ implicitRules, modifierExtension }: Json): boolean {
  return implicitRules !== undefined || modifierExtension !== undefined;
}

function readHolder({ name, birthDate }: Json): PassFacts['holder'] {
  const names = name === undefined ? [] : objectsOf(name);
  if (names === null || (birthDate !== undefined && !isDate(birthDate))) return null;
  const best = names.find(({ use }) => use === 'official') ?? names[0] ?? {};
  const { family, given, text } = best;
  const givenNames = Array.isArray(given) ? given.filter((part) => typeof part === 'string').join(' ') : '';
  const familyName = textOf(family);
  return {
    // Some names are known in one piece only.
    familyName: familyName === '' && givenNames === '' ? textOf(text) : familyName,
    givenName: givenNames,
    standardisedFamilyName: null,
    standardisedGivenName: null,
    dateOfBirth: birthDate ?? null,
  };
}

function readDose(immunization: Json): VaccinationFact | typeof NOT_COUNTED | null {
  const { isSubpotent, occurrenceDateTime, occurrenceString, patient } = immunization;
  const { protocolApplied, status, vaccineCode } = immunization;
  const codings = codingsOf(vaccineCode);
  if (codings === null || !isFilled(patient) || !IMMUNIZATION_STATUSES.includes(textOf(status))) return null;
  if (!isDate(occurrenceDateTime) && textOf(occurrenceString) === '') return null;
  const protocols = protocolApplied === undefined ? [] : objectsOf(protocolApplied);
  if (protocols === null) return null;
  if (status !== 'completed' || isSubpotent === true) return NOT_COUNTED;
  const protocol = protocols[0] ?? {};
  const [target] = codingsOf(objectsOf(protocol.targetDisease)?.[0]) ?? [];
  const inCvx = codings.find(({ system }) => system === CVX);
  const product = inCvx ?? codings[0];
  return {
    disease: target?.code ?? DISEASE_OF_VACCINE.get(inCvx?.code ?? '') ?? '',
    product: product === undefined ? '' : `${product.system}|${product.code}`,
    doseNumber: dosesOf(protocol.doseNumberPositiveInt),
    dosesInSeries:
      protocol.seriesDosesPositiveInt === undefined
        ? (PRIMARY_SERIES_OF_VACCINE.get(inCvx?.code ?? '') ?? Number.NaN)
        : dosesOf(protocol.seriesDosesPositiveInt),
    date: textOf(occurrenceDateTime),
    country: '',
    validFrom: null,
    validUntil: null,
  };
}

/** By date, each dose without a number of its own counted among those against the same disease. */
function inOrder(doses: readonly VaccinationFact[]): readonly VaccinationFact[] {
  const given = new Map<string, number>();
  return doses
    .toSorted((left, right) => (left.date < right.date ? -1 : left.date > right.date ? 1 : 0))
    .map((dose) => {
      const series = dose.disease === '' ? dose.product : dose.disease;
      const count = (given.get(series) ?? 0) + 1;
      given.set(series, count);
      return { ...dose, doseNumber: Number.isNaN(dose.doseNumber) ? count : dose.doseNumber };
    });
}

function readResult(observation: Json): TestFact | typeof NOT_COUNTED | null {
  const { code, effectiveDateTime, effectiveInstant, effectivePeriod, status } = observation;
  const { valueCodeableConcept } = observation;
  const codings = codingsOf(code);
  const values = valueCodeableConcept === undefined ? [] : codingsOf(valueCodeableConcept);
  if (codings === null || values === null || !OBSERVATION_STATUSES.includes(textOf(status))) return null;
  const start = isObject(effectivePeriod) ? effectivePeriod.start : undefined;
  const sampledAt = effectiveDateTime ?? effectiveInstant ?? start;
  if (sampledAt !== undefined && !isDate(sampledAt)) return null;
  const kind = kindOf(codings);
  const found = resultOf(values);
  if (WITHDRAWN_STATUSES.includes(textOf(status))) return NOT_COUNTED;
  // Vital signs and the like are observations too.
  if (kind === 'other' && found === 'other') return NOT_COUNTED;
  return {
    disease: kind === 'other' ? '' : COVID_19,
    kind,
    sampledAt: sampledAt ?? '',
    result: dependable(found, kind, FINAL_STATUSES.includes(textOf(status))),
    country: '',
  };
}

function kindOf(codings: readonly Coding[]): TestFact['kind'] {
  const codes = codings.filter(({ system }) => system === LOINC);
  if (codes.some(({ code }) => NUCLEIC_ACID_TESTS.has(code))) return 'nucleic_acid';
  return codes.some(({ code }) => ANTIGEN_TESTS.has(code)) ? 'antigen' : 'other';
}

function resultOf(values: readonly Coding[]): TestFact['result'] {
  const codes = values.filter(({ system }) => system === SNOMED_CT || system === LOINC);
  if (codes.some(({ code }) => DETECTED_RESULTS.has(code))) return 'detected';
  return codes.some(({ code }) => NOT_DETECTED_RESULTS.has(code)) ? 'not_detected' : 'other';
}

/** What an unknown test found may be an antibody, and what is not final clears nobody. */
function dependable(
  found: TestFact['result'],
  kind: TestFact['kind'],
  isFinal: boolean,
): TestFact['result'] {
  if (kind === 'other' || (found === 'not_detected' && !isFinal)) return 'other';
  return found;
}

/** The codes of a CodeableConcept, none where it has text only; null where it is none, or empty. */
function codingsOf(concept: unknown): readonly Coding[] | null {
  if (!isFilled(concept)) return null;
  if (concept.coding === undefined) return [];
  const codings = objectsOf(concept.coding);
  if (codings === null || !codings.every(isFilled)) return null;
  return codings
    .map(({ system, code }) => ({ system: textOf(system), code: textOf(code) }))
    .filter(({ code }) => code !== '');
}

/** The objects of an array, which in FHIR is never empty; null where it is none. */
function objectsOf(value: unknown): readonly Json[] | null {
  return Array.isArray(value) && value.length > 0 && value.every(isObject) ? value : null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An element of FHIR is absent, or it has content (FHIR R4 "JSON"). */
function isFilled(value: unknown): value is Json {
  return isObject(value) && Object.keys(value).length > 0;
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && DATE.test(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** NaN where it is no number of doses, so that every comparison with it fails. */
function dosesOf(value: unknown): number {
  const isNumber = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_DOSES;
  return isNumber ? value : Number.NaN;
}
