import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PassFacts } from '../../../main/pass/facts.ts';
import { anySignedPass } from '../../../main/pass/rules/any_signed_pass.ts';
import { builtInPacks, ruleOfPack } from '../../../main/pass/rules/built_in_packs.ts';
import { venueIn } from '../../../main/pass/rules/rule.ts';
import type { PackRule } from '../../../main/pass/rules/rule_pack.ts';
import { readRulePackFile } from '../../../main/trust/rule_pack_file.ts';
import { DAY_MS, dose, exemption, holder, HOUR_MS, question, recovery, tested } from './make_question.ts';

const NOW = Date.parse('2026-03-04T12:00:00Z');
const venue = venueIn('UTC', { audiences: ['gala-2026', 'main-hall'] });
const ago = (hours: number, andMs = 0) => new Date(NOW - hours * HOUR_MS - andMs).toISOString();

function ask(id: string, facts: Partial<PassFacts>, now = NOW) {
  return ruleOfPack(id, venue)(question(facts, now)).answer;
}

describe('the packs of the kiosk', () => {
  it('are the ones that a manager expects, each once', () => {
    expect(builtInPacks.map(({ id }) => id)).toEqual([
      '3g',
      '2g',
      'booster',
      'recovered_or_tested',
      'hong_kong_vaccine_pass',
      'yellow_fever',
      'event_ticket',
      'members_and_staff',
      'any',
    ]);
  });

  const rulesOf = builtInPacks.flatMap(({ editions, rules }): readonly PackRule[] => [
    ...rules,
    ...editions.flatMap((edition) => edition.rules ?? []),
  ]);

  it.each(builtInPacks.map((pack) => [pack.id, pack] as const))('%s is what a pack file must be', (_id, pack) => {
    expect(readRulePackFile(Buffer.from(JSON.stringify(pack)))).toEqual({ ok: true, value: pack });
  });

  it('name every rule by an identifier of its own', () => {
    const ids = rulesOf.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(rulesOf.map((rule) => [rule.id, rule] as const))('%s says what it asks in three languages', (_id, rule) => {
    const { en, 'zh-Hans': hans, 'zh-Hant': hant } = rule.words;
    expect(en).toMatch(/^[A-Z][\x20-\x7e]+\.$/);
    for (const words of [hant, hans]) expect(words).toMatch(/^[\p{Script=Han}\d「」“”，。：、]+。$/u);
    expect(hant).not.toBe(hans);
    // A refusal never names a health ground.
    expect(en).not.toMatch(/positive|infected|not vaccinated/i);
  });

  it('leave open whatever is asked of a pack that nobody knows', () => {
    const { answer, failedRule } = ruleOfPack('4g', venue)(question({ vaccinations: [dose()] }, NOW));
    expect([answer, failedRule?.id]).toEqual(['open', 'no_rule_in_force']);
  });

  it('leave open whatever is asked in a time zone that nobody knows', () => {
    const rule = ruleOfPack('any', venueIn('Asia/Atlantis'));
    expect(rule(question({}, NOW)).answer).toBe('open');
  });

  it('join by a plus sign, so that all must be satisfied', () => {
    const ticket = { event: 'gala-2026', product: '1', variation: null, subevent: null };
    expect(ask('event_ticket+3g', { ticket, vaccinations: [dose()] })).toBe('satisfied');
    expect(ask('event_ticket+3g', { ticket })).toBe('open');
    expect(ask('event_ticket+3g', { vaccinations: [dose()] })).toBe('open');
    expect(ask('event_ticket+3g', { ticket, vaccinations: [dose({ doseNumber: 1 })] })).toBe('not_satisfied');
    expect(ask('event_ticket+4g', { ticket })).toBe('open');
  });

  it('never admit anybody, and never throw, where nothing is known or the clock is none', () => {
    for (const { id } of builtInPacks.filter((pack) => pack.id !== 'any')) {
      expect(ask(id, {})).not.toBe('satisfied');
      const everything = {
        holder: holder('1990-01-01'),
        vaccinations: [dose({ doseNumber: 3 })],
        tests: [tested()],
        recoveries: [recovery()],
        exemptions: [exemption()],
        membership: { kind: 'staff', label: null } as const,
      };
      for (const now of [Number.NaN, Number.POSITIVE_INFINITY, -8.7e15]) {
        expect(ask(id, everything, now)).not.toBe('satisfied');
      }
    }
  });

  it('never throw and answer in three words, whatever the facts', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('', '840539006', '2026-01-01', '2026-02-30', '2026-03-04T11:00:00Z', '9999-12-31', 'medical'),
    );
    const number = fc.oneof(fc.double(), fc.integer({ min: -1, max: 4 }));
    const dates = { validFrom: text, validUntil: text };
    const mayBe = fc.option(text, { nil: null });
    const facts = fc.record({
      holder: fc.option(text.map(holder), { nil: null }),
      passId: fc.constant(null),
      vaccinations: fc.array(
        fc.record({
          disease: text,
          product: text,
          doseNumber: number,
          dosesInSeries: number,
          date: text,
          country: text,
          validFrom: mayBe,
          validUntil: mayBe,
        }),
        { maxLength: 3 },
      ),
      tests: fc.array(
        fc.record({
          disease: text,
          kind: fc.constantFrom('nucleic_acid', 'antigen', 'other'),
          sampledAt: text,
          result: fc.constantFrom('not_detected', 'detected', 'other'),
          country: text,
        }),
        { maxLength: 3 },
      ),
      recoveries: fc.array(fc.record({ disease: text, firstPositive: text, country: text, ...dates }), { maxLength: 2 }),
      exemptions: fc.array(fc.record({ kind: text, validFrom: mayBe, validUntil: mayBe }), { maxLength: 2 }),
      ticket: fc.constant(null),
      membership: fc.constant(null),
      payload: fc.jsonValue(),
    }) as fc.Arbitrary<PassFacts>;
    const moments = fc.constantFrom(NOW, Date.parse('2022-03-01T00:00:00Z'), Date.parse('2022-12-01T00:00:00Z'));
    fc.assert(
      fc.property(facts, moments, fc.constantFrom(...builtInPacks.map(({ id }) => id)), (given, now, id) => {
        expect(ask(id, given, now)).toMatch(/^(satisfied|not_satisfied|open)$/);
        // A pass that has a positive test is never enough for a health rule.
        if (/^(2g|3g|booster|recovered_or_tested)$/.test(id) && given.tests.some(({ result }) => result === 'detected'))
          expect(ask(id, given, now)).toBe('not_satisfied');
      }),
      { numRuns: 500 },
    );
  });
});

