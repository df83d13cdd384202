/** The national layouts that scanners can be set to, as their manuals call them "keyboard country" or "language". */
export type KeyboardLayout = 'us' | 'uk' | 'de' | 'fr' | 'es' | 'it';

/** Which modifiers are held: none, Shift, AltGr, or both. */
export type KeyLevel = 0 | 1 | 2 | 3;

/** What a key types at one level. `dead`: it types nothing yet, and changes the letter that follows. */
export interface KeyCharacter {
  readonly character: string;
  readonly dead: boolean;
}

/**
 * HID usages (page 0x07, USB HID Usage Tables 1.12, section 10) of the positions of ISO/IEC 9995-1, row by row:
 * E00-E12, D01-D12, C01-C12, B00-B10 and the space bar.
 */
const USAGES: readonly number[] = [
  ...[0x35, 0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2d, 0x2e],
  ...[0x14, 0x1a, 0x08, 0x15, 0x17, 0x1c, 0x18, 0x0c, 0x12, 0x13, 0x2f, 0x30],
  ...[0x04, 0x16, 0x07, 0x09, 0x0a, 0x0b, 0x0d, 0x0e, 0x0f, 0x33, 0x34, 0x31],
  ...[0x64, 0x1d, 0x1b, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38],
  0x2c,
];
/** The key at C12 has a second usage on keyboards with an Enter key of two rows. */
const USAGE_C12 = 0x31;
const USAGE_C12_ISO = 0x32;

/** Characters by position, an empty one as `\0`; `altGr` in pairs of the key's plain character and its third one. */
interface LayoutData {
  readonly plain: string;
  readonly shift: string;
  readonly altGr: string;
  readonly shiftAltGr: string;
  /** Dead characters of each level. */
  readonly dead: readonly [string, string, string];
}

/** Windows layouts, since scanners imitate those: Unicode CLDR 40, `keyboards/windows/*-t-k0-windows.xml`. */
const LAYOUTS: Readonly<Record<KeyboardLayout, LayoutData>> = {
  us: {
    plain: "`1234567890-=qwertyuiop[]asdfghjkl;'\\\\zxcvbnm,./ ",
    shift: '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"||ZXCVBNM<>? ',
    altGr: '',
    shiftAltGr: '',
    dead: ['', '', ''],
  },
  uk: {
    plain: "`1234567890-=qwertyuiop[]asdfghjkl;'#\\zxcvbnm,./ ",
    shift: '¬!"£$%^&*()_+QWERTYUIOP{}ASDFGHJKL:@~|ZXCVBNM<>? ',
    altGr: '`¦4€eéuúiíoóaá',
    shiftAltGr: 'eÉuÚiÍoÓaÁ',
    dead: ['', '', ''],
  },
  de: {
    plain: '^1234567890ß´qwertzuiopü+asdfghjklöä#<yxcvbnm,.- ',
    shift: '°!"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ\'>YXCVBNM;:_ ',
    altGr: '2²3³7{8[9]0}ß\\q@e€+~<|mµ',
    shiftAltGr: '',
    dead: ['^´', '`', ''],
  },
  fr: {
    plain: '²&é"\'(-è_çà)=azertyuiop^$qsdfghjklmù*<wxcvbn,;:! ',
    shift: '\0' + '1234567890°+AZERTYUIOP¨£QSDFGHJKLM%µ>WXCVBN?./§ ',
    altGr: 'é~"#\'{([-|è`_\\ç^à@)]=}e€$¤',
    shiftAltGr: '',
    dead: ['^', '¨', '~`'],
  },
  es: {
    plain: "º1234567890'¡qwertyuiop`+asdfghjklñ´ç<zxcvbnm,.- ",
    shift: 'ª!"·$%&/()=?¿QWERTYUIOP^*ASDFGHJKLÑ¨Ç>ZXCVBNM;:_ ',
    altGr: 'º\\1|2@3#4~5€6¬e€`[+]´{ç}',
    shiftAltGr: '',
    dead: ['`´', '^¨', '~'],
  },
  it: {
    plain: "\\1234567890'ìqwertyuiopè+asdfghjklòàù<zxcvbnm,.- ",
    shift: '|!"£$%&/()=?^QWERTYUIOPé*ASDFGHJKLç°§>ZXCVBNM;:_ ',
    altGr: '5€e€è[+]ò@à#',
    shiftAltGr: 'è{+}',
    dead: ['', '', ''],
  },
};

type LayoutTable = ReadonlyMap<number, readonly (KeyCharacter | null)[]>;

const TABLES: Readonly<Record<KeyboardLayout, LayoutTable>> = {
  us: tableOf(LAYOUTS.us),
  uk: tableOf(LAYOUTS.uk),
  de: tableOf(LAYOUTS.de),
  fr: tableOf(LAYOUTS.fr),
  es: tableOf(LAYOUTS.es),
  it: tableOf(LAYOUTS.it),
};

function tableOf({ plain, shift, altGr, shiftAltGr, dead }: LayoutData): LayoutTable {
  const third = pairsOf(altGr);
  const fourth = pairsOf(shiftAltGr);
  const table = new Map<number, readonly (KeyCharacter | null)[]>();
  USAGES.forEach((usage, index) => {
    const base = plain[index] ?? '';
    const characters = [base, shift[index], third.get(base), fourth.get(base)];
    const levels = characters.map((character, level) =>
      character === undefined || character === '\0'
        ? null
        : { character, dead: dead[level]?.includes(character) ?? false },
    );
    table.set(usage, levels);
    if (usage === USAGE_C12) table.set(USAGE_C12_ISO, levels);
  });
  return table;
}

function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (let at = 0; at + 1 < text.length; at += 2) pairs.set(text.charAt(at), text.charAt(at + 1));
  return pairs;
}

/** What a key types; null where it types nothing at that level. */
export function characterOfKey(layout: KeyboardLayout, usage: number, level: KeyLevel): KeyCharacter | null {
  return TABLES[layout].get(usage)?.[level] ?? null;
}

/** Every key of a layout with what it types: plain before Shift before AltGr, so that the simplest comes first. */
export function keysOfLayout(
  layout: KeyboardLayout,
): readonly { readonly usage: number; readonly level: KeyLevel; readonly types: KeyCharacter }[] {
  const levels: readonly KeyLevel[] = [0, 1, 2, 3];
  return levels.flatMap((level) =>
    USAGES.flatMap((usage) => {
      const types = characterOfKey(layout, usage, level);
      return types === null ? [] : [{ usage, level, types }];
    }),
  );
}

const COMBINING_OF: Readonly<Record<string, string>> = {
  '`': '\u0300',
  '´': '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '¨': '\u0308',
};
const LETTERS_OF: Readonly<Record<string, string>> = {
  '`': 'aeiouAEIOU',
  '´': 'aeiouyAEIOUY',
  '^': 'aeiouAEIOU',
  '~': 'anoANO',
  '¨': 'aeiouyAEIOU',
};

/** The letter that a dead key makes of the next one (the `transforms` of the same files); null where it makes none. */
export function composedLetter(accent: string, letter: string): string | null {
  if (letter === ' ') return accent;
  const combining = COMBINING_OF[accent];
  if (combining === undefined || letter === '' || LETTERS_OF[accent]?.includes(letter) !== true) return null;
  return (letter + combining).normalize('NFC');
}
