import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RuleAnswer, venueIn } from '../../../main/pass/rules/rule.ts';
import {
  type PackCondition,
  type PackEdition,
  type PackRule,
  packRule,
  type RulePack,
} from '../../../main/pass/rules/rule_pack.ts';
import { dose, question, tested } from './make_question.ts';

const words = (en: string) => ({ en, 'zh-Hant': en, 'zh-Hans': en });
const venue = venueIn('Asia/Hong_Kong');

function rule(id: string, anyOf: readonly PackCondition[], changes: Partial<PackRule> = {}): PackRule {
  return { id, refusalClass: 'rule_not_met', words: words(`Rule ${id}.`), needs: [], anyOf, ...changes };
}

function pack(rules: readonly PackRule[], editions: readonly Partial<PackEdition>[] = [{}], changes = {}): RulePack {
  return {
    version: 1,
    id: 'house',
    title: words('House'),
    note: null,
    complete: true,
    formats: null,
    rules,
    editions: editions.map((edition) => ({ from: null, to: null, parameters: {}, ...edition })),
    ...changes,
  };
}

const yes = (id = 'A') => rule(id, [{ logic: true }]);
const no = (id = 'B') => rule(id, [{ logic: false }]);
const unknown = (id = 'C') => rule(id, [{ logic: { '>=': [{ var: 'facts.holder.ageAtLeast' }, 18] } }]);

function ask(packs: readonly RulePack[], now = '2026-03-04T00:00:00Z'): string {
  const { answer, failedRule } = packRule(packs, venue)(question({}, now));
  return failedRule === null ? answer : `${answer} ${failedRule.id}`;
}

describe('the rules of a pack', () => {
  it.each<[string, readonly PackRule[]]>([
    ['satisfied', [yes()]],
    ['satisfied', [yes(), yes('A2')]],
    ['not_satisfied B', [no()]],
    ['not_satisfied B', [yes(), unknown(), no()]],
    ['open C', [yes(), unknown(), unknown('D')]],
  ])('together are %s: %#', (answer, rules) => expect(ask([pack(rules)])).toBe(answer));

  it.each<[RuleAnswer['answer'], readonly unknown[]]>([
    ['satisfied', [false, true, 'open']],
    ['open', [false, 'open']],
    ['not_satisfied', [false, false]],
    ['open', [null]],
    ['open', [1]],
    ['open', [{ var: 'facts.nothing' }]],
    ['open', [{ if: [{ var: 'facts' }] }]],
    ['open', [{ plusTime: ['2022-01-01', 0, 'day'] }]],
    ['open', [undefined]],
    ['satisfied', [{ '===': [{ var: 'parameters.limit' }, 3] }]],
    ['satisfied', [{ '===': [{ var: 'external.localDate' }, '2026-03-04'] }]],
  ])('are %s by the ways %j', (answer, logics) => {
    const house = pack([rule('A', logics.map((logic) => ({ logic })))], [{ parameters: { limit: 3 } }]);
    expect(packRule([house], venue)(question({}, '2026-03-04T00:00:00Z')).answer).toBe(answer);
  });

  it.each([
    ['some', [true, false], 'satisfied'],
    ['some', [false, false], 'not_satisfied'],
    ['some', [false, 'open'], 'open'],
    ['some', [true, 'open'], 'satisfied'],
    ['some', [], 'not_satisfied'],
    ['none', [true, false], 'not_satisfied'],
    ['none', [false, false], 'satisfied'],
    ['none', [false, 'open'], 'open'],
    ['none', [true, 'open'], 'not_satisfied'],
    ['none', [], 'satisfied'],
  ] as const)('ask of %s of the facts %j: %s', (quantifier, each, answer) => {
    // A text for true, one for false, and a test whose answer is neither.
    const vaccinations = each.map((one) => dose({ product: String(one) }));
    const logic = {
      if: [
        { '===': [{ var: 'current.product' }, 'open'] },
        'open',
        { '===': [{ var: 'current.product' }, 'true'] },
      ],
    };
    const house = pack([rule('A', [{ [quantifier]: 'vaccinations', logic }])]);
    expect(packRule([house], venue)(question({ vaccinations }, '2026-03-04T00:00:00Z')).answer).toBe(answer);
  });

  it('stay open where a pass has none of the facts that a rule needs', () => {
    const needs = ['tests'] as const;
    const house = pack([rule('A', [{ some: 'vaccinations', logic: true }], { needs, disease: 'covid_19' })]);
    const judge = (facts: object) => packRule([house], venue)(question(facts, '2026-03-04T00:00:00Z')).answer;
    expect(judge({})).toBe('open');
    expect(judge({ tests: [tested()] })).toBe('not_satisfied');
    expect(judge({ tests: [tested({ disease: 'Measles' })] })).toBe('open');
    expect(judge({ vaccinations: [dose()] })).toBe('satisfied');
    expect(judge({ vaccinations: [dose({ disease: '' })] })).toBe('open');
    expect(judge({ vaccinations: [dose({ disease: 'Measles' })], tests: [tested()] })).toBe('not_satisfied');
  });

  it('stay open for formats that the pack does not speak about', () => {
    const house = pack([yes()], [{}], { formats: ['venue'] });
    const judge = (changes: object) => packRule([house], venue)(question({}, 0, changes)).answer;
    expect(judge({})).toBe('open');
    expect(judge({ format: 'venue' })).toBe('satisfied');
    expect(judge({ otherFormats: ['venue'] })).toBe('satisfied');
  });

  it('never throw, even where the payload is deeper than the stack', () => {
    let payload: unknown = [];
    for (let depth = 0; depth < 100_000; depth += 1) payload = [payload];
    expect(packRule([pack([yes()])], venue)(question({ payload }, 0)).answer).toBe('open');
  });
});

