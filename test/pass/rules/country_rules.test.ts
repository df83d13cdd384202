import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseCountryRules,
  type CountryRule,
  countryRule,
  judgeCountryRule,
} from '../../../main/pass/rules/country_rules.ts';
import { venueIn } from '../../../main/pass/rules/rule.ts';
import { verifyPass } from '../../../main/pass/verify_pass.ts';
import { makeClaims, makeCode, makeDcc, makeIssuer, NOW as PASS_NOW, policy, trustIn, vaccination } from '../make_pass.ts';
import { question } from './make_question.ts';

const NOW = Date.parse('2022-03-01T12:00:00Z');
const vaccinated = { ver: '1.3.0', v: [{ dn: 2, sd: 2, dt: '2022-01-01' }] };

function rule(changes: Partial<CountryRule> = {}): CountryRule {
  return {
    Identifier: 'VR-DE-0001',
    Type: 'Acceptance',
    Country: 'DE',
    Version: '1.0.0',
    SchemaVersion: '1.0.0',
    Engine: 'CERTLOGIC',
    EngineVersion: '0.7.5',
    CertificateType: 'Vaccination',
    Description: [
      { lang: 'en', desc: 'The series must be complete.' },
      { lang: 'de', desc: 'Die Impfserie muss vollständig sein.' },
    ],
    ValidFrom: '2022-01-01T00:00:00Z',
    ValidTo: '2030-01-01T00:00:00Z',
    Logic: { '>=': [{ var: 'payload.v.0.dn' }, { var: 'payload.v.0.sd' }] },
    ...changes,
  };
}

function choose(rules: readonly CountryRule[], changes = {}): readonly string[] {
  const choice = { countryCode: 'DE', issuerCountryCode: 'FR', payload: vaccinated, now: NOW, ...changes };
  return chooseCountryRules(rules, choice).map(({ Identifier, Version }) => `${Identifier} ${Version}`);
}

describe('chooseCountryRules', () => {
  it.each<[string, Partial<CountryRule>, boolean]>([
    ['of the country of arrival', {}, true],
    ['of that country in small letters', { Country: 'de' }, true],
    ['of another country', { Country: 'FR' }, false],
    ['of invalidation, of the country of arrival', { Type: 'Invalidation' }, false],
    ['of invalidation, of the country of issue', { Type: 'Invalidation', Country: 'FR' }, true],
    ['for all certificates', { CertificateType: 'General' }, true],
    ['for another certificate', { CertificateType: 'Test' }, false],
    ['from this moment', { ValidFrom: '2022-03-01T12:00:00Z' }, true],
    ['from this moment, written elsewhere', { ValidFrom: '2022-03-01T20:00:00+08:00' }, true],
    ['from a moment later', { ValidFrom: '2022-03-01T12:00:00.001Z' }, false],
    ['to this moment', { ValidTo: '2022-03-01T12:00:00Z' }, true],
    ['to a moment ago', { ValidTo: '2022-03-01T11:59:59.999Z' }, false],
    ['from nobody knows when', { ValidFrom: 'now' }, false],
  ])('takes a rule %s: %#', (_what, changes, isTaken) =>
    expect(choose([rule(changes)])).toHaveLength(isTaken ? 1 : 0),
  );

  it('takes the highest version in force, by number', () => {
    const versions = ['1.9.0', '1.10.0', '1.2.30', 'x'].map((Version) => rule({ Version }));
    expect(choose(versions)).toEqual(['VR-DE-0001 1.10.0']);
    expect(choose(versions.toReversed())).toEqual(['VR-DE-0001 1.10.0']);
    const ended = rule({ Version: '2.0.0', ValidTo: '2022-02-01T00:00:00Z' });
    expect(choose([...versions, ended])).toEqual(['VR-DE-0001 1.10.0']);
    expect(choose([rule({ Version: 'x' })])).toEqual(['VR-DE-0001 x']);
  });

  it('never takes a rule at a moment that is none', () => expect(choose([rule()], { now: Number.NaN })).toEqual([]));
});

