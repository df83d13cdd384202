import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHealthCardClaims } from '../../main/pass/formats/health_card_claims.ts';
import { readFhirFacts } from '../../main/pass/formats/fhir_facts.ts';
import { makeBundle, makeCardClaims, makeDose, makeResult, makeVc, patient } from './make_health_card.ts';

const CVX = 'http://hl7.org/fhir/sid/cvx';
const SNOMED_CT = 'http://snomed.info/sct';
const LOINC = 'http://loinc.org';

const coded = (system: string, code: string) => ({ coding: [{ system, code }] });
const both = (...concepts: readonly ReturnType<typeof coded>[]) => ({
  coding: concepts.flatMap(({ coding }) => coding),
});
const DETECTED = coded(SNOMED_CT, '260373001');

const read = (...resources: readonly object[]) => readFhirFacts(makeBundle(patient, ...resources));
const factsOf = (...resources: readonly object[]) => {
  const found = read(...resources);
  if (!found.ok) throw new Error(found.error);
  return found.value.facts;
};
const errorOf = (bundle: unknown) => {
  const found = readFhirFacts(bundle);
  return found.ok ? 'none' : found.error;
};

describe('the holder in a bundle', () => {
  const holderOf = (changes: object) => {
    const found = readFhirFacts(makeBundle({ ...patient, ...changes }));
    return found.ok ? found.value.facts.holder : found.error;
  };

  it.each([
    ['is the official one', { name: [{ family: 'A' }, { use: 'official', family: 'B' }] }, 'B', ''],
    ['may have one name in one piece', { name: [{ text: 'Cher' }] }, 'Cher', ''],
    ['may have given names only', { name: [{ given: ['A', 7, 'B'], text: 'x' }] }, '', 'A B'],
    ['may have no name', { name: undefined }, '', ''],
  ])('%s', (_what, changes, familyName, givenName) => {
    expect(holderOf(changes)).toMatchObject({ familyName, givenName, dateOfBirth: '1964-08-12' });
  });

  it.each([['1964'], ['1964-08']])('may be born in %s', (birthDate) => {
    expect(holderOf({ birthDate })).toMatchObject({ dateOfBirth: birthDate });
  });

  it.each([
    [{ name: [] }],
    [{ name: 'Muster' }],
    [{ name: [7] }],
    [{ birthDate: '12.8.1964' }],
    [{ birthDate: 1964 }],
  ])('is not read from %j', (changes) => expect(holderOf(changes)).toBe('bad_claims'));

  it('is one person', () => {
    expect(errorOf(makeBundle())).toBe('bad_claims');
    expect(errorOf(makeBundle(makeDose()))).toBe('bad_claims');
    expect(errorOf(makeBundle(patient, patient))).toBe('bad_claims');
  });
});

