import type { VenueSettings } from './bridge/contract.ts';
import { combineVerdicts } from './pass/combine_verdicts.ts';
import type { Verdict } from './pass/verdict.ts';
import { verifyPass } from './pass/verify_pass.ts';
import { type AgedKind, type AgeLimits, type Ages, agesAt } from './trust/ages.ts';
import type { TrustInUse } from './trust/trust_in_store.ts';
import type { ClockReading, TrustedTime } from './trust/trusted_time.ts';
import type { VenueRules } from './venue_rules.ts';

/** Joins the pure core with the trust in use, the venue's rule and the trusted time. */
export interface DoorJudge {
  verify(code: Uint8Array, isJoined: boolean): Verdict;
  combine(first: Verdict, second: Verdict): Verdict | null;
  clock(): ClockReading;
  ages(): Ages;
}

/** Allowed lead of an issuer's clock. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Makes the door's judge. A clock in doubt, or a list from the future, admits nobody. */
export function createDoorJudge(parts: {
  readonly trust: () => TrustInUse;
  readonly time: TrustedTime;
  readonly rules: VenueRules;
  readonly settings: () => VenueSettings;
  readonly limits: () => Readonly<Partial<Record<AgedKind, AgeLimits>>>;
}): DoorJudge {
  function agesOf(nowMs: number): Ages {
    const { bounds, dates } = parts.trust();
    return agesAt(nowMs, { inUse: dates, bounds, chosen: parts.limits() });
  }

  function judge(code: Uint8Array, isJoined: boolean): Verdict {
    const { nowMs, state } = parts.time.now();
    const ages = agesOf(nowMs);
    const isFromFuture = Object.values(ages.kinds).some((age) => age?.isFromFuture);
    const { audiences, gate } = parts.settings();
    return verifyPass({
      code,
      isJoined,
      trust: parts.trust().venue.trust,
      policy: { clockSkewMs: CLOCK_SKEW_MS, rule: parts.rules.current(), audiences, gate, openUntil: ages.stopAt },
      now: nowMs,
      clock: isInDoubt(state) || isFromFuture ? 'doubtful' : 'trusted',
    });
  }

  return {
    verify(code, isJoined) {
      const verdict = judge(code, isJoined);
      const { issuedAt, issuer } = verdict;
      if (issuer === null || issuedAt === null) return verdict;
      const before = parts.time.now().state;
      parts.time.sawPass(issuer, issuedAt);
      const after = parts.time.now().state;
      // The pass itself may be what shows that the clock is wrong.
      return isInDoubt(after) && !isInDoubt(before) ? judge(code, isJoined) : verdict;
    },
    combine: (first, second) => combineVerdicts(first, second, parts.rules.current(), parts.time.now().nowMs),
    clock: () => parts.time.now(),
    ages: () => agesOf(parts.time.now().nowMs),
  };
}

function isInDoubt(state: ClockReading['state']): boolean {
  return state === 'behind' || state === 'ahead';
}
