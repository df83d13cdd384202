import { LANGUAGES } from './languages.ts';
import type { IdentityDisplay, RedactedVerdict } from '../bridge/contract.ts';
import type { PassFacts } from './facts.ts';
import { REASON_CLASS } from './reason_class.ts';
import { showableText } from './showable_text.ts';
import type { Outcome, ReasonClass, Verdict } from './verdict.ts';

const HINTS: ReadonlySet<string> = new Set<NonNullable<RedactedVerdict['hint']>>([
  'expired',
  'not_yet_valid',
  'trust_list_stale',
  'trust_list_missing',
  'rules_stale',
  'revocations_stale',
  'wrong_gate',
  'clock_doubtful',
  'unknown_key',
]);

/** Only where the steward compares a person with a decision. */
const SHOWS_HOLDER: ReadonlySet<Outcome> = new Set(['admit', 'refuse']);

const MAX_NAME_CHARACTERS = 60;
const MAX_RULE_CHARACTERS = 120;

/** What the door may see: the outcome, the class of the reason, and as much of the holder as the venue chose. */
export function redactVerdict(verdict: Verdict, display: IdentityDisplay): RedactedVerdict {
  return {
    outcome: verdict.outcome,
    reasonClass: reasonClassOf(verdict),
    format: verdict.format,
    hint: HINTS.has(verdict.reason) ? (verdict.reason as RedactedVerdict['hint']) : null,
    ruleWords: ruleWordsOf(verdict),
    identity: SHOWS_HOLDER.has(verdict.outcome) ? identityOf(verdict.facts?.holder ?? null, display) : null,
  };
}

/** A rule that was not met may name a ground of its own. */
function reasonClassOf({ failedRule, reason }: Verdict): ReasonClass {
  return (reason === 'rule_not_met' ? failedRule?.refusalClass : undefined) ?? REASON_CLASS[reason];
}

function ruleWordsOf({ failedRule }: Verdict): RedactedVerdict['ruleWords'] {
  return Object.fromEntries(
    LANGUAGES.flatMap((language) => {
      const words = showableText(failedRule?.words[language] ?? '', MAX_RULE_CHARACTERS);
      return words === '' ? [] : [[language, words]];
    }),
  );
}

function identityOf(holder: PassFacts['holder'], display: IdentityDisplay): RedactedVerdict['identity'] {
  if (holder === null || display === 'nothing') return null;
  const given = showableText(holder.givenName, MAX_NAME_CHARACTERS);
  const family = showableText(holder.familyName, MAX_NAME_CHARACTERS);
  const born = showableText(holder.dateOfBirth ?? '', MAX_NAME_CHARACTERS);
  if (display === 'name') return { line: `${family} ${given}`.trim(), birth: born || null };
  const initials = [given, family].map((name) => showableText(name, 1)).filter((initial) => initial !== '');
  // Day and month only, where the pass has them.
  const dayAndMonth = /^\d{4}-(\d{2})-(\d{2})$/.exec(born);
  return {
    line: initials.map((initial) => `${initial}.`).join(' '),
    birth: dayAndMonth === null ? null : `--${dayAndMonth[1]}-${dayAndMonth[2]}`,
  };
}
