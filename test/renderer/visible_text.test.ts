import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';

const renderer = path.resolve(import.meta.dirname, '../../renderer');
/** Attributes whose text people see or hear. */
const SPOKEN = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label']);

interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The texts that an expression itself can become; not those that it gives to something else. */
function textsOf(node: unknown): readonly string[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'JSXText':
      return [String(node.value)];
    case 'TemplateLiteral':
      return [
        ...(node.quasis as readonly { readonly value: { readonly cooked: string } }[]).map(({ value }) => value.cooked),
        ...(node.expressions as readonly unknown[]).flatMap(textsOf),
      ];
    case 'JSXExpressionContainer':
      return textsOf(node.expression);
    case 'ConditionalExpression':
      return [...textsOf(node.consequent), ...textsOf(node.alternate)];
    case 'LogicalExpression':
      return [...textsOf(node.left), ...textsOf(node.right)];
    case 'BinaryExpression':
      return node.operator === '+' ? [...textsOf(node.left), ...textsOf(node.right)] : [];
    default:
      return [];
  }
}

/** Every text with a letter that a source puts on screen by itself, instead of taking it from the words. */
function visibleTexts(source: string): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (!isNode(value)) return;
    if (value.type === 'JSXElement' || value.type === 'JSXFragment') {
      found.push(...(value.children as readonly unknown[]).flatMap(textsOf));
    }
    if (value.type === 'JSXAttribute' && SPOKEN.has(String((value.name as Node).name))) found.push(...textsOf(value.value));
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(parseAst(source, { lang: 'tsx' }));
  return found.filter((text) => /\p{L}/u.test(text));
}

const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' });
const read = (name: string) => readFileSync(path.join(renderer, name), 'utf8');

describe('what the screens show', () => {
  it('comes from the words alone', () => {
    const sources = files.filter((name) => name.endsWith('.tsx'));
    const wrong = sources.flatMap((name) => visibleTexts(read(name)).map((text) => `${name}: ${text.trim()}`));
    expect(sources.length).toBeGreaterThan(8);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['<p>Hello</p>'],
    ['<p>{n} people</p>'],
    ["<p>{isOpen ? 'Open' : words.closed}</p>"],
    ['<p>{`${n} people`}</p>'],
    ["<p>{isOpen && 'Open'}</p>"],
    ['<button aria-label="Close">×</button>'],
    ['<input placeholder={`Name of ${x}`} />'],
    ["<p>{'All ' + n}</p>"],
    ['<>Hello</>'],
  ])('would be seen in %s', (source) => {
    expect(visibleTexts(`const a = ${source};`)).toHaveLength(1);
  });

  it('is written with the language that the screen has', () => {
    const wrong = files
      .filter((name) => /\.tsx?$/.test(name))
      .flatMap((name) => {
        const source = read(name);
        const plain = [...source.matchAll(/\.toLocale(?:Date|Time|Upper|Lower)?(?:String|Case)\(\s*\)/g), ...source.matchAll(/new Intl\.\w+\(\s*(?:\)|undefined|\[\]|'(?!und))(?!.*\.resolvedOptions)/g)];
        return plain.map(([text]) => `${name}: ${text}`);
      });
    expect(wrong).toEqual([]);
  });
});

describe('the look of the screens', () => {
  const sheets = files.filter((name) => name.endsWith('.css'));
  /** What stands on one side of a page and ought to change sides with the script. */
  const PHYSICAL =
    /(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:float|clear|text-align|justify-content|justify-items|caption-side)\s*:\s*(?:left|right)\b/g;
  /** Four lengths of which the second, the right one, is not the fourth, the left one. */
  const LOPSIDED = /(?<![\w-])(?:margin|padding|inset|border-width)\s*:\s*([^\s;]+)\s+([^\s;]+)\s+([^\s;]+)\s+([^\s;]+)\s*;/g;

  it('changes sides with the script', () => {
    const wrong = sheets.flatMap((name) => {
      const sheet = read(name).replaceAll(/\/\*[\s\S]*?\*\//g, '');
      const lopsided = [...sheet.matchAll(LOPSIDED)].filter(([, , right, , left]) => right !== left);
      return [...sheet.matchAll(PHYSICAL), ...lopsided].map(([text]) => `${name}: ${text}`);
    });
    expect(sheets.length).toBeGreaterThan(4);
    expect(wrong).toEqual([]);
  });

  it.each(['a { margin-left: 1px; }', 'a { left: 0; }', 'a { text-align: right; }', 'a { border-top-left-radius: 2px; }'])(
    'would be seen to stay on one side in %s',
    (sheet) => {
      expect(sheet.match(PHYSICAL)).toHaveLength(1);
    },
  );
});
