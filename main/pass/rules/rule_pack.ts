import type { PassFormat } from '../verdict.ts';
import { evaluateLogic } from './certlogic.ts';
import type { Disease } from './disease.ts';
import { type LocalClock, localClock } from './local_clock.ts';
import type { FailedRule, RefusalClass, Rule, RuleAnswer, RuleVenue } from './rule.ts';
import { type FactList, type ListedFact, type RuleData, ruleData } from './rule_facts.ts';

type Answer = RuleAnswer['answer'];

/** Words in each language of the kiosk. */
export interface PackWords {
  readonly en: string;
  readonly 'zh-Hant': string;
  readonly 'zh-Hans': string;
}

/**
 * One way to satisfy a rule, in CertLogic: true or false; anything else, a missing fact among it, leaves it
 * open. With `some` or `none` the logic is asked of each fact of a list, as `current`.
 */
export interface PackCondition {
  readonly some?: FactList;
  readonly none?: FactList;
  readonly logic: unknown;
}

/** One rule of a pack. */
export interface PackRule {
  readonly id: string;
  readonly refusalClass: RefusalClass;
  /** What the venue asks for: never what a visitor lacks. */
  readonly words: PackWords;
  /** Only facts about this disease count; an entry that names none stays open. */
  readonly disease?: Disease;
  /**
   * Where a pass holds none of these facts, it does not speak of the matter: open instead of not satisfied.
   */
  readonly needs: readonly FactList[];
  /** One of them is enough. */
  readonly anyOf: readonly PackCondition[];
}

/** The pack between two moments. */
export interface PackEdition {
  /** The first local day (`YYYY-MM-DD`) or minute (`YYYY-MM-DDTHH:MM`); null: since ever. */
  readonly from: string | null;
  /** The last local day or minute, which still counts; null: without end. */
  readonly to: string | null;
  /** Whole numbers that the rules read as `parameters`. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Instead of the pack's own. */
  readonly rules?: readonly PackRule[];
}

/** A rule pack: data, never code. Its rules must all be satisfied. */
export interface RulePack {
  readonly version: 1;
  readonly id: string;
  readonly title: PackWords;
  /** What a manager must know before choosing it. */
  readonly note: PackWords | null;
  /** False: parts of the original rules are not known. */
  readonly complete: boolean;
  /** The formats that it speaks about; null: any. */
  readonly formats: readonly PassFormat[] | null;
  readonly rules: readonly PackRule[];
  readonly editions: readonly PackEdition[];
}

