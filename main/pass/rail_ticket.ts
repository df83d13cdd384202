/** UIC 918.3, of which version 1 is signed with DSA in DER and version 2 with its two numbers. */
const FIXED_HEADER = /^(?:#UT|OTI)\d\d\d{4}/;
/** UIC 918.9: a UPER sequence that begins with one bit and the text U1 or U2 of seven bits a letter. */
const DYNAMIC_HEADER = /^[\u0001\u0081]U[b-e][\s\S]{20}/;
/** VDV-KA: a signature of 128 bytes, then what found no room in it, up to the mark and its version. */
const LOCAL_TRANSPORT = /^\u009e\u0081\u0080[\s\S]{128}\u009a[\u0005-\u007f][\s\S]{0,122}VDV/;

/**
 * Tells a European ticket for trains or local transport by its frame; `text` holds a character a byte. Their
 * keys are given to railways only, and only railways know which were used.
 */
export function isRailTicket(text: string): boolean {
  return FIXED_HEADER.test(text) || DYNAMIC_HEADER.test(text) || LOCAL_TRANSPORT.test(text);
}