describe('3g', () => {
  it.each<[string, Partial<PassFacts>, string]>([
    ['a completed series', { vaccinations: [dose()] }, 'satisfied'],
    ['a booster', { vaccinations: [dose({ doseNumber: 3 })] }, 'satisfied'],
    ['one of two doses', { vaccinations: [dose({ doseNumber: 1 })] }, 'not_satisfied'],
    ['a dose today', { vaccinations: [dose({ date: '2026-03-04' })] }, 'satisfied'],
    ['a dose tomorrow', { vaccinations: [dose({ date: '2026-03-05' })] }, 'not_satisfied'],
    ['a dose without a date', { vaccinations: [dose({ date: '' })] }, 'open'],
    ['a dose with half a date', { vaccinations: [dose({ date: '2026-01' })] }, 'open'],
    ['a dose on a day that is none', { vaccinations: [dose({ date: '2026-02-30' })] }, 'open'],
    ['a dose of an unknown number', { vaccinations: [dose({ doseNumber: Number.NaN })] }, 'open'],
    ['a series of none', { vaccinations: [dose({ doseNumber: 1, dosesInSeries: 0 })] }, 'open'],
    ['a dose against nobody knows what', { vaccinations: [dose({ disease: '' })] }, 'open'],
    ['half a series against nobody knows what', { vaccinations: [dose({ disease: '', doseNumber: 1 })] }, 'not_satisfied'],
    ['a dose against another disease', { vaccinations: [dose({ disease: '16541001' })] }, 'open'],
    ['a dose that protects no longer', { vaccinations: [dose({ validUntil: '2026-03-03' })] }, 'not_satisfied'],
    ['a dose that protects until today', { vaccinations: [dose({ validUntil: '2026-03-04' })] }, 'satisfied'],
    ['a dose that does not yet protect', { vaccinations: [dose({ validFrom: '2026-03-05' })] }, 'not_satisfied'],
    ['a dose that protects until nobody knows', { vaccinations: [dose({ validUntil: 'soon' })] }, 'open'],
    ['a nucleic acid test of 72 hours', { tests: [tested({ sampledAt: ago(72) })] }, 'satisfied'],
    ['an older one', { tests: [tested({ sampledAt: ago(72, 1) })] }, 'not_satisfied'],
    ['an antigen test of 24 hours', { tests: [tested({ kind: 'antigen', sampledAt: ago(24) })] }, 'satisfied'],
    ['an older one', { tests: [tested({ kind: 'antigen', sampledAt: ago(24, 1) })] }, 'not_satisfied'],
    ['a test this moment', { tests: [tested({ sampledAt: ago(0) })] }, 'satisfied'],
    ['a test in the future', { tests: [tested({ sampledAt: ago(0, -1) })] }, 'not_satisfied'],
    ['a test of another kind', { tests: [tested({ kind: 'other' })] }, 'open'],
    ['a test without a time', { tests: [tested({ sampledAt: '' })] }, 'open'],
    ['a test of an unknown result', { tests: [tested({ result: 'other' })] }, 'open'],
    ['a test for nobody knows what', { tests: [tested({ disease: '' })] }, 'open'],
    ['a positive test', { tests: [tested({ result: 'detected' })] }, 'not_satisfied'],
    ['a positive test without a time', { tests: [tested({ result: 'detected', sampledAt: '' })] }, 'not_satisfied'],
    ['a positive test for nobody knows what', { tests: [tested({ result: 'detected', disease: '' })] }, 'not_satisfied'],
    ['a positive test beside a negative one', { tests: [tested({ result: 'detected' }), tested()] }, 'not_satisfied'],
    ['a positive test beside a vaccination', { tests: [tested({ result: 'detected' })], vaccinations: [dose()] }, 'not_satisfied'],
    ['a recovery on its last day', { recoveries: [recovery()] }, 'satisfied'],
    ['a recovery a day later', { recoveries: [recovery({ validUntil: '2026-03-03' })] }, 'not_satisfied'],
    ['a recovery on its first day', { recoveries: [recovery({ validFrom: '2026-03-04' })] }, 'satisfied'],
    ['a recovery not yet valid', { recoveries: [recovery({ validFrom: '2026-03-05' })] }, 'not_satisfied'],
    ['a recovery without an end', { recoveries: [recovery({ validUntil: '' })] }, 'open'],
    ['a recovery without a beginning', { recoveries: [recovery({ validFrom: '' })] }, 'open'],
    ['one good of several doses', { vaccinations: [dose({ doseNumber: 1 }), dose()] }, 'satisfied'],
    ['one good beside an unreadable dose', { vaccinations: [dose({ date: '' }), dose()] }, 'satisfied'],
    ['an unreadable beside a bad one', { vaccinations: [dose({ date: '' }), dose({ doseNumber: 1 })] }, 'open'],
    ['a ticket', { ticket: { event: 'a', product: 'b', variation: null, subevent: null } }, 'open'],
    ['an exemption', { exemptions: [exemption()] }, 'open'],
    ['nothing', {}, 'open'],
  ])('%s: %#', (_what, facts, answer) => expect(ask('3g', facts)).toBe(answer));

  it('names the rule that was not met, with its words and the ground of the refusal', () => {
    const judged = ruleOfPack('3g', venue)(question({ vaccinations: [dose({ doseNumber: 1 })] }, NOW));
    expect(judged.failedRule).toMatchObject({ id: 'GR-3G-0002', refusalClass: 'rule_not_met' });
    expect(Object.keys(judged.failedRule?.words ?? {})).toEqual(['en', 'zh-Hant', 'zh-Hans']);
    expect(ruleOfPack('3g', venue)(question({ vaccinations: [dose()] }, NOW)).failedRule).toBeNull();
  });

  it('counts days where the venue is', () => {
    const facts = { recoveries: [recovery({ validFrom: '2026-03-04', validUntil: '2026-03-04' })] };
    const inHongKong = ruleOfPack('3g', venueIn('Asia/Hong_Kong'));
    const at = (time: string) => inHongKong(question(facts, time)).answer;
    expect(at('2026-03-03T15:59:59.999Z')).toBe('not_satisfied');
    expect(at('2026-03-03T16:00:00Z')).toBe('satisfied');
    expect(at('2026-03-04T15:59:59.999Z')).toBe('satisfied');
    expect(at('2026-03-04T16:00:00Z')).toBe('not_satisfied');
  });

  it('takes a day without a time as the first moment of that day at the venue', () => {
    const facts = { tests: [tested({ sampledAt: '2026-03-01' })] };
    const inHongKong = ruleOfPack('3g', venueIn('Asia/Hong_Kong'));
    expect(inHongKong(question(facts, '2026-03-03T16:00:00Z')).answer).toBe('satisfied');
    expect(inHongKong(question(facts, '2026-03-03T16:00:00.001Z')).answer).toBe('not_satisfied');
  });
});

