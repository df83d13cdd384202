import { generateKeyPairSync, hash, type KeyObject } from 'node:crypto';
import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DCC_LIST_ERROR_WORDS,
  MAX_DCC_LIST_BYTES,
  MAX_DCC_LIST_FILES,
  readDccRevocationLists,
} from '../../main/trust/dcc_revocation_lists.ts';
import { packHashes, sortHashes } from '../../main/trust/packed_hashes.ts';
import { encodeEnvelope, signRaw } from '../pass/make_pass.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KID = Buffer.from('f5c5970c3039d854', 'hex');
const OTHER_KID = Buffer.from('0102030405060708', 'hex');
const SIGNATURE = 0x0a;
const UCI = 0x0b;
const COUNTRY_UCI = 0x0c;

/** Twelve hashes, of which two begin alike. */
const hashes = Array.from({ length: 12 }, (_none, index) => {
  const digest = Buffer.from(hash('sha256', String(index), 'buffer').subarray(0, 16));
  if (index < 2) digest.writeUInt16BE(0xa6b8);
  return digest;
});
const [first = Buffer.alloc(16), second = Buffer.alloc(16)] = hashes;
const packed = (list: readonly Uint8Array[]) => sortHashes(packHashes(Buffer.concat(list)));

function signed(payload: unknown, key: KeyObject = privateKey): Uint8Array {
  return signedBytes(encode(payload), key);
}

function signedBytes(payload: Uint8Array, key: KeyObject = privateKey): Uint8Array {
  const header = new Map([[1, -7]]);
  return encodeEnvelope({ header, unprotected: new Map(), payload, tags: [18], sign: signRaw(key) });
}

type Counts = readonly (readonly [type: number, count: unknown])[];
const typeMap = (counts: Counts) => new Map(counts.map(([type, count]) => [Uint8Array.of(type), count]));
const kidList = (kids: readonly (readonly [kid: Uint8Array, counts: Counts])[]) =>
  new Map(kids.map(([kid, counts]) => [kid, typeMap(counts)]));
/** The index entry of one second byte. */
const leaves = (leaf: unknown) => new Map([[Uint8Array.of(0xb8), leaf]]);

type Changes = Readonly<Record<string, Uint8Array | null>>;

/** A download of one key id with twelve UCI hashes, in one chunk, and whatever a test changes. */
function download(changes: Changes): ReadonlyMap<string, Uint8Array> {
  const files: Changes = {
    'kid.lst': signed(kidList([[KID, [[UCI, 12]]]])),
    'f5c5970c3039d8540b/chunk.lst': signed(hashes),
    ...changes,
  };
  return new Map(Object.entries(files).filter((entry): entry is [string, Uint8Array] => entry[1] !== null));
}

const answer = (changes: Changes, key: KeyObject = publicKey) => {
  const read = readDccRevocationLists(download(changes), key);
  return read.ok ? read.value : read.error;
};
const folder = 'f5c5970c3039d8540b';
const chunk = `${folder}/chunk.lst`;
const index = `${folder}/index.lst`;
const scope = KID.toString('base64');
const everything = [{ format: 'hc1', scope, kind: 'dcc_uci', hashes: packed(hashes) }];

