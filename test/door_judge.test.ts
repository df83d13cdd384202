import { describe, expect, it } from 'vitest';
import { createDoorJudge } from '../main/door_judge.ts';
import { defaultSettings } from '../main/settings/venue_settings.ts';
import { createTrustedTime } from '../main/trust/trusted_time.ts';
import { readVenueFiles } from '../main/trust/venue_files.ts';
import { createVenueRules } from '../main/venue_rules.ts';
import { DAY_MS, makeClaims, makeCode, makeIssuer, NOW } from './pass/make_pass.ts';

const issuer = makeIssuer();
const good = Buffer.from(makeCode(issuer));
const expired = Buffer.from(makeCode(issuer, new Map([...makeClaims(), [4, NOW / 1000 - 60]])));
const forged = Buffer.from(makeCode({ ...issuer, privateKey: makeIssuer().privateKey }));
const HOUR_MS = 3_600_000;

/** A door whose computer has a clock that hands can move, and an uptime that nobody can. */
function bench(limits: object = {}) {
  const clock = { wallMs: NOW, uptimeMs: 1_000_000 };
  const spki = issuer.trusted.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const list = {
    version: 1,
    issuedAt: new Date(NOW - DAY_MS).toISOString(),
    validUntil: new Date(NOW + 60 * DAY_MS).toISOString(),
    keys: [{ format: 'hc1', issuer: 'XX', keyId: issuer.trusted.keyId, spki }],
  };
  const venue = readVenueFiles({
    trustLists: [{ name: 'keys', content: Buffer.from(JSON.stringify(list)) }],
    rulePacks: [],
    revocationLists: [],
  });
  const settings = { ...defaultSettings('Hall'), rulePack: 'any', timeZone: 'Asia/Hong_Kong' };
  const time = createTrustedTime({ stored: null, wallClockMs: () => clock.wallMs, uptimeMs: () => clock.uptimeMs });
  const state = { settings };
  const judge = createDoorJudge({
    trust: () => ({ venue, dates: venue.dates, bounds: {} }),
    time,
    rules: createVenueRules({ settings: () => state.settings, loaded: () => venue.rulePacks }),
    settings: () => state.settings,
    limits: () => limits,
  });
  const answer = (code: Uint8Array) => {
    const { outcome, reason } = judge.verify(code, false);
    return `${outcome} ${reason}`;
  };
  return {
    judge,
    state,
    answer,
    pass(ms: number) {
      clock.wallMs += ms;
      clock.uptimeMs += ms;
    },
    setClock(byMs: number) {
      clock.wallMs += byMs;
    },
  };
}

describe("the door's judge", () => {
  it('admits and refuses by the venue while the clock keeps pace', () => {
    const b = bench();
    for (let hour = 0; hour < 12; hour += 1) {
      expect(b.answer(good)).toBe('admit valid');
      expect(b.answer(expired)).toBe('refuse expired');
      b.pass(HOUR_MS);
    }
    expect(b.judge.clock().state).toBe('trusted');
  });

  it.each([
    ['back', -DAY_MS, 'behind'],
    ['forward', DAY_MS, 'ahead'],
  ])('notices a clock that was set %s by a day within one scan', (_way, byMs, state) => {
    const b = bench();
    expect(b.answer(good)).toBe('admit valid');
    b.pass(60_000);
    b.setClock(byMs);
    expect(b.answer(good)).toBe('undecided clock_doubtful');
    expect(b.answer(expired)).toBe('undecided clock_doubtful');
    expect(b.answer(forged)).toBe('refuse bad_signature');
    expect(b.judge.clock().state).toBe(state);
    b.setClock(-byMs);
    expect(b.answer(good)).toBe('admit valid');
  });

  it('does not mind another time zone', () => {
    const b = bench();
    b.state.settings = { ...b.state.settings, timeZone: 'America/New_York' };
    expect(b.answer(good)).toBe('admit valid');
    expect(b.judge.clock().state).toBe('trusted');
  });

  it("stops at the venue's own limit, and says until when it can open", () => {
    const b = bench({ keys: { warnAfterMs: 2 * DAY_MS, stopAfterMs: 3 * DAY_MS } });
    expect(b.judge.ages().openUntil).toEqual({ at: NOW + 2 * DAY_MS, kind: 'keys' });
    b.pass(DAY_MS);
    expect(b.judge.ages().kinds.keys?.state).toBe('warn');
    expect(b.answer(good)).toBe('admit valid');
    b.pass(DAY_MS);
    expect(b.answer(good)).toBe('undecided trust_list_stale');
  });

  it('combines two passes by the rule of the moment only', () => {
    const b = bench();
    b.state.settings = { ...b.state.settings, rulePack: 'members_and_staff' };
    const verdict = b.judge.verify(good, false);
    expect(verdict.reason).toBe('rule_open');
    expect(b.judge.combine(verdict, verdict)).toBeNull();
    b.state.settings = { ...b.state.settings, rulePack: 'any' };
    expect(b.judge.combine(verdict, verdict)?.outcome).toBe('admit');
  });
});