describe('judgeCountryRule', () => {
  const judge = (changes: Partial<CountryRule>, payload: unknown = vaccinated) =>
    judgeCountryRule(rule(changes), { payload, external: {} }).answer;

  it.each<[string, Partial<CountryRule>, string]>([
    ['it says yes', {}, 'satisfied'],
    ['it says no', { Logic: { '!': [true] } }, 'not_satisfied'],
    ['it says something else', { Logic: { var: 'payload.v.0.dn' } }, 'open'],
    ['it says nothing', { Logic: { var: 'payload.t.0' } }, 'open'],
    ['a fact is missing', { Logic: { '>': [{ var: 'payload.v.1.dn' }, 1] } }, 'open'],
    ['it is no CertLogic', { Logic: { or: [true, true] } }, 'open'],
    ['it asks for another engine', { Engine: 'AT-METADATA' }, 'open'],
    ['it asks for the newest engine', { EngineVersion: '1.3.2' }, 'satisfied'],
    ['it asks for a newer engine', { EngineVersion: '1.3.3' }, 'open'],
    ['it asks for an engine of a later age', { EngineVersion: '2.0.0' }, 'open'],
    ['it asks for nobody knows which engine', { EngineVersion: 'latest' }, 'open'],
    ['it is of the same schema', { SchemaVersion: '1.3.0' }, 'satisfied'],
    ['it is of a newer schema', { SchemaVersion: '1.3.1' }, 'open'],
    ['it is of an older major schema', { SchemaVersion: '0.9.0' }, 'open'],
    ['it is of nobody knows which schema', { SchemaVersion: '' }, 'open'],
  ])('where %s: %#', (_what, changes, answer) => expect(judge(changes)).toBe(answer));

  it.each([
    ['2022-03-01', 'satisfied'],
    ['2022-02', 'satisfied'],
    ['2022', 'satisfied'],
    ['2022-02-24T10:00:00Z', 'satisfied'],
    ['2022-02-30', 'open'],
    ['2022-13', 'open'],
    ['2022-99-99', 'open'],
    ['2022-02-24T25:00:00Z', 'open'],
    ['', 'open'],
  ])('takes %j in a certificate for a date: %s', (dt, answer) => {
    // An impossible date is after nothing, and so would be "not after".
    const given = { plusTime: [{ var: 'payload.v.0.dt' }, 0, 'day'] };
    const Logic = { '!': [{ after: [given, { plusTime: ['2023-01-01', 0, 'day'] }] }] };
    expect(judge({ Logic }, { ver: '1.3.0', v: [{ dt }] })).toBe(answer);
  });

  it.each([[{}], [{ ver: '' }], [{ ver: 1 }], [null], [[]], ['1.3.0']])('stays open for the content %j', (payload) =>
    expect(judge({ Logic: true }, payload)).toBe('open'),
  );
});

describe('countryRule', () => {
  const venue = venueIn('Europe/Berlin', {
    countryCode: 'DE',
    valueSets: { 'disease-agent-targeted': ['840539006'] },
  });
  const answer = (rules: readonly CountryRule[], payload: unknown, where = venue) =>
    countryRule(rules, where)(question({ payload }, NOW));

  it('asks for all of them, and names the one that was not met in its own words', () => {
    const second = rule({ Identifier: 'VR-DE-0002', Logic: { '===': [{ var: 'external.countryCode' }, 'DE'] } });
    expect(answer([rule(), second], vaccinated)).toEqual({ answer: 'satisfied', failedRule: null });
    const half = { ...vaccinated, v: [{ dn: 1, sd: 2 }] };
    expect(answer([second, rule()], half)).toEqual({
      answer: 'not_satisfied',
      failedRule: {
        id: 'VR-DE-0001',
        refusalClass: 'rule_not_met',
        words: { en: 'The series must be complete.', de: 'Die Impfserie muss vollständig sein.' },
      },
    });
    const unclear = rule({ Identifier: 'VR-DE-0003', Logic: { var: 'payload.x' } });
    expect(answer([unclear, second], vaccinated)).toMatchObject({ answer: 'open', failedRule: { id: 'VR-DE-0003' } });
    expect(answer([unclear, rule()], half).answer).toBe('not_satisfied');
  });

  it.each([
    ['there is no rule', [], vaccinated, venue],
    ['the country has none', [rule({ Country: 'FR' })], vaccinated, venue],
    ['the venue names no country', [rule()], vaccinated, venueIn('UTC')],
    ['the venue names no time zone', [rule()], vaccinated, venueIn('', { countryCode: 'DE' })],
    ['the pass is no certificate', [rule({ CertificateType: 'General', Logic: true })], null, venue],
  ])('stays open where %s', (_what, rules, payload, where) => expect(answer(rules, payload, where).answer).toBe('open'));

  it('never throws and never says yes to what is no certificate', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        expect(answer([rule({ CertificateType: 'General' })], payload).answer).not.toBe('satisfied');
      }),
    );
  });

  it('runs on a signed pass, unchanged', async () => {
    const issuer = makeIssuer();
    const inForce = { ValidFrom: '2021-07-01T00:00:00Z', CertificateType: 'General' } as const;
    const rules = [
      rule({ ...inForce, Identifier: 'GR-DE-0001', Logic: { '===': [{ var: 'external.kid' }, issuer.trusted.keyId] } }),
      rule({
        ...inForce,
        Identifier: 'GR-DE-0002',
        Logic: {
          if: [
            { var: 'payload.v.0' },
            { in: [{ var: 'payload.v.0.tg' }, { var: 'external.valueSets.disease-agent-targeted' }] },
            true,
          ],
        },
      }),
      rule({
        ...inForce,
        Identifier: 'GR-DE-0003',
        Logic: {
          'not-after': [
            { plusTime: [{ var: 'external.iat' }, 0, 'day'] },
            { plusTime: [{ var: 'external.validationClock' }, 0, 'day'] },
            { plusTime: [{ var: 'external.exp' }, 0, 'day'] },
          ],
        },
      }),
      rule(),
    ];
    const verdict = (dcc: object) =>
      verifyPass({
        code: makeCode(issuer, makeClaims(dcc)),
        trust: trustIn(issuer),
        policy: { ...policy, rule: countryRule(rules, venue) },
        now: PASS_NOW,
      });
    expect(await verdict(makeDcc())).toMatchObject({ outcome: 'admit', failedRule: null });
    expect(await verdict(makeDcc({ v: [{ ...vaccination, dn: 1 }] }))).toMatchObject({
      outcome: 'refuse',
      reason: 'rule_not_met',
      failedRule: { id: 'VR-DE-0001' },
    });
    expect(await verdict(makeDcc({ ver: '2.0.0' }))).toMatchObject({ outcome: 'undecided', reason: 'rule_open' });
  });
});
