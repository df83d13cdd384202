import { evaluateLogic, findLogicFault } from '../../pass/rules/certlogic.ts';
import { chooseCountryRules, type CountryRule, judgeCountryRule } from '../../pass/rules/country_rules.ts';
import { localClock } from '../../pass/rules/local_clock.ts';
import { venueIn } from '../../pass/rules/rule.ts';
import { ruleData } from '../../pass/rules/rule_facts.ts';
import { readDcc } from '../../pass/formats/dcc.ts';
import { readCountryRuleFile } from '../../trust/rule_pack_file.ts';
import { BadCase, clockOf, isJson, type Json, type Judgement, listOf, textOf } from './case_fields.ts';
import { countryRuleOf } from './country_rule_table.ts';
import { claimsWithoutKey } from './health_certificate_cases.ts';

/** A CertLogic expression and its data. */
export function judgeCertLogic({ data, logic }: Json): Judgement {
  return valueOf(logic, data);
}

/** The logic of one country rule on a certificate's content. */
export function judgeDccRule(given: Json): Judgement {
  const { external, payload } = given;
  return valueOf(logicOf(given), { payload, external });
}

/** The logic that a case brings itself, or that of the rule which it names. */
function logicOf({ logic, rule }: Json): unknown {
  if (logic !== undefined) return logic;
  const named = isJson(rule) ? rule : countryRuleOf(textOf(rule));
  if (!isJson(named)) throw new BadCase();
  return named.Logic;
}

function valueOf(logic: unknown, data: unknown): Judgement {
  const fault = findLogicFault(logic);
  // What is not written as the specification asks may still have a value: the library says so itself.
  if (fault !== null && fault !== 'not_certlogic') return { verdict: 'fail', reason: 'bad_rule' };
  const value = evaluateLogic(logic, data);
  return value === undefined
    ? { verdict: 'fail', reason: 'rule_open' }
    : { verdict: 'value', reason: 'valid', value };
}

/** A certificate against the rules of a country: how many pass, fail or stay open. */
export function judgeDccValidation(given: Json): Judgement {
  const read = claimsWithoutKey(given);
  const dcc = readDcc(read?.dcc);
  if (read === null || dcc === null) return { verdict: 'fail', reason: 'bad_claims' };
  const now = clockOf(given);
  const issuer = typeof read.claims[1] === 'string' ? read.claims[1] : null;
  const countryCode = textOf(given.country);
  const clock = localClock('UTC');
  const data =
    clock === null
      ? null
      : ruleData(
          {
            format: 'hc1',
            facts: dcc.facts,
            issuer,
            keyId: read.pass.keyId,
            issuedAt: millisecondsOf(read.claims[6]),
            expiresAt: millisecondsOf(read.claims[4]),
            now,
          },
          venueIn('UTC', { countryCode, valueSets: valueSetsOf(given.general) }),
          clock,
        );
  if (data === null) throw new BadCase();
  const { payload } = data;
  const rules = chooseCountryRules(rulesOf(given.rules), {
    countryCode,
    issuerCountryCode: issuer ?? '',
    payload,
    now,
  });
  const answers = rules.map((rule) => judgeCountryRule(rule, data).answer);
  const number = (wanted: string) => answers.filter((answer) => answer === wanted).length;
  return {
    verdict: 'counts',
    reason: 'valid',
    pass: number('satisfied'),
    fail: number('not_satisfied'),
    open: number('open'),
  };
}

function rulesOf(value: unknown): readonly CountryRule[] {
  if (Array.isArray(value) && value.length === 0) return [];
  const rules = readCountryRuleFile(Buffer.from(JSON.stringify(value) ?? ''));
  if (!rules.ok) throw new BadCase();
  return rules.value;
}

function valueSetsOf(general: unknown): Readonly<Record<string, readonly string[]>> {
  const sets = isJson(general) && isJson(general.valueSets) ? general.valueSets : {};
  return Object.fromEntries(
    Object.entries(sets).map(([id, codes]) => {
      if (!Array.isArray(codes)) throw new BadCase();
      return [id, codes.map(textOf)];
    }),
  );
}

function millisecondsOf(seconds: unknown): number | null {
  return typeof seconds === 'number' ? seconds * 1000 : null;
}