describe('the vaccinations in a bundle', () => {
  it('are counted by their dates where they have no number', () => {
    const dates = ['2022-09-05', '2021-01-29', '2021-01-01'];
    const { vaccinations } = factsOf(...dates.map((date) => makeDose({ occurrenceDateTime: date })));
    expect(vaccinations.map(({ date, doseNumber }) => [date, doseNumber])).toEqual([
      ['2021-01-01', 1],
      ['2021-01-29', 2],
      ['2022-09-05', 3],
    ]);
  });

  it('have the primary series of a vaccine that is known, where the card does not say', () => {
    const seriesOf = (code: string) => {
      const vaccineCode = { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code }] };
      return factsOf(makeDose({ vaccineCode })).vaccinations.map(({ dosesInSeries }) => dosesInSeries);
    };
    expect(seriesOf('208')).toEqual([2]);
    expect(seriesOf('212')).toEqual([1]);
    expect(seriesOf('229')).toEqual([Number.NaN]);
    expect(seriesOf('toString')).toEqual([Number.NaN]);
  });

  it('have the numbers that they say', () => {
    const vaccinationsOf = (doseNumberPositiveInt: unknown, seriesDosesPositiveInt: unknown) =>
      factsOf(makeDose({ protocolApplied: [{ doseNumberPositiveInt, seriesDosesPositiveInt }] }))
        .vaccinations;
    expect(vaccinationsOf(2, 2)).toMatchObject([{ doseNumber: 2, dosesInSeries: 2 }]);
    for (const wrong of [0, -1, 1.5, 1e9, '2', null, Number.NaN]) {
      expect(vaccinationsOf(2, wrong)).toMatchObject([{ doseNumber: 2, dosesInSeries: Number.NaN }]);
      expect(vaccinationsOf(wrong, 2)).toMatchObject([{ doseNumber: 1, dosesInSeries: 2 }]);
    }
  });

  it('are each against its own disease', () => {
    const { vaccinations } = factsOf(
      makeDose({ vaccineCode: coded(CVX, '03') }),
      makeDose({ vaccineCode: both(coded(SNOMED_CT, '28531000087107'), coded(CVX, '208')) }),
      makeDose({ vaccineCode: coded(CVX, '37') }),
      makeDose({ vaccineCode: coded('http://id.who.int/icd11/mms', 'XM8NQ0') }),
      makeDose({
        vaccineCode: coded(SNOMED_CT, '836374004'),
        protocolApplied: [{ targetDisease: [coded(SNOMED_CT, '66071002')], doseNumberPositiveInt: 3 }],
      }),
      makeDose({ vaccineCode: { text: 'Something' } }),
    );
    expect(vaccinations.map(({ disease, doseNumber, product }) => [disease, product, doseNumber])).toEqual([
      ['', `${CVX}|03`, 1],
      ['840539006', `${CVX}|208`, 1],
      ['16541001', `${CVX}|37`, 1],
      ['', 'http://id.who.int/icd11/mms|XM8NQ0', 1],
      ['66071002', `${SNOMED_CT}|836374004`, 3],
      ['', '', 1],
    ]);
  });

  it.each([
    [{ status: 'not-done' }],
    [{ status: 'entered-in-error' }],
    [{ isSubpotent: true }],
  ])('do not count with %j', (changes) => {
    expect(factsOf(makeDose(changes)).vaccinations).toEqual([]);
  });

  it.each([
    [{ status: 'done' }],
    [{ status: undefined }],
    [{ vaccineCode: undefined }],
    [{ vaccineCode: {} }],
    [{ vaccineCode: { coding: [] } }],
    [{ vaccineCode: { coding: [{}] } }],
    [{ vaccineCode: { coding: {} } }],
    [{ patient: undefined }],
    [{ patient: {} }],
    [{ occurrenceDateTime: undefined }],
    [{ occurrenceDateTime: '10.01.2026' }],
    [{ protocolApplied: {} }],
    [{ protocolApplied: [] }],
  ])('are not read with %j', (changes) => {
    expect(errorOf(makeBundle(patient, makeDose(changes)))).toBe('bad_claims');
  });

  it('may have a date in words, which no rule takes for one', () => {
    const dose = makeDose({
      occurrenceDateTime: undefined,
      occurrenceString: 'as a child',
      protocolApplied: [{ doseNumberPositiveInt: 1, seriesDosesPositiveInt: 1 }],
    });
    expect(factsOf(dose).vaccinations).toMatchObject([{ date: '' }]);
  });
});

describe('the tests in a bundle', () => {
  it.each([
    ['an antigen, not found', {}, 'antigen', 'not_detected'],
    ['an antigen, found', { valueCodeableConcept: coded(SNOMED_CT, '260373001') }, 'antigen', 'detected'],
    ['a nucleic acid, negative', { code: coded(LOINC, '94500-6') }, 'nucleic_acid', 'not_detected'],
    ['a class as in the EU', { code: coded(LOINC, 'LP6464-4') }, 'nucleic_acid', 'not_detected'],
    ['presumably positive', { valueCodeableConcept: coded(SNOMED_CT, '720735008') }, 'antigen', 'detected'],
    ['an inconclusive one', { valueCodeableConcept: coded(SNOMED_CT, '419984006') }, 'antigen', 'other'],
    ['a result in words', { valueCodeableConcept: { text: 'negative' } }, 'antigen', 'other'],
    ['a result as a text', { valueCodeableConcept: undefined, valueString: 'negative' }, 'antigen', 'other'],
    ['a code of another system', { valueCodeableConcept: coded('urn:x', '260415000') }, 'antigen', 'other'],
    ['antibodies', { code: coded(LOINC, '94563-4'), valueCodeableConcept: DETECTED }, 'other', 'other'],
    ['no antibodies', { code: coded(LOINC, '94563-4') }, 'other', 'other'],
    ['a test of another system', { code: coded('urn:x', '94558-4') }, 'other', 'other'],
    ['a preliminary negative', { status: 'preliminary' }, 'antigen', 'other'],
    ['a corrected negative', { status: 'corrected' }, 'antigen', 'not_detected'],
  ])('can be %s', (_what, changes, kind, result) => {
    const disease = kind === 'other' ? '' : '840539006';
    expect(factsOf(makeResult(changes)).tests).toMatchObject([{ disease, kind, result }]);
  });

  it('take a preliminary positive for one', () => {
    const positive = makeResult({ status: 'preliminary', valueCodeableConcept: DETECTED });
    expect(factsOf(positive).tests).toMatchObject([{ result: 'detected' }]);
  });

  it('count one code that says positive among others', () => {
    const valueCodeableConcept = both(coded(SNOMED_CT, '260415000'), DETECTED);
    expect(factsOf(makeResult({ valueCodeableConcept })).tests).toMatchObject([{ result: 'detected' }]);
  });

  it('are of the time when the sample was taken, at the earliest', () => {
    const at = (changes: object) =>
      factsOf(makeResult({ effectiveDateTime: undefined, ...changes })).tests[0]?.sampledAt;
    expect(at({ effectiveInstant: '2026-02-28T12:00:00+01:00' })).toBe('2026-02-28T12:00:00+01:00');
    expect(at({ effectivePeriod: { start: '2026-02-01', end: '2026-02-28' } })).toBe('2026-02-01');
    expect(at({})).toBe('');
  });

  it.each([['cancelled'], ['entered-in-error']])('do not count when %s', (status) => {
    expect(factsOf(makeResult({ status })).tests).toEqual([]);
  });

  it('are not what other observations are', () => {
    const weight = makeResult({ code: coded(LOINC, '29463-7'), valueCodeableConcept: undefined });
    expect(factsOf(weight).tests).toEqual([]);
  });

  it.each([
    [{ code: {} }],
    [{ code: undefined }],
    [{ status: 'done' }],
    [{ valueCodeableConcept: {} }],
    [{ effectiveDateTime: 'today' }],
    [{ effectiveDateTime: 20260228 }],
  ])('are not read with %j', (changes) => {
    expect(errorOf(makeBundle(patient, makeResult(changes)))).toBe('bad_claims');
  });
});

