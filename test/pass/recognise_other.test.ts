import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recogniseOther } from '../../main/pass/recognise_other.ts';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { makeIssuer, NOW } from './make_pass.ts';

const trust = buildTrustList([makeIssuer().trusted], { issuedAt: null, validUntil: null });
const policy = { clockSkewMs: 0, rule: anySignedPass, audiences: [], gate: null };

const recognise = (code: string | Uint8Array) => {
  const { format, outcome, reason } = recogniseOther(readScannedCode(code));
  return `${outcome} ${format} ${reason}`;
};
/** The same through the whole core, where every reader is asked first. */
const verify = async (code: string | Uint8Array) => {
  const verdict = await verifyPass({ code, trust, policy, now: NOW });
  expect(verdict).toMatchObject({ stages: [], issuer: null, facts: null, contentId: null });
  return `${verdict.outcome} ${verdict.format} ${verdict.reason}`;
};
const amber = (format: string) => `undecided ${format} format_not_verifiable`;
const UNKNOWN = 'not_a_pass unknown wrong_code';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

const CASES: readonly (readonly [string, string])[] = [
  ['HKSARG|VACC|1|X|abc=', 'undecided hk_domestic format_not_verifiable'],
  ['#UT01008000002\u000f0,\u0002\u0014', 'undecided rail_ticket format_not_verifiable'],
  ['RDB1DPDNAGDYCAO2H4IQ', 'undecided visible_seal format_not_verifiable'],
  ['mdoc:owBjMS4w', 'undecided mdoc_engagement format_not_verifiable'],
  ['MDOC:owBjMS4w', 'undecided mdoc_engagement format_not_verifiable'],
  ['openid4vp://?request_uri=https%3A%2F%2Fx', 'undecided mdoc_engagement format_not_verifiable'],
  ['eudi-openid4vp://x', 'undecided mdoc_engagement format_not_verifiable'],
  ['mdoc-openid4vp://x', 'undecided mdoc_engagement format_not_verifiable'],
  ['haip://x', 'undecided mdoc_engagement format_not_verifiable'],
  ['HKEN:0ABCDEFGHeyJ9', 'not_a_pass venue_poster wrong_code'],
  ['HKEN:', 'not_a_pass venue_poster wrong_code'],
  ['https://example.org/HC1:', 'not_a_pass web_address wrong_code'],
  ['HTTP://EXAMPLE.ORG', 'not_a_pass web_address wrong_code'],
  ['www.example.org', 'not_a_pass web_address wrong_code'],
  ['shlink:/eyJ1', 'not_a_pass web_address wrong_code'],
  ['#shlink:/eyJ1', 'not_a_pass web_address wrong_code'],
  ['MEBKM:TITLE:x;URL:http\\://x;;', 'not_a_pass web_address wrong_code'],
  ['BEGIN:VCARD\nVERSION:3.0', 'not_a_pass contact_card wrong_code'],
  ['MECARD:N:Muster;;', 'not_a_pass contact_card wrong_code'],
  ['BIZCARD:N:Muster;;', 'not_a_pass contact_card wrong_code'],
  ['WIFI:S:venue;T:WPA;P:x;;', 'not_a_pass wifi wrong_code'],
  ['M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 326J001A0025 100', 'not_a_pass boarding_pass wrong_code'],
  ['M2DESMARAIS/LUC       EABC123 YULFRAAC 0834 326J001A0025 100', 'not_a_pass boarding_pass wrong_code'],
  ['4006381333931', 'not_a_pass product_code wrong_code'],
  ['(01)09506000134352(10)ABC', 'not_a_pass product_code wrong_code'],
  ['mailto:a@example.org', 'not_a_pass other_code wrong_code'],
  ['TEL:+85212345678', 'not_a_pass other_code wrong_code'],
  ['SMSTO:+85212345678:Hi', 'not_a_pass other_code wrong_code'],
  ['geo:22.3,114.2', 'not_a_pass other_code wrong_code'],
  ['BEGIN:VCALENDAR\nBEGIN:VEVENT', 'not_a_pass other_code wrong_code'],
  ['BEGIN:VEVENT\nSUMMARY:x', 'not_a_pass other_code wrong_code'],
  ['00020101021126330012hk.com.hkicl6304ABCD', 'not_a_pass other_code wrong_code'],
  ['BCD\n002\n1\nSCT', 'not_a_pass other_code wrong_code'],
  ['SPC\r\n0200\r\n1', 'not_a_pass other_code wrong_code'],
  ['bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT', 'not_a_pass other_code wrong_code'],
  ['otpauth://totp/x?secret=A', 'not_a_pass other_code wrong_code'],
  ['weixin://wxpay/bizpayurl?pr=x', 'not_a_pass other_code wrong_code'],
  ['LPA:1$SMDP.EXAMPLE$X', 'not_a_pass other_code wrong_code'],
  ['HC2:6BFOXN', 'refuse hc1 bad_prefix'],
  ['hc1:6BFOXN', 'refuse hc1 bad_prefix'],
  [' HC1:6BFOXN', 'refuse hc1 bad_prefix'],
  ['SHC:/5676290952432060', 'refuse shc bad_prefix'],
  ['shc:5676290952432060', 'refuse shc bad_prefix'],
  ['SHC://5676290952432060', 'refuse shc bad_prefix'],
  ['NZCP:2KCE', 'refuse nzcp bad_prefix'],
  ['VP2:6BFOXN', 'refuse venue bad_prefix'],
  ['vp1:6BFOXN', 'refuse venue bad_prefix'],
  ['4006381333930', 'not_a_pass unknown wrong_code'],
  ['telephone', 'not_a_pass unknown wrong_code'],
  ['A ticket? See https://example.org', 'not_a_pass unknown wrong_code'],
  ['Guten Tag', 'not_a_pass unknown wrong_code'],
  ['', 'not_a_pass unknown wrong_code'],
];

