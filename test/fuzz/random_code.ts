import {
  type Code,
  codecOf,
  FORMATS,
  type PassParts,
  storedDeflate,
  storedZlib,
  writeParts,
} from '../pass/pass_parts.ts';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import { type DataTree, Entries, Tagged, writeTree } from './data_tree.ts';
import type { Original } from './originals.ts';
import { pick, type Random, randomBytes, randomText } from './random.ts';

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';
const ALPHABETS = [
  ALPHANUMERIC,
  BASE64,
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  '0123456789',
  '01234567',
  '{}[]":, abcdtruefalsn0123456789.-\\u',
  '\u0000\u0009\n\r\u007f\u00e9\u0394\u4e2d\ud83d\ude00\u202e',
];
const PREFIXES = [
  'HC1:',
  'VP1:',
  'NZCP:/1/',
  'NZCP:/2/',
  'shc:/',
  'shc:/1/2/',
  '{"data":{"hdr":{"is":"UTO","t":"icao.vacc"',
  '{"proof":{"type":"Ed25519Signature2018"',
  'PK\u0003\u0004',
  'HC2:',
  'SHC:/',
  'HKSARG|',
  'HKEN:',
  '#UT01',
  'OTI01',
  'RDB1',
  'mdoc:',
  'https://',
  'WIFI:',
  'MECARD:',
  'BEGIN:VCARD',
  'M1',
];
/** How pretix ends: the header, reversed. */
const TICKET_END = 'EABw';

/** A code that nobody made, of a length that scanners read; half of them look like a format from outside. */
export function randomCode(random: Random, originals: readonly Original[]): Code {
  const length = random(20) === 0 ? random(8000) : random(400);
  switch (random(8)) {
    case 0:
      return randomBytes(random, length);
    case 1:
      return Buffer.concat([
        Uint8Array.of(pick(random, [0xdc, 0x50, 0x7b, 0x78])),
        randomBytes(random, length),
      ]);
    case 2:
      return pick(random, PREFIXES) + randomText(random, pick(random, ALPHABETS), length);
    case 3:
      return randomText(random, pick(random, ALPHABETS), length);
    case 4:
      return randomText(random, BASE64, length) + TICKET_END.padEnd(8, 'A');
    case 5:
      return pick(random, ['HC1:', 'VP1:', '']) + encodeBase45(packed(random, length));
    default:
      return randomPass(random, pick(random, originals));
  }
}

/** Squeezed and nearly so. */
function packed(random: Random, length: number): Uint8Array {
  const bytes = random(2) === 0 ? writeTree('cbor', randomTree(random, 0)) : randomBytes(random, length);
  return pick(random, [storedZlib(bytes), storedDeflate(bytes), bytes]);
}

/** A format's own envelope around anything, with a header of its own or a genuine one. */
function randomPass(random: Random, original: Original): Code {
  const format = random(3) === 0 ? pick(random, FORMATS) : original.format;
  const { header: headerKind, payload: payloadKind } = codecOf(format);
  const tree = (kind: 'cbor' | 'json' | 'protobuf') => writeTree(kind, randomTree(random, 0));
  const anything: PassParts = {
    tags: pick(random, [[], [18], [61, 18], [random(100)]]),
    header: headerKind === 'none' ? randomBytes(random, 1) : tree(headerKind),
    outer: headerKind === 'none' ? new Uint8Array() : tree(headerKind),
    payload: tree(payloadKind),
    signature: randomBytes(random, pick(random, [0, 64, 64, 64, 96, 132, 256])),
  };
  const { header, outer, tags } = original.parts;
  return writeParts(format, random(3) === 0 ? anything : { ...anything, header, outer, tags });
}

const NAMES = [
  'iss',
  'exp',
  'nbf',
  'vc',
  'type',
  'data',
  'hdr',
  'is',
  't',
  'sig',
  'alg',
  'kid',
  'zip',
  'id',
  'v',
  '__proto__',
];
const LABELS = [1, 3, 4, 5, 6, 7, 169, -260, -65_537];

/** Data of any shape, with the names that readers look for. */
export function randomTree(random: Random, depth: number): DataTree {
  const kind = random(depth === 0 ? 3 : depth > 4 ? 7 : 10);
  const children = () => Array.from({ length: random(6) }, () => randomTree(random, depth + 1));
  switch (kind) {
    case 0:
    case 1:
    case 7: {
      const name = () => (random(2) === 0 ? pick(random, NAMES) : pick(random, LABELS));
      return depth > 4 ? null : new Entries(children().map((item) => [name(), item]));
    }
    case 2:
      return depth > 4 ? new Uint8Array() : children();
    case 3:
      return randomText(random, pick(random, ALPHABETS), random(20));
    case 4:
      return pick(random, [0, -1, 1_772_359_200, 2 ** 40, random(100_000), 0.5, Number.NaN]);
    case 5:
      return randomBytes(random, random(40));
    case 6:
      return pick(random, [null, undefined, true, false, 2n ** 60n]);
    case 8:
      return new Tagged(random(100), randomTree(random, depth + 1));
    default:
      return pick(random, ['did:web:nzcp.example.org', 'https://issuer.example/cards', 'ES256', 'XX', 'UTO']);
  }
}
