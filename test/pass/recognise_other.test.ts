import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recogniseOther } from '../../main/pass/recognise_other.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';

const recognise = (code: string | Uint8Array) => {
  const { format, outcome, reason } = recogniseOther(readScannedCode(code));
  return `${outcome} ${format} ${reason}`;
};

describe('recogniseOther', () => {
  it.each([
    ['SHC:/5676290952432060', 'refuse shc bad_prefix'],
    ['shc:5676290952432060', 'refuse shc bad_prefix'],
    ['#UT010080000020', 'undecided rail_ticket format_not_supported'],
    ['RDB1IABCDEF', 'undecided visible_seal format_not_supported'],
    ['mdoc:owBjMS4w', 'undecided mdoc_engagement format_not_supported'],
    ['HKSARG|VACC|1|X|abc=', 'undecided hk_domestic format_not_verifiable'],
    ['HKEN:0ABCDEFGHeyJ9', 'not_a_pass venue_poster wrong_code'],
    ['https://example.org/HC1:', 'not_a_pass web_address wrong_code'],
    ['HTTP://EXAMPLE.ORG', 'not_a_pass web_address wrong_code'],
    ['shlink:/eyJ1', 'not_a_pass web_address wrong_code'],
    ['BEGIN:VCARD\nVERSION:3.0', 'not_a_pass contact_card wrong_code'],
    ['MECARD:N:Muster;;', 'not_a_pass contact_card wrong_code'],
    ['WIFI:S:venue;T:WPA;P:x;;', 'not_a_pass wifi wrong_code'],
    ['M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 326J001A0025 100', 'not_a_pass boarding_pass wrong_code'],
    ['4006381333931', 'not_a_pass product_code wrong_code'],
    ['036000291452', 'not_a_pass product_code wrong_code'],
    ['96385074', 'not_a_pass product_code wrong_code'],
    ['4006381333930', 'not_a_pass unknown wrong_code'],
    ['HC2:6BFOXN', 'refuse hc1 bad_prefix'],
    ['hc1:6BFOXN', 'refuse hc1 bad_prefix'],
    ['VP2:6BFOXN', 'refuse venue bad_prefix'],
    ['vp1:6BFOXN', 'refuse venue bad_prefix'],
    ['Guten Tag', 'not_a_pass unknown wrong_code'],
    ['', 'not_a_pass unknown wrong_code'],
  ])('%s', (code, answer) => expect(recognise(code)).toBe(answer));

  it('knows binary codes', () => {
    expect(recognise(Uint8Array.of(0xdc, 0x02, 0x80))).toBe('undecided visible_seal format_not_supported');
    expect(recognise(Uint8Array.of(0xff, 0xfe, 0x80))).toBe('not_a_pass unknown wrong_code');
  });

  it('never admits, and never throws', () => {
    const code = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(code, (given) => {
        expect(recognise(given)).toMatch(/^(undecided|not_a_pass|refuse) /);
      }),
    );
  });
});
