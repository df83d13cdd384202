import type { RevocationIndex } from '../pass/revocation.ts';
import {
  compareHashes,
  HASH_BYTES,
  HASH_WORDS,
  orderOf,
  type PackedHashes,
  packHash,
  packHashes,
  pickHashes,
  sortHashes,
} from './packed_hashes.ts';
import type { RevocationEntry } from './revocation_entry.ts';

/** Entries of one scope and kind that always count, and for every pass. */
export interface UndatedRevocations extends Pick<RevocationEntry, 'format' | 'scope' | 'kind'> {
  readonly hashes: PackedHashes;
}

/** In ascending order of hash and then `from`; `issuedBefore` is the latest of its hash up to there. */
interface DatedHashes {
  readonly hashes: PackedHashes;
  readonly from: Float64Array;
  readonly issuedBefore: Float64Array;
}

interface Table {
  readonly undated: PackedHashes;
  readonly dated: DatedHashes;
}

/** Hashes while they are collected. */
interface Growing {
  words: PackedHashes;
  used: number;
}

/** A table while it fills. */
interface Draft {
  readonly undated: Growing;
  readonly dated: Growing;
  readonly from: number[];
  readonly issuedBefore: number[];
}

type Place = Pick<RevocationEntry, 'format' | 'scope' | 'kind'>;

/**
 * Everything that was withdrawn, ready to be asked. An entry takes 16 bytes, or 32 where it has a time;
 * building takes n log n and asking log n, whatever the order of the entries and however many are equal. A
 * pass is withdrawn if any entry of its own scope or of the empty one says so; a pass of unknown age was
 * issued before any moment, and at a `now` that is no number every entry counts.
 */
export function buildRevocationIndex(
  entries: Iterable<RevocationEntry>,
  lists: Iterable<UndatedRevocations> = [],
): RevocationIndex {
  const drafts = new Map<string, Draft>();
  const formats = new Set<string>();

  function draftOf({ format, kind, scope }: Place): Draft {
    formats.add(format);
    const place = placeOf(format, kind, scope);
    const known = drafts.get(place);
    if (known !== undefined) return known;
    const draft: Draft = { undated: newGrowing(), dated: newGrowing(), from: [], issuedBefore: [] };
    drafts.set(place, draft);
    return draft;
  }

  // Lists name one place many times in a row.
  let place: Place | null = null;
  let draft: Draft | null = null;
  for (const entry of entries) {
    if (draft === null || place === null || !isSamePlace(place, entry)) draft = draftOf(entry);
    place = entry;
    addEntry(draft, entry);
  }
  for (const list of lists) {
    const { undated } = draftOf(list);
    makeRoom(undated, list.hashes.length);
    undated.words.set(list.hashes, undated.used);
    undated.used += list.hashes.length;
  }

  const tables = new Map<string, Table>();
  for (const [name, filled] of drafts) {
    tables.set(name, { undated: sortUndated(filled.undated), dated: sortDated(filled) });
    drafts.delete(name);
  }

  return {
    covers: (format) => formats.has(format),
    isRevoked(format, { scope, kind, hash }, issuedAt, now) {
      const wanted = packHashes(hash);
      const isListed = (within: string) => {
        const table = tables.get(placeOf(format, kind, within));
        if (table === undefined) return false;
        return holds(table.undated, wanted) || holdsAt(table.dated, wanted, issuedAt, now);
      };
      return isListed(scope) || (scope !== '' && isListed(''));
    },
  };
}

/** Neither a format nor a kind has a space. */
function placeOf(format: string, kind: string, scope: string): string {
  return `${format} ${kind} ${scope}`;
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.scope === b.scope && a.kind === b.kind && a.format === b.format;
}

function newGrowing(): Growing {
  return { words: NO_HASHES, used: 0 };
}

function makeRoom(growing: Growing, more: number): void {
  const needed = growing.used + more;
  if (needed <= growing.words.length) return;
  const larger = new Uint32Array(Math.max(needed, growing.words.length * 2));
  larger.set(growing.words.subarray(0, growing.used));
  growing.words = larger;
}

function addEntry(draft: Draft, { hash, issuedBefore, from }: RevocationEntry): void {
  if (hash.length !== HASH_BYTES) throw new RangeError('A revocation hash has 16 bytes.');
  // A time that is no number limits nothing.
  const isDated = issuedBefore < Number.POSITIVE_INFINITY || from > Number.NEGATIVE_INFINITY;
  const growing = isDated ? draft.dated : draft.undated;
  makeRoom(growing, HASH_WORDS);
  packHash(growing.words, growing.used / HASH_WORDS, hash);
  growing.used += HASH_WORDS;
  if (!isDated) return;
  draft.from.push(Number.isNaN(from) ? Number.NEGATIVE_INFINITY : from);
  draft.issuedBefore.push(Number.isNaN(issuedBefore) ? Number.POSITIVE_INFINITY : issuedBefore);
}

const NO_HASHES: PackedHashes = new Uint32Array();
const NO_TIMES = new Float64Array();
/** Shared, since most tables need none, and lists may have many scopes. */
const NONE_DATED: DatedHashes = { hashes: NO_HASHES, from: NO_TIMES, issuedBefore: NO_TIMES };

function sortUndated({ words, used }: Growing): PackedHashes {
  const sorted = sortHashes(words.subarray(0, used));
  // A view would keep all of the room alive.
  return sorted.byteLength < sorted.buffer.byteLength ? sorted.slice() : sorted;
}

function sortDated({ dated: { words }, from, issuedBefore }: Draft): DatedHashes {
  if (from.length === 0) return NONE_DATED;
  const order = orderOf(from.length, (a, b) => {
    const byHash = compareHashes(words, a, words, b);
    if (byHash !== 0) return byHash;
    const left = from[a] ?? 0;
    const right = from[b] ?? 0;
    // The difference of two infinities is no number.
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const hashes = pickHashes(words, order);
  const latest = Float64Array.from(order, (index) => issuedBefore[index] ?? 0);
  for (let i = 1; i < latest.length; i += 1) {
    if (compareHashes(hashes, i - 1, hashes, i) !== 0) continue;
    latest[i] = Math.max(latest[i - 1] ?? 0, latest[i] ?? 0);
  }
  return { hashes, from: Float64Array.from(order, (index) => from[index] ?? 0), issuedBefore: latest };
}

function holds(hashes: PackedHashes, wanted: PackedHashes): boolean {
  return lastCounting(hashes, wanted, null, 0) !== null;
}

/** Of the entries that count at `now` the last knows the latest `issuedBefore` of all. */
function holdsAt(
  { hashes, from, issuedBefore }: DatedHashes,
  wanted: PackedHashes,
  issuedAt: number | null,
  now: number,
): boolean {
  const last = lastCounting(hashes, wanted, from, now);
  return last !== null && (issuedAt === null || !(issuedAt >= (issuedBefore[last] ?? 0)));
}

/** The last place of the hash among those that count at `now`, or null; without `from` all count. */
function lastCounting(
  hashes: PackedHashes,
  wanted: PackedHashes,
  from: Float64Array | null,
  now: number,
): number | null {
  let low = 0;
  let high = hashes.length / HASH_WORDS;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareHashes(hashes, middle, wanted, 0);
    const isLater = order > 0 || (order === 0 && from !== null && (from[middle] ?? 0) > now);
    if (isLater) high = middle;
    else low = middle + 1;
  }
  return low > 0 && compareHashes(hashes, low - 1, wanted, 0) === 0 ? low - 1 : null;
}
