import { readIsoInstant } from '../iso_instant.ts';
import { evaluateLogic } from './certlogic.ts';
import { localClock } from './local_clock.ts';
import type { FailedRule, Rule, RuleAnswer, RuleVenue } from './rule.ts';
import { ruleData } from './rule_facts.ts';

/**
 * A business rule of a country for the EU Digital COVID Certificate, as the countries publish it (eHealth
 * Network, EU DCC Validation Rules 1.1, section 5.5).
 */
export interface CountryRule {
  readonly Identifier: string;
  readonly Type: 'Acceptance' | 'Invalidation';
  readonly Country: string;
  readonly Version: string;
  readonly SchemaVersion: string;
  readonly Engine: string;
  readonly EngineVersion: string;
  readonly CertificateType: 'General' | 'Vaccination' | 'Test' | 'Recovery';
  readonly Description: readonly { readonly lang: string; readonly desc: string }[];
  readonly ValidFrom: string;
  readonly ValidTo: string;
  readonly Logic: unknown;
}

/** What one of a country's rules says of a certificate. `open`: it cannot be said here. */
export interface JudgedCountryRule {
  readonly rule: CountryRule;
  readonly answer: RuleAnswer['answer'];
}

const ENGINE = 'CERTLOGIC';
/** The version of the CertLogic specification that the library keeps. */
const ENGINE_VERSION: Version = [1, 3, 2];
const TYPE_OF_LIST = { v: 'Vaccination', t: 'Test', r: 'Recovery' } as const;

/** The rules that apply to one certificate at one moment and place. */
export interface RuleChoice {
  readonly countryCode: string;
  readonly issuerCountryCode: string;
  readonly payload: unknown;
  readonly now: number;
}

/**
 * Chooses a country's rules: the acceptance rules of the country of arrival and the invalidation rules of the
 * country of issue, for the certificate's type and for all types, within their dates (both ends count), each
 * in its highest version.
 */
export function chooseCountryRules(
  rules: readonly CountryRule[],
  choice: RuleChoice,
): readonly CountryRule[] {
  const types = typesOf(choice.payload);
  const chosen = new Map<string, CountryRule>();
  for (const rule of rules) {
    const country = rule.Type === 'Acceptance' ? choice.countryCode : choice.issuerCountryCode;
    if (rule.Country.toUpperCase() !== country.toUpperCase()) continue;
    if (rule.CertificateType !== 'General' && !types.has(rule.CertificateType)) continue;
    if (!(Date.parse(rule.ValidFrom) <= choice.now && choice.now <= Date.parse(rule.ValidTo))) continue;
    const name = `${rule.Type} ${rule.Identifier}`;
    const version = versionOf(chosen.get(name)?.Version);
    if (version === null || isAtLeast(versionOf(rule.Version), version)) chosen.set(name, rule);
  }
  return [...chosen.values()];
}

/**
 * Judges one rule. It stays open where the rule asks for another engine or a newer one, where the certificate's
 * schema is older than the rule's or of another major version or holds a date that is none, and where the logic
 * answers neither true nor false.
 */
export function judgeCountryRule(
  rule: CountryRule,
  data: { readonly payload: unknown; readonly external: unknown },
): JudgedCountryRule {
  const schema = versionOf(rule.SchemaVersion);
  const engine = versionOf(rule.EngineVersion);
  const certificate = versionOf(fieldOf(data.payload, 'ver'));
  const isFit =
    rule.Engine === ENGINE &&
    isAtLeast(ENGINE_VERSION, engine) &&
    isAtLeast(certificate, schema) &&
    certificate?.[0] === schema?.[0] &&
    !holdsImpossibleDate(data.payload);
  const value = isFit ? evaluateLogic(rule.Logic, data) : undefined;
  return { rule, answer: value === true ? 'satisfied' : value === false ? 'not_satisfied' : 'open' };
}

/**
 * The rules of the venue's country as the door's rule, for passes that carry an EU certificate: all must be
 * satisfied. Open for every other pass, and where the country has no rule for that certificate.
 */
export function countryRule(rules: readonly CountryRule[], venue: RuleVenue): Rule {
  const clock = localClock(venue.timeZone);
  return (question) => {
    try {
      const data = clock === null ? null : ruleData(question, venue, clock);
      if (data === null || venue.countryCode === null) return open(null);
      const judged = chooseCountryRules(rules, {
        countryCode: venue.countryCode,
        issuerCountryCode: question.issuer ?? '',
        payload: data.payload,
        now: question.now,
      }).map((rule) => judgeCountryRule(rule, data));
      const find = (wanted: RuleAnswer['answer']) => judged.find(({ answer }) => answer === wanted)?.rule;
      const failed = find('not_satisfied');
      if (failed !== undefined) return { answer: 'not_satisfied', failedRule: failedRuleOf(failed) };
      const unclear = find('open');
      if (unclear !== undefined) return open(failedRuleOf(unclear));
      return find('satisfied') === undefined ? open(null) : { answer: 'satisfied', failedRule: null };
    } catch {
      return open(null);
    }
  };
}

function typesOf(payload: unknown): ReadonlySet<string> {
  const lists = Object.entries(TYPE_OF_LIST).filter(([list]) => {
    const entries = fieldOf(payload, list);
    return Array.isArray(entries) && entries.length > 0;
  });
  return new Set(lists.map(([, type]) => type));
}

/** A date that is none answers every comparison with false, whose negation would admit. */
function holdsImpossibleDate(value: unknown): boolean {
  if (typeof value === 'string') {
    if (/^\d{4}-\d{2}$/.test(value)) return readIsoInstant(`${value}-01`) === null;
    return /^\d{4}-\d{2}-\d{2}/.test(value) && readIsoInstant(value) === null;
  }
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsImpossibleDate);
}

function fieldOf(payload: unknown, name: string): unknown {
  if (typeof payload !== 'object' || payload === null) return undefined;
  return (payload as Record<string, unknown>)[name];
}

type Version = readonly [major: number, minor: number, patch: number];

function versionOf(text: unknown): Version | null {
  if (typeof text !== 'string') return null;
  const [, major, minor, patch] = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(text) ?? [];
  return patch === undefined ? null : [Number(major), Number(minor), Number(patch)];
}

/** Never, where one of them cannot be read. */
function isAtLeast(version: Version | null, wanted: Version | null): boolean {
  if (version === null || wanted === null) return false;
  const differing = version.findIndex((part, index) => part !== wanted[index]);
  return differing === -1 || (version[differing] ?? 0) > (wanted[differing] ?? 0);
}

function failedRuleOf({ Description, Identifier }: CountryRule): FailedRule {
  return {
    id: Identifier,
    refusalClass: 'rule_not_met',
    words: Object.fromEntries(Description.map(({ desc, lang }) => [lang, desc])),
  };
}

function open(failedRule: FailedRule | null): RuleAnswer {
  return { answer: 'open', failedRule };
}