describe('2g', () => {
  it.each<[string, Partial<PassFacts>, string]>([
    ['a completed series', { vaccinations: [dose()] }, 'satisfied'],
    ['a recovery', { recoveries: [recovery()] }, 'satisfied'],
    ['a negative test', { tests: [tested()] }, 'not_satisfied'],
    ['half a series and a negative test', { vaccinations: [dose({ doseNumber: 1 })], tests: [tested()] }, 'not_satisfied'],
    ['nothing', {}, 'open'],
  ])('%s: %#', (_what, facts, answer) => expect(ask('2g', facts)).toBe(answer));
});

describe('booster', () => {
  it.each<[string, Partial<PassFacts>, string]>([
    ['the third of three', { vaccinations: [dose({ doseNumber: 3, dosesInSeries: 3 })] }, 'satisfied'],
    ['the second of one', { vaccinations: [dose({ doseNumber: 2, dosesInSeries: 1 })] }, 'satisfied'],
    ['the third of nobody knows how many', { vaccinations: [dose({ doseNumber: 3, dosesInSeries: Number.NaN })] }, 'satisfied'],
    ['the second of two', { vaccinations: [dose()] }, 'not_satisfied'],
    ['the second of nobody knows how many', { vaccinations: [dose({ dosesInSeries: Number.NaN })] }, 'open'],
    ['the third tomorrow', { vaccinations: [dose({ doseNumber: 3, date: '2026-03-05' })] }, 'not_satisfied'],
    ['a recovery', { recoveries: [recovery()] }, 'not_satisfied'],
    ['nothing', {}, 'open'],
  ])('%s: %#', (_what, facts, answer) => expect(ask('booster', facts)).toBe(answer));
});

