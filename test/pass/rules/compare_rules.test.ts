import { describe, expect, it } from 'vitest';
import { ruleOfPack } from '../../../main/pass/rules/built_in_packs.ts';
import { compareRules } from '../../../main/pass/rules/compare_rules.ts';
import { venueIn } from '../../../main/pass/rules/rule.ts';
import { dose, question, recovery, tested } from './make_question.ts';

describe('compareRules', () => {
  it('says of each visitor what a new rule would change', () => {
    const venue = venueIn('UTC');
    const visitors = [{ vaccinations: [dose()] }, { tests: [tested()] }, { recoveries: [recovery()] }, {}];
    const changes = compareRules(
      visitors.map((facts) => question(facts, '2026-03-04T12:00:00Z')),
      ruleOfPack('3g', venue),
      ruleOfPack('2g', venue),
    );
    expect(changes.map(({ after, before, changes: does }) => [before.answer, after.answer, does])).toEqual([
      ['satisfied', 'satisfied', false],
      ['satisfied', 'not_satisfied', true],
      ['satisfied', 'satisfied', false],
      ['open', 'open', false],
    ]);
    expect(changes[1]?.after.failedRule?.id).toBe('GR-2G-0002');
    expect(compareRules([], ruleOfPack('3g', venue), ruleOfPack('2g', venue))).toEqual([]);
  });
});
