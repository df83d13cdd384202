import type { Rule, RuleAnswer } from './rule.ts';

/**
 * Several rules that must all be satisfied, such as a ticket and a health pass. One that is not met decides.
 */
export function allOf(rules: readonly Rule[]): Rule {
  return (question) => {
    const answers = rules.map((rule) => rule(question));
    const find = (wanted: RuleAnswer['answer']) => answers.find(({ answer }) => answer === wanted);
    return find('not_satisfied') ?? find('open') ?? { answer: 'satisfied', failedRule: null };
  };
}
