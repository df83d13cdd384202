import { z } from 'zod';
import { parseBoundedJson } from '../../pass/bounded_json.ts';
import { fail, ok, type Result } from '../../pass/result.ts';

export const MAX_POLICY_FILE_BYTES = 16 * 1024;

const TEN_YEARS_HOURS = 87_600;
const hours = z.number().positive().max(TEN_YEARS_HOURS);
const age = z
  .strictObject({ warnAfterHours: hours, stopAfterHours: hours })
  .refine(({ stopAfterHours, warnAfterHours }) => warnAfterHours <= stopAfterHours);
const authorityPolicy = z.strictObject({
  version: z.literal(1),
  ages: z.strictObject({ keys: age, rules: age, revocations: age }),
});

/** The authority's bounds of ages: the venue may be stricter, never laxer. */
export type AuthorityPolicy = z.output<typeof authorityPolicy>;

/** Reads `policy.json` of a repository. */
export function readAuthorityPolicy(content: Uint8Array): Result<AuthorityPolicy, 'not_a_policy'> {
  if (content.length > MAX_POLICY_FILE_BYTES) return fail('not_a_policy');
  const read = authorityPolicy.safeParse(parseBoundedJson(content)?.value);
  return read.success ? ok(read.data) : fail('not_a_policy');
}
