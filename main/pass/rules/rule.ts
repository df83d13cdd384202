import type { PassFacts } from '../facts.ts';
import type { PassFormat } from '../verdict.ts';

/** What a rule may look at: a genuine pass, normalised, and the moment. Times are milliseconds since 1970. */
export interface RuleQuestion {
  readonly format: PassFormat;
  readonly facts: PassFacts;
  readonly issuer: string | null;
  readonly keyId: string;
  readonly issuedAt: number | null;
  readonly expiresAt: number | null;
  readonly now: number;
}

/** The rule that kept a visitor out. `words`: by language tag, from the venue's rule pack; may be empty. */
export interface FailedRule {
  readonly id: string;
  readonly words: Readonly<Record<string, string>>;
}

/** What a rule says of a genuine pass. `open`: a fact that it needs is missing, so nobody may say yes. */
export interface RuleAnswer {
  readonly answer: 'satisfied' | 'not_satisfied' | 'open';
  readonly failedRule: FailedRule | null;
}

/** The venue's rule for one moment and place. Pure; it never throws. */
export type Rule = (question: RuleQuestion) => RuleAnswer;