describe('a bundle', () => {
  it.each([
    [null],
    [[]],
    [{}],
    [{ resourceType: 'Bundle', type: 'collection' }],
    [{ resourceType: 'Bundle', entry: [{ resource: patient }] }],
    [{ resourceType: 'List', type: 'collection', entry: [{ resource: patient }] }],
    [{ resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }, null] }],
    [{ resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }, {}] }],
    [{ resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }, { resource: {} }] }],
    [{ resourceType: 'Bundle', type: 'collection', entry: { 0: { resource: patient } } }],
  ])('is not %j', (bundle) => expect(errorOf(bundle)).toBe('bad_claims'));

  it('is not read where something unknown may turn its meaning round', () => {
    const modifierExtension = [{ url: 'https://example.org/refuted', valueBoolean: true }];
    expect(errorOf(makeBundle(patient, makeDose({ modifierExtension })))).toBe('content_not_supported');
    expect(errorOf(makeBundle(patient, makeResult({ modifierExtension })))).toBe('content_not_supported');
    expect(errorOf(makeBundle({ ...patient, modifierExtension }))).toBe('content_not_supported');
    expect(errorOf({ ...makeBundle(patient), implicitRules: 'urn:x' })).toBe('content_not_supported');
  });

  it('may hold whatever else', () => {
    const facts = factsOf({ resourceType: 'Condition', modifierExtension: [] }, { resourceType: 'Coverage' });
    expect(facts).toMatchObject({ vaccinations: [], tests: [], recoveries: [] });
  });

  it('is read in time, however many doses there are', () => {
    const doses = Array.from({ length: 2_000 }, () => makeDose());
    expect(factsOf(...doses).vaccinations.at(-1)?.doseNumber).toBe(2_000);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (bundle, a, b) => {
        readFhirFacts(bundle);
        readFhirFacts(makeBundle(patient, makeDose({ vaccineCode: a, protocolApplied: b })));
        readFhirFacts(makeBundle({ ...patient, name: a, birthDate: b }));
        readFhirFacts(makeBundle(patient, makeResult({ code: a, effectivePeriod: b })));
      }),
    );
  });
});

describe('the types of a card', () => {
  const warningsOf = (types: readonly string[], ...resources: readonly object[]) => {
    const type = ['health-card', ...types].map((name) => `https://smarthealth.cards#${name}`);
    const claims = makeCardClaims({ vc: makeVc(makeBundle(patient, ...resources), { type }) });
    const found = readHealthCardClaims(JSON.parse(JSON.stringify(claims)));
    return found.ok ? found.value.warnings : found.error;
  };
  const influenza = makeDose({ vaccineCode: coded(CVX, '140') });

  it.each([
    ['none of the deprecated', [], [makeDose(), makeResult()], []],
    ['all', ['immunization', 'laboratory', 'covid19'], [makeDose(), makeResult()], []],
    ['more than apply', ['immunization', 'laboratory', 'covid19'], [influenza], []],
    ['all that apply', ['immunization'], [influenza], []],
    ['not the disease', ['immunization'], [makeDose()], ['type_missing']],
    ['not the kind', ['covid19'], [makeDose()], ['type_missing']],
    ['one kind of two', ['covid19', 'immunization'], [makeDose(), makeResult()], ['type_missing']],
  ])('name %s', (_what, types, resources, warnings) => {
    expect(warningsOf(types, ...resources)).toEqual(warnings);
  });
});
