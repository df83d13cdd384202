import { describe, expect, it } from 'vitest';
import { combineVerdicts } from '../../main/pass/combine_verdicts.ts';
import type { RuleQuestion } from '../../main/pass/rules/rule.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { makeCode, makeIssuer, NOW, policy } from './make_pass.ts';
import { makeVenueClaims, makeVenueCode, makeVenueIssuer } from './make_venue_pass.ts';

const issuer = makeIssuer();
const venue = makeVenueIssuer();
const needsBoth = ({ facts }: RuleQuestion) => ({
  answer: facts.membership !== null && facts.vaccinations.length > 0 ? ('satisfied' as const) : ('open' as const),
  failedRule: null,
});
const at = NOW + 6 * 86_400_000;

function verdicts(specimen: { readonly venue?: boolean; readonly health?: boolean } = {}) {
  const keys = [
    { ...issuer.trusted, specimen: specimen.health ?? false },
    { ...venue.trusted, specimen: specimen.venue ?? false },
  ];
  const trust = buildTrustList(keys, { issuedAt: null, validUntil: null });
  const judge = (code: string) => verifyPass({ code, trust, policy: { ...policy, rule: needsBoth }, now: at });
  return {
    once: judge(makeVenueCode(venue, makeVenueClaims([-65_539, true]))),
    member: judge(makeVenueCode(venue, makeVenueClaims())),
    health: judge(makeCode(issuer)),
  };
}

describe('two passes shown together', () => {
  it('are admitted by what both say', () => {
    const { health, member } = verdicts();
    expect([member.reason, health.reason]).toEqual(['rule_open', 'rule_open']);
    expect(combineVerdicts(member, health, needsBoth, at)).toMatchObject({ outcome: 'admit', usesUp: [] });
  });

  it('use up the one that is good for one entry, whichever came first', () => {
    const { health, once } = verdicts();
    expect(once.usesUp).toEqual([once.contentId]);
    expect(combineVerdicts(once, health, needsBoth, at)?.usesUp).toEqual([once.contentId]);
    expect(combineVerdicts(health, once, needsBoth, at)?.usesUp).toEqual([once.contentId]);
  });

  it.each([{ venue: true }, { health: true }, { venue: true, health: true }])('are a specimen where one is: %j', (which) => {
    const { health, member } = verdicts(which);
    expect(combineVerdicts(member, health, needsBoth, at)?.outcome).toBe('specimen');
    expect(combineVerdicts(health, member, needsBoth, at)?.outcome).toBe('specimen');
  });
});
