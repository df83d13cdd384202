import type { PassFacts } from '../facts.ts';

/** What a rule says of a genuine pass. `open`: a fact that it needs is missing, so nobody may say yes. */
export type RuleAnswer = 'satisfied' | 'not_satisfied' | 'open';

/** A venue's rule over normalised facts; `now` is milliseconds since 1970. Pure. */
export type Rule = (facts: PassFacts, now: number) => RuleAnswer;
