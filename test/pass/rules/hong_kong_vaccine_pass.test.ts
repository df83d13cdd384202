import { describe, expect, it } from 'vitest';
import type { PassFacts } from '../../../main/pass/facts.ts';
import { builtInPacks, ruleOfPack } from '../../../main/pass/rules/built_in_packs.ts';
import { venueIn } from '../../../main/pass/rules/rule.ts';
import { DAY_MS, dose, exemption, holder, question, recovery, tested } from './make_question.ts';

const rule = ruleOfPack('hong_kong_vaccine_pass', venueIn('Asia/Hong_Kong'));

/** Noon of a day in Hong Kong. */
const noon = (day: string) => `${day}T04:00:00Z`;

function ask(day: string, dateOfBirth: string | null, facts: Partial<PassFacts>) {
  return rule(question({ holder: holder(dateOfBirth), ...facts }, day.includes('T') ? day : noon(day))).answer;
}

/** A certificate of one dose, as the international version of the record bears it. */
const doses = (doseNumber: number, date: string) => ({ vaccinations: [dose({ doseNumber, dosesInSeries: 2, date })] });
const ADULT = '1980-06-15';

describe("Hong Kong's Vaccine Pass", () => {
  it.each([
    // From 24 February 2022: 12 and over, 1 dose.
    ['2022-02-24', '2010-02-24', doses(1, '2022-02-24'), 'satisfied'],
    ['2022-02-24', ADULT, doses(1, '2021-03-01'), 'satisfied'],
    ['2022-02-24', ADULT, doses(1, '2022-02-25'), 'not_satisfied'],
    ['2022-04-29', ADULT, doses(1, '2021-03-01'), 'satisfied'],
    // From 30 April 2022: 18 and over, 2 doses.
    ['2022-04-30', '2004-04-30', doses(1, '2022-04-01'), 'not_satisfied'],
    ['2022-04-30', '2004-04-30', doses(2, '2021-04-01'), 'satisfied'],
    // 12 to 17: 2 doses, or 1 dose less than 6 months ago.
    ['2022-04-30', '2004-05-01', doses(1, '2021-11-01'), 'satisfied'],
    // The sixth month after 31 October ends on 30 April.
    ['2022-04-30', '2004-05-01', doses(1, '2021-10-31'), 'not_satisfied'],
    ['2022-05-30', '2010-05-30', doses(1, '2021-12-01'), 'satisfied'],
    ['2022-05-30', '2010-05-30', doses(1, '2021-11-30'), 'not_satisfied'],
    ['2022-05-30', '2010-05-30', doses(2, '2021-01-01'), 'satisfied'],
    // From 31 May 2022: 12 and over, 3 doses, or the 2nd less than 6 months ago.
    ['2022-05-31', ADULT, doses(1, '2022-05-30'), 'not_satisfied'],
    ['2022-05-31', ADULT, doses(2, '2021-12-01'), 'satisfied'],
    ['2022-05-31', ADULT, doses(2, '2021-11-30'), 'not_satisfied'],
    ['2022-05-31', '2010-05-31', doses(2, '2021-11-30'), 'not_satisfied'],
    ['2022-05-31', ADULT, doses(3, '2021-06-01'), 'satisfied'],
    ['2022-09-29', ADULT, doses(2, '2022-03-30'), 'satisfied'],
    ['2022-09-29', ADULT, doses(2, '2022-03-29'), 'not_satisfied'],
    // From 30 September 2022: 12 and over, 3 doses, or the 2nd less than 5 months ago.
    ['2022-09-30', '2010-09-30', doses(2, '2022-05-01'), 'satisfied'],
    ['2022-09-30', '2010-09-30', doses(2, '2022-04-30'), 'not_satisfied'],
    ['2022-09-30', '2010-09-30', doses(3, '2022-01-01'), 'satisfied'],
    // 5 to 11: 2 doses, or the 1st less than 3 months ago.
    ['2022-09-30', '2010-10-01', doses(2, '2022-04-30'), 'satisfied'],
    ['2022-09-30', '2010-10-01', doses(1, '2022-07-01'), 'satisfied'],
    ['2022-09-30', '2010-10-01', doses(1, '2022-06-30'), 'not_satisfied'],
    ['2022-11-29', '2017-11-29', doses(1, '2022-08-30'), 'satisfied'],
    ['2022-11-29', '2017-11-29', doses(1, '2022-08-29'), 'not_satisfied'],
    ['2022-11-29', ADULT, doses(2, '2022-06-30'), 'satisfied'],
    // From 30 November 2022: 12 and over, 3 doses; 5 to 11, 2 doses.
    ['2022-11-30', ADULT, doses(2, '2022-11-29'), 'not_satisfied'],
    ['2022-11-30', ADULT, doses(3, '2022-01-01'), 'satisfied'],
    ['2022-11-30', '2010-11-30', doses(2, '2022-11-29'), 'not_satisfied'],
    ['2022-11-30', '2010-12-01', doses(2, '2022-01-01'), 'satisfied'],
    ['2022-11-30', '2010-12-01', doses(1, '2022-11-29'), 'not_satisfied'],
    ['2022-12-28', ADULT, doses(3, '2022-01-01'), 'satisfied'],
    // From 29 December 2022: nobody.
    ['2022-12-29', ADULT, doses(4, '2022-12-01'), 'not_satisfied'],
    ['2026-03-01', '2024-01-01', doses(2, '2025-01-01'), 'not_satisfied'],
    // Before 24 February 2022.
    ['2022-02-23', ADULT, doses(3, '2022-01-01'), 'open'],
  ])('on %s, born on %s: %#', (day, dateOfBirth, facts, answer) => expect(ask(day, dateOfBirth, facts)).toBe(answer));

  it.each([
    // Under 12 at first, under 5 from 30 September 2022.
    ['2022-02-24', '2010-02-25', 'satisfied'],
    ['2022-02-24', '2010-02-24', 'not_satisfied'],
    ['2022-09-29', '2010-09-30', 'satisfied'],
    ['2022-09-30', '2017-09-30', 'not_satisfied'],
    ['2022-09-30', '2017-10-01', 'satisfied'],
    ['2022-12-28', '2017-12-29', 'satisfied'],
    ['2022-04-01', '2010-12', 'satisfied'],
    ['2022-04-01', '2011', 'satisfied'],
    ['2022-04-01', '2009', 'not_satisfied'],
  ])('on %s, born on %s, without a dose that counts', (day, dateOfBirth, answer) => {
    expect(ask(day, dateOfBirth, doses(1, '2030-01-01'))).toBe(answer);
    if (answer === 'satisfied') expect(ask(day, dateOfBirth, {})).toBe('satisfied');
  });

  it.each([
    // A date of birth of a year, or a year and a month: open only where it matters.
    ['2022-04-30', '2010', doses(1, '2020-01-01'), 'open'],
    ['2022-04-30', '2004', doses(1, '2022-04-01'), 'open'],
    ['2022-04-30', '2004-04', doses(1, '2022-04-01'), 'not_satisfied'],
    ['2022-04-30', '2004-05', doses(1, '2022-04-01'), 'satisfied'],
    ['2022-04-29', '2004-04', doses(1, '2022-04-01'), 'satisfied'],
    ['2022-05-15', '2004-05', doses(1, '2022-04-01'), 'open'],
    ['2022-04-30', '2004', doses(2, '2022-04-01'), 'satisfied'],
    ['2022-04-30', '2004', doses(1, '2021-01-01'), 'not_satisfied'],
    ['2022-04-30', null, doses(2, '2022-04-01'), 'satisfied'],
    ['2022-04-30', null, doses(1, '2022-04-01'), 'open'],
    ['2022-04-30', '2004-13-01', doses(1, '2022-04-01'), 'open'],
    ['2022-04-30', '2030-01-01', doses(1, '2022-04-01'), 'open'],
  ])('on %s, born in %s: %#', (day, dateOfBirth, facts, answer) => expect(ask(day, dateOfBirth, facts)).toBe(answer));

  it.each([
    ['2022-02-24', '2022-02-23T15:59:59.999Z', '2022-02-23T16:00:00Z', doses(1, '2021-12-01'), 'open', 'satisfied'],
    ['2022-04-30', '2022-04-29T15:59:59.999Z', '2022-04-29T16:00:00Z', doses(1, '2021-12-01'), 'satisfied', 'not_satisfied'],
    ['2022-05-31', '2022-05-30T15:59:59.999Z', '2022-05-30T16:00:00Z', doses(2, '2021-10-01'), 'satisfied', 'not_satisfied'],
    ['2022-09-30', '2022-09-29T15:59:59.999Z', '2022-09-29T16:00:00Z', doses(2, '2022-04-15'), 'satisfied', 'not_satisfied'],
    ['2022-11-30', '2022-11-29T15:59:59.999Z', '2022-11-29T16:00:00Z', doses(2, '2022-10-01'), 'satisfied', 'not_satisfied'],
    ['2022-12-29', '2022-12-28T15:59:59.999Z', '2022-12-28T16:00:00Z', doses(3, '2022-10-01'), 'satisfied', 'not_satisfied'],
  ])('switches to the stage of %s at midnight in Hong Kong', (_day, before, after, facts, was, becomes) => {
    expect(ask(before, ADULT, facts)).toBe(was);
    expect(ask(after, ADULT, facts)).toBe(becomes);
  });

  it('counts doses over several certificates, and each day once', () => {
    const two = { vaccinations: [dose({ doseNumber: 1, date: '2021-06-01' }), dose({ date: '2021-07-01' })] };
    expect(ask('2022-05-15', ADULT, two)).toBe('satisfied');
    const unnumbered = ['2021-06-01', '2021-07-01', '2022-02-01'].map((date) => dose({ doseNumber: Number.NaN, date }));
    expect(ask('2022-06-15', ADULT, { vaccinations: unnumbered })).toBe('satisfied');
    // There may be a third that no number tells of.
    const twoUnnumbered = { vaccinations: unnumbered.slice(0, 2) };
    expect(ask('2022-06-15', ADULT, twoUnnumbered)).toBe('open');
    const sameDay = { vaccinations: [dose({ doseNumber: 1 }), dose({ doseNumber: 1, product: 'Q' })] };
    expect(ask('2022-04-30', ADULT, { vaccinations: sameDay.vaccinations.map((one) => ({ ...one, date: '2021-06-01' })) })).toBe(
      'not_satisfied',
    );
  });

  it('leaves open a dose that cannot be placed', () => {
    expect(ask('2022-05-15', ADULT, doses(2, '2021'))).toBe('open');
    expect(ask('2022-05-15', ADULT, { vaccinations: [dose({ disease: '', date: '2021-06-01' })] })).toBe('open');
  });

  const since = (day: string, days: number) =>
    new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);

  it('takes a recovery for 180 days, and no longer than it says', () => {
    const day = '2022-06-15';
    const after = (days: number, validUntil = '') => ({ recoveries: [recovery({ validFrom: since(day, days), validUntil })] });
    expect(ask(day, ADULT, after(0))).toBe('satisfied');
    expect(ask(day, ADULT, after(180))).toBe('satisfied');
    expect(ask(day, ADULT, after(181))).toBe('not_satisfied');
    expect(ask(day, ADULT, after(-1))).toBe('not_satisfied');
    expect(ask(day, ADULT, after(10, since(day, 0)))).toBe('satisfied');
    expect(ask(day, ADULT, after(10, since(day, 1)))).toBe('not_satisfied');
    expect(ask(day, ADULT, { recoveries: [recovery({ validFrom: '', validUntil: '' })] })).toBe('open');
  });

  it('takes a provisional pass for 180 days from arrival', () => {
    const day = '2022-06-15';
    const after = (days: number) => ({ exemptions: [exemption({ kind: 'provisional', validFrom: since(day, days) })] });
    expect(ask(day, ADULT, after(180))).toBe('satisfied');
    expect(ask(day, ADULT, after(181))).toBe('not_satisfied');
    expect(ask(day, ADULT, { exemptions: [exemption({ kind: 'provisional', validFrom: null })] })).toBe('open');
  });

  it('takes a medical exemption until its date, 90 days where it names none, and 180 at most', () => {
    const day = '2022-06-15';
    const of = (days: number | null, until: string | null) => ({
      exemptions: [exemption({ validFrom: days === null ? null : since(day, days), validUntil: until })],
    });
    expect(ask(day, ADULT, of(10, since(day, 0)))).toBe('satisfied');
    expect(ask(day, ADULT, of(10, since(day, 1)))).toBe('not_satisfied');
    expect(ask(day, ADULT, of(null, since(day, 0)))).toBe('satisfied');
    expect(ask(day, ADULT, of(90, null))).toBe('satisfied');
    expect(ask(day, ADULT, of(91, null))).toBe('not_satisfied');
    expect(ask(day, ADULT, of(180, since(day, -30)))).toBe('satisfied');
    expect(ask(day, ADULT, of(181, since(day, -30)))).toBe('not_satisfied');
    expect(ask(day, ADULT, of(null, null))).toBe('open');
    expect(ask(day, ADULT, { exemptions: [exemption({ kind: 'diplomat', validFrom: since(day, 1) })] })).toBe('not_satisfied');
  });

  it('does not take a test for a record, and says nothing of passes without health facts', () => {
    expect(ask('2022-06-15', ADULT, { tests: [tested({ sampledAt: '2022-06-15T00:00:00Z' })] })).toBe('not_satisfied');
    expect(ask('2022-06-15', ADULT, { ticket: { event: 'a', product: 'b', variation: null, subevent: null } })).toBe('open');
  });

  it('says that it is incomplete, and that the scheme has ended', () => {
    const pack = builtInPacks.find(({ id }) => id === 'hong_kong_vaccine_pass');
    expect(pack?.complete).toBe(false);
    expect(pack?.note?.en).toMatch(/incomplete/);
    const ended = rule(question({ holder: holder(ADULT), ...doses(4, '2022-12-01') }, noon('2023-01-01')));
    expect(ended.failedRule).toMatchObject({ id: 'GR-HK-0002', refusalClass: 'not_accepted' });
    expect(ended.failedRule?.words.en).toMatch(/ended/);
  });

  it('counts the months that its parameters say', () => {
    const pack = builtInPacks.find(({ id }) => id === 'hong_kong_vaccine_pass');
    if (pack === undefined) throw new Error('no pack');
    const longer = {
      ...pack,
      editions: pack.editions.map((edition) => ({
        ...edition,
        parameters: { ...edition.parameters, adultRecentMonths: 7 },
      })),
    };
    const changed = ruleOfPack(pack.id, venueIn('Asia/Hong_Kong'), [longer]);
    const asked = question({ holder: holder(ADULT), ...doses(2, '2021-11-30') }, noon('2022-06-15'));
    expect(rule(asked).answer).toBe('not_satisfied');
    expect(changed(asked).answer).toBe('satisfied');
  });
});
