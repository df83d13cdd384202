import { mutateBytes } from './mutate_bytes.ts';
import { type DataKind, type DataTree, Entries, Raw, Tagged } from './data_tree.ts';
import { pick, type Random } from './random.ts';

const hex = (text: string) => new Raw(Buffer.from(text, 'hex'));
const json = (text: string) => new Raw(Buffer.from(text));

/** What encoders do not write, and parsers must not believe. */
const HOSTILE_RAW: Readonly<Record<DataKind, readonly Raw[]>> = {
  cbor: [
    hex('9f01ff'),
    hex('bf0102ff'),
    hex('5f4100ff'),
    hex('7f6161ff'),
    hex('1bffffffffffffffff'),
    hex('3bffffffffffffffff'),
    hex('1800'),
    hex('5bffffffffffffffff'),
    hex('9affffffff'),
    hex('bbffffffffffffffff'),
    hex('f97e00'),
    hex('f97c00'),
    hex('f818'),
    hex('ff'),
    hex('c240'),
    hex(`c258ff${'ff'.repeat(255)}`),
    hex('a2010101'),
    hex('61ff'),
    hex(`${'81'.repeat(40)}00`),
    hex(`${'d8ff'.repeat(40)}00`),
  ],
  json: [
    json('1e999'),
    json('-0'),
    json('1.0000000000000001'),
    json('"\\ud800"'),
    json('"\\u0000"'),
    json('{"__proto__":{"v":1}}'),
    json('{"a":1,"a":2}'),
    json('nul'),
    json('"'),
    json('{'),
    json(`${'['.repeat(70)}${']'.repeat(70)}`),
    json(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`),
    json(' \n\t null \r '),
    json('\ufeff1'),
  ],
  protobuf: [
    hex('00'),
    hex('0800'),
    hex('0a00'),
    hex('0affffffffffffffffff01'),
    hex('10ffffffffffffffffff01'),
    hex('10ffffffffffffffffff7f'),
    hex('1380'),
    hex('1500000000'),
    hex('110000000000000000'),
    hex('0b'),
    hex('0c'),
    hex('f8ffffff0f01'),
  ],
};

const HOSTILE: readonly DataTree[] = [
  null,
  undefined,
  true,
  '',
  0,
  1,
  -1,
  2 ** 53,
  -(2 ** 53),
  1e308,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2n ** 64n - 1n,
  [],
  new Entries([]),
  new Uint8Array(),
  '__proto__',
  'x'.repeat(300),
  '\u202e\u0000',
  '9999-99-99',
  '2026-02-30T25:61:61Z',
];

const MAX_DEPTH = 12;

/** The same data with one thing in it changed, somewhere. */
export function mutateTree(
  kind: DataKind,
  tree: DataTree,
  donor: DataTree,
  random: Random,
  depth = 0,
): DataTree {
  const goesDeeper = random(10) < 8 && depth < MAX_DEPTH;
  if (goesDeeper && Array.isArray(tree) && tree.length > 0) {
    const items = [...(tree as readonly DataTree[])];
    const at = random(items.length);
    items[at] = mutateTree(kind, items[at], donor, random, depth + 1);
    return items;
  }
  if (goesDeeper && tree instanceof Entries && tree.list.length > 0) {
    const list = [...tree.list];
    const at = random(list.length);
    const [name, item] = list[at] ?? [null, null];
    list[at] =
      random(12) === 0
        ? [mutateTree(kind, name, donor, random, depth + 1), item]
        : [name, mutateTree(kind, item, donor, random, depth + 1)];
    return new Entries(list);
  }
  if (goesDeeper && tree instanceof Tagged) {
    return new Tagged(tree.tag, mutateTree(kind, tree.content, donor, random, depth + 1));
  }
  return mutateHere(kind, tree, donor, random);
}

function mutateHere(kind: DataKind, tree: DataTree, donor: DataTree, random: Random): DataTree {
  switch (random(8)) {
    case 0:
      return pick(random, HOSTILE_RAW[kind]);
    case 1:
      return pick(random, HOSTILE);
    case 2:
      return somewhereIn(donor, random);
    case 3:
      return random(2) === 0 ? [tree] : new Tagged(pick(random, [0, 1, 2, 3, 18, 24, 61, 1000]), tree);
    default:
      return mutateByKind(tree, donor, random);
  }
}

function mutateByKind(tree: DataTree, donor: DataTree, random: Random): DataTree {
  if (typeof tree === 'string') return mutateString(tree, random);
  if (typeof tree === 'number')
    return pick(random, [tree + 1, tree - 1, -tree, tree * 1000, tree + 0.5, tree * 2 ** 40]);
  if (typeof tree === 'bigint') return pick(random, [tree + 1n, tree - 1n, -tree, tree * 1000n, tree << 40n]);
  if (tree instanceof Uint8Array) return mutateBytes(tree, tree, random);
  if (Array.isArray(tree)) return mutateList(tree as readonly DataTree[], somewhereIn(donor, random), random);
  if (tree instanceof Entries) {
    const added = [pick(random, ['id', 'v', '__proto__', 1, 4, -260]), somewhereIn(donor, random)] as const;
    return new Entries(mutateList(tree.list, added, random));
  }
  if (tree instanceof Tagged) return new Tagged(random(3) === 0 ? tree.tag + 1 : random(64), tree.content);
  return pick(random, HOSTILE);
}

function mutateString(text: string, random: Random): string {
  const at = random(text.length + 1);
  switch (random(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + String.fromCharCode(32 + random(96)) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + String.fromCharCode(random(0x250)) + text.slice(at);
    case 3:
      return text + text;
    default:
      return ` ${text} `;
  }
}

function mutateList<Item>(list: readonly Item[], added: Item, random: Random): readonly Item[] {
  const at = random(list.length + 1);
  switch (random(5)) {
    case 0:
      return [...list.slice(0, at), ...list.slice(at + 1)];
    case 1:
      return [...list.slice(0, at), ...list.slice(at, at + 1), ...list.slice(at)];
    case 2:
      return [...list.slice(0, at), added, ...list.slice(at)];
    case 3:
      return list.toReversed();
    default:
      return Array.from({ length: 1 + random(40) }, (_none, index) => list[index % list.length] ?? added);
  }
}

/** Any part of a tree. */
function somewhereIn(tree: DataTree, random: Random): DataTree {
  let found = tree;
  while (random(4) !== 0) {
    if (Array.isArray(found) && found.length > 0) found = pick(random, found as readonly DataTree[]);
    else if (found instanceof Entries && found.list.length > 0) found = pick(random, found.list)[1];
    else if (found instanceof Tagged) found = found.content;
    else break;
  }
  return found;
}
