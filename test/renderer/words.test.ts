import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../main/bridge/contract.ts';
import { type Words, wordsOf } from '../../renderer/words/words.ts';

const LANGUAGES: readonly Language[] = ['en', 'zh-Hant', 'zh-Hans'];
const NUMBERS = [0, 1, 2, 7, 1_000];
const NAME = '—';

interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

const TYPES = parseAst(readFileSync(path.resolve(import.meta.dirname, '../../renderer/words/words.ts'), 'utf8'), { lang: 'ts' });

/** The first node within `tree` of which that is true. */
function findNode(tree: unknown, isIt: (node: Node) => boolean): Node | null {
  if (typeof tree !== 'object' || tree === null) return null;
  if (isIt(tree as Node)) return tree as Node;
  for (const inner of Object.values(tree)) {
    const found = findNode(inner, isIt);
    if (found !== null) return found;
  }
  return null;
}

/** The type of the entry at a path, such as `doctor.findings.too_slow.title`: a record has the same for each of its keys. */
function typeAt(at: readonly string[]): Node | null {
  let type = findNode(TYPES, ({ id, type: kind }) => kind === 'TSInterfaceDeclaration' && (id as Node).name === 'Words');
  for (const key of at) {
    const isProperty = (node: Node) => node.type === 'TSPropertySignature' && (node.key as Node).name === key;
    const members = (type?.members ?? (type?.body as Node | undefined)?.body) as readonly Node[] | undefined;
    const property = members?.find(isProperty);
    // `Readonly<Record<Keys, Value>>`, with or without `Partial`, and lists.
    const record = property === undefined ? findNode(type, ({ typeName }) => (typeName as Node | undefined)?.name === 'Record') : null;
    const [, value] = ((record?.typeArguments as Node | undefined)?.params ?? []) as readonly Node[];
    type = property === undefined ? (value ?? null) : ((property.typeAnnotation as Node).typeAnnotation as Node);
  }
  return type;
}

/** Something of that type: `number` for every number in it, and `NAME` for every other thing. */
function sampleOf(type: Node, number: number): unknown {
  if (type.type === 'TSNumberKeyword') return number;
  if (type.type !== 'TSTypeLiteral') return findNode(type, ({ type: kind }) => kind === 'TSArrayType') === null ? NAME : [NAME, NAME];
  const members = type.members as readonly { readonly key: { readonly name: string }; readonly typeAnnotation: { readonly typeAnnotation: Node } }[];
  return Object.fromEntries(members.map(({ key, typeAnnotation }) => [key.name, sampleOf(typeAnnotation.typeAnnotation, number)]));
}

/** What the entry at a path may be asked about, with `number` for every number. */
function samplesFor(at: readonly string[], number: number): readonly unknown[] {
  const type = typeAt(at);
  if (type?.type !== 'TSFunctionType') throw new Error(`words.ts does not say what ${at.join('.')} takes`);
  const parameters = type.params as readonly { readonly typeAnnotation: { readonly typeAnnotation: Node } }[];
  return parameters.map(({ typeAnnotation }) => sampleOf(typeAnnotation.typeAnnotation, number));
}

/** Every text of a language: its path, and what it says; what is made for numbers or names, for several numbers. */
function textsOf(words: Words): readonly (readonly [string, string])[] {
  const walk = (value: unknown, at: string): readonly (readonly [string, string])[] => {
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'function') {
      const say = value as (...given: readonly unknown[]) => string;
      return NUMBERS.map((number) => [`${at}(${number})`, say(...samplesFor(at.split('.'), number))] as const);
    }
    if (typeof value !== 'object' || value === null) throw new Error(`${at} is ${String(value)}`);
    return Object.entries(value).flatMap(([key, inner]) => walk(inner, at === '' ? key : `${at}.${key}`));
  };
  const { script: _side, ...said } = words;
  return walk(said, '');
}

/** The characters of a national character set between two rows. */
function characterSet(label: string, firstRow: number, lastRow: number, cells: readonly (readonly [number, number])[]): ReadonlySet<string> {
  const decoder = new TextDecoder(label);
  const found = new Set<string>();
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (const [first, last] of cells) {
      for (let cell = first; cell <= last; cell += 1) found.add(decoder.decode(new Uint8Array([row, cell])));
    }
  }
  return found;
}

