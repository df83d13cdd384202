import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync, constants, inflateRawSync, inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import type { Decoder } from '../../renderer/camera/decode/decoder.ts';
import { formsOf } from '../support/planted.ts';

/** What was found: which string, in which form, where; `within` says through which wrappings it was reached. */
export interface Leak {
  readonly text: string;
  readonly form: string;
  readonly place: string;
  readonly within: readonly string[];
}

/** Looks for planted strings in whatever a program may have written. */
export interface LeakSearch {
  /** Every leak in these bytes, and in whatever is compressed, encoded or drawn in them. */
  inBytes(place: string, bytes: Uint8Array): Promise<readonly Leak[]>;
  /** The same in every file under these paths, and in the files' names. Links are not followed. */
  inFiles(roots: readonly string[]): Promise<{ readonly leaks: readonly Leak[]; readonly files: number; readonly bytes: number }>;
}

const KEY_BYTES = 8;
const BITMAP_BITS = 27;
const LEAST_ENCODED = 24;
const DEEPEST = 4;
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const ENTITY = (character: string, base: 10 | 16) => (base === 10 ? `&#${character.codePointAt(0)};` : `&#x${character.codePointAt(0)?.toString(16)};`);

/** Every form in which a string is looked for; letters of either case are the same. */
export function searchedForms(text: string): readonly (readonly [string, Buffer])[] {
  const utf16 = Buffer.from(text, 'utf16le');
  const characters = [...text];
  const digest = createHash('sha256').update(text).digest();
  const base64Of = (bytes: Buffer) => formsOf(bytes.toString('latin1')).filter(([form]) => form.startsWith('base64'));
  return [
    ...formsOf(text),
    ...(/[\x80-\uffff]/.test(text) ? [] : base64Of(utf16).map(([, bytes]) => ['base64 of utf16', bytes] as const)),
    ['percent', Buffer.from([...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))],
    ['hex with spaces', Buffer.from([...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '))],
    ['\\u escapes', Buffer.from(Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''))],
    ['entities', Buffer.from(characters.map((one) => ENTITY(one, 10)).join(''))],
    ['entities', Buffer.from(characters.map((one) => ENTITY(one, 16)).join(''))],
    ['sha256', digest],
    ['sha256', Buffer.from(digest.toString('hex'))],
    ['sha256', Buffer.from(digest.toString('base64'))],
    ['sha256', Buffer.from(digest.toString('base64url'))],
  ];
}

/** Makes a search for these strings, of eight bytes at least. Codes in pictures are read by `decoder`. */
export function createLeakSearch(planted: Iterable<string>, decoder: Decoder): LeakSearch {
  const bitmap = new Uint8Array(2 ** (BITMAP_BITS - 3));
  const byKey = new Map<number, { readonly text: string; readonly form: string; readonly bytes: Buffer }[]>();
  for (const text of planted) {
    const seen = new Set<string>();
    for (const [form, given] of searchedForms(text)) {
      const bytes = folded(given);
      if (bytes.length < KEY_BYTES) throw new RangeError(`too short to be looked for: ${text}`);
      const latin = bytes.toString('latin1');
      if (seen.has(latin)) continue;
      seen.add(latin);
      const key = keyAt(bytes, 0);
      const bit = key >>> (32 - BITMAP_BITS);
      bitmap[bit >>> 3] = (bitmap[bit >>> 3] ?? 0) | (1 << (bit & 7));
      const there = byKey.get(key);
      if (there === undefined) byKey.set(key, [{ text, form, bytes }]);
      else there.push({ text, form, bytes });
    }
  }

  function look(place: string, bytes: Uint8Array, within: readonly string[]): readonly Leak[] {
    const data = folded(bytes);
    const leaks: Leak[] = [];
    for (let at = 0; at + KEY_BYTES <= data.length; at += 1) {
      const key = keyAt(data, at);
      const bit = key >>> (32 - BITMAP_BITS);
      if (((bitmap[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) continue;
      for (const { bytes: pattern, form, text } of byKey.get(key) ?? []) {
        if (data.subarray(at, at + pattern.length).equals(pattern)) leaks.push({ text, form, place, within });
      }
    }
    return leaks;
  }

  async function dig(place: string, bytes: Uint8Array, within: readonly string[]): Promise<readonly Leak[]> {
    const leaks = [...look(place, bytes, within)];
    if (within.length === DEEPEST) return leaks;
    for (const [wrapping, inner] of wrappedIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), within.length === 0)) {
      leaks.push(...(await dig(place, inner, [...within, wrapping])));
    }
    for (const code of await codesIn(bytes, decoder)) leaks.push(...(await dig(place, code, [...within, 'picture'])));
    return leaks;
  }

  return {
    inBytes: (place, bytes) => dig(place, bytes, []),
    async inFiles(roots) {
      const leaks: Leak[] = [];
      let bytes = 0;
      const files = roots.flatMap(filesUnder);
      for (const file of files) {
        leaks.push(...look(file, Buffer.from(path.basename(file)), ['name']));
        const content = contentOf(file);
        if (content === null) continue;
        bytes += content.length;
        leaks.push(...(await dig(file, content, [])));
      }
      return { leaks, files: files.length, bytes };
    },
  };
}

function keyAt(bytes: Buffer, at: number): number {
  return (Math.imul(bytes.readUInt32LE(at), 0x9e3779b1) ^ Math.imul(bytes.readUInt32LE(at + 4), 0x85ebca6b)) >>> 0;
}

/** The same bytes with small letters for capitals. */
function folded(bytes: Uint8Array): Buffer {
  const small = Buffer.from(bytes);
  for (let at = 0; at < small.length; at += 1) {
    const byte = small[at] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) small[at] = byte + 0x20;
  }
  return small;
}

/** What is compressed or encoded in these bytes, wherever it begins. */
function* wrappedIn(bytes: Buffer, isWhole: boolean): Generator<readonly [string, Buffer]> {
  const cut = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_UNPACKED_BYTES };
  for (let at = bytes.indexOf(0x78); at !== -1; at = bytes.indexOf(0x78, at + 1)) {
    if (at + 2 <= bytes.length && bytes.readUInt16BE(at) % 31 === 0) yield* unpacked('zlib', () => inflateSync(bytes.subarray(at), cut));
  }
  for (let at = bytes.indexOf('\x1f\x8b\x08', 0, 'latin1'); at !== -1; at = bytes.indexOf('\x1f\x8b\x08', at + 1, 'latin1')) {
    const start = endOfGzipHeader(bytes, at);
    yield* unpacked('gzip', () => inflateRawSync(bytes.subarray(start), cut));
  }
  for (let at = bytes.indexOf('PK\x03\x04', 0, 'latin1'); at !== -1; at = bytes.indexOf('PK\x03\x04', at + 1, 'latin1')) {
    if (at + 30 > bytes.length) break;
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    yield* unpacked('zip', () => inflateRawSync(bytes.subarray(start), cut));
  }
  if (isWhole) {
    yield* unpacked('deflate', () => inflateRawSync(bytes, cut));
    yield* unpacked('brotli', () => brotliDecompressSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }));
  }
  const text = bytes.toString('latin1');
  for (const [encoded] of text.matchAll(new RegExp(`[\\w+/-]{${LEAST_ENCODED},}`, 'g'))) {
    // Where it begins is known, where its letters were joined to others is not.
    for (let skip = 0; skip < 4; skip += 1) {
      const inner = Buffer.from(encoded.slice(skip), 'base64');
      if (isPacked(inner)) yield ['base64', inner];
    }
    if (/^(?:[0-9a-f]{2})+$/i.test(encoded) && isPacked(Buffer.from(encoded, 'hex'))) yield ['hex', Buffer.from(encoded, 'hex')];
  }
}

