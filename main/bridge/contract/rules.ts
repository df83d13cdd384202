import type { Language } from '../../pass/languages.ts';
import type { ExampleVisitor } from '../../pass/rules/example_visitors.ts';
import type { RuleAnswer } from '../../pass/rules/rule.ts';
import type { Localised } from './venue_settings.ts';

/** A rule pack that the manager may choose. */
export interface RuleChoice {
  readonly id: string;
  readonly title: Localised;
  /** What must be known before it is chosen. */
  readonly note: Localised | null;
  /** When its rules change, as local days or minutes, the past ones left out. */
  readonly changes: readonly string[];
}

/** What a pack says of an example visitor, or of the specimen that was scanned last, beside what is in force now. */
export interface RuleTrial {
  readonly visitor: ExampleVisitor | 'last_specimen';
  readonly before: RuleAnswer['answer'];
  readonly after: RuleAnswer['answer'];
  /** The rule that was not met or stayed open under the tried pack. */
  readonly failedRule: { readonly id: string; readonly words: Readonly<Partial<Record<Language, string>>> } | null;
}
