import { describe, expect, it } from 'vitest';
import { demoRevocationList, demoTrustList, makeDemoAuthority } from '../../main/authority/demo_authority.ts';
import { demoSpecimens } from '../../main/authority/demo_specimens.ts';
import { redactVerdict } from '../../main/pass/redact_verdict.ts';
import { ruleOfPack } from '../../main/pass/rules/built_in_packs.ts';
import { venueIn } from '../../main/pass/rules/rule.ts';
import { MAX_CODE_BYTES, verifyPass } from '../../main/pass/verify_pass.ts';
import { readVenueFiles } from '../../main/trust/venue_files.ts';

const DAY_MS = 86_400_000;
const now = Date.parse('2026-03-01T10:15:00Z');
const policy = { clockSkewMs: 300_000, rule: ruleOfPack('3g', venueIn('UTC')), audiences: [], gate: null };

/** What each specimen is, in the sheet's order. */
const VERDICTS = {
  vaccinated: 'admit valid hc1',
  tested: 'admit valid hc1',
  recovered: 'admit valid hc1',
  expired: 'refuse expired hc1',
  not_yet_valid: 'refuse not_yet_valid hc1',
  rule_not_met: 'refuse rule_not_met hc1',
  altered: 'refuse bad_signature hc1',
  forged: 'refuse bad_signature hc1',
  damaged: 'refuse bad_encoding hc1',
  unknown_issuer: 'undecided unknown_key hc1',
  health_link: 'undecided content_not_supported hc1',
  hk_domestic: 'undecided format_not_verifiable hk_domestic',
  venue_pass: 'admit valid venue',
  single_entry: 'admit valid venue',
  withdrawn: 'refuse revoked venue',
  elsewhere: 'refuse wrong_venue venue',
  member: 'undecided rule_open venue',
  web_address: 'not_a_pass wrong_code web_address',
  venue_poster: 'not_a_pass wrong_code venue_poster',
  boarding_pass: 'not_a_pass wrong_code boarding_pass',
  product_code: 'not_a_pass wrong_code product_code',
  specimen: 'specimen valid hc1',
};

/** An authority made at `madeAt`, its sheet of that moment, and how the door judges it. */
function bench(madeAt: number) {
  const authority = makeDemoAuthority(madeAt);
  const { faults, trust } = readVenueFiles({
    trustLists: [{ name: 'demo', content: Buffer.from(JSON.stringify(demoTrustList(authority))) }],
    rulePacks: [],
    revocationLists: [{ name: 'demo', content: Buffer.from(JSON.stringify(demoRevocationList(authority))) }],
  });
  expect(faults).toEqual([]);
  const judge = (code: string, at: number) => verifyPass({ code, trust, policy, now: at });
  const verdicts = async (cards: ReturnType<typeof demoSpecimens>, at: number) =>
    Object.fromEntries(
      await Promise.all(
        cards.map(async ({ id, text }) => {
          const { outcome, reason, format } = await judge(text, at);
          return [id, `${outcome} ${reason} ${format}`];
        }),
      ),
    );
  return { authority, cards: demoSpecimens(authority, madeAt), judge, verdicts };
}

describe('demo specimens', () => {
  const { authority, cards, judge, verdicts } = bench(now);

  it('give each its verdict', async () => {
    expect(await verdicts(cards, now)).toEqual(VERDICTS);
    expect(cards.map(({ id }) => id)).toEqual(Object.keys(VERDICTS));
  });

  it('say on the sheet what the door will say, and cover every outcome', async () => {
    for (const { text, expected } of cards) expect((await judge(text, now)).outcome).toBe(expected);
    expect(new Set(cards.map(({ expected }) => expected))).toEqual(
      new Set(['admit', 'refuse', 'undecided', 'not_a_pass', 'specimen']),
    );
  });

  it('are texts of their own, each short enough for a QR code', () => {
    expect(new Set(cards.map(({ text }) => text)).size).toBe(cards.length);
    for (const { text } of cards) expect(Buffer.byteLength(text)).toBeLessThan(MAX_CODE_BYTES / 8);
  });

  it.each(['2026-03-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z', '2028-02-29T00:00:00.001Z'])(
    'give the same when made at %s',
    async (moment) => {
      const fresh = bench(Date.parse(moment));
      expect(await fresh.verdicts(fresh.cards, Date.parse(moment))).toEqual(VERDICTS);
    },
  );

  it('last on paper for most of a year, but for the test and the recovery, which run out', async () => {
    const later = { ...VERDICTS, tested: 'refuse rule_not_met hc1' };
    expect(await verdicts(cards, now + 100 * DAY_MS)).toEqual(later);
    expect(await verdicts(cards, now + 300 * DAY_MS)).toEqual({ ...later, recovered: 'refuse rule_not_met hc1' });
  });

  it('are made anew by an authority that is years old', async () => {
    const at = now + 3 * 365 * DAY_MS;
    expect(await verdicts(demoSpecimens(authority, at), at)).toEqual(VERDICTS);
  });

  it('mean nothing to another authority', async () => {
    const stranger = bench(now);
    const green = cards.filter(({ expected }) => expected === 'admit' || expected === 'specimen');
    expect(green).toHaveLength(6);
    for (const { text } of green) expect((await stranger.judge(text, now)).reason).toBe('unknown_key');
  });

  it('show initials and the day of birth, and no more, when the venue wants that', async () => {
    const card = cards.find(({ id }) => id === 'tested');
    const verdict = await judge(card?.text ?? '', now);
    expect(redactVerdict(verdict, 'nothing').identity).toBeNull();
    expect(redactVerdict(verdict, 'initials').identity).toEqual({ line: 'Z. O.', birth: '--07-14' });
    expect(redactVerdict(verdict, 'name').identity).toEqual({ line: "O'Specimen Zoë", birth: '1992-07-14' });
  });
});
