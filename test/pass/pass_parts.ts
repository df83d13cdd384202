import { type KeyObject, sign } from 'node:crypto';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import { decodeBase32 } from '../../main/pass/base32.ts';
import { decodeBase45 } from '../../main/pass/base45.ts';
import { decompressBrotli } from '../../main/pass/brotli.ts';
import { type CborValue, decodeCbor } from '../../main/pass/cbor.ts';
import { PASS_READERS } from '../../main/pass/formats/readers.ts';
import { encodeShcCode, readShcChunk } from '../../main/pass/formats/shc_chunks.ts';
import { inflateRaw, inflateZlib } from '../../main/pass/inflate.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import type { PassFormat } from '../../main/pass/verdict.ts';
import { readOnlyZipEntry } from '../../main/pass/zip_entry.ts';
import { makeZip } from './make_zip.ts';
import { encodeBase32 } from './make_nzcp.ts';

export type Code = string | Uint8Array;

/**
 * What a pass of any format is made of, each part as it is written there: a test may put anything anywhere.
 * `header` is CBOR or JSON, `outer` what stands beside it unsigned or signed on its own: COSE's unprotected
 * header, or the properties of a linked data proof.
 */
export interface PassParts {
  readonly tags: readonly number[];
  readonly header: Uint8Array;
  readonly outer: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** How a format is written. `pack` and `unpack` stop at the innermost bytes that hold all parts. */
interface FormatCodec {
  readonly header: 'cbor' | 'json' | 'none';
  readonly payload: 'cbor' | 'json' | 'protobuf';
  readonly unpack: (code: Code) => Uint8Array;
  readonly pack: (bytes: Uint8Array) => Code;
  readonly split: (bytes: Uint8Array) => PassParts;
  readonly join: (parts: PassParts) => Uint8Array;
  /** Changes what was squeezed and leaves it to the reader to unpack; null where nothing is squeezed. */
  readonly changePacked: ((code: Code, change: (packed: Uint8Array) => Uint8Array) => Code) | null;
}

const NOTHING = new Uint8Array();
const EMPTY_MAP = Uint8Array.of(0xa0);

type Armour = Pick<FormatCodec, 'changePacked' | 'pack' | 'unpack'>;

/** COSE_Sign1 behind a prefix. */
function cose(prefix: string, armour: Armour): FormatCodec {
  return {
    header: 'cbor',
    payload: 'cbor',
    unpack: (code) => armour.unpack(textOf(code).slice(prefix.length)),
    pack: (bytes) => `${prefix}${textOf(armour.pack(bytes))}`,
    changePacked:
      armour.changePacked &&
      ((code, change) => prefix + armour.changePacked?.(textOf(code).slice(prefix.length), change)),
    split: splitSign1,
    join: ({ header, outer, payload, signature, tags }) =>
      Buffer.concat([
        ...tags.map((tag) => cborHead(6, tag)),
        Uint8Array.of(0x84),
        byteString(header),
        outer,
        byteString(payload),
        byteString(signature),
      ]),
  };
}

const squeezedInBase45: Armour = {
  unpack(code) {
    const packed = known(decodeBase45(textOf(code)));
    return known(inflateZlib(packed) ?? decompressBrotli(packed));
  },
  pack: (bytes) => encodeBase45(storedZlib(bytes)),
  changePacked: (code, change) => encodeBase45(change(known(decodeBase45(textOf(code))))),
};

/** How a payload was squeezed, where the signature is over that. */
const signedAs = new WeakMap<Uint8Array, Uint8Array>();

const CODECS: Partial<Record<PassFormat, FormatCodec>> = {
  hc1: cose('HC1:', squeezedInBase45),
  venue: cose('VP1:', squeezedInBase45),
  claim169: cose('', squeezedInBase45),
  nzcp: cose('NZCP:/1/', {
    unpack: (code) => known(decodeBase32(textOf(code))),
    pack: encodeBase32,
    changePacked: null,
  }),
  shc: {
    header: 'json',
    payload: 'json',
    unpack: (code) => Buffer.from(known(readShcChunk(textOf(code))).jws),
    pack: (bytes) => encodeShcCode(textOf(bytes)),
    changePacked(code, change) {
      const [header, packed = '', signature] = known(readShcChunk(textOf(code))).jws.split('.');
      return encodeShcCode(`${header}.${toBase64Url(change(fromBase64Url(packed)))}.${signature}`);
    },
    split(jws) {
      const [header = NOTHING, packed = NOTHING, signature = NOTHING] = textOf(jws)
        .split('.')
        .map(fromBase64Url);
      const payload = known(inflateRaw(packed));
      signedAs.set(payload, packed);
      return { tags: [], header, outer: NOTHING, payload, signature };
    },
    join({ header, payload, signature }) {
      const packed = signedAs.get(payload) ?? storedDeflate(payload);
      return Buffer.from([header, packed, signature].map(toBase64Url).join('.'));
    },
  },
  pretix: {
    header: 'none',
    payload: 'protobuf',
    unpack: (code) => Buffer.from(reversed(textOf(code)), 'base64'),
    pack: (bytes) => reversed(Buffer.from(bytes).toString('base64')),
    changePacked: null,
    split(bytes) {
      const end = 5 + Buffer.from(bytes).readUInt16BE(1);
      const header = bytes.subarray(0, 1);
      return {
        tags: [],
        header,
        outer: NOTHING,
        payload: bytes.subarray(5, end),
        signature: bytes.subarray(end),
      };
    },
    join({ header, payload, signature }) {
      const lengths = Buffer.from([payload, signature].flatMap(({ length }) => [length >> 8, length & 0xff]));
      return Buffer.concat([header, lengths, payload, signature]);
    },
  },
  vds_nc: {
    header: 'json',
    payload: 'json',
    unpack: (code) => Buffer.from(code),
    pack: textOf,
    changePacked: null,
    split(json) {
      const { data, sig } = JSON.parse(textOf(json));
      const { sigvl, ...header } = sig;
      return {
        tags: [],
        header: toJson(header),
        outer: NOTHING,
        payload: toJson(data),
        signature: fromBase64Url(sigvl),
      };
    },
    join({ header, payload, signature }) {
      const sig = withProperty(header, 'sigvl', JSON.stringify(toBase64Url(signature)));
      return Buffer.from(`{"data":${textOf(payload)},"sig":${sig}}`);
    },
  },
  divoc: {
    header: 'json',
    payload: 'json',
    unpack: (code) => {
      const { bytes } = readScannedCode(code);
      return bytes[0] === 0x50 ? known(readOnlyZipEntry(bytes, 'certificate.json')) : bytes;
    },
    pack: (bytes) => makeZip(bytes, { method: 0, packed: bytes }),
    changePacked: null,
    split(json) {
      const { proof, ...certificate } = JSON.parse(textOf(json));
      const { jws, ...outer } = proof;
      const [header = NOTHING, , signature = NOTHING] = String(jws).split('.').map(fromBase64Url);
      return { tags: [], header, outer: toJson(outer), payload: toJson(certificate), signature };
    },
    join({ header, outer, payload, signature }) {
      const jws = JSON.stringify(`${toBase64Url(header)}..${toBase64Url(signature)}`);
      return Buffer.from(withProperty(payload, 'proof', withProperty(outer, 'jws', jws)));
    },
  },
};

/** The formats that can be taken apart: all that can be verified, as a test proves. */
export const FORMATS = PASS_READERS.map(({ format }) => format);

export function codecOf(format: PassFormat): FormatCodec {
  return known(CODECS[format] ?? null);
}

export function openParts(format: PassFormat, code: Code): PassParts {
  const { split, unpack } = codecOf(format);
  return split(unpack(code));
}

export function writeParts(format: PassFormat, parts: PassParts): Code {
  const { join, pack } = codecOf(format);
  return pack(join(parts));
}

/**
 * The parts under a new signature, by a key that need not fit. What is signed is what the reader of the format
 * takes for it; the payload where the reader opens nothing.
 */
export function signParts(format: PassFormat, parts: PassParts, privateKey: KeyObject): PassParts {
  const reader = PASS_READERS.find((candidate) => candidate.format === format);
  const opened = reader?.open(readScannedCode(writeParts(format, parts)));
  return { ...parts, signature: signWith(privateKey, opened?.ok ? opened.value.signedBytes : parts.payload) };
}

export function signWith(key: KeyObject, bytes: Uint8Array): Uint8Array {
  if (key.asymmetricKeyType === 'ed25519') return sign(null, bytes, key);
  if (key.asymmetricKeyType === 'ec') return sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
  const RSA_PKCS1_PSS_PADDING = 6;
  return sign('sha256', bytes, { key, padding: RSA_PKCS1_PSS_PADDING, saltLength: 32 });
}

/** JSON that ends in an object's brace, with one more property; whatever else it is stays broken. */
function withProperty(json: Uint8Array, name: string, value: string): string {
  const text = textOf(json);
  const comma = text === '{}' ? '' : ',';
  return `${text.slice(0, -1)}${comma}"${name}":${value}}`;
}

function splitSign1(bytes: Uint8Array): PassParts {
  const tags: number[] = [];
  let item: CborValue = decodeCbor(bytes);
  while (typeof item === 'object' && item !== null && 'tag' in item) {
    tags.push(item.tag);
    item = item.content;
  }
  const [header, outer, payload, signature] = item as readonly CborValue[];
  const asBytes = (part: CborValue) => (part instanceof Uint8Array ? part : NOTHING);
  return {
    tags,
    header: asBytes(header),
    outer: outer instanceof Map && outer.size > 0 ? encodeUnprotected(outer) : EMPTY_MAP,
    payload: asBytes(payload),
    signature: asBytes(signature),
  };
}

/** Only what passes have there: small numbers and byte strings. */
function encodeUnprotected(map: ReadonlyMap<CborValue, CborValue>): Uint8Array {
  const items = [...map].flat().map((item) => {
    if (item instanceof Uint8Array) return byteString(item);
    const number = Number(item);
    return number < 0 ? cborHead(1, -1 - number) : cborHead(0, number);
  });
  return Buffer.concat([cborHead(5, map.size), ...items]);
}

/** A zlib stream (RFC 1950) that squeezes nothing: a fuzzer's time is better spent. */
export function storedZlib(bytes: Uint8Array): Uint8Array {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  const checksum = Uint8Array.of(high >> 8, high & 0xff, low >> 8, low & 0xff);
  return Buffer.concat([Uint8Array.of(0x78, 0x01), storedDeflate(bytes), checksum]);
}

/** One stored block (RFC 1951 section 3.2.4), of up to 65,535 bytes. */
export function storedDeflate(bytes: Uint8Array): Uint8Array {
  const [low, high] = [bytes.length & 0xff, bytes.length >> 8];
  return Buffer.concat([Uint8Array.of(1, low, high, ~low, ~high), bytes]);
}

export function byteString(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

/** The shortest head (RFC 8949 section 4.2.1) of up to 32 bits. */
export function cborHead(major: number, argument: number): Uint8Array {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  if (argument < 0x100) return Uint8Array.of(first | 24, argument);
  const head = Buffer.alloc(argument < 0x1_0000 ? 3 : 5);
  head[0] = first | (head.length === 3 ? 25 : 26);
  head.writeUIntBE(argument, 1, head.length - 1);
  return head;
}

export function textOf(code: Code): string {
  return typeof code === 'string' ? code : Buffer.from(code).toString('utf8');
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function fromBase64Url(text: string): Uint8Array {
  return Buffer.from(text, 'base64url');
}

function reversed(text: string): string {
  return text.split('').reverse().join('');
}

function known<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('It cannot be taken apart.');
  return value;
}
