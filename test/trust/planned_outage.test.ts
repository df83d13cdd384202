import { describe, expect, it } from 'vitest';
import type { Rule } from '../../main/pass/rules/rule.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { AGED_KINDS, type AgedKind, type AgeLimits, agesAt } from '../../main/trust/ages.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import {
  encodeEnvelope,
  makeClaims,
  makeCode,
  makeEnvelope,
  makeIssuer,
  NOW,
  policy,
  toCode,
} from '../pass/make_pass.ts';
import { DAY_MS, HOUR_MS, type KioskClocks, makeKioskClocks } from './kiosk_clocks.ts';

const days = (warnAfter: number, stopAfter: number): AgeLimits => ({
  warnAfterMs: warnAfter * DAY_MS,
  stopAfterMs: stopAfter * DAY_MS,
});
const BOUNDS = { keys: days(9, 14), rules: days(20, 30), revocations: days(2, 7) };
/** The venue lets its keys end on the twelfth day and its rules on the thirteenth. */
const CHOSEN = { keys: days(5, 12), rules: days(6, 13), revocations: days(5, 60) };
/** When the cable was pulled out, everything was an hour old. */
const ISSUED_AT = NOW - HOUR_MS;
const LIMITS = { keys: days(5, 12), rules: days(6, 13), revocations: days(2, 7) };

const issuer = makeIssuer();
const trust = buildTrustList([issuer.trusted], { issuedAt: ISSUED_AT, validUntil: ISSUED_AT + 60 * DAY_MS });
const good = makeCode(issuer);
const forged = toCode(encodeEnvelope({ ...makeEnvelope(issuer), sign: () => new Uint8Array(64) }));
const endsTomorrow = makeCode(issuer, new Map([...makeClaims(), [4, NOW / 1000 + 86_400]]));
const noRule: Rule = () => ({ answer: 'not_satisfied', failedRule: null });

/** A scan as the kiosk does it: the time, then the ages by it, then the pass by both. */
function scan(kiosk: KioskClocks, code: string, kinds: readonly AgedKind[] = AGED_KINDS, rule = policy.rule) {
  const clock = kiosk.time().now();
  const dated = (kind: AgedKind) => (kinds.includes(kind) ? [{ issuedAt: ISSUED_AT, validUntil: null }] : []);
  const ages = agesAt(clock.nowMs, {
    inUse: { keys: dated('keys'), rules: dated('rules'), revocations: dated('revocations') },
    bounds: BOUNDS,
    chosen: CHOSEN,
  });
  const isDoubtful = clock.state === 'behind' || clock.state === 'ahead';
  const { outcome, reason } = verifyPass({
    code,
    trust,
    policy: { ...policy, rule, openUntil: ages.stopAt },
    now: clock.nowMs,
    clock: isDoubtful ? 'doubtful' : 'trusted',
  });
  return { ages, answer: `${outcome} ${reason}`, clock };
}

function openDoor(): KioskClocks {
  const kiosk = makeKioskClocks(NOW);
  kiosk.time().sawSignedTime(ISSUED_AT);
  return kiosk;
}

/** Opens at ten, scans every hour until ten in the evening, and is off at night. */
function* hoursOfTwoWeeks(kiosk: KioskClocks): Generator<number> {
  for (let day = 0; day < 14; day += 1) {
    for (let hour = 0; hour < 12; hour += 1) {
      yield kiosk.real() - ISSUED_AT;
      kiosk.run(HOUR_MS);
    }
    if (day % 3 === 2) kiosk.sleep(12 * HOUR_MS);
    else kiosk.restartComputer(12 * HOUR_MS);
  }
}

function stateAfter(ageMs: number, { stopAfterMs, warnAfterMs }: AgeLimits): string {
  return ageMs >= stopAfterMs ? 'stopped' : ageMs >= warnAfterMs ? 'warn' : 'fresh';
}

function answerAfter(ageMs: number, kinds: readonly AgedKind[]): string {
  const ended = (kind: AgedKind) => kinds.includes(kind) && ageMs >= LIMITS[kind].stopAfterMs;
  if (ended('keys')) return 'undecided trust_list_stale';
  if (ended('revocations')) return 'undecided revocations_stale';
  return ended('rules') ? 'undecided rules_stale' : 'admit valid';
}

describe('two weeks without any connection', () => {
  it.each([
    [['keys', 'rules', 'revocations'], 'revocations', 'revocations_stale'],
    [['keys', 'rules'], 'keys', 'trust_list_stale'],
    [['rules'], 'rules', 'rules_stale'],
  ] as const)('with %j end with the %s, at the hour that was said all along', (kinds, first, reason) => {
    const kiosk = openDoor();
    const answers = new Set<string>();
    const states = new Set<string>();
    for (const ageMs of hoursOfTwoWeeks(kiosk)) {
      const { ages, answer, clock } = scan(kiosk, good, kinds);
      expect(clock).toEqual({ nowMs: kiosk.real(), state: 'trusted', reason: null });
      for (const kind of kinds) {
        expect(ages.kinds[kind]).toMatchObject({ ageMs, state: stateAfter(ageMs, LIMITS[kind]) });
      }
      expect(ages.openUntil).toEqual({ at: ISSUED_AT + LIMITS[first].stopAfterMs, kind: first });
      expect(answer).toBe(answerAfter(ageMs, kinds));
      answers.add(answer);
      states.add(ages.kinds[first]?.state ?? '');
      expect(scan(kiosk, forged, kinds).answer).toBe('refuse bad_signature');
    }
    expect([...answers].slice(0, 2)).toEqual(['admit valid', `undecided ${reason}`]);
    expect([...states]).toEqual(['fresh', 'warn', 'stopped']);
  });

  it('refuse by no rule that is too old, nor by one with keys that are', () => {
    const kiosk = openDoor();
    expect(scan(kiosk, good, ['rules'], noRule).answer).toBe('refuse rule_not_met');
    kiosk.run(13 * DAY_MS);
    expect(scan(kiosk, good, ['rules'], noRule).answer).toBe('undecided rules_stale');
    expect(scan(kiosk, good, ['keys'], noRule).answer).toBe('undecided trust_list_stale');
  });

  it.each([-1, 1, -365, 3_650])('notice at the very next scan that the clock was set off by %i days', (off) => {
    const kiosk = openDoor();
    for (const ageMs of hoursOfTwoWeeks(kiosk)) {
      if (ageMs > 5 * DAY_MS) break;
      expect(scan(kiosk, good).answer).toBe('admit valid');
      expect(scan(kiosk, endsTomorrow).answer).toBe(kiosk.real() < NOW + DAY_MS ? 'admit valid' : 'refuse expired');
      kiosk.setOff(off * DAY_MS);
      for (const code of [good, endsTomorrow]) {
        const { answer, clock } = scan(kiosk, code);
        expect(answer).toBe('undecided clock_doubtful');
        expect(clock).toMatchObject({ nowMs: kiosk.real(), state: off < 0 ? 'behind' : 'ahead' });
      }
      expect(scan(kiosk, forged).answer).toBe('refuse bad_signature');
      kiosk.setOff(0);
      expect(scan(kiosk, good).answer).toBe('admit valid');
    }
  });
});
