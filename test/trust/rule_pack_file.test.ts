import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import twoG from '../../main/pass/rules/packs/2g.json' with { type: 'json' };
import {
  MAX_RULE_FILE_BYTES,
  readCountryRuleFile,
  readRulePackFile,
} from '../../main/trust/rule_pack_file.ts';

type Json = Record<string, unknown>;

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const edition = { from: '2026-03-01', to: '2026-03-31T18:00', parameters: { limit: 3 } };
const words = { en: 'Entry.', 'zh-Hant': '入場。', 'zh-Hans': '入场。' };
const rule = { id: 'GR-XX-0001', refusalClass: 'rule_not_met', words, needs: [], anyOf: [{ logic: true }] };
const pack = {
  version: 1,
  id: 'house',
  title: words,
  note: null,
  complete: true,
  formats: ['venue'],
  rules: [rule],
  editions: [edition],
};

const withRule = (changes: Json) => ({ ...pack, rules: [{ ...rule, ...changes }] });
const withEdition = (changes: Json) => ({ ...pack, editions: [{ ...edition, ...changes }] });
const withLogic = (logic: unknown, more = {}) => withRule({ anyOf: [{ logic, ...more }] });
const without = (value: Json, key: string) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

function nested(depth: number): string {
  return `${'{"!":['.repeat(depth)}true${']}'.repeat(depth)}`;
}

describe('readRulePackFile', () => {
  it.each([
    ['a pack', pack],
    ['one that comes with the kiosk', twoG],
    ['one for ever', withEdition({ from: null, to: null })],
    ['one for a minute', withEdition({ from: '2026-03-01T10:00', to: '2026-03-01T10:00' })],
    ['one for a day', withEdition({ from: '2026-03-01T10:00', to: '2026-03-01' })],
    ['one whose edition has rules of its own', withEdition({ rules: [rule] })],
    ['one that asks of each fact', withLogic(true, { some: 'vaccinations' })],
    ['one that reads a parameter', withLogic({ '>': [{ var: 'parameters.limit' }, 1] })],
    ['one about a disease', withRule({ disease: 'covid_19', needs: ['tests'] })],
  ])('reads %s as it stands', (_what, given) => {
    expect(readRulePackFile(bytes(given))).toEqual({ ok: true, value: given });
  });

  it.each<[string, unknown]>([
    ['another version', { ...pack, version: 2 }],
    ['an id with blanks', { ...pack, id: 'the house' }],
    ['an id that joins others', { ...pack, id: '2g+3g' }],
    ['something more', { ...pack, script: 'alert(1)' }],
    ['no title', without(pack, 'title')],
    ['a title in one language', { ...pack, title: { en: 'House' } }],
    ['a note that turns the text around', { ...pack, note: { ...words, en: 'abc\u202edef' } }],
    ['a format that is none', { ...pack, formats: ['paper'] }],
    ['no rule', { ...pack, rules: [] }],
    ['two rules of one id', { ...pack, rules: [rule, rule] }],
    ['too many rules', { ...pack, rules: Array.from({ length: 41 }, (_, n) => ({ ...rule, id: `GR-XX-${1000 + n}` })) }],
    ['a rule without an id', withRule({ id: '' })],
    ['a rule id of another kind', withRule({ id: 'rule 1' })],
    ['a rule with something more', withRule({ code: 'x' })],
    ['a health ground', withRule({ refusalClass: 'unvaccinated' })],
    ['a rule without words', withRule({ words: undefined })],
    ['a rule in two languages', withRule({ words: without(words, 'zh-Hans') })],
    ['a rule with empty words', withRule({ words: { ...words, en: ' ' } })],
    ['a rule with endless words', withRule({ words: { ...words, en: 'x'.repeat(201) } })],
    ['a rule without a way to satisfy it', withRule({ anyOf: [] })],
    ['a need that is no list of facts', withRule({ needs: ['payload'] })],
    ['an unknown disease', withRule({ disease: 'measles' })],
    ['no logic', withRule({ anyOf: [{}] })],
    ['logic that is none', withLogic({ or: [true, true] })],
    ['logic of null', withLogic(null)],
    ['a loop in a loop', withLogic({ reduce: [[1], { reduce: [[1], 1, 0] }, 0] })],
    ['a way about two lists', withLogic(true, { some: 'tests', none: 'tests' })],
    ['a way about no list of facts', withLogic(true, { some: 'payload' })],
    ['a parameter that is not there', withLogic({ '>': [{ var: 'parameters.limits' }, 1] })],
    ['a parameter that every object has', withLogic({ var: 'parameters.constructor' })],
    ['no edition', { ...pack, editions: [] }],
    ['a day that is none', withEdition({ from: '2026-02-30' })],
    ['a minute that is none', withEdition({ from: '2026-03-01T24:00' })],
    ['a moment with an offset', withEdition({ from: '2026-03-01T10:00Z' })],
    ['an edition that ends before it starts', withEdition({ to: '2026-02-28' })],
    ['an edition that ends a minute before it starts', withEdition({ from: '2026-03-01T10:01', to: '2026-03-01T10:00' })],
    ['a parameter that is no whole number', withEdition({ parameters: { limit: 1.5 } })],
    ['a parameter that is a text', withEdition({ parameters: { limit: '3' } })],
    ['a parameter that reaches for the prototype', JSON.parse(`{"__proto__":1}`)],
    ['an empty object', {}],
    ['null', null],
    ['a list', [pack]],
  ])('refuses %s', (_what, given) => {
    expect(readRulePackFile(bytes(given))).toEqual({ ok: false, error: 'not_rules' });
  });

  it.each([
    ['deep logic', nested(100)],
    ['endlessly deep logic', nested(100_000)],
  ])('refuses %s without falling over', (_what, logic) => {
    const text = JSON.stringify(withLogic('LOGIC')).replace('"LOGIC"', logic);
    expect(readRulePackFile(Buffer.from(text))).toEqual({ ok: false, error: 'not_rules' });
  });

  it('refuses what is too large, no JSON, or no text', () => {
    expect(readRulePackFile(Buffer.alloc(MAX_RULE_FILE_BYTES + 1, 0x20))).toEqual({ ok: false, error: 'too_large' });
    for (const text of ['', '{', '\ufeff{}', '{"a":1}}']) {
      expect(readRulePackFile(Buffer.from(text))).toEqual({ ok: false, error: text === '\ufeff{}' ? 'not_rules' : 'not_json' });
    }
    expect(readRulePackFile(Uint8Array.of(0xff, 0xfe))).toEqual({ ok: false, error: 'not_json' });
  });

  it('never throws, and takes nothing random but a name for itself', () => {
    const anId = /^[a-z0-9][a-z0-9_]{0,39}$/;
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.object()), fc.constantFrom('rules', 'editions', 'title', 'id'), (value, key) => {
        const isId = key === 'id' && typeof value === 'string' && anId.test(value);
        expect(readRulePackFile(bytes({ ...pack, [key]: value })).ok).toBe(isId);
        expect(readRulePackFile(bytes(value)).ok).toBe(false);
      }),
    );
  });
});

