import { generateKeyPairSync } from 'node:crypto';
import type { SpecimenCard } from '../bridge/contract.ts';
import { type DemoAuthority, demoKey } from './demo_authority.ts';
import { issueHc1 } from './issue_hc1.ts';

const DAY_S = 86_400;
const YEAR_S = 365 * DAY_S;

/**
 * One specimen for every outcome a scan can have, signed by the demo's authority and dated from `nowMs`. All
 * holders are fictional.
 */
export function demoSpecimens(authority: DemoAuthority, nowMs: number): readonly SpecimenCard[] {
  const today = Math.floor(nowMs / 1000 / DAY_S) * DAY_S;
  const now = Math.floor(nowMs / 1000);
  const main = demoKey(authority.mainKey);
  const day = (offset: number) => new Date((today + offset * DAY_S) * 1000).toISOString().slice(0, 10);

  function issue(id: string, content: object, change: { issuedAt?: number; expiresAt?: number; key?: typeof main } = {}) {
    const dcc = { ver: '1.3.0', dob: '1980-02-29', ...content };
    return issueHc1(
      {
        issuer: 'HK',
        issuedAt: change.issuedAt ?? today - 30 * DAY_S,
        expiresAt: change.expiresAt ?? today + YEAR_S,
        certificate: new Map([[1, withIds(dcc, `URN:UVCI:01:HK:DEMO-${id.toUpperCase()}`)]]),
      },
      change.key ?? main,
    );
  }

  const holder = { nam: { fn: '陳', fnt: 'CHAN', gn: '大文', gnt: 'TAI<MAN' } };
  const latin = { nam: { fn: "O'Specimen", fnt: 'O<SPECIMEN', gn: 'Zoë', gnt: 'ZOE' }, dob: '1992-07-14' };
  const dose = (doseNumber: number, doses: number) => ({
    v: [{ tg: '840539006', vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215', dn: doseNumber, sd: doses, dt: day(-40), co: 'HK', is: 'Demo authority' }],
  });
  const sampledAt = new Date((now - 3 * 3_600) * 1000).toISOString();
  const test = (result: string) => ({
    t: [{ tg: '840539006', tt: 'LP6464-4', nm: 'PCR', sc: sampledAt, tr: result, tc: 'Demo', co: 'HK', is: 'Demo authority' }],
  });
  const recovery = {
    r: [{ tg: '840539006', fr: day(-60), df: day(-49), du: day(120), co: 'HK', is: 'Demo authority' }],
  };
  const genuine = issue('vaccinated', { ...holder, ...dose(2, 2) });
  const stranger = { ...demoKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()) };

  const poster = Buffer.from(JSON.stringify({ metadata: null, nameZh: '示範場地', nameEn: 'Demo venue', type: 'IMPORT', hash: '0'.repeat(64) }));
  const cards: readonly (readonly [string, SpecimenCard['expected'], string, string])[] = [
    ['vaccinated', 'admit', 'Vaccinated, two of two doses', genuine],
    ['tested', 'admit', 'Negative test this morning', issue('tested', { ...latin, ...test('260415000') }, { issuedAt: now - 7_200 })],
    ['recovered', 'admit', 'Recovered', issue('recovered', { ...latin, ...recovery })],
    ['expired', 'refuse', 'Expired', issue('expired', { ...holder, ...dose(2, 2) }, { issuedAt: today - YEAR_S, expiresAt: today - DAY_S })],
    ['not_yet_valid', 'refuse', 'Issued in the future', issue('future', { ...holder, ...dose(2, 2) }, { issuedAt: today + 30 * DAY_S })],
    ['rule_not_met', 'refuse', 'One of two doses', issue('partial', { ...latin, ...dose(1, 2) })],
    ['forged', 'refuse', 'Forged: signed by somebody else', issue('forged', { ...latin, ...dose(2, 2) }, { key: { ...stranger, keyId: main.keyId } })],
    ['damaged', 'refuse', 'Damaged code', genuine.slice(0, -40)],
    ['unknown_issuer', 'undecided', 'Issuer not on the list', issue('unknown', { ...latin, ...dose(2, 2) }, { key: stranger })],
    ['hk_domestic', 'undecided', 'Hong Kong domestic record', 'HKSARG|VAC|1|SPECIMEN|DEMO|AAAA'],
    ['smart_card', 'undecided', 'SMART Health Card', `shc:/${'56762909524320603460292437404460'.repeat(4)}`],
    ['web_address', 'not_a_pass', 'Web address', 'https://example.org/menu'],
    ['venue_poster', 'not_a_pass', 'Venue poster code', `HKEN:0DEMO0000${poster.toString('base64')}`],
    ['boarding_pass', 'not_a_pass', 'Boarding pass', 'M1SPECIMEN/DEMO       EABC123 HKGLHRXX 0123 001Y012A0001 100'],
    ['product_code', 'not_a_pass', 'Product code', '4006381333931'],
    ['specimen', 'specimen', 'Specimen for drills', issue('drill', { ...holder, ...dose(2, 2) }, { key: demoKey(authority.specimenKey) })],
  ];
  return cards.map(([id, expected, label, text]) => ({ id, expected, label, text }));
}

function withIds(dcc: Readonly<Record<string, unknown>>, id: string): object {
  return Object.fromEntries(
    Object.entries(dcc).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((entry: object) => ({ ...entry, ci: id })) : value,
    ]),
  );
}
