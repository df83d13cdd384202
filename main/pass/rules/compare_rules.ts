import type { Rule, RuleAnswer, RuleQuestion } from './rule.ts';

/** What becomes of one visitor when one rule takes over from another. */
export interface RuleChange {
  readonly before: RuleAnswer;
  readonly after: RuleAnswer;
  /** The answer, not only the rule that is named. */
  readonly changes: boolean;
}

/** Puts the same questions to two rules, one entry a question: what a new pack would change. */
export function compareRules(
  questions: readonly RuleQuestion[],
  before: Rule,
  after: Rule,
): readonly RuleChange[] {
  return questions.map((question) => {
    const answers = { before: before(question), after: after(question) };
    return { ...answers, changes: answers.before.answer !== answers.after.answer };
  });
}
