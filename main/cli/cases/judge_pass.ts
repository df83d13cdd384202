import type { Rule } from '../../pass/rules/rule.ts';
import { anySignedPass } from '../../pass/rules/any_signed_pass.ts';
import type { TrustList } from '../../pass/trust_list.ts';
import type { Verdict } from '../../pass/verdict.ts';
import { verifyPass } from '../../pass/verify_pass.ts';
import type { Judgement } from './case_fields.ts';

const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Puts a pass through the whole core: `pass` where it is admitted, else `fail` with the reason. Without a rule of
 * the case's own any genuine pass is enough.
 */
export async function judgePass(given: {
  readonly code: string | Uint8Array;
  readonly trust: TrustList;
  readonly now: number;
  readonly rule?: Rule;
  readonly audiences?: readonly string[];
  readonly gate?: string | null;
  readonly clockSkewMs?: number;
}): Promise<Judgement & { readonly read: Verdict }> {
  const { audiences = [], clockSkewMs = CLOCK_SKEW_MS, code, gate = null, now, trust } = given;
  const { rule = anySignedPass } = given;
  const read = await verifyPass({ code, trust, policy: { clockSkewMs, rule, audiences, gate }, now });
  return { verdict: read.outcome === 'admit' ? 'pass' : 'fail', reason: read.reason, read };
}
