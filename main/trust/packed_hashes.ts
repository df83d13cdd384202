/** The length of every hash in a revocation list: the first half of a SHA-256. */
export const HASH_BYTES = 16;
/** The same in words. */
export const HASH_WORDS = 4;

/** Hashes end to end, four big-endian words each, so that numbers are in the order of the bytes. */
export type PackedHashes = Uint32Array;

/** Packs hashes that lie end to end. */
export function packHashes(bytes: Uint8Array): PackedHashes {
  const words = new Uint32Array(bytes.length >> 2);
  for (let i = 0; i < words.length; i += 1) words[i] = wordAt(bytes, i * 4);
  return words;
}

/** Packs the hash that begins at `offset` as number `index` of `words`. */
export function packHash(words: PackedHashes, index: number, bytes: Uint8Array, offset = 0): void {
  for (let i = 0; i < HASH_WORDS; i += 1) words[index * HASH_WORDS + i] = wordAt(bytes, offset + i * 4);
}

/** Negative for words from 2^31 on, which a Uint32Array takes as they are meant. */
function wordAt(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16);
  return high | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}

/** The inverse of packHashes. */
export function unpackHashes(words: PackedHashes): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setUint32(i * 4, word);
  return bytes;
}

/** The order of hash number `a` of `left` and number `b` of `right`: negative, zero or positive. */
export function compareHashes(left: PackedHashes, a: number, right: PackedHashes, b: number): number {
  const start = a * HASH_WORDS;
  const other = b * HASH_WORDS;
  for (let i = 0; i < HASH_WORDS; i += 1) {
    const difference = (left[start + i] ?? 0) - (right[other + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether every hash is greater than the one before it. */
export function isStrictlyAscending(words: PackedHashes): boolean {
  const count = words.length / HASH_WORDS;
  for (let i = 1; i < count; i += 1) if (compareHashes(words, i - 1, words, i) >= 0) return false;
  return true;
}

/** The same hashes in ascending order, each once. */
export function sortHashes(words: PackedHashes): PackedHashes {
  if (isStrictlyAscending(words)) return words;
  const order = orderOf(words.length / HASH_WORDS, (a, b) => compareHashes(words, a, words, b));
  const kept = order.filter(
    (index, at) => at === 0 || compareHashes(words, order[at - 1] ?? 0, words, index) !== 0,
  );
  return pickHashes(words, kept);
}

/** The numbers below `count` in the order of `compare`. A merge sort: no input makes it slow. */
export function orderOf(count: number, compare: (a: number, b: number) => number): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) order[i] = i;
  return order.sort(compare);
}

/** The hashes with these numbers, in this order. */
export function pickHashes(words: PackedHashes, indices: Uint32Array): PackedHashes {
  const picked = new Uint32Array(indices.length * HASH_WORDS);
  for (let i = 0; i < indices.length; i += 1) {
    const start = (indices[i] ?? 0) * HASH_WORDS;
    for (let word = 0; word < HASH_WORDS; word += 1) picked[i * HASH_WORDS + word] = words[start + word] ?? 0;
  }
  return picked;
}
