import { isBoardingPass } from './boarding_pass.ts';
import type { ScannedCode } from './scanned_code.ts';
import type { Outcome, PassFormat, Reason } from './verdict.ts';

/** What a code is that no reader verifies, and what that means at the door. */
export interface OtherCode {
  readonly format: PassFormat;
  readonly outcome: Extract<Outcome, 'refuse' | 'undecided' | 'not_a_pass'>;
  readonly reason: Reason;
}

/** Signed formats, by prefix, that are not verified yet: amber, since the pass may be good. */
const NOT_SUPPORTED: readonly (readonly [PassFormat, RegExp])[] = [
  ['rail_ticket', /^(?:#UT|OTI)0[12]/],
  ['visible_seal', /^RDB1/],
  ['mdoc_engagement', /^mdoc:/i],
];

/** Records that nobody can verify offline: amber, with the words that help. */
const NOT_VERIFIABLE: readonly (readonly [PassFormat, RegExp])[] = [['hk_domestic', /^HKSARG\|/]];

/** Codes that are no pass: the screen says what it is and what to ask for. */
const NOT_A_PASS: readonly (readonly [PassFormat, RegExp])[] = [
  ['venue_poster', /^HKEN:/],
  ['web_address', /^(?:https?:\/\/|www\.|shlink:\/)/i],
  ['contact_card', /^(?:BEGIN:VCARD|MECARD:|BIZCARD:)/i],
  ['wifi', /^WIFI:/i],
];

const VISIBLE_SEAL_MAGIC = 0xdc;

/** Names a code that is none of the verifiable formats. */
export function recogniseOther(code: ScannedCode): OtherCode {
  const { bytes, text } = code;
  if (bytes[0] === VISIBLE_SEAL_MAGIC) return undecided('visible_seal', 'format_not_supported');
  if (text === null) return { format: 'unknown', outcome: 'not_a_pass', reason: 'wrong_code' };
  for (const [format, pattern] of NOT_SUPPORTED) {
    if (pattern.test(text)) return undecided(format, 'format_not_supported');
  }
  for (const [format, pattern] of NOT_VERIFIABLE) {
    if (pattern.test(text)) return undecided(format, 'format_not_verifiable');
  }
  for (const [format, pattern] of NOT_A_PASS) {
    if (pattern.test(text)) return { format, outcome: 'not_a_pass', reason: 'wrong_code' };
  }
  if (isBoardingPass(text)) return { format: 'boarding_pass', outcome: 'not_a_pass', reason: 'wrong_code' };
  if (isProductCode(text)) return { format: 'product_code', outcome: 'not_a_pass', reason: 'wrong_code' };
  // Another version of a format, or a damaged prefix: never guessed at.
  if (/^HC[0-9A-Z]:/i.test(text)) return { format: 'hc1', outcome: 'refuse', reason: 'bad_prefix' };
  if (/^shc:/i.test(text)) return { format: 'shc', outcome: 'refuse', reason: 'bad_prefix' };
  if (/^VP[0-9A-Z]:/i.test(text)) return { format: 'venue', outcome: 'refuse', reason: 'bad_prefix' };
  return { format: 'unknown', outcome: 'not_a_pass', reason: 'wrong_code' };
}

function undecided(format: PassFormat, reason: Reason): OtherCode {
  return { format, outcome: 'undecided', reason };
}

/** GTIN-8, -12, -13 or -14 with a right check digit (GS1 General Specifications section 7.9). */
function isProductCode(text: string): boolean {
  if (!/^(?:\d{8}|\d{12,14})$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) sum += Number(text.at(-1 - i)) * (i % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}
