import { randomBytes, randomInt } from 'node:crypto';

const SURNAMES = ['CHAN', '陳', 'García', 'Nguyễn', 'O’Brien', 'Müller', 'Łukasiewicz', 'Иванов', 'בן־דוד', 'الهاشمي'];
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Letters and digits, so many that no bundle has them by chance. */
function letters(count: number): string {
  return Array.from({ length: count }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
}

function digits(count: number): string {
  return Array.from({ length: count }, (_, index) => String(index === 0 ? 1 + randomInt(9) : randomInt(10))).join('');
}

/** What persons, passes, machines and their files may be called, each with a part that occurs nowhere else. */
const KINDS: readonly (() => string)[] = [
  () => `${SURNAMES[randomInt(SURNAMES.length)]} Tai Man ${letters(12)}`,
  () => `HC1:${letters(50).toUpperCase()}`,
  () => `VP1:${letters(40).toUpperCase()}`,
  () => `shc:/${digits(50)}`,
  () => randomBytes(24).toString('base64'),
  () => `URN:UVCI:01:HK:${letters(24).toUpperCase()}`,
  () => digits(16),
  () => `${letters(14).toLowerCase()}@example.org`,
  () => `/home/${letters(12).toLowerCase()}/Documents`,
  () => `C:\\Users\\${letters(12)}\\AppData`,
  () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}/${letters(12)}`,
  () => `SN-${letters(14).toUpperCase()}`,
  () => `host-${letters(12).toLowerCase()}.local`,
  () => letters(12).toLowerCase(),
  () => `${letters(8).toLowerCase()}_${letters(8).toLowerCase()}`,
  () => `張${letters(12)}`,
];

/** That many different strings. */
export function plantedStrings(count: number): readonly string[] {
  const made = new Set<string>();
  while (made.size < count) made.add((KINDS[made.size % KINDS.length] as () => string)());
  return [...made];
}

/** In how many forms each string is looked for. */
export type LeakForm =
  | 'plain'
  | 'folded'
  | 'reversed'
  | 'base64'
  | 'base64url'
  | 'hex'
  | 'utf16le'
  | 'utf16be'
  | 'latin1'
  | 'escaped'
  | 'utf16_escaped'
  | 'percent';

/** Base64 of a text in the midst of other bytes: one of three, by where it begins; the ends belong to others too. */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '');
    return whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
}

/** As it stands within a string of JSON. */
function escaped(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1));
}

/** The bytes that a string would have in each form. */
export function formsOf(text: string): readonly (readonly [LeakForm, Buffer])[] {
  const bytes = Buffer.from(text);
  const utf16le = Buffer.from(text, 'utf16le');
  return [
    ['plain', bytes],
    ['reversed', Buffer.from([...text].reverse().join(''))],
    ...base64Forms(bytes).flatMap(
      (encoded) =>
        [
          ['base64', Buffer.from(encoded)],
          ['base64url', Buffer.from(encoded.replaceAll('+', '-').replaceAll('/', '_'))],
        ] as const,
    ),
    ['hex', Buffer.from(bytes.toString('hex'))],
    ['utf16le', utf16le],
    ['utf16be', Buffer.from(utf16le).swap16()],
    ['latin1', Buffer.from(text, 'latin1')],
    ['escaped', escaped(text)],
    ['utf16_escaped', escaped(utf16le.toString('utf8'))],
    ['utf16_escaped', escaped(Buffer.from(utf16le).swap16().toString('utf8'))],
    ['percent', Buffer.from(encodeURIComponent(text))],
  ];
}

/** Which of the strings are found in any of these bytes, in which form. */
export function leaksIn(places: readonly Uint8Array[], planted: readonly string[]): readonly (readonly [LeakForm, string])[] {
  const plain = Buffer.concat(places.flatMap((place) => [place, Buffer.from('\n\n')]));
  // Letters of one case only, for forms in whose letters the case says nothing.
  const folded = Buffer.from(plain.toString('utf8').toLowerCase());
  return planted.flatMap((text) => {
    const found = formsOf(text).filter(([, bytes]) => plain.includes(bytes));
    const asFolded = [text, Buffer.from(text).toString('hex')].some((one) => folded.includes(Buffer.from(one.toLowerCase())));
    const forms = [...new Set(found.map(([form]) => form)), ...(asFolded ? (['folded'] as const) : [])];
    return forms.map((form) => [form, text] as const);
  });
}