describe('readDccRevocationLists', () => {
  it('reads the hashes of a key id and a type', () => {
    expect(answer({})).toEqual(everything);
  });

  it('names the three hash types as the reader of passes does, and lets others be', () => {
    const types = [SIGNATURE, UCI, COUNTRY_UCI, 0x0d].map((type) => [type, 1] as const);
    const one = signed([first]);
    const lists = answer({
      'kid.lst': signed(kidList([[KID, types]])),
      'f5c5970c3039d8540a/chunk.lst': one,
      'f5c5970c3039d8540b/chunk.lst': one,
      'f5c5970c3039d8540c/chunk.lst': one,
    });
    const kinds = ['dcc_signature', 'dcc_uci', 'dcc_country_uci'];
    expect(lists).toMatchObject(kinds.map((kind) => ({ kind, scope, hashes: packed([first]) })));
  });

  it('puts chunks of one and of two bytes together, each hash once', () => {
    const rest = hashes.slice(2);
    const byFirst = new Map(rest.map((digest) => [digest.toString('hex', 0, 1), digest]));
    const chunks = [...byFirst].map(([byte]) => [
      `${folder}/${byte}/chunk.lst`,
      signed(rest.filter((digest) => digest.toString('hex', 0, 1) === byte)),
    ]);
    const lists = answer({
      [chunk]: null,
      ...Object.fromEntries(chunks),
      [`${folder}/a6/b8/chunk.lst`]: signed([second, first, first]),
    });
    expect(lists).toEqual(everything);
  });

  it('takes an index, and asks for as many hashes as it counts', () => {
    const counted = (count: number, leaf: number) =>
      signed(new Map([[Uint8Array.of(0xa6), [1, count, leaves([1, leaf])]]]));
    expect(answer({ [index]: counted(2, 2) })).toEqual(everything);
    expect(answer({ [index]: counted(2, 3) })).toBe('incomplete');
    expect(answer({ [index]: counted(3, 2) })).toBe('incomplete');
    expect(answer({ [index]: signed(new Map()) })).toEqual(everything);
  });

  it('takes more key ids than a pass may have items', () => {
    const others = Array.from({ length: 4_000 }, (_none, index) => {
      const kid = Buffer.alloc(8);
      kid.writeUInt32BE(index);
      return [kid, [[0x0d, 1]]] as const;
    });
    expect(answer({ 'kid.lst': signed(kidList([...others, [KID, [[UCI, 12]]]])) })).toEqual(everything);
  });

  it('takes an array of any head', () => {
    const items = encode(hashes).subarray(1);
    const heads = [[0x98, 12], [0x99, 0, 12], [0x9a, 0, 0, 0, 12]].map((head) => Uint8Array.from(head));
    for (const head of heads) {
      expect(answer({ [chunk]: signedBytes(Buffer.concat([head, items])) })).toEqual(everything);
    }
    const open = Buffer.concat([Uint8Array.of(0x9f), items, Uint8Array.of(0xff)]);
    expect(answer({ [chunk]: signedBytes(open) })).toEqual(everything);
  });

  it('is empty where nothing is listed, and where a type has none', () => {
    expect(answer({ 'kid.lst': signed(new Map()) })).toEqual([]);
    expect(answer({ 'kid.lst': signed(kidList([[KID, [[UCI, 0]]]])), [chunk]: signed([]) })).toMatchObject([
      { hashes: new Uint32Array() },
    ]);
  });

  it('leaves alone what kid.lst does not lead to', () => {
    const noise = Buffer.from('not COSE');
    const lists = answer({
      '0102030405060708ff/chunk.lst': noise,
      '01020304050607080b/chunk.lst': noise,
      [`${folder}/a6/index.lst`]: noise,
      [`${folder}/a6/b8/00/chunk.lst`]: noise,
      [`${folder}/A6/chunk.lst`]: noise,
      [`${folder}/../chunk.lst`]: noise,
      [`${folder}/chunk.lst.last-modified`]: noise,
      'README': noise,
    });
    expect(lists).toEqual(everything);
  });

  it('is refused without its kid.lst, or without a chunk', () => {
    expect(answer({ 'kid.lst': null })).toBe('no_kid_list');
    expect(answer({ [chunk]: null })).toBe('incomplete');
    expect(answer({ [chunk]: signed(hashes.slice(1)) })).toBe('incomplete');
    expect(answer({ [chunk]: signed([...hashes.slice(1), second]) })).toBe('incomplete');
    const two = kidList([
      [KID, [[UCI, 12]]],
      [OTHER_KID, [[UCI, 1]]],
    ]);
    expect(answer({ 'kid.lst': signed(two) })).toBe('incomplete');
  });

  it.each(['kid.lst', chunk])('is refused with a %s that its key did not sign', (path) => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const content = path === chunk ? hashes : kidList([[KID, [[UCI, 12]]]]);
    const good = Buffer.from(signed(content));
    const altered = Buffer.from(good);
    altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
    expect(answer({ [path]: good })).toEqual(everything);
    expect(answer({ [path]: altered })).toBe('bad_signature');
    expect(answer({ [path]: signed(content, other.privateKey) })).toBe('bad_signature');
    expect(answer({ [path]: encode(content) })).toBe('bad_envelope');
    expect(answer({ [path]: Buffer.concat([good, Buffer.alloc(1)]) })).toBe('bad_envelope');
    expect(answer({ [path]: good.subarray(0, -1) })).toBe('bad_envelope');
    expect(answer({ [path]: new Uint8Array() })).toBe('bad_envelope');
  });

  it('is refused with a signature of an algorithm that is not of its key', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(answer({}, rsa.publicKey)).toBe('bad_signature');
    const ps256 = encodeEnvelope({
      header: new Map([[1, -37]]),
      unprotected: new Map(),
      payload: encode(hashes),
      tags: [18],
      sign: signRaw(rsa.privateKey),
    });
    expect(answer({ [chunk]: ps256 })).toBe('bad_signature');
    const unprotected = encodeEnvelope({
      header: new Map(),
      unprotected: new Map([[1, -7]]),
      payload: encode(hashes),
      tags: [18],
      sign: signRaw(privateKey),
    });
    expect(answer({ [chunk]: unprotected })).toBe('bad_envelope');
  });

  it.each([
    ['a list', [KID]],
    ['a key id as text', new Map([['f5c5970c3039d854', new Map([[Uint8Array.of(UCI), 12]])]])],
    ['no key id', new Map([[new Uint8Array(), new Map([[Uint8Array.of(UCI), 12]])]])],
    ['a list of types', new Map([[KID, [UCI]]])],
    ['a type as number', new Map([[KID, new Map([[UCI, 12]])]])],
    ['a type of two bytes', new Map([[KID, new Map([[Uint8Array.of(0, UCI), 12]])]])],
    ['a count as text', kidList([[KID, [[UCI, '12']]]])],
    ['a negative count', kidList([[KID, [[UCI, -1]]]])],
    ['a count that is no whole number', kidList([[KID, [[UCI, 11.5]]]])],
    ['a count beyond numbers', kidList([[KID, [[UCI, 2n ** 60n]]]])],
    ['a bad count of a type from the future', kidList([[KID, [[UCI, 12], [0x0d, null]]]])],
  ])('is refused with a kid.lst of %s', (_what, content) => {
    expect(answer({ 'kid.lst': signed(content) })).toBe('bad_content');
  });

  it.each([
    ['a list', []],
    ['a number as byte', new Map([[0xa6, [1, 2, new Map()]]])],
    ['two bytes at once', new Map([[Uint8Array.of(0xa6, 0xb8), [1, 2, new Map()]]])],
    ['an entry without second bytes', new Map([[Uint8Array.of(0xa6), [1, 2]]])],
    ['an entry that is a map', new Map([[Uint8Array.of(0xa6), new Map()]])],
    ['a count as text', new Map([[Uint8Array.of(0xa6), [1, '2', new Map()]]])],
    ['a second entry without count', new Map([[Uint8Array.of(0xa6), [1, 2, leaves([1])]]])],
    ['a second entry that is null', new Map([[Uint8Array.of(0xa6), [1, 2, leaves(null)]]])],
  ])('is refused with an index.lst of %s', (_what, content) => {
    expect(answer({ [index]: signed(content) })).toBe('bad_content');
  });

  it.each([
    ['a map', encode(new Map(hashes.map((digest, at) => [at, digest])))],
    ['a hash of 15 bytes', encode([...hashes.slice(1), first.subarray(1)])],
    ['a whole SHA-256', encode([...hashes, hash('sha256', 'x', 'buffer')])],
    ['a hash as text', encode([...hashes.slice(1), 'sixteen letters.'])],
    ['more than it counts', Buffer.concat([encode(hashes), Uint8Array.of(0x50), first])],
    ['less than it counts', encode(hashes).subarray(0, -17)],
    ['a trailing byte', Buffer.concat([encode(hashes), Uint8Array.of(0)])],
    ['an array without end', Buffer.concat([Uint8Array.of(0x9f), encode(hashes).subarray(1)])],
    ['a count of eight bytes', Buffer.concat([Uint8Array.of(0x9b, 0, 0, 0, 0, 0, 0, 0, 0)])],
    ['a count beyond measure', Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff)],
    ['a head cut short', Uint8Array.of(0x99, 0)],
    ['nothing', new Uint8Array()],
  ])('is refused with a chunk.lst of %s', (_what, payload) => {
    expect(answer({ [chunk]: signedBytes(payload) })).toBe('bad_content');
  });

  it('is refused with a hash in a chunk of other first bytes', () => {
    expect(answer({ [`${folder}/a6/chunk.lst`]: signed([first]) })).toEqual(everything);
    expect(answer({ [`${folder}/a7/chunk.lst`]: signed([first]) })).toBe('bad_content');
    expect(answer({ [`${folder}/a6/b8/chunk.lst`]: signed([first]) })).toEqual(everything);
    expect(answer({ [`${folder}/a6/b9/chunk.lst`]: signed([first]) })).toBe('bad_content');
  });

  it('is refused where it is too large, before anything in it is looked at', () => {
    expect(answer({ x: Buffer.alloc(MAX_DCC_LIST_BYTES) })).toBe('too_large');
    const nothing = new Uint8Array();
    const many = new Map<string, Uint8Array>();
    for (let i = 0; i <= MAX_DCC_LIST_FILES; i += 1) many.set(String(i), nothing);
    expect(readDccRevocationLists(many, publicKey)).toEqual({ ok: false, error: 'too_large' });
  });

  it('has words for what it answers to any signed content, and never throws', () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.jsonValue().map((json) => encode(json)),
      fc.tuple(fc.nat(encode(hashes).length - 1), fc.nat(255)).map(([at, byte]) => {
        const altered = Buffer.from(encode(hashes));
        altered[at] = byte;
        return altered;
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom('kid.lst', index, chunk), content, (path, payload) => {
        const given = answer({ [path]: signedBytes(payload) });
        if (typeof given === 'string') expect(DCC_LIST_ERROR_WORDS[given]).toMatch(/^(is|has|holds) /);
      }),
    );
  });
});
