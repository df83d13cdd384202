import { z } from 'zod';
import { fail, ok, type Result } from '../pass/result.ts';
import { findLogicFault, readPaths } from '../pass/rules/certlogic.ts';
import type { CountryRule } from '../pass/rules/country_rules.ts';
import { DISEASES } from '../pass/rules/disease.ts';
import { readDay } from '../pass/rules/local_clock.ts';
import type { RulePack } from '../pass/rules/rule_pack.ts';
import type { PassFormat } from '../pass/verdict.ts';

/** The largest file of rules that is read: those of all of Europe's countries together are some 200 kB. */
export const MAX_RULE_FILE_BYTES = 2 * 1024 * 1024;

const MAX_COUNTRY_RULES = 2_000;
const MAX_RULES = 40;
const MAX_EDITIONS = 100;
const FORMATS = [
  'hc1',
  'shc',
  'nzcp',
  'vds_nc',
  'claim169',
  'pretix',
  'divoc',
  'venue',
] as const satisfies readonly PassFormat[];

/** Something that people read: no controls, no bidirectional tricks. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+$/u);
const words = (most: number) =>
  z.strictObject({ en: line(most), 'zh-Hant': line(most), 'zh-Hans': line(most) });
const logic = z
  .unknown()
  .refine((value) => value !== undefined && findLogicFault(value) === null, { abort: true });
const factList = z.enum(['vaccinations', 'tests', 'recoveries', 'exemptions']);
const condition = z
  .strictObject({ some: factList.exactOptional(), none: factList.exactOptional(), logic })
  .refine(({ none, some }) => none === undefined || some === undefined);
const rule = z.strictObject({
  id: z.string().regex(/^[A-Z]{2}-[A-Z0-9]{2,8}-\d{4}$/),
  refusalClass: z.enum(['not_accepted', 'out_of_date', 'wrong_place', 'rule_not_met']),
  words: words(200),
  disease: z.enum(DISEASES).exactOptional(),
  needs: z.array(factList).max(4),
  anyOf: z.array(condition).min(1).max(20),
});
const rules = z
  .array(rule)
  .min(1)
  .max(MAX_RULES)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length);
const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?$/)
  .refine((text) => readDay(text.slice(0, 10)) !== null);
const edition = z
  .strictObject({
    from: localTime.nullable(),
    to: localTime.nullable(),
    parameters: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/), z.int()),
    rules: rules.exactOptional(),
  })
  .refine(({ from, to }) => from === null || to === null || startOf(from) <= endOf(to));
const rulePack = z
  .strictObject({
    version: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9_]{0,39}$/),
    title: words(80),
    note: words(400).nullable(),
    complete: z.boolean(),
    formats: z.array(z.enum(FORMATS)).min(1).nullable(),
    rules,
    editions: z.array(edition).min(1).max(MAX_EDITIONS),
  })
  .refine((pack) => pack.editions.every((one) => hasItsParameters(one.rules ?? pack.rules, one.parameters)));

/** What is bounded, and perhaps for another engine than the kiosk's: such a rule stays open. */
const foreignLogic = z.unknown().refine(
  (value) => {
    const fault = findLogicFault(value);
    return value !== undefined && (fault === null || fault === 'not_certlogic');
  },
  { abort: true },
);
/** Rules of countries name more than a kiosk reads. */
const countryRule = z.object({
  Identifier: z.string().min(1).max(40),
  Type: z.enum(['Acceptance', 'Invalidation']),
  Country: z.string().regex(/^[A-Za-z]{2}$/),
  Version: z.string().max(20),
  SchemaVersion: z.string().max(20),
  Engine: z.string().max(40),
  EngineVersion: z.string().max(20),
  CertificateType: z.enum(['General', 'Vaccination', 'Test', 'Recovery']),
  Description: z
    .array(z.object({ lang: z.string().max(20), desc: z.string().max(1_000) }))
    .max(40),
  ValidFrom: z.iso.datetime({ offset: true }),
  ValidTo: z.iso.datetime({ offset: true }),
  Logic: foreignLogic,
});
const countryRules = z.array(countryRule).min(1).max(MAX_COUNTRY_RULES);

export type RuleFileError = 'too_large' | 'not_json' | 'not_rules';

/** Reads a rule pack file: all of it, or none. */
export function readRulePackFile(content: Uint8Array): Result<RulePack, RuleFileError> {
  return readFile(content, rulePack);
}

/** Reads a file of countries' rules, a JSON array as their gateways publish it: all of it, or none. */
export function readCountryRuleFile(content: Uint8Array): Result<readonly CountryRule[], RuleFileError> {
  return readFile(content, countryRules);
}

function readFile<Content>(content: Uint8Array, schema: z.ZodType<Content>): Result<Content, RuleFileError> {
  if (content.length > MAX_RULE_FILE_BYTES) return fail('too_large');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    return fail('not_json');
  }
  const read = schema.safeParse(json);
  return read.success ? ok(read.data) : fail('not_rules');
}

function startOf(local: string): string {
  return local.includes('T') ? local : `${local}T00:00`;
}

function endOf(local: string): string {
  return local.includes('T') ? local : `${local}T23:59`;
}

/** A misspelt parameter would leave the rule open for everybody. */
function hasItsParameters(
  list: z.output<typeof rules>,
  parameters: Readonly<Record<string, number>>,
): boolean {
  const paths = list.flatMap(({ anyOf }) => anyOf.flatMap((one) => readPaths(one.logic)));
  return paths
    .filter((path) => path.startsWith('parameters.'))
    .every((path) => Object.hasOwn(parameters, path.slice('parameters.'.length)));
}