/** Big5, level 1: the 5,401 characters in common use in Traditional Chinese. GB 2312: the 6,763 of Simplified Chinese. */
const COMMON_CHARACTERS = {
  'zh-Hant': characterSet('big5', 0xa4, 0xc6, [
    [0x40, 0x7e],
    [0xa1, 0xfe],
  ]),
  'zh-Hans': characterSet('gbk', 0xb0, 0xf7, [[0xa1, 0xfe]]),
} as const;
/** Written in Hong Kong, and not in common use elsewhere. */
const ALSO_IN: Readonly<Record<keyof typeof COMMON_CHARACTERS, string>> = { 'zh-Hant': '', 'zh-Hans': '' };
/** Names and signs that are the same in every language. */
const NAMES =
  /pin\.json(?:\.previous)?\.broken|--no-sandbox|systemctl mask ctrl-alt-del\.target|DontVTSwitch|DontZap|kernel\.sysrq|core dump|udev|swap|Ctrl|Alt|Backspace|Delete|Print|HID POS|Data Matrix|Caps Lock|Wi-Fi|Linux|Enter|Aztec|Tab|https?|COM3?|CR|LF|ETX|NUL|GS|QR|PIN|USB|PDF|CSV|JSON|HC1|Excel|SMART|COVID Pass|ICAO|VDS-NC|Claim 169|pretix|DIVOC|\b[0-9a-f]{4}:[0-9a-f]{4}\b|U(?= 盘)/g;

describe.each(LANGUAGES)('the words in %s', (language) => {
  const texts = textsOf(wordsOf(language));

  it('all say something, for every number', () => {
    const wrong = texts.filter(([, text]) => typeof text !== 'string' || text.trim() === '' || /undefined|null|NaN|\[object/.test(text));
    expect(wrong).toEqual([]);
  });

  it('group the digits of numbers as the language does', () => {
    const wrong = texts.filter(([at, text]) => at.endsWith('(1000)') && text.includes('1000'));
    expect(wrong).toEqual([]);
  });

  it('have neither space at their ends nor straight quotation marks', () => {
    expect(texts.filter(([, text]) => text !== text.trim() || /["']/.test(text))).toEqual([]);
  });

  it('are those of the other languages', () => {
    const paths = (all: typeof texts) => all.map(([at]) => at).sort();
    const others = LANGUAGES.map((other) => paths(textsOf(wordsOf(other))));
    expect(others).toEqual(others.map(() => paths(texts)));
  });
});

describe.each(['zh-Hant', 'zh-Hans'] as const)('the Chinese of %s', (language) => {
  const texts = textsOf(wordsOf(language));

  it('is written in the characters of its own script', () => {
    const known = COMMON_CHARACTERS[language];
    const wrong = texts.flatMap(([at, text]) =>
      [...text].filter((one) => /\p{Script=Han}/u.test(one) && !known.has(one) && !ALSO_IN[language].includes(one)).map((one) => `${one} ${at}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no English left in it', () => {
    expect(texts.filter(([, text]) => /[a-z]{2}/i.test(text.replace(NAMES, '')))).toEqual([]);
  });

  it('has Chinese punctuation', () => {
    expect(texts.filter(([, text]) => /\p{Script=Han}[,;?!:]|\p{Script=Han}\.(?!\d)/u.test(text))).toEqual([]);
  });
});

describe('English', () => {
  it('says one of a thing in the singular', () => {
    const one = textsOf(wordsOf('en')).filter(([at]) => at.endsWith('(1)'));
    expect(one.length).toBeGreaterThan(5);
    expect(one.filter(([, text]) => /\b1 (?:more )?(?!characters\/s)[a-z]*[^s\W]s\b/.test(text))).toEqual([]);
  });

  it('says several in the plural', () => {
    const two = textsOf(wordsOf('en')).filter(([at]) => at.endsWith('(2)'));
    expect(two.filter(([, text]) => /\b2 (?:key|pass|fault|character|letter|separator|day|person)\b/.test(text))).toEqual([]);
  });
});