describe('recovered_or_tested', () => {
  it.each<[string, Partial<PassFacts>, string]>([
    ['a negative test', { tests: [tested()] }, 'satisfied'],
    ['a recovery', { recoveries: [recovery()] }, 'satisfied'],
    ['a booster', { vaccinations: [dose({ doseNumber: 3 })] }, 'not_satisfied'],
    ['nothing', {}, 'open'],
  ])('%s: %#', (_what, facts, answer) => expect(ask('recovered_or_tested', facts)).toBe(answer));
});

describe('yellow_fever', () => {
  const shot = (changes = {}) => ({
    vaccinations: [dose({ disease: 'YellowFever', doseNumber: Number.NaN, dosesInSeries: Number.NaN, ...changes })],
  });
  const daysAgo = (days: number) => new Date(NOW - days * DAY_MS).toISOString().slice(0, 10);

  it.each<[string, Partial<PassFacts>, string]>([
    ['a dose of 10 days', shot({ date: daysAgo(10) }), 'satisfied'],
    ['a dose of 9 days', shot({ date: daysAgo(9) }), 'not_satisfied'],
    ['a dose of 60 years', shot({ date: '1966-03-04' }), 'satisfied'],
    ['a dose whose certificate says from when', shot({ date: daysAgo(9), validFrom: daysAgo(0) }), 'satisfied'],
    ['and does not count yet', shot({ date: daysAgo(20), validFrom: daysAgo(-1) }), 'not_satisfied'],
    ['a certificate that ended', shot({ validFrom: '2020-01-01', validUntil: '2026-03-03' }), 'not_satisfied'],
    ['a dose by its SNOMED code', shot({ disease: '16541001' }), 'satisfied'],
    ['a dose against COVID-19', { vaccinations: [dose()] }, 'open'],
    ['a dose without a date', shot({ date: '' }), 'open'],
    ['nothing', {}, 'open'],
  ])('%s: %#', (_what, facts, answer) => expect(ask('yellow_fever', facts)).toBe(answer));
});

describe('event_ticket', () => {
  const ticket = { event: 'gala-2026', product: '1', variation: null, subevent: null };

  it.each<[string, Partial<PassFacts>, string]>([
    ['one for an event of the venue', { ticket }, 'satisfied'],
    ['one for another event', { ticket: { ...ticket, event: 'gala-2025' } }, 'not_satisfied'],
    ['one for nobody knows what', { ticket: { ...ticket, event: '' } }, 'open'],
    ['none', { vaccinations: [dose()] }, 'open'],
  ])('%s: %#', (_what, facts, answer) => expect(ask('event_ticket', facts)).toBe(answer));

  it('stays open where the venue has named no event', () => {
    expect(ruleOfPack('event_ticket', venueIn('UTC'))(question({ ticket }, NOW)).answer).toBe('open');
  });

  it('says that it is the wrong place', () => {
    const judged = ruleOfPack('event_ticket', venue)(question({ ticket: { ...ticket, event: 'x' } }, NOW));
    expect(judged.failedRule?.refusalClass).toBe('wrong_place');
  });
});

describe('members_and_staff', () => {
  it.each([
    ['member', 'satisfied'],
    ['staff', 'satisfied'],
    ['guest', 'not_satisfied'],
  ] as const)('%s: %s', (kind, answer) =>
    expect(ask('members_and_staff', { membership: { kind, label: null } })).toBe(answer),
  );

  it('stays open for a pass that says nothing of it', () =>
    expect(ask('members_and_staff', { vaccinations: [dose()] })).toBe('open'));
});

describe('any', () => {
  it('asks for nothing more than a genuine pass, as anySignedPass does', () => {
    expect(ask('any', {})).toBe('satisfied');
    expect(anySignedPass(question({}, Number.NaN))).toEqual({ answer: 'satisfied', failedRule: null });
  });
});