describe('a code that no reader verifies', () => {
  it.each(CASES)('is named: %j', async (code, answer) => {
    expect(recognise(code)).toBe(answer);
    expect(await verify(code)).toBe(answer);
    expect(await verify(bytesOf(code))).toBe(answer);
  });

  it.each(CASES)('is named behind a byte order mark, and before a line end: %j', (code, answer) => {
    expect(recognise(`\ufeff${code}\r\n`)).toBe(answer);
    expect(recognise(bytesOf(`\ufeff${code}\r\n`))).toBe(answer);
  });

  it.each([
    ['a seal', '\u00dc\u0003m2\u00ff\u0080', amber('visible_seal')],
    ['a seal of another version', '\u00dc\u0009m2\u00ff', UNKNOWN],
    ['a rail ticket', '#UT01008000002\u0030\u002c\u00ff\u0000', amber('rail_ticket')],
    ['a rail ticket that is UTF-8 too', '#UT01008000002\u00c3\u00bc', amber('rail_ticket')],
    ['a dynamic rail ticket', `\u0081Ub\u00c8${'\u00aa'.repeat(40)}`, amber('rail_ticket')],
    ['a domestic record in Big5', 'HKSARG|VACC|\u00b3\u00af', amber('hk_domestic')],
    ['a contact card in Latin-1', 'BEGIN:VCARD\nN:M\u00fcller', 'not_a_pass contact_card wrong_code'],
    ['a damaged health certificate', 'HC2:\u00ff\u00fe', 'refuse hc1 bad_prefix'],
    ['noise', '\u00ff\u00fe\u0080', UNKNOWN],
  ])('is named by its bytes, and by a scanner’s text of them: %s', async (_what, text, answer) => {
    expect(await verify(latin1(text))).toBe(answer);
    expect(await verify(bytesOf(text))).toBe(answer);
    expect(await verify(text)).toBe(answer);
  });

  it('is never admitted and never throws, whatever it holds', async () => {
    const sample = fc.constantFrom(...CASES.map(([code]) => code));
    const changed = fc
      .tuple(sample, fc.nat(60), fc.nat(3), fc.string({ unit: 'binary', maxLength: 4 }))
      .map(([code, at, length, by]) => code.slice(0, at) + by + code.slice(at + length));
    const spoilt = fc.tuple(sample, fc.uint8Array({ maxLength: 300 })).map(([code, bytes]) => {
      return new Uint8Array(Buffer.concat([latin1(code.slice(0, 12)), bytes]));
    });
    const noise = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.uint8Array({ maxLength: 300 }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(changed, spoilt, noise), async (code) => {
        expect(recognise(code)).toMatch(/^(undecided|not_a_pass|refuse) /);
        const { outcome, facts } = await verifyPass({ code, trust, policy, now: NOW });
        expect(outcome).toMatch(/^(undecided|not_a_pass|refuse)$/);
        expect(facts).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });
});