describe('the editions of a pack', () => {
  const first = { from: '2026-03-01', to: '2026-03-10', rules: [no('FIRST')] };
  const second = { from: '2026-03-05T18:30', to: null, rules: [no('SECOND')] };

  it.each([
    ['2026-02-28T15:59:59.999Z', 'open no_rule_in_force'],
    ['2026-02-28T16:00:00Z', 'not_satisfied FIRST'],
    ['2026-03-05T10:29:59.999Z', 'not_satisfied FIRST'],
    ['2026-03-05T10:30:00Z', 'not_satisfied SECOND'],
    ['2026-03-10T16:00:00Z', 'not_satisfied SECOND'],
  ])('at %s: %s', (now, answer) => {
    expect(ask([pack([yes()], [first, second])], now)).toBe(answer);
    expect(ask([pack([yes()], [second]), pack([yes()], [first])], now)).toBe(answer);
  });

  it.each([
    ['2026-03-10', '2026-03-10T15:59:59.999Z', '2026-03-10T16:00:00Z'],
    ['2026-03-10T18:30', '2026-03-10T10:30:59.999Z', '2026-03-10T10:31:00Z'],
  ])('last until the end of %s, and then leave a gap', (to, last, gap) => {
    const house = pack([yes()], [{ to }]);
    expect(ask([house], last)).toBe('satisfied');
    expect(ask([house], gap)).toBe('open no_rule_in_force');
  });

  it('give the word back to what was in force before', () => {
    const packs = [pack([no('ALWAYS')]), pack([no('FESTIVAL')], [{ from: '2026-03-05', to: '2026-03-05' }])];
    expect(ask(packs, '2026-03-04T12:00:00Z')).toBe('not_satisfied ALWAYS');
    expect(ask(packs, '2026-03-05T12:00:00Z')).toBe('not_satisfied FESTIVAL');
    expect(ask(packs, '2026-03-06T12:00:00Z')).toBe('not_satisfied ALWAYS');
  });

  it('of the same beginning yield to the one that was loaded last', () => {
    expect(ask([pack([no('OLD')]), pack([no('NEW')])])).toBe('not_satisfied NEW');
  });

  it('switch once where the zone repeats an hour', () => {
    const berlin = packRule([pack([yes()], [{ from: '2026-10-25T02:30', rules: [no()] }, { rules: [yes()] }])], venueIn('Europe/Berlin'));
    const at = (now: string) => berlin(question({}, now)).answer;
    expect(at('2026-10-25T00:29:59Z')).toBe('satisfied');
    expect(at('2026-10-25T00:30:00Z')).toBe('not_satisfied');
    // 02:15 again.
    expect(at('2026-10-25T01:15:00Z')).toBe('not_satisfied');
  });

  it('that cannot be read never come', () => {
    expect(ask([pack([yes()], [{ from: 'soon' }])])).toBe('open no_rule_in_force');
    expect(ask([pack([yes()], [{ to: '2026-02-30' }])])).toBe('open no_rule_in_force');
    expect(ask([])).toBe('open no_rule_in_force');
  });

  it('is at each moment the one in force that started last', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((number) => `2026-03-${String(number).padStart(2, '0')}`);
    const editions = fc.array(fc.record({ from: fc.option(day), to: fc.option(day) }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(editions, day, (given, today) => {
        const house = pack([yes()], given.map((edition, index) => ({ ...edition, rules: [no(String(index))] })));
        const inForce = given
          .map(({ from, to }, index) => ({ from: from ?? '', to: to ?? '9', index }))
          .filter(({ from, to }) => from <= today && today <= to)
          .toSorted((a, b) => (a.from === b.from ? a.index - b.index : a.from < b.from ? -1 : 1));
        const expected = inForce.at(-1)?.index;
        expect(ask([house], `${today}T04:00:00Z`)).toBe(
          expected === undefined ? 'open no_rule_in_force' : `not_satisfied ${expected}`,
        );
      }),
    );
  });
});
