import { toAlpha2 } from '../country_code.ts';
import { NO_FACTS, type PassFacts, type TestFact, type VaccinationFact } from '../facts.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../strict_json.ts';

/**
 * What a proof of vaccination (`icao.vacc`) says: a fact for each dose, the number of doses in a series being
 * unknown. Null where it is none.
 */
export function readVaccinationProof(message: JsonObject): PassFacts | null {
  const events = objectsOf(message.ve);
  const passId = textOf(message.uvci);
  const holder = readHolder(message.pid);
  if (events === null || passId === '' || holder === null) return null;
  const vaccinations = events.map(readVaccinations);
  if (vaccinations.some((doses) => doses === null)) return null;
  return { ...NO_FACTS, holder, passId, vaccinations: vaccinations.flatMap((doses) => doses ?? []) };
}

/** What a proof of testing (`icao.test`) says; it does not name the disease. Null where it is none. */
export function readTestProof(message: JsonObject): PassFacts | null {
  const { dat, sp, tr } = message;
  const passId = textOf(message.utci);
  const holder = readHolder(message.pid);
  if (!isJsonObject(dat) || !isJsonObject(sp) || !isJsonObject(tr) || passId === '' || holder === null)
    return null;
  const test: TestFact = {
    disease: '',
    kind: testKind(textOf(tr.tc)),
    sampledAt: textOf(dat.sc),
    result: testResult(textOf(tr.r)),
    country: toAlpha2(textOf(sp.ctr)),
  };
  return { ...NO_FACTS, holder, passId, tests: [test] };
}

/** Two spaces part the primary from the secondary identifier (ICAO Doc 9303-3); some write only one. */
function readHolder(person: JsonValue | undefined): PassFacts['holder'] {
  if (!isJsonObject(person)) return null;
  const [familyName = '', ...givenNames] = textOf(person.n).split(/ {2,}/);
  if (familyName === '') return null;
  return {
    familyName,
    givenName: givenNames.join(' '),
    standardisedFamilyName: null,
    standardisedGivenName: null,
    dateOfBirth: textOf(person.dob) || null,
  };
}

function readVaccinations({ dis, nam, vd }: JsonObject): readonly VaccinationFact[] | null {
  const doses = objectsOf(vd);
  if (doses === null) return null;
  return doses.map(({ ctr, dvc, seq }) => ({
    disease: textOf(dis),
    product: textOf(nam),
    doseNumber: typeof seq === 'number' && Number.isInteger(seq) ? seq : Number.NaN,
    dosesInSeries: Number.NaN,
    date: textOf(dvc),
    country: toAlpha2(textOf(ctr)),
    validFrom: null,
    validUntil: null,
  }));
}

/** The objects of a list that holds nothing else, and at least one. */
function objectsOf(value: JsonValue | undefined): readonly JsonObject[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const items: readonly JsonValue[] = value;
  return items.every(isJsonObject) ? items : null;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

function testKind(type: string): TestFact['kind'] {
  if (type.startsWith('molecular')) return 'nucleic_acid';
  return type === 'antigen' ? 'antigen' : 'other';
}

function testResult(result: string): TestFact['result'] {
  if (result === 'negative') return 'not_detected';
  return result === 'positive' ? 'detected' : 'other';
}
