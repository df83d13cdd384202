import { createHash } from 'node:crypto';
import type { SpecimenCard } from '../bridge/contract.ts';
import { DEMO_ISSUER, type DemoAuthority, demoKey, makePrivateKey, WITHDRAWN_PASS_ID } from './demo_authority.ts';
import { encodeHc1, encodeHc1Claims, type Hc1Content, type Hc1Key, issueHc1, signHc1 } from './issue_hc1.ts';
import { issueVenuePass, type VenuePassContent } from './issue_venue_pass.ts';

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;
const YEAR_S = 365 * DAY_S;
const BOARDING_PASS = 'M1SPECIMEN/DEMO       EABC123 HKGLHRXX 0123 001Y012A0001 100';
const DISEASE = '840539006';
const SUBCLAIM_DCC = 1;
const SUBCLAIM_HEALTH_LINK = 5;
const PASS_ID_BYTES = 16;

/**
 * One specimen for every outcome a scan can have and for the reasons that a door meets, signed by the demo's
 * authority. Dates count from the day of `nowMs` and hold for a year, so that printed sheets last; only the test
 * (three days) and the recovery (120 days) run out sooner. All holders are fictional.
 */
export function demoSpecimens(authority: DemoAuthority, nowMs: number): readonly SpecimenCard[] {
  const now = Math.floor(nowMs / 1000);
  const today = Math.floor(now / DAY_S) * DAY_S;
  const main = demoKey(authority.mainKey);
  const stranger = demoKey(makePrivateKey());
  const day = (offset: number) => new Date((today + offset * DAY_S) * 1000).toISOString().slice(0, 10);

  const chan = { nam: { fn: '陳', fnt: 'CHAN', gn: '大文', gnt: 'TAI<MAN' }, dob: '1980-02-29' };
  const zoe = { nam: { fn: "O'Specimen", fnt: 'O<SPECIMEN', gn: 'Zoë', gnt: 'ZOE' }, dob: '1992-07-14' };
  const source = { tg: DISEASE, co: 'HK', is: 'Demo authority' };
  const doses = (done: number, needed: number, date = day(-40)) => ({
    v: { vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215', dn: done, sd: needed, dt: date, ...source },
  });
  const negativeTest = {
    t: { tt: 'LP6464-4', nm: 'PCR', sc: instant(now - 3 * HOUR_S), tr: '260415000', tc: 'Demo', ...source },
  };
  const recovery = { r: { fr: day(-60), df: day(-46), du: day(120), ...source } };

  function content(id: string, holder: object, entry: object, change: Partial<Hc1Content> = {}): Hc1Content {
    const ci = `URN:UVCI:01:HK:DEMO-${id.toUpperCase()}`;
    const entries = Object.entries(entry).map(([kind, fields]) => [kind, [{ ...fields, ci }]]);
    return {
      issuer: 'HK',
      issuedAt: today - 30 * DAY_S,
      expiresAt: today + YEAR_S,
      certificate: new Map([[SUBCLAIM_DCC, { ver: '1.3.0', ...holder, ...Object.fromEntries(entries) }]]),
      ...change,
    };
  }

  const withdrawnId = Buffer.from(WITHDRAWN_PASS_ID, 'hex');

  function venuePass(id: string, change: Partial<VenuePassContent>, dose?: ReturnType<typeof doses>['v']): string {
    const vaccinations = dose === undefined ? [] : [doseOf(dose)];
    const issued = issueVenuePass(
      {
        issuer: DEMO_ISSUER,
        passId: createHash('sha256').update(id).digest().subarray(0, PASS_ID_BYTES),
        issuedAt: today - 30 * DAY_S,
        expiresAt: today + YEAR_S,
        content: { kind: 'vaccination', vaccinations },
        holder: { familyName: 'Specimen', givenName: 'Zoe', dateOfBirth: '1992-07-14' },
        ...change,
      },
      main.privateKey,
    );
    if (!issued.ok) throw new Error(`The specimen ${id} cannot be issued: ${issued.error}`);
    return issued.value;
  }

  const vaccinated = issueHc1(content('vaccinated', chan, doses(2, 2)), main);
  const tested = content('tested', zoe, negativeTest, { issuedAt: now - 2 * HOUR_S });
  const recovered = content('recovered', zoe, recovery);
  const past = { issuedAt: today - YEAR_S, expiresAt: today - DAY_S };
  const expired = content('expired', chan, doses(2, 2, day(-400)), past);
  const future = { issuedAt: today + YEAR_S, expiresAt: today + 2 * YEAR_S };
  const notYetValid = content('future', chan, doses(2, 2), future);
  const partial = content('partial', zoe, doses(1, 2));
  const altered = encodeHc1({
    ...signHc1(content('altered', zoe, doses(1, 2)), main),
    payload: encodeHc1Claims(content('altered', zoe, doses(2, 2))),
  });
  const forged = content('forged', zoe, doses(2, 2));
  const unknown = content('unknown', zoe, doses(2, 2));
  const link = new Map([[SUBCLAIM_HEALTH_LINK, [{ u: 'shlink:/SPECIMEN' }]]]);
  const healthLink = content('link', {}, {}, { certificate: link });
  const drill = content('drill', chan, doses(2, 2));
  const specimenKey = demoKey(authority.specimenKey);
  const underOurName: Hc1Key = { ...stranger, keyId: main.keyId };
  const unprotectedId: Hc1Key = { ...main, keyIdIn: 'unprotected' };

  const cards: readonly (readonly [string, SpecimenCard['expected'], string, string])[] = [
    ['vaccinated', 'admit', 'Vaccinated, two of two doses', vaccinated],
    ['tested', 'admit', 'Negative PCR test', issueHc1(tested, main)],
    ['recovered', 'admit', 'Recovered', issueHc1(recovered, unprotectedId)],
    ['expired', 'refuse', 'Expired', issueHc1(expired, main)],
    ['not_yet_valid', 'refuse', 'Issued in the future', issueHc1(notYetValid, main)],
    ['rule_not_met', 'refuse', 'One of two doses', issueHc1(partial, main)],
    ['altered', 'refuse', 'Altered after signing', altered],
    ['forged', 'refuse', 'Forged: signed by somebody else', issueHc1(forged, underOurName)],
    // Cut where no Base45 can end, as by a scanner that loses the rest.
    ['damaged', 'refuse', 'Damaged code', vaccinated.slice(0, 'HC1:'.length + 196)],
    ['unknown_issuer', 'undecided', 'Issuer not on the list', issueHc1(unknown, stranger)],
    ['health_link', 'undecided', 'Health link: leads to a server', issueHc1(healthLink, main)],
    ['hk_domestic', 'undecided', 'Hong Kong domestic record', 'HKSARG|VAC|1|SPECIMEN|DEMO|AAAA'],
    ['venue_pass', 'admit', 'This venue’s own pass', venuePass('own', {}, doses(2, 2).v)],
    ['single_entry', 'admit', 'Own pass, for one entry', venuePass('once', { singleUse: true }, doses(2, 2).v)],
    ['withdrawn', 'refuse', 'Own pass, withdrawn', venuePass('withdrawn', { passId: withdrawnId }, doses(2, 2).v)],
    ['elsewhere', 'refuse', 'Pass of another venue', venuePass('elsewhere', { audience: ['Elsewhere'] }, doses(2, 2).v)],
    ['member', 'undecided', 'Member, no health pass', venuePass('member', { content: { kind: 'member' } })],
    ['web_address', 'not_a_pass', 'Web address', 'https://example.org/menu'],
    ['venue_poster', 'not_a_pass', 'Venue poster code', venuePoster('DEMO0000')],
    ['boarding_pass', 'not_a_pass', 'Boarding pass', BOARDING_PASS],
    // GS1 prefix 20 is for use within a company: no product in the world.
    ['product_code', 'not_a_pass', 'Product code', '2012345678903'],
    ['specimen', 'specimen', 'Specimen for drills', issueHc1(drill, specimenKey)],
  ];
  return cards.map(([id, expected, label, text]) => ({ id, expected, label, text }));
}

function doseOf({ co, dn, dt, mp, sd, tg }: { co: string; dn: number; dt: string; mp: string; sd: number; tg: string }) {
  return {
    disease: tg,
    product: mp,
    doseNumber: dn,
    dosesInSeries: sd,
    date: dt,
    country: co,
    validFrom: null,
    validUntil: null,
  };
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** A LeaveHomeSafe venue code: version 0, the venue's id, and base64 of JSON whose hash is of the id alone. */
function venuePoster(id: string): string {
  const hash = createHash('sha256').update(`HKEN${id}2020`).digest('hex');
  const json = JSON.stringify({ metadata: null, nameZh: '示範場地', nameEn: 'Demo venue', type: 'IMPORT', hash });
  return `HKEN:0${id}${Buffer.from(json).toString('base64')}`;
}