/** RFC 1952: ten bytes, and what the flags announce. */
function endOfGzipHeader(bytes: Buffer, at: number): number {
  const flags = bytes[at + 3] ?? 0;
  let end = at + 10;
  if (flags & 4 && end + 2 <= bytes.length) end += 2 + bytes.readUInt16LE(end);
  for (const flag of [8, 16]) if (flags & flag) end = bytes.indexOf(0, end) + 1;
  return flags & 2 ? end + 2 : end;
}

/** What is not packed was looked for in its encoded form already. */
function isPacked(bytes: Buffer): boolean {
  const head = bytes.length < 3 ? 0 : bytes.readUInt16BE(0);
  return head === 0x1f8b || head === 0x504b || head === 0x8950 || ((head >>> 8) === 0x78 && head % 31 === 0);
}

function* unpacked(wrapping: string, unpack: () => Buffer): Generator<readonly [string, Buffer]> {
  try {
    const inner = unpack();
    if (inner.length >= KEY_BYTES) yield [wrapping, inner];
  } catch {
    // It only looked like one.
  }
}

async function codesIn(bytes: Uint8Array, decoder: Decoder): Promise<readonly Uint8Array[]> {
  if (Buffer.from(bytes.subarray(0, 4)).toString('latin1') !== '\x89PNG') return [];
  try {
    const { data, height, width } = PNG.sync.read(Buffer.from(bytes));
    const luma = Uint8Array.from({ length: width * height }, (_, at) => data[at * 4] ?? 0);
    return (await decoder.look(luma, width, height)).codes.map((code) => code.bytes);
  } catch {
    return [];
  }
}

function filesUnder(place: string): readonly string[] {
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [place];
  return [place, ...readdirSync(place).flatMap((name) => filesUnder(path.join(place, name)))];
}

/** Null: a folder, a link, a pipe, or gone by now. */
function contentOf(file: string): Buffer | null {
  try {
    return lstatSync(file).isFile() ? readFileSync(file) : null;
  } catch {
    return null;
  }
}
