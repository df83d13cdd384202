import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBoardingPass } from '../../main/pass/boarding_pass.ts';

const HEADER = 'M1DESMARAIS/LUC       E';
const CORE = 'ABC123 YULFRAAC 0834 326';
const LEG = `${CORE}J001A0025 1`;
const MANDATORY = `${HEADER}${LEG}00`;
/** Of the whole pass (24 characters), of the leg (42) and of the airline (5). */
const PASS_ITEMS = '1WW1325BAC 0014123456002';
const LEG_ITEMS = '0141234567890 1AC AC 1234567890123    4PCY';
const FIRST = `>518${PASS_ITEMS}2A${LEG_ITEMS}LX58Z`;
const SECURITY = '^108ABCDEFGH';
const BOTH = `M2${HEADER.slice(2)}${LEG}4D${FIRST}DEF456 FRAGVALH 3664 327C012C0002 12E2A${LEG_ITEMS}WQ`;

const oneLeg = (leg: string) => readBoardingPass(`${HEADER}${leg}`);
const withPart = (size: string, part: string, security = '') => oneLeg(`${LEG}${size}${part}${security}`);

describe('a boarding pass', () => {
  it.each([
    ['with what is mandatory', MANDATORY],
    ['with every item and security data', `${HEADER}${LEG}4D${FIRST}${SECURITY}`],
    ['of two legs', BOTH],
    ['of two legs with security data', `${BOTH}${SECURITY}`],
    ['of four legs', `M4${HEADER.slice(2)}${`${LEG}00`.repeat(4)}`],
    ['without an electronic ticket', MANDATORY.replace('       E', '        ')],
    ['with a booking left blank', MANDATORY.replace('ABC123 ', '       ')],
    ['with no seat, no sequence and no status yet', `${HEADER}${CORE}           00`],
    ['of an infant', `${HEADER}${CORE}YINF       00`],
    ['with short numbers padded with blanks', `${HEADER}ABC123 BNESYDQF 551    7Y26J 37    00`],
    ['with a flight that has a letter', MANDATORY.replace('0834 ', '0834A')],
    ['of a carrier with three letters', MANDATORY.replace('AC ', 'ACA')],
    ['with the last day of a leap year', MANDATORY.replace('326', '366')],
    ['with a hyphen and an apostrophe in the name', MANDATORY.replace('DESMARAIS/LUC ', "O'HARA-LEE/M R")],
    ['cut short after its date', `${HEADER}${CORE}`],
    ['cut short after its class', `${HEADER}${CORE}Y`],
    ['cut short after its seat', `${HEADER}${CORE}Y001A`],
    ['cut short before its size', `${HEADER}${LEG}`],
    ['with fewer items than its version has', `${HEADER}${LEG}16>503  W0D0742497067621`],
    ['with a version and no items', `${HEADER}${LEG}06>50000`],
    ['with items of the pass only', `${HEADER}${LEG}0F>60B1WW1325BAC `],
    ['with items of the airline only', `${HEADER}${LEG}14>30000328-1234567890`],
    ['with items that it announces as none', `${HEADER}${LEG}00${FIRST}${SECURITY}`],
    ['with blanks after it', `${MANDATORY}   `],
    ['with empty security data', `${MANDATORY}^100`],
    ['with security data that end in a blank', `${MANDATORY}^104AB= `],
  ])('%s is whole', (_what, text) => expect(readBoardingPass(text)).toBe('whole'));

  it.each([
    ['with fewer legs than announced', MANDATORY.replace('M1', 'M2')],
    ['with more legs than announced', BOTH.replace('M2', 'M1')],
    ['whose second leg is none', `M2${MANDATORY.slice(2)}${LEG.replace('326', '400')}00`],
    ['whose first of two legs is cut short', `M2${HEADER.slice(2)}${CORE}Y`],
    ['cut short within a size', `${HEADER}${LEG}0`],
    ['with a size that is no number', `${HEADER}${LEG}0G`],
    ['with a negative size', `${HEADER}${LEG}-1`],
    ['with a size beyond its end', `${HEADER}${LEG}FF${FIRST}`],
    ['with a size one too long', `${HEADER}${LEG}4E${FIRST}`],
    ['with a size one too short', `${HEADER}${LEG}4C${FIRST}`],
    ['with anything after it', `${MANDATORY}+100`],
    ['with signs where its seat is', MANDATORY.replace('001A', '0-1A')],
  ])('%s is malformed', (_what, text) => expect(readBoardingPass(text)).toBe('malformed'));

  it.each([
    ['that begins with no version', '4D', FIRST.replace('>', '+')],
    ['with a version that is a sign', '4D', FIRST.replace('>5', '>-')],
    ['whose first section has no size', '03', '>51'],
    ['whose first section does not fit', '4D', FIRST.replace('>518', '>5FF')],
    ['whose second section does not fit', '4D', FIRST.replace('2A', '30')],
    ['whose second section has no size', '4D', FIRST.replace('2A', 'ZA')],
  ])('with a conditional part %s is malformed', (_what, size, part) => {
    expect(withPart(size, part)).toBe('malformed');
    expect(withPart(size, part, SECURITY)).toBe('malformed');
  });

  it.each(['^', '^1', '^10', '^1YY', '^109ABCDEFGH', '^108ABCDEFGH+', '108ABCDEFGH', ' ^100'])(
    'with %j for its security data is malformed',
    (security) => expect(readBoardingPass(`${MANDATORY}${security}`)).toBe('malformed'),
  );

  it.each([
    ['nothing', ''],
    ['a name only', 'M1DESMARAIS/LUC       '],
    ['another format', MANDATORY.replace('M', 'S')],
    ['a small letter for the format', MANDATORY.replace('M', 'm')],
    ['no leg', MANDATORY.replace('M1', 'M0')],
    ['five legs', MANDATORY.replace('M1', 'M5')],
    ['a letter for the legs', MANDATORY.replace('M1', 'MX')],
    ['a name that is a number', MANDATORY.replace('D', '0')],
    ['an airport with digits', MANDATORY.replace('YUL', 'Y1L')],
    ['a flight of letters', MANDATORY.replace('0834', 'ABCD')],
    ['day 0', MANDATORY.replace('326', '000')],
    ['day 367', MANDATORY.replace('326', '367')],
    ['no day', MANDATORY.replace('326', '   ')],
    ['half a day', `${HEADER}${CORE.slice(0, -1)}`],
    ['something before it', ` ${MANDATORY}`],
  ])('is not seen in %s', (_what, text) => expect(readBoardingPass(text)).toBeNull());

  it('is read for what it is, whatever is changed', () => {
    const change = fc.tuple(fc.nat(BOTH.length), fc.nat(4), fc.string({ unit: 'binary', maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const text = changes.reduce(
          (changed, [at, length, by]) => changed.slice(0, at) + by + changed.slice(at + length),
          `${BOTH}${SECURITY}`,
        );
        expect([null, 'malformed', 'whole']).toContain(readBoardingPass(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is whole only with the sizes that fit, or with a size of nothing', () => {
    for (let size = 0; size < 256; size += 1) {
      const hex = size.toString(16).padStart(2, '0');
      expect(withPart(hex, FIRST) === 'whole').toBe(size === 0 || size === FIRST.length);
      expect(withPart('4D', FIRST.replace('2A', hex)) === 'whole').toBe(size <= `${LEG_ITEMS}LX58Z`.length);
    }
  });
});
