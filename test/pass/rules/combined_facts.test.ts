import { describe, expect, it } from 'vitest';
import type { PassFacts } from '../../../main/pass/facts.ts';
import { ruleOfPack } from '../../../main/pass/rules/built_in_packs.ts';
import { combineQuestions, MAX_COMBINED_PASSES } from '../../../main/pass/rules/combined_facts.ts';
import { type RuleQuestion, venueIn } from '../../../main/pass/rules/rule.ts';
import { dose, holder, question, recovery, tested } from './make_question.ts';

const NOW = Date.parse('2026-03-04T12:00:00Z');
const erika = holder('1964-08-12');
const ticket = { event: 'gala', product: '1', variation: null, subevent: null };
const member = { kind: 'member', label: null } as const;

const ask = (facts: Partial<PassFacts>, changes: Partial<RuleQuestion> = {}) => question(facts, NOW, changes);
const card = (doseNumber: number, who = erika) => ask({ holder: who, vaccinations: [dose({ doseNumber })] });
const entry = ask({ ticket }, { format: 'pretix', expiresAt: NOW + 1 });

describe('combineQuestions', () => {
  it('joins a ticket and a health pass, in any order', () => {
    const rule = ruleOfPack('event_ticket+3g', venueIn('UTC', { audiences: ['gala'] }));
    for (const together of [[entry, card(2)], [card(2), entry]]) {
      const combined = combineQuestions(together);
      expect(combined).toMatchObject({ format: 'hc1', otherFormats: ['pretix'], expiresAt: NOW + 1, now: NOW });
      expect(combined === null ? null : rule(combined).answer).toBe('satisfied');
    }
    expect(rule(entry).answer).toBe('open');
    expect(rule(card(2)).answer).toBe('open');
  });

  it('joins two vaccination cards of one person, and counts the same card once', () => {
    expect(combineQuestions([card(1), card(2)])?.facts.vaccinations).toHaveLength(2);
    expect(combineQuestions([card(2), card(2)])?.facts.vaccinations).toHaveLength(1);
  });

  it('keeps a positive test of any of the passes', () => {
    const positive = ask({ holder: erika, tests: [tested({ result: 'detected' })] });
    const combined = combineQuestions([card(2), positive]);
    expect(combined === null ? null : ruleOfPack('3g', venueIn('UTC'))(combined).answer).toBe('not_satisfied');
  });

  it('takes over one payload only where there is one', () => {
    const first = ask({ holder: erika, vaccinations: [dose()], payload: { v: [1] } });
    const second = ask({ holder: erika, recoveries: [recovery()], payload: { r: [1] } });
    expect(combineQuestions([entry, first])?.facts.payload).toEqual({ v: [1] });
    expect(combineQuestions([second, first])?.facts.payload).toBeNull();
  });

  it.each([
    ['another person', holder('1964-08-12', { familyName: 'MUSTER', givenName: 'MAX' })],
    ['another date of birth', holder('1964-08-13')],
    ['a year of birth', holder('1964')],
    ['an unknown date of birth', holder(null)],
    ['no name', holder('1964-08-12', { familyName: '', givenName: '' })],
  ])('refuses to join %s', (_what, other) => {
    expect(combineQuestions([card(1), card(2, other)])).toBeNull();
    expect(combineQuestions([card(2, other), entry, card(1)])).toBeNull();
  });

  it('refuses to join two holders without names', () => {
    const nobody = holder('1964-08-12', { familyName: ' ', givenName: '' });
    expect(combineQuestions([card(1, nobody), card(2, nobody)])).toBeNull();
  });

  it('compares every holder with every other', () => {
    const [a, b, c] = ['ANNA', 'ANNA MARIA', 'MARIA'].map((givenName) =>
      card(2, holder('1964-08-12', { familyName: 'MUSTER', givenName })),
    );
    if (a === undefined || b === undefined || c === undefined) throw new Error('three cards');
    expect(combineQuestions([a, b])).not.toBeNull();
    expect(combineQuestions([b, c])).not.toBeNull();
    expect(combineQuestions([a, b, c])).toBeNull();
  });

  it.each([
    ['Erika Muster', true],
    ['MUSTER, ERIKA', true],
    ['Muster Erika', true],
    ['Erika', false],
    ['Muster', false],
    ['Max Muster', false],
  ])('takes the name %j in one piece for that of Erika Muster: %s', (familyName, isHers) => {
    const whole = card(1, holder('1964-08-12', { familyName, givenName: '' }));
    expect(combineQuestions([whole, card(2)]) !== null).toBe(isHers);
    expect(combineQuestions([card(2), whole]) !== null).toBe(isHers);
    expect(combineQuestions([whole, whole])).not.toBeNull();
  });

  it('does not take two whole names for one because a part is the same', () => {
    const whole = (familyName: string) => card(1, holder('1964-08-12', { familyName, givenName: '' }));
    expect(combineQuestions([whole('Erika Muster'), whole('Erika Huber')])).toBeNull();
  });

  it('prefers the transliterated names', () => {
    const written = {
      ...holder('1964-08-12', { familyName: '\u30e0\u30b9\u30bf\u30fc', givenName: '\u30a8\u30ea\u30ab' }),
      standardisedFamilyName: 'MUSTER',
      standardisedGivenName: 'ERIKA',
    };
    expect(combineQuestions([ask({ holder: written, vaccinations: [dose()] }), card(2)])).not.toBeNull();
  });

  it('refuses two tickets, two memberships, nothing, and a whole stack', () => {
    expect(combineQuestions([entry, entry])).toBeNull();
    expect(combineQuestions([ask({ membership: member }), ask({ membership: member })])).toBeNull();
    expect(combineQuestions([])).toBeNull();
    expect(combineQuestions(Array.from({ length: MAX_COMBINED_PASSES + 1 }, () => card(2)))).toBeNull();
    expect(combineQuestions([card(2)])).toEqual(card(2));
  });
});
