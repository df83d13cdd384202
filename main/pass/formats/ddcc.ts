import { NO_FACTS, type PassFacts, type TestFact, type VaccinationFact } from '../facts.ts';
import { readIsoInstant } from '../iso_instant.ts';
import type { KeyUse } from '../trust_list.ts';
import { type Entry, isEntry, lastInstantOf, textOf, wholeNumber } from './entry.ts';

/** What a WHO DDCC says, with the limits that it bears itself (milliseconds since 1970; null: none). */
export interface Ddcc {
  readonly use: KeyUse;
  readonly facts: PassFacts;
  readonly notBefore: number | null;
  readonly expiresAt: number | null;
}

// SNOMED CT and LOINC codes that the core data set's examples and the EU's value sets share.
const NOT_DETECTED: ReadonlySet<string> = new Set(['260415000', 'LA11883-8', 'LA6577-6', 'RC-N']);
const DETECTED: ReadonlySet<string> = new Set(['260373001', 'LA11882-0', 'LA6576-8']);
const NUCLEIC_ACID: ReadonlySet<string> = new Set(['LP6464-4', '94746-8', '94745-0', '94500-6']);
const ANTIGEN: ReadonlySet<string> = new Set(['LP217198-3', '94558-4', '97097-0']);

/**
 * The WHO's core data set of a vaccination or a test (SMART DDCC 1.0.0, DDCCCoreDataSetVS and DDCCCoreDataSetTR),
 * flat or with its parts nested. Null where it is neither, or where a date of its own validity is no date.
 */
export function readDdcc(data: unknown): Ddcc | null {
  if (!isEntry(data)) return null;
  const certificate = isEntry(data.certificate) ? data.certificate : data;
  const period = isEntry(certificate.period) ? certificate.period : {};
  const from = limitOf(certificate.valid_from ?? certificate.validFrom ?? period.start);
  const until = limitOf(certificate.valid_until ?? certificate.validUntil ?? period.end);
  if (from === undefined || until === undefined) return null;
  const name = textOf(data.name);
  const vaccination = isEntry(data.vaccination) ? data.vaccination : data;
  const test = isEntry(data.test) ? data.test : data;
  const vaccinations = codeOf(vaccination.vaccine) === '' ? [] : [vaccinationOf(vaccination)];
  const tests = test.result === undefined ? [] : [testOf(test)];
  if (name === '' || vaccinations.length + tests.length !== 1) return null;
  const facts: PassFacts = {
    ...NO_FACTS,
    holder: {
      familyName: name,
      givenName: '',
      standardisedFamilyName: null,
      standardisedGivenName: null,
      dateOfBirth: textOf(data.birthDate) || null,
    },
    passId: textOf(data.hcid) || valueOf(certificate.hcid) || null,
    vaccinations,
    tests,
    payload: data,
  };
  return {
    use: vaccinations.length > 0 ? 'vaccination' : 'test',
    facts,
    notBefore: from === null ? null : readIsoInstant(from),
    expiresAt: until === null ? null : lastInstantOf(until),
  };
}

/** A date or time; null where it is absent, undefined where it is something else. */
function limitOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  const text = textOf(value);
  return readIsoInstant(text) === null ? undefined : text;
}

function vaccinationOf(entry: Entry): VaccinationFact {
  return {
    disease: codeOf(entry.disease),
    product: codeOf(entry.brand) || codeOf(entry.vaccine),
    doseNumber: wholeNumber(entry.dose),
    dosesInSeries: wholeNumber(entry.total_doses ?? entry.totalDoses),
    date: textOf(entry.date),
    country: codeOf(entry.country),
    validFrom: textOf(entry.vaccine_valid ?? entry.validFrom) || null,
    validUntil: null,
  };
}

function testOf(entry: Entry): TestFact {
  const type = codeOf(entry.type);
  const result = codeOf(entry.result);
  return {
    disease: codeOf(entry.pathogen),
    kind: NUCLEIC_ACID.has(type) ? 'nucleic_acid' : ANTIGEN.has(type) ? 'antigen' : 'other',
    sampledAt: textOf(entry.sample_date ?? entry.date),
    result: NOT_DETECTED.has(result) ? 'not_detected' : DETECTED.has(result) ? 'detected' : 'other',
    country: codeOf(entry.country),
  };
}

/** A coded value, written as a code or as a code with its system. */
function codeOf(value: unknown): string {
  return isEntry(value) ? textOf(value.code) : textOf(value);
}

function valueOf(value: unknown): string {
  return isEntry(value) ? textOf(value.value) : textOf(value);
}
