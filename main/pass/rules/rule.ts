import type { PassFacts } from '../facts.ts';
import type { PassFormat, ReasonClass } from '../verdict.ts';

/** What a rule may look at: a genuine pass, normalised, and the moment. Times are milliseconds since 1970. */
export interface RuleQuestion {
  readonly format: PassFormat;
  /** Formats of the other passes that the visitor showed with this one, where several were joined. */
  readonly otherFormats?: readonly PassFormat[];
  readonly facts: PassFacts;
  readonly issuer: string | null;
  readonly keyId: string;
  readonly issuedAt: number | null;
  readonly expiresAt: number | null;
  readonly now: number;
}

/** The ground that a rule may give for a refusal; never a health ground. */
export type RefusalClass = Extract<
  ReasonClass,
  'not_accepted' | 'out_of_date' | 'wrong_place' | 'rule_not_met'
>;

/** The rule that kept a visitor out. `words`: by language tag, from the venue's rule pack; may be empty. */
export interface FailedRule {
  readonly id: string;
  readonly words: Readonly<Record<string, string>>;
  /** Absent: `rule_not_met`. */
  readonly refusalClass?: RefusalClass;
}

/** What a rule says of a genuine pass. `open`: a fact that it needs is missing, so nobody may say yes. */
export interface RuleAnswer {
  readonly answer: 'satisfied' | 'not_satisfied' | 'open';
  readonly failedRule: FailedRule | null;
}

/** The venue's rule for one moment and place. Pure; it never throws. */
export type Rule = (question: RuleQuestion) => RuleAnswer;

/** Where a rule is asked: what the passes cannot say. */
export interface RuleVenue {
  /** IANA time zone in which whole days are judged. */
  readonly timeZone: string;
  readonly gate: string | null;
  /** The venue and its events, as tickets name them. */
  readonly audiences: readonly string[];
  /** ISO 3166-1 alpha-2, for the rules of countries. */
  readonly countryCode: string | null;
  readonly valueSets: Readonly<Record<string, readonly string[]>>;
}

/** A venue of which only the time zone is known. */
export function venueIn(timeZone: string, more: Partial<RuleVenue> = {}): RuleVenue {
  return { timeZone, gate: null, audiences: [], countryCode: null, valueSets: {}, ...more };
}
