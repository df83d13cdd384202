import { combineQuestions } from './rules/combined_facts.ts';
import type { Rule } from './rules/rule.ts';
import type { Verdict } from './verdict.ts';

/**
 * The verdict on two genuine passes that one visitor showed together: admitted where the rule is satisfied by the
 * facts of both, which uses up each that is good for one entry. A specimen among them makes both one. Null where
 * they do not go together, or where the rule still says no.
 */
export function combineVerdicts(first: Verdict, second: Verdict, rule: Rule, now: number): Verdict | null {
  if (first.question === null || second.question === null) return null;
  const question = combineQuestions([first.question, second.question]);
  if (question === null) return null;
  const { answer } = rule({ ...question, now });
  if (answer !== 'satisfied') return null;
  const isSpecimen = first.isSpecimen || second.isSpecimen;
  return {
    ...second,
    outcome: isSpecimen ? 'specimen' : 'admit',
    reason: 'valid',
    failedRule: null,
    question,
    facts: question.facts,
    usesUp: [...first.usesUp, ...second.usesUp],
    isSpecimen,
  };
}
