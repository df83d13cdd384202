import { describe, expect, it } from 'vitest';
import type { PassFacts } from '../../../main/pass/facts.ts';
import { diseaseOf } from '../../../main/pass/rules/disease.ts';
import { localClock } from '../../../main/pass/rules/local_clock.ts';
import { type RuleVenue, venueIn } from '../../../main/pass/rules/rule.ts';
import { ruleData } from '../../../main/pass/rules/rule_facts.ts';
import { toPlainData } from '../../../main/pass/plain_data.ts';
import { dose, exemption, holder, question, recovery, tested } from './make_question.ts';

const hongKong = venueIn('Asia/Hong_Kong', {
  gate: 'North',
  audiences: ['main-hall'],
  countryCode: 'HK',
  valueSets: { 'country-2-codes': ['HK'] },
});

function dataOf(facts: Partial<PassFacts>, now: string, venue: RuleVenue = hongKong, changes = {}) {
  const clock = localClock(venue.timeZone);
  const data = clock === null ? null : ruleData(question(facts, now, changes), venue, clock);
  if (data === null) throw new Error('no data');
  return data;
}

describe('ruleData', () => {
  it('tells rules the moment and the place', () => {
    const changes = { issuedAt: Date.parse('2026-01-01T00:00:00Z'), expiresAt: Date.parse('2027-01-01T00:00:00.001Z') };
    expect(dataOf({}, '2026-03-03T16:30:00Z', hongKong, changes).external).toEqual({
      validationClock: '2026-03-03T16:30:00.000Z',
      localDate: '2026-03-04',
      localTime: '00:30',
      timeZone: 'Asia/Hong_Kong',
      gate: 'North',
      audiences: ['main-hall'],
      valueSets: { 'country-2-codes': ['HK'] },
      countryCode: 'HK',
      issuerCountryCode: 'XX',
      kid: 'AAECAwQFBgc=',
      iat: '2026-01-01T00:00:00.000Z',
      exp: '2027-01-01T00:00:00.000Z',
    });
  });

  it('has null for times that are none', () => {
    const { external } = dataOf({}, '2026-03-03T16:30:00Z', hongKong, { issuedAt: Number.NaN, expiresAt: 1e20 });
    expect([external.iat, external.exp]).toEqual([null, null]);
  });

  it('gives every fact its days at the venue', () => {
    const { facts } = dataOf(
      {
        holder: holder('1990-03-04'),
        vaccinations: [dose({ date: '2026-02-03', validUntil: '2026-03-03' })],
        tests: [tested({ sampledAt: '2026-03-03' })],
        recoveries: [recovery()],
        exemptions: [exemption({ validUntil: '2026-03-05' })],
        ticket: { event: 'main-hall', product: '1', variation: null, subevent: null },
        membership: { kind: 'staff', label: 'Crew' },
      },
      '2026-03-03T16:30:00Z',
    );
    expect(facts).toMatchObject({
      holder: { ageAtLeast: 36, ageAtMost: 36 },
      vaccinations: [
        {
          disease: 'covid_19',
          doseNumber: 2,
          dosesInSeries: 2,
          date: '2026-02-03',
          daysSince: 29,
          monthsSince: 1,
          daysUntilEnd: -1,
          isWithinDates: false,
        },
      ],
      doses: { covid_19: { atLeast: 2, atMost: 2, daysSinceLast: 29, monthsSinceLast: 1 } },
      tests: [{ disease: 'covid_19', sampledAt: '2026-03-02T16:00:00.000Z' }],
      recoveries: [{ daysSinceFirstPositive: 62, daysSinceStart: 48, daysUntilEnd: 0, isWithinDates: true }],
      exemptions: [{ kind: 'medical', daysSinceStart: 62, daysUntilEnd: 1, isWithinDates: true }],
      ticket: { event: 'main-hall' },
      membership: { kind: 'staff' },
    });
  });

  it('takes a moment as the day on which it lies at the venue', () => {
    const shot = { vaccinations: [dose({ date: '2026-03-02T16:00:00Z' })] };
    expect(dataOf(shot, '2026-03-03T16:30:00Z').facts.vaccinations).toMatchObject([{ date: '2026-03-03', daysSince: 1 }]);
    expect(dataOf(shot, '2026-03-03T16:30:00Z', venueIn('UTC')).facts.vaccinations).toMatchObject([
      { date: '2026-03-02', daysSince: 1 },
    ]);
  });

  it.each([
    ['1990', 35, 36],
    ['1990-03', 35, 36],
    ['1990-02', 36, 36],
    ['1990-04', 35, 35],
    ['1990-03-04', 36, 36],
    ['1990-03-05', 35, 35],
    ['2026', 0, 0],
    ['2026-03-05', null, null],
    ['1990-02-30', null, null],
    ['1990-03-04T00:00:00Z', null, null],
    ['', null, null],
    ['04.03.1990', null, null],
  ])('of who was born %s says at least %s and at most %s years', (dateOfBirth, ageAtLeast, ageAtMost) => {
    expect(dataOf({ holder: holder(dateOfBirth) }, '2026-03-03T16:00:00Z').facts.holder).toEqual({ ageAtLeast, ageAtMost });
  });

  it('grows a holder older at midnight at the venue', () => {
    const ageAt = (now: string) => dataOf({ holder: holder('2008-03-04') }, now).facts.holder;
    expect(ageAt('2026-03-03T15:59:59.999Z')).toMatchObject({ ageAtMost: 17 });
    expect(ageAt('2026-03-03T16:00:00Z')).toMatchObject({ ageAtLeast: 18 });
  });

  it('never says how many doses at most where one cannot be placed', () => {
    const now = '2026-03-04T00:00:00Z';
    const dosesOf = (...vaccinations: readonly ReturnType<typeof dose>[]) =>
      (dataOf({ vaccinations }, now).facts.doses as { covid_19: unknown }).covid_19;
    expect(dosesOf()).toEqual({ atLeast: 0, atMost: 0, daysSinceLast: null, monthsSinceLast: null });
    expect(dosesOf(dose({ date: '2026-03-05' }))).toMatchObject({ atLeast: 0, atMost: 0 });
    expect(dosesOf(dose(), dose({ date: '2026' }))).toMatchObject({ atLeast: 2, atMost: null });
    expect(dosesOf(dose(), dose({ disease: '' }))).toMatchObject({ atLeast: 2, atMost: null });
    expect(dosesOf(dose(), dose({ disease: '16541001' }))).toMatchObject({ atLeast: 2, atMost: 2 });
    // One dose on two days is as old as the first.
    expect(dosesOf(dose({ date: '2026-02-01' }), dose({ date: '2026-02-20' }))).toMatchObject({ daysSinceLast: 31 });
  });

  it('gives the payload as ordinary data, whatever its keys', () => {
    const signed = toPlainData(
      new Map<string, never>([
        ['v', [new Map([['dn', 2]])] as never],
        ['__proto__', new Map([['polluted', 1]]) as never],
      ]),
    );
    const { payload } = dataOf({ payload: signed }, '2026-03-04T00:00:00Z');
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
    expect(payload).toMatchObject({ v: [{ dn: 2 }] });
    expect((payload as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('diseaseOf', () => {
  it.each([
    ['840539006', 'covid_19'],
    ['COVID-19', 'covid_19'],
    ['RA01', 'covid_19'],
    ['YellowFever', 'yellow_fever'],
    ['Yellow fever', 'yellow_fever'],
    ['Measles', 'other'],
    ['', null],
    [' - ', null],
  ])('%j is %s', (text, disease) => expect(diseaseOf(text)).toBe(disease));
});
