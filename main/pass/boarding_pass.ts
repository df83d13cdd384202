/** How far a text keeps to the form of a boarding pass. */
export type BoardingPassForm = 'whole' | 'malformed';

const HEADER_CHARACTERS = 23;
/** A leg up to its date: the least that a cut one must still name. */
const LEG_CORE_CHARACTERS = 24;
const LEG_CHARACTERS = 37;
const HEADER = /^M([1-4])[A-Za-z][A-Za-z0-9 /.,'()-]{19}[A-Z ]/;
/** Booking, airports, carrier, flight and day of the year, which some carriers pad with blanks. */
const LEG_CORE = /^[A-Z0-9 ]{7}[A-Z]{6}[A-Z0-9 ]{3}[0-9 ]{4}[A-Z0-9 ]([0-9 ]{2}[0-9])/;
const LEG_REST = /^[A-Z0-9 ]*$/;
const SECURITY_DATA = /^\^[!-~]([0-9A-Fa-f]{2})/;
const LAST_DAY_OF_YEAR = 366;

/**
 * Tells an IATA bar coded boarding pass (Resolution 792, version 8): null where the text does not begin with
 * a passenger and a flight. Its security data has no key that third parties know, so it is never verified.
 */
export function readBoardingPass(text: string): BoardingPassForm | null {
  const legs = Number(HEADER.exec(text)?.[1] ?? 0);
  if (legs === 0) return null;
  let rest = text.slice(HEADER_CHARACTERS);
  for (let leg = 1; leg <= legs; leg += 1) {
    if (!isLegCore(rest)) return leg === 1 ? null : 'malformed';
    const tail = rest.slice(LEG_CORE_CHARACTERS, LEG_CHARACTERS - 2);
    if (!LEG_REST.test(tail)) return 'malformed';
    // Some carriers leave out what they would leave blank, to the end of the code.
    if (rest.length < LEG_CHARACTERS - 1) return leg === legs ? 'whole' : 'malformed';
    const announced = sizeAt(rest, LEG_CHARACTERS - 2);
    if (announced === null) return 'malformed';
    rest = rest.slice(LEG_CHARACTERS);
    // And some announce nothing, and send it all the same.
    const isSilent = announced === 0 && leg === legs && rest.startsWith('>');
    const size = isSilent ? sizeBeforeSecurity(rest) : announced;
    if (size > rest.length || !isConditionalPart(rest.slice(0, size), leg === 1)) return 'malformed';
    rest = rest.slice(size);
  }
  return rest.trim() === '' || isSecurityData(rest) ? 'whole' : 'malformed';
}

function isLegCore(text: string): boolean {
  const day = Number(LEG_CORE.exec(text)?.[1]);
  return day >= 1 && day <= LAST_DAY_OF_YEAR;
}

/**
 * What may be left out: in the first leg a version and the items of the whole pass, in each leg its own
 * items, both with their size before them; then anything for the airline's own use.
 */
function isConditionalPart(part: string, isFirst: boolean): boolean {
  if (part === '') return true;
  if (!isFirst) return withoutSized(part) !== null;
  if (!/^>[0-9A-Z]/.test(part)) return false;
  const items = withoutSized(part.slice(2));
  return items !== null && withoutSized(items) !== null;
}

/** What follows the sized section at the start; null where that does not fit. Nothing is no section. */
function withoutSized(text: string): string | null {
  if (text === '') return '';
  const size = sizeAt(text, 0);
  return size === null || 2 + size > text.length ? null : text.slice(2 + size);
}

function isSecurityData(text: string): boolean {
  const size = SECURITY_DATA.exec(text)?.[1];
  if (size === undefined) return false;
  const end = 4 + Number.parseInt(size, 16);
  return end <= text.length && text.slice(end).trim() === '';
}

function sizeBeforeSecurity(text: string): number {
  const at = text.indexOf('^');
  return at < 0 ? text.length : at;
}

function sizeAt(text: string, at: number): number | null {
  const digits = text.slice(at, at + 2);
  return /^[0-9A-F]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : null;
}
