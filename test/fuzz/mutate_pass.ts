import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  type Code,
  codecOf,
  FORMATS,
  type PassParts,
  signParts,
  textOf,
  writeParts,
} from '../pass/pass_parts.ts';
import { type DataKind, type DataTree, readTree, writeTree } from './data_tree.ts';
import { mutateBytes, mutateText } from './mutate_bytes.ts';
import { mutateTree } from './mutate_tree.ts';
import type { Original } from './originals.ts';
import { pick, type Random } from './random.ts';

/** A changed pass; `byIssuer` where the issuer's own key signed the change, so that it may be good. */
export interface Mutant {
  readonly code: Code;
  readonly layer: string;
  readonly byIssuer: boolean;
}

const TAGS = [[], [18], [17], [61], [18, 18], [61, 18], [18, 61], [98], [55_799, 18]];
const strangers: readonly KeyObject[] = [
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  generateKeyPairSync('ed25519').privateKey,
];

type Change = (original: Original, donor: Original, random: Random) => Code;

/** The changes that leave every key alone, from the outermost layer to the innermost. */
const CHANGES: Readonly<Record<string, Change>> = {
  code: ({ code }, donor, random) =>
    typeof code === 'string'
      ? mutateText(code, textOf(donor.code), random)
      : mutateBytes(code, Buffer.from(donor.code), random),
  packed({ code, format }, donor, random) {
    const { changePacked, pack, unpack } = codecOf(format);
    if (changePacked === null) return pack(mutateBytes(unpack(code), Buffer.from(donor.code), random));
    return changePacked(code, (packed) => mutateBytes(packed, Buffer.from(donor.code), random));
  },
  inner({ code, format }, donor, random) {
    const { pack, unpack } = codecOf(format);
    return pack(mutateBytes(unpack(code), codecOf(donor.format).unpack(donor.code), random));
  },
  bytes({ format, parts }, donor, random) {
    const part = pick(random, ['header', 'outer', 'payload', 'signature'] as const);
    return writeParts(format, { ...parts, [part]: mutateBytes(parts[part], donor.parts[part], random) });
  },
  headerTree: ({ format, parts }, donor, random) =>
    writeParts(format, withMutantHeader(format, parts, donor, random)),
  payloadTree: ({ format, parts }, donor, random) =>
    writeParts(format, withMutantPayload(format, parts, donor, random)),
  swap({ format, parts }, donor, random) {
    const part = pick(random, ['header', 'outer', 'payload', 'signature'] as const);
    return writeParts(format, { ...parts, [part]: donor.parts[part] });
  },
  tags: ({ format, parts }, _donor, random) => writeParts(format, { ...parts, tags: pick(random, TAGS) }),
  form: ({ parts }, _donor, random) => writeParts(pick(random, FORMATS), parts),
  stranger({ format, parts }, donor, random) {
    const key = pick(random, donor.privateKey === null ? strangers : [donor.privateKey, ...strangers]);
    return writeParts(format, signParts(format, withMutantPayload(format, parts, donor, random), key));
  },
};
/** The rarer, the slower to make or the sooner refused. */
const LAYERS = [
  ...Object.keys(CHANGES),
  ...Object.keys(CHANGES).filter((layer) => !['swap', 'tags', 'form', 'stranger'].includes(layer)),
];

/** One change, in any layer, with every checksum, length and encoding around it right again. */
export function mutatePass(original: Original, donor: Original, random: Random): Mutant {
  const { format, parts, privateKey } = original;
  if (privateKey !== null && random(20) === 0) {
    const mutant = withMutantPayload(format, parts, donor, random);
    return {
      code: writeParts(format, signParts(format, mutant, privateKey)),
      layer: 'issuer',
      byIssuer: true,
    };
  }
  const layer = pick(random, LAYERS);
  // A donor's key is an issuer's too, for its own format and its own content.
  const byIssuer = layer === 'stranger' && donor.format === format;
  return { code: (CHANGES[layer] as Change)(original, donor, random), layer, byIssuer };
}

const trees = new WeakMap<Uint8Array, DataTree>();

/** Read once: the originals' parts stay the same. */
function treeOf(kind: DataKind, bytes: Uint8Array): DataTree {
  if (!trees.has(bytes)) trees.set(bytes, readTree(kind, bytes));
  return trees.get(bytes);
}

function withMutantHeader(
  format: Original['format'],
  parts: PassParts,
  donor: Original,
  random: Random,
): PassParts {
  const { header: kind } = codecOf(format);
  if (kind === 'none') return { ...parts, header: mutateBytes(parts.header, donor.parts.header, random) };
  const part = random(3) === 0 ? 'outer' : 'header';
  const { header: donorKind } = codecOf(donor.format);
  const from = donorKind === 'none' ? null : treeOf(donorKind, donor.parts[part]);
  const tree = mutateTree(kind, treeOf(kind, parts[part]), from, random);
  return { ...parts, [part]: writeTree(kind, tree) };
}

function withMutantPayload(
  format: Original['format'],
  parts: PassParts,
  donor: Original,
  random: Random,
): PassParts {
  const { payload: kind } = codecOf(format);
  const from = treeOf(codecOf(donor.format).payload, donor.parts.payload);
  const tree = mutateTree(kind, treeOf(kind, parts.payload), from, random);
  return { ...parts, payload: writeTree(kind, tree) };
}
