import type { KeyObject } from 'node:crypto';
import { type CborValue, decodeCbor } from '../pass/cbor.ts';
import { openSign1 } from '../pass/cose_sign1.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import { verifySignature } from '../pass/signature.ts';
import { HASH_BYTES, HASH_WORDS, type PackedHashes, packHash, sortHashes } from './packed_hashes.ts';
import type { UndatedRevocations } from './revocation_index.ts';

/** What a whole download may hold. */
export const MAX_DCC_LIST_FILES = 100_000;
export const MAX_DCC_LIST_BYTES = 160 * 1024 * 1024;

export type DccListError =
  | 'too_large'
  | 'no_kid_list'
  | 'bad_envelope'
  | 'bad_signature'
  | 'bad_content'
  | 'incomplete';

/** Each error in words that go on from "it". */
export const DCC_LIST_ERROR_WORDS: Readonly<Record<DccListError, string>> = {
  too_large: 'is larger than any revocation list should be',
  no_kid_list: 'has no kid.lst',
  bad_envelope: 'holds a file that is no COSE_Sign1',
  bad_signature: "holds a file that the list's key did not sign",
  bad_content: 'holds a file that is not as the format has it',
  incomplete: 'holds fewer hashes than it says',
};

/** Hash types of the EU's revocation lists. */
const KIND_OF_TYPE: ReadonlyMap<number, string> = new Map([
  [0x0a, 'dcc_signature'],
  [0x0b, 'dcc_uci'],
  [0x0c, 'dcc_country_uci'],
]);
const KID_LIST = 'kid.lst';
const LIST_PATH = /^([0-9a-f]+)\/(?:index|((?:[0-9a-f]{2}\/){0,2})chunk)\.lst$/;

/** What kid.lst announces of one key id and hash type, and what was found of it. */
interface Announced extends Pick<UndatedRevocations, 'scope' | 'kind'> {
  readonly count: number;
  /** How many hashes begin with a byte, or with two: under their number behind that of all single ones. */
  readonly counts: Map<number, number>;
  readonly chunks: PackedHashes[];
}

/**
 * Reads a download of the German distribution of the EU's revocation lists, by the files' paths: `kid.lst`
 * with key ids, hash types and counts; `KIDTYPE/index.lst` with counts by the hashes' first two bytes; and
 * `KIDTYPE/chunk.lst`, `KIDTYPE/B1/chunk.lst` and `KIDTYPE/B1/B2/chunk.lst` with hashes; each a COSE_Sign1
 * over CBOR. All of it or nothing: every file that kid.lst leads to must be signed with `key`, and there must
 * be as many hashes as announced. Files of other key ids, hash types and names are left alone. A signature
 * binds neither a file's path nor a date, so that whoever fetches the files must know both.
 */
export function readDccRevocationLists(
  files: ReadonlyMap<string, Uint8Array>,
  key: KeyObject,
): Result<readonly UndatedRevocations[], DccListError> {
  const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  if (files.size > MAX_DCC_LIST_FILES || bytes > MAX_DCC_LIST_BYTES) return fail('too_large');
  const kidList = files.get(KID_LIST);
  if (kidList === undefined) return fail('no_kid_list');
  const opened = openSigned(kidList, key);
  if (!opened.ok) return opened;
  const announced = readKidList(opened.value);
  if (announced === null) return fail('bad_content');

  for (const [path, content] of files) {
    const [, folder = '', prefix] = LIST_PATH.exec(path) ?? [];
    const list = announced.get(folder);
    if (list === undefined) continue;
    const payload = openSigned(content, key);
    if (!payload.ok) return payload;
    const isRead =
      prefix === undefined
        ? readIndex(payload.value, list)
        : readChunk(payload.value, prefix.replaceAll('/', ''), list);
    if (!isRead) return fail('bad_content');
  }

  const lists: UndatedRevocations[] = [];
  for (const { scope, kind, count, counts, chunks } of announced.values()) {
    const hashes = join(chunks);
    if (hashes.length < count * HASH_WORDS || !hasCounts(hashes, counts)) return fail('incomplete');
    lists.push({ format: 'hc1', scope, kind, hashes });
  }
  return ok(lists);
}

function openSigned(content: Uint8Array, key: KeyObject): Result<Uint8Array, DccListError> {
  const opened = openSign1(content);
  if (!opened.ok) return fail('bad_envelope');
  const { algorithm, payload, signature, signedBytes } = opened.value;
  const isGood = verifySignature({ algorithm, key, message: signedBytes, signature });
  return isGood ? ok(payload) : fail('bad_signature');
}

