import type { RuleChoice, RuleTrial, VenueSettings } from './bridge/contract.ts';
import { fail, ok, type Result } from './pass/result.ts';
import { builtInPacks, ruleOfPack } from './pass/rules/built_in_packs.ts';
import { compareRules } from './pass/rules/compare_rules.ts';
import { exampleVisitors } from './pass/rules/example_visitors.ts';
import { localClock } from './pass/rules/local_clock.ts';
import type { RulePack } from './pass/rules/rule_pack.ts';
import type { Rule, RuleQuestion, RuleVenue } from './pass/rules/rule.ts';

/** The rule that the venue chose, and what others would say. */
export interface VenueRules {
  /** The rule of the settings as they are now. */
  current(): Rule;
  choices(nowMs: number): readonly RuleChoice[];
  /** What another pack would say at a local minute, or at `nowMs`. */
  try(
    rulePack: string,
    at: string | null,
    nowMs: number,
    lastSpecimen: RuleQuestion | null,
  ): Result<readonly RuleTrial[], 'bad_input'>;
}

/** Makes the venue's rules from its settings and the packs that were loaded beside the kiosk's own. */
export function createVenueRules(parts: {
  readonly settings: () => VenueSettings;
  readonly loaded: () => readonly RulePack[];
}): VenueRules {
  let made: {
    readonly settings: VenueSettings;
    readonly loaded: readonly RulePack[];
    readonly rule: Rule;
  } | null = null;

  const packs = () => new Map([...builtInPacks, ...parts.loaded()].map((pack) => [pack.id, pack]));

  /** A pack that is no longer there leaves everything open. */
  function ruleOf(id: string, settings: VenueSettings): Rule {
    return ruleOfPack(id, venueOf(settings), parts.loaded());
  }

  function current(): Rule {
    const settings = parts.settings();
    const loaded = parts.loaded();
    if (made?.settings !== settings || made.loaded !== loaded) {
      made = { settings, loaded, rule: ruleOf(settings.rulePack, settings) };
    }
    return made.rule;
  }

  return {
    current,
    choices(nowMs) {
      const local = localClock(parts.settings().timeZone)?.at(nowMs)?.date ?? '';
      return [...packs().values()].map(({ editions, id, note, title }) => ({
        id,
        title,
        note,
        changes: editions.flatMap(({ from }) => (from !== null && from > local ? [from] : [])),
      }));
    },
    try(rulePack, at, nowMs, lastSpecimen) {
      const settings = parts.settings();
      const moment = at === null ? nowMs : (localClock(settings.timeZone)?.instantOf(at) ?? null);
      const isKnown = rulePack.split('+').every((id) => packs().has(id));
      if (!isKnown || moment === null) return fail('bad_input');
      const rows = [
        ...(lastSpecimen === null ? [] : [{ visitor: 'last_specimen' as const, question: { ...lastSpecimen, now: moment } }]),
        ...exampleVisitors(moment, settings.audiences[0] ?? ''),
      ];
      const compared = compareRules(
        rows.map(({ question }) => question),
        current(),
        ruleOf(rulePack, settings),
      );
      return ok(
        rows.flatMap(({ visitor }, index) => {
          const change = compared[index];
          if (change === undefined) return [];
          const { after, before } = change;
          return [{ visitor, before: before.answer, after: after.answer, failedRule: after.failedRule }];
        }),
      );
    },
  };
}

function venueOf({ audiences, gate, timeZone }: VenueSettings): RuleVenue {
  return { timeZone, gate, audiences, countryCode: null, valueSets: {} };
}
