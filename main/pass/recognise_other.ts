import { readBoardingPass } from './boarding_pass.ts';
import { isProductCode } from './product_code.ts';
import { isRailTicket } from './rail_ticket.ts';
import type { ScannedCode } from './scanned_code.ts';
import type { Outcome, PassFormat, Reason } from './verdict.ts';
import { isVisibleSeal } from './visible_seal.ts';

/** What a code is that no reader verifies, and what that means at the door. */
export interface OtherCode {
  readonly format: PassFormat;
  readonly outcome: Extract<Outcome, 'refuse' | 'undecided' | 'not_a_pass'>;
  readonly reason: Reason;
}

type Kind = readonly [PassFormat, { test(text: string): boolean }];

/** Perhaps genuine, but with keys that venues do not get, or none: amber, with the words that help. */
const NOT_VERIFIABLE: readonly Kind[] = [
  ['hk_domestic', /^HKSARG\|/],
  ['rail_ticket', { test: isRailTicket }],
  ['visible_seal', { test: isVisibleSeal }],
  // ISO/IEC 18013-5 and OpenID for Verifiable Presentations: they open a conversation and hold no record.
  ['mdoc_engagement', /^(?:mdoc|mdoc-openid4vp|openid4vp|eudi-openid4vp|haip|haip-vp):/i],
];

/** Another version of a format, or a damaged prefix: never guessed at. */
const DAMAGED: readonly Kind[] = [
  ['hc1', /^HC[0-9A-Z]:/i],
  ['shc', /^shc:/i],
  ['nzcp', /^NZCP:/i],
  ['venue', /^VP[0-9A-Z]:/i],
];

/** Codes that are no pass: the screen says what it is and what to ask for. */
const NOT_A_PASS: readonly Kind[] = [
  ['venue_poster', /^(?:HKEN|NZCOVIDTRACER|UKC19TRACING):/],
  ['web_address', /^(?:https?:\/\/|www\.|#?shlink:\/|MEBKM:|URL(?:TO)?:)/i],
  ['contact_card', /^(?:BEGIN:VCARD|MECARD:|BIZCARD:)/i],
  ['wifi', /^(?:WIFI|DPP):/i],
  ['boarding_pass', { test: (text) => readBoardingPass(text) !== null }],
  ['other_code', /^(?:mailto|matmsg|tel|sms|smsto|mms|mmsto|geo|bitcoin|ethereum|lightning|LPA):/i],
  ['other_code', /^BEGIN:(?:VCALENDAR|VEVENT)/i],
  // A code of a kiosk's own support bundle (`main/support/bundle_frames.ts`), on a manager's screen beside the door.
  ['other_code', /^VPB\d:/],
  // Payment codes of EMVCo, of the European Payments Council and of Swiss banks.
  ['other_code', /^(?:000201\d{4}|BCD\r?\n00[12]\r?\n|SPC\r?\n0\d{3}\r?\n)/],
  // Whatever other application a link opens.
  ['other_code', /^[a-z][a-z0-9+.-]{1,30}:\/\//i],
  ['product_code', { test: isProductCode }],
];

const GROUPS = [
  [NOT_VERIFIABLE, 'undecided', 'format_not_verifiable'],
  [DAMAGED, 'refuse', 'bad_prefix'],
  [NOT_A_PASS, 'not_a_pass', 'wrong_code'],
] as const;

/** Names a code that is none of the verifiable formats. */
export function recogniseOther({ bytes, text }: ScannedCode): OtherCode {
  // Bytes that are no text are seen one character a byte, as scanners show them that make text of everything.
  const seen = (text ?? Buffer.from(bytes).toString('latin1')).trimStart();
  for (const [kinds, outcome, reason] of GROUPS) {
    const kind = kinds.find(([, pattern]) => pattern.test(seen));
    if (kind !== undefined) return { format: kind[0], outcome, reason };
  }
  return { format: 'unknown', outcome: 'not_a_pass', reason: 'wrong_code' };
}
