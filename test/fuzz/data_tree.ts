import { type CborValue, decodeCbor } from '../../main/pass/cbor.ts';
import { readProtobuf } from '../../main/pass/protobuf.ts';
import { byteString, cborHead } from '../pass/pass_parts.ts';
import { bytesField, varint } from '../pass/make_pretix.ts';

export type DataKind = 'cbor' | 'json' | 'protobuf';

/** Data of any kind, so that a test can write what no encoder would: equal names, and `Raw` as it stands. */
export type DataTree =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly DataTree[]
  | Entries
  | Tagged
  | Raw;

export class Entries {
  readonly list: readonly (readonly [DataTree, DataTree])[];

  constructor(list: readonly (readonly [DataTree, DataTree])[]) {
    this.list = list;
  }
}

/** A tagged item of CBOR, or a field of protobuf. */
export class Tagged {
  readonly tag: number;
  readonly content: DataTree;

  constructor(tag: number, content: DataTree) {
    this.tag = tag;
    this.content = content;
  }
}

export class Raw {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Null for data that cannot be read. */
export function readTree(kind: DataKind, bytes: Uint8Array): DataTree {
  if (kind === 'cbor') return fromCbor(decodeCbor(bytes));
  if (kind === 'protobuf') {
    return (readProtobuf(bytes) ?? []).map(({ number, value }) => new Tagged(number, value));
  }
  try {
    return fromJson(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    return null;
  }
}

export function writeTree(kind: DataKind, tree: DataTree): Uint8Array {
  if (kind === 'cbor') return toCbor(tree);
  return kind === 'json' ? Buffer.from(toJson(tree)) : toProtobuf(tree);
}

function fromCbor(value: CborValue): DataTree {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (value instanceof Map)
    return new Entries([...value].map(([key, item]) => [fromCbor(key), fromCbor(item)]));
  if (Array.isArray(value)) return value.map(fromCbor);
  if ('tag' in value) return new Tagged(value.tag, fromCbor(value.content));
  return undefined;
}

function fromJson(value: unknown): DataTree {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value === 'object' && value !== null) {
    return new Entries(Object.entries(value).map(([name, item]) => [name, fromJson(item)]));
  }
  return value as DataTree;
}

function toCbor(tree: DataTree): Uint8Array {
  switch (typeof tree) {
    case 'boolean':
      return Uint8Array.of(tree ? 0xf5 : 0xf4);
    case 'undefined':
      return Uint8Array.of(0xf7);
    case 'string': {
      const bytes = Buffer.from(tree);
      return Buffer.concat([cborHead(3, bytes.length), bytes]);
    }
    case 'bigint':
      return cborInteger(tree);
    case 'number':
      return Number.isSafeInteger(tree) ? cborInteger(BigInt(tree)) : cborFloat(tree);
  }
  if (tree === null) return Uint8Array.of(0xf6);
  if (tree instanceof Uint8Array) return byteString(tree);
  if (tree instanceof Raw) return tree.bytes;
  if (tree instanceof Tagged) return Buffer.concat([cborHead(6, tree.tag), toCbor(tree.content)]);
  if (tree instanceof Entries) {
    const items = tree.list.flat().map(toCbor);
    return Buffer.concat([cborHead(5, tree.list.length), ...items]);
  }
  return Buffer.concat([cborHead(4, tree.length), ...tree.map(toCbor)]);
}

function cborInteger(value: bigint): Uint8Array {
  const major = value < 0n ? 1 : 0;
  const argument = BigInt.asUintN(64, value < 0n ? -1n - value : value);
  if (argument <= 0xffff_ffffn) return cborHead(major, Number(argument));
  const bytes = Buffer.alloc(9);
  bytes[0] = (major << 5) | 27;
  bytes.writeBigUInt64BE(argument, 1);
  return bytes;
}

function cborFloat(value: number): Uint8Array {
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xfb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function toJson(tree: DataTree): string {
  if (typeof tree === 'number' || typeof tree === 'bigint' || tree === undefined) return String(tree);
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree);
  if (tree instanceof Uint8Array) return JSON.stringify(Buffer.from(tree).toString('base64url'));
  if (tree instanceof Raw) return Buffer.from(tree.bytes).toString();
  if (tree instanceof Tagged) return toJson(tree.content);
  if (tree instanceof Entries) {
    const pairs = tree.list.map(([name, item]) => {
      const written =
        typeof name === 'string' || name instanceof Raw ? toJson(name) : JSON.stringify(toJson(name));
      return `${written}:${toJson(item)}`;
    });
    return `{${pairs.join(',')}}`;
  }
  return `[${tree.map(toJson).join(',')}]`;
}

/** Fields one behind the other; whatever is no field is written as field 1. */
function toProtobuf(tree: DataTree): Uint8Array {
  const fields = Array.isArray(tree) ? (tree as readonly DataTree[]) : [tree];
  return Buffer.concat(
    fields.map((field) => protobufField(field instanceof Tagged ? field : new Tagged(1, field))),
  );
}

function protobufField({ tag, content }: Tagged): Uint8Array {
  if (content instanceof Raw) return content.bytes;
  if (content instanceof Uint8Array || typeof content === 'string')
    return Buffer.from(bytesField(tag, content));
  if (typeof content === 'bigint' || Number.isSafeInteger(content)) {
    return Buffer.from([...varint(BigInt(tag) << 3n), ...varint(BigInt(Number(content)))]);
  }
  const isMessage = Array.isArray(content) || content instanceof Tagged;
  return Buffer.from(bytesField(tag, isMessage ? toProtobuf(content) : toJson(content)));
}
