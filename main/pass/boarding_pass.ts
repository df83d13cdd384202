const HEADER_CHARACTERS = 23;
/** Up to the compartment: what every leg must name. */
const LEG_CORE_CHARACTERS = 25;
const LEG_CHARACTERS = 37;
const HEADER = /^M([1-4])[A-Z][A-Z0-9 /.'-]{19}[A-Z ]$/i;
const LEG_CORE = /^[A-Z0-9 ]{7}[A-Z]{3}[A-Z]{3}[A-Z0-9 ]{3}[0-9 ]{4}[A-Z0-9 ][0-9 ]{3}[A-Z0-9 ]$/i;
const SIZE_OF_CONDITIONAL_PART = /^[0-9A-F]{2}$/i;

/**
 * True for an IATA bar coded boarding pass (Resolution 792): a header, then as many legs as it announces, each
 * followed by its conditional part. Its security data has no public key infrastructure: never verified.
 */
export function isBoardingPass(text: string): boolean {
  const legs = Number(HEADER.exec(text.slice(0, HEADER_CHARACTERS))?.[1] ?? 0);
  if (legs === 0) return false;
  let at = HEADER_CHARACTERS;
  for (let leg = 0; leg < legs; leg += 1) {
    if (!LEG_CORE.test(text.slice(at, at + LEG_CORE_CHARACTERS))) return false;
    const size = text.slice(at + LEG_CHARACTERS - 2, at + LEG_CHARACTERS);
    if (size.length < 2) return leg === legs - 1;
    if (!SIZE_OF_CONDITIONAL_PART.test(size)) return false;
    at += LEG_CHARACTERS + Number.parseInt(size, 16);
    if (at > text.length) return false;
  }
  return true;
}