describe('readCountryRuleFile', () => {
  const countryRule = {
    Identifier: 'GR-DE-0001',
    Type: 'Acceptance',
    Country: 'DE',
    Version: '1.0.0',
    SchemaVersion: '1.0.0',
    Engine: 'CERTLOGIC',
    EngineVersion: '0.7.5',
    CertificateType: 'General',
    Description: [{ lang: 'en', desc: 'Some description' }],
    ValidFrom: '2021-07-01T00:00:00Z',
    ValidTo: '2030-06-01T02:00:00+02:00',
    Logic: { '===': [{ var: 'external.countryCode' }, 'DE'] },
  };

  it('reads rules as their countries publish them, and leaves out what a kiosk does not read', () => {
    const published = { ...countryRule, AffectedFields: ['r.0'], Region: 'BY', hash: '00' };
    expect(readCountryRuleFile(bytes([published]))).toEqual({ ok: true, value: [countryRule] });
  });

  it('reads a rule for another engine, which then stays open', () => {
    const foreign = { ...countryRule, Engine: 'AT-METADATA', Logic: { certificate: { tests: null } } };
    expect(readCountryRuleFile(bytes([foreign]))).toEqual({ ok: true, value: [foreign] });
  });

  it.each<[string, unknown]>([
    ['no rule', []],
    ['one rule that is none', [countryRule, {}]],
    ['a rule of another type', [{ ...countryRule, Type: 'Booster' }]],
    ['a rule without logic', [without(countryRule, 'Logic')]],
    ['a rule whose logic is too deep', [{ ...countryRule, Logic: JSON.parse(nested(100)) }]],
    ['a rule of a country that is none', [{ ...countryRule, Country: 'DEU' }]],
    ['a rule from a moment that is none', [{ ...countryRule, ValidFrom: '2021-02-30T00:00:00Z' }]],
    ['an object', { rules: [countryRule] }],
  ])('refuses %s', (_what, given) => {
    expect(readCountryRuleFile(bytes(given))).toEqual({ ok: false, error: 'not_rules' });
  });
});
