import { type DemoAuthority, demoKey } from '../../main/authority/demo_authority.ts';
import { issueHc1 } from '../../main/authority/issue_hc1.ts';

const DAY_S = 86_400;
const SUBCLAIM_DCC = 1;

/** A pass of a demo authority for a visitor of that number: only its exact text has a good signature. */
export function visitorPass(authority: DemoAuthority, visitor: number): string {
  const now = Math.floor(Date.now() / 1000);
  const dose = {
    ...{ vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215', dn: 2, sd: 2, tg: '840539006', co: 'HK' },
    ...{ dt: new Date((now - 40 * DAY_S) * 1000).toISOString().slice(0, 10), is: 'Demo authority' },
    ci: `URN:UVCI:01:HK:VISITOR-${visitor}`,
  };
  const nam = { fn: `Visitor ${visitor}`, fnt: 'VISITOR', gn: 'Specimen', gnt: 'SPECIMEN' };
  return issueHc1(
    {
      issuer: 'HK',
      issuedAt: now - DAY_S,
      expiresAt: now + DAY_S,
      certificate: new Map([[SUBCLAIM_DCC, { ver: '1.3.0', nam, dob: '1980-02-29', v: [dose] }]]),
    },
    demoKey(authority.mainKey),
  );
}