/** A map of key ids to maps of hash types to counts, by folder; hash types from the future are left out. */
function readKidList(payload: Uint8Array): ReadonlyMap<string, Announced> | null {
  const content = decodeCbor(payload, payload.length);
  if (!(content instanceof Map)) return null;
  const announced = new Map<string, Announced>();
  for (const [kid, types] of content) {
    if (!(kid instanceof Uint8Array) || kid.length === 0 || !(types instanceof Map)) return null;
    for (const [typeBytes, count] of types) {
      const type = readByte(typeBytes);
      if (type === null || !isCount(count)) return null;
      const kind = KIND_OF_TYPE.get(type);
      if (kind === undefined) continue;
      const keyId = Buffer.from(kid);
      announced.set(keyId.toString('hex') + type.toString(16).padStart(2, '0'), {
        scope: keyId.toString('base64'),
        kind,
        count,
        counts: new Map(),
        chunks: [],
      });
    }
  }
  return announced;
}

const FIRST_PAIR = 0x100;
const PREFIXES = FIRST_PAIR + 0x10000;

/** A map of first bytes to [time, count, map of second bytes to [time, count]]. */
function readIndex(payload: Uint8Array, { counts }: Announced): boolean {
  const content = decodeCbor(payload, payload.length);
  if (!(content instanceof Map)) return false;
  for (const [firstBytes, entry] of content) {
    const first = readByte(firstBytes);
    if (first === null || !Array.isArray(entry)) return false;
    const [, count, seconds] = entry as readonly CborValue[];
    if (!isCount(count) || !(seconds instanceof Map)) return false;
    counts.set(first, count);
    for (const [secondBytes, leaf] of seconds) {
      const second = readByte(secondBytes);
      const leafCount = Array.isArray(leaf) ? (leaf as readonly CborValue[])[1] : null;
      if (second === null || !isCount(leafCount)) return false;
      counts.set(FIRST_PAIR + first * 0x100 + second, leafCount);
    }
  }
  return true;
}

const BYTES_16_HEAD = 0x50;
const HASH_ITEM_BYTES = 1 + HASH_BYTES;

/** An array of hashes that begin with `prefix`. Read in place: a million items would be a million objects. */
function readChunk(payload: Uint8Array, prefix: string, { chunks }: Announced): boolean {
  const items = arrayItemsOf(payload);
  if (items === null || items.length % HASH_ITEM_BYTES !== 0) return false;
  const start = Buffer.from(prefix, 'hex');
  const hashes = new Uint32Array((items.length / HASH_ITEM_BYTES) * HASH_WORDS);
  for (let at = 0; at < items.length; at += HASH_ITEM_BYTES) {
    if (items[at] !== BYTES_16_HEAD) return false;
    for (let i = 0; i < start.length; i += 1) if (items[at + 1 + i] !== start[i]) return false;
    packHash(hashes, at / HASH_ITEM_BYTES, items, at + 1);
  }
  chunks.push(hashes);
  return true;
}

/** What is behind the head of a CBOR array (RFC 8949 section 3) of as many hashes as fill it. */
function arrayItemsOf(payload: Uint8Array): Uint8Array | null {
  const [head] = payload;
  if (head === 0x9f) return payload.at(-1) === 0xff ? payload.subarray(1, -1) : null;
  if (head === undefined || head < 0x80 || head > 0x9a) return null;
  const countBytes = head < 0x98 ? 0 : 1 << (head - 0x98);
  const headBytes = 1 + countBytes;
  if (payload.length < headBytes) return null;
  const counted = payload.subarray(1, headBytes).reduce((sum, byte) => sum * 0x100 + byte, 0);
  const count = countBytes === 0 ? head - 0x80 : counted;
  return payload.length === headBytes + count * HASH_ITEM_BYTES ? payload.subarray(headBytes) : null;
}

function join(chunks: readonly PackedHashes[]): PackedHashes {
  const all = new Uint32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return sortHashes(all);
}

function hasCounts(hashes: PackedHashes, counts: ReadonlyMap<number, number>): boolean {
  if (counts.size === 0) return true;
  const found = new Uint32Array(PREFIXES);
  for (let at = 0; at < hashes.length; at += HASH_WORDS) {
    const pair = (hashes[at] ?? 0) >>> 16;
    for (const prefix of [pair >>> 8, FIRST_PAIR + pair]) found[prefix] = (found[prefix] ?? 0) + 1;
  }
  return [...counts].every(([prefix, count]) => (found[prefix] ?? 0) >= count);
}

function readByte(value: CborValue): number | null {
  return value instanceof Uint8Array && value.length === 1 ? (value[0] ?? null) : null;
}

function isCount(value: CborValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