interface TimedEdition {
  readonly from: number;
  /** The first moment after it. */
  readonly until: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly rules: readonly PackRule[];
  readonly formats: readonly PassFormat[] | null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** No edition of the pack is in force: nobody may say yes or no. */
export const NO_RULE_IN_FORCE: FailedRule = {
  id: 'no_rule_in_force',
  refusalClass: 'rule_not_met',
  words: {
    en: 'No entry rule is in force at this moment.',
    'zh-Hant': '現時沒有生效的入場規則。',
    'zh-Hans': '现时没有生效的入场规则。',
  },
};

/**
 * The rule of several loaded packs of one kind. At each moment the edition in force is the one that started
 * last, in the venue's time zone, and of two of the same start the one that was loaded last.
 */
export function packRule(packs: readonly RulePack[], venue: RuleVenue): Rule {
  const clock = localClock(venue.timeZone);
  if (clock === null) return () => open(NO_RULE_IN_FORCE);
  const editions = timeEditions(packs, clock);
  return (question) => {
    const edition = editionAt(editions, question.now);
    if (edition === null) return open(NO_RULE_IN_FORCE);
    const [first] = edition.rules;
    const failedRule = first === undefined ? NO_RULE_IN_FORCE : failedRuleOf(first);
    const formats = [question.format, ...(question.otherFormats ?? [])];
    if (edition.formats !== null && !formats.some((format) => edition.formats?.includes(format))) {
      return open(failedRule);
    }
    try {
      const data = ruleData(question, venue, clock);
      return data === null ? open(failedRule) : judgeRules(edition, data);
    } catch {
      return open(failedRule);
    }
  };
}

function timeEditions(packs: readonly RulePack[], clock: LocalClock): readonly TimedEdition[] {
  return packs.flatMap(({ editions, formats, rules }) =>
    editions.map((edition) => ({
      // A moment that cannot be read is NaN, which no comparison meets: that edition never comes.
      from: edition.from === null ? Number.NEGATIVE_INFINITY : (clock.instantOf(edition.from) ?? Number.NaN),
      until: edition.to === null ? Number.POSITIVE_INFINITY : endOf(edition.to, clock),
      parameters: edition.parameters,
      rules: edition.rules ?? rules,
      formats,
    })),
  );
}

/** The first moment after a local day or minute. */
function endOf(local: string, clock: LocalClock): number {
  if (local.includes('T')) return (clock.instantOf(local) ?? Number.NaN) + MINUTE_MS;
  const next = new Date(Date.parse(`${local}T00:00Z`) + DAY_MS);
  if (Number.isNaN(next.getTime())) return Number.NaN;
  return clock.instantOf(next.toISOString().slice(0, 10)) ?? Number.NaN;
}

function editionAt(editions: readonly TimedEdition[], now: number): TimedEdition | null {
  let found: TimedEdition | null = null;
  for (const edition of editions) {
    if (!(edition.from <= now && now < edition.until)) continue;
    if (found === null || edition.from >= found.from) found = edition;
  }
  return found;
}

function judgeRules({ parameters, rules }: TimedEdition, data: RuleData): RuleAnswer {
  let answer: RuleAnswer = { answer: 'satisfied', failedRule: null };
  for (const rule of rules) {
    const judged = judgeRule(rule, { ...data, parameters });
    if (judged === 'not_satisfied') return { answer: judged, failedRule: failedRuleOf(rule) };
    if (judged === 'open' && answer.answer === 'satisfied') answer = open(failedRuleOf(rule));
  }
  return answer;
}

function judgeRule(rule: PackRule, data: RuleData & Pick<TimedEdition, 'parameters'>): Answer {
  const answer = oneOf(rule.anyOf.map((condition) => judgeCondition(condition, rule.disease, data)));
  const { disease, needs } = rule;
  const speaksOfIt =
    needs.length === 0 || needs.some((list) => factsAbout(disease, data.facts[list]).length > 0);
  return answer === 'not_satisfied' && !speaksOfIt ? 'open' : answer;
}

function judgeCondition(condition: PackCondition, disease: Disease | undefined, data: RuleData): Answer {
  const { logic, none, some } = condition;
  const list = some ?? none;
  if (list === undefined) return answerOf(evaluateLogic(logic, data));
  const answers = factsAbout(disease, data.facts[list]).map((current) => {
    const answer = answerOf(evaluateLogic(logic, { ...data, current }));
    // Nobody knows whether it is about that disease at all.
    return answer === 'satisfied' && disease !== undefined && current.disease === null ? 'open' : answer;
  });
  const found = oneOf(answers);
  return some !== undefined ? found : NOT[found];
}

/** The facts about a disease or about nobody knows which; facts that are about no disease always count. */
function factsAbout(disease: Disease | undefined, facts: readonly ListedFact[]): readonly ListedFact[] {
  if (disease === undefined) return facts;
  return facts.filter((fact) => (fact.disease ?? disease) === disease);
}

const NOT: Readonly<Record<Answer, Answer>> = {
  satisfied: 'not_satisfied',
  not_satisfied: 'satisfied',
  open: 'open',
};

function oneOf(answers: readonly Answer[]): Answer {
  if (answers.includes('satisfied')) return 'satisfied';
  return answers.includes('open') ? 'open' : 'not_satisfied';
}

function answerOf(value: unknown): Answer {
  return value === true ? 'satisfied' : value === false ? 'not_satisfied' : 'open';
}

function failedRuleOf({ id, refusalClass, words }: PackRule): FailedRule {
  return { id, refusalClass, words: { ...words } };
}

function open(failedRule: FailedRule): RuleAnswer {
  return { answer: 'open', failedRule };
}
