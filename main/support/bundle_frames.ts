import { createHash } from 'node:crypto';
import { decodeBase45 } from '../pass/base45.ts';
import { encodeBase45 } from '../pass/encode_base45.ts';
import { MAX_BUNDLE_BYTES } from './support_bundle.ts';

/**
 * A bundle as QR codes that any reader app can take one after another, in any order, each as often as it likes:
 * `VPB1:INDEX/TOTAL:DIGEST:CHUNK`. INDEX runs from 1 to TOTAL; DIGEST is the first eight hexadecimal digits, in
 * capitals, of the SHA-256 of the whole; CHUNK is Base45 (RFC 9285). All of it is in QR's alphanumeric set.
 */
const FRAME = /^VPB1:([1-9]\d?)\/([1-9]\d?):([0-9A-F]{8}):([0-9A-Z $%*+\-./:]+)$/;
/** With its head 597 characters: QR version 13 at level L, 69 modules, large enough on a small screen for any phone. */
export const CHUNK_BYTES = 384;
const MAX_FRAMES = Math.ceil(MAX_BUNDLE_BYTES / CHUNK_BYTES);

/** The frames of a bundle, in their order. */
export function bundleFrames(zip: Uint8Array): readonly string[] {
  const total = Math.ceil(zip.length / CHUNK_BYTES);
  const digest = digestOf(zip);
  return Array.from({ length: total }, (_, index) => {
    const chunk = zip.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    return `VPB1:${index + 1}/${total}:${digest}:${encodeBase45(chunk)}`;
  });
}

/** What came of the frames that were read so far. */
export type JoinedFrames =
  | { readonly state: 'whole'; readonly zip: Uint8Array }
  /** The numbers of the frames that are not there yet. */
  | { readonly state: 'missing'; readonly missing: readonly number[] }
  /** No frame at all, or frames of more than one bundle, or of one that was changed. */
  | { readonly state: 'none' | 'mixed' | 'damaged' };

/** Joins what a reader app took: frames in any order, repeated or between other lines. */
export function joinFrames(lines: readonly string[]): JoinedFrames {
  const frames = lines.flatMap((line) => {
    const read = FRAME.exec(line.replace(/\r$/, ''));
    return read === null ? [] : [{ index: Number(read[1]), total: Number(read[2]), digest: read[3] ?? '', chunk: read[4] ?? '' }];
  });
  const [first] = frames;
  if (first === undefined) return { state: 'none' };
  const { digest, total } = first;
  if (frames.some((frame) => frame.digest !== digest || frame.total !== total)) return { state: 'mixed' };
  if (total > MAX_FRAMES || frames.some(({ index }) => index > total)) return { state: 'damaged' };
  const chunks = new Map(frames.map(({ chunk, index }) => [index, chunk]));
  const missing = Array.from({ length: total }, (_, index) => index + 1).filter((index) => !chunks.has(index));
  if (missing.length > 0) return { state: 'missing', missing };
  const parts = Array.from({ length: total }, (_, index) => decodeBase45(chunks.get(index + 1) ?? ''));
  if (parts.some((part) => part === null)) return { state: 'damaged' };
  const zip = Buffer.concat(parts.filter((part) => part !== null));
  return digestOf(zip) === digest ? { state: 'whole', zip } : { state: 'damaged' };
}

function digestOf(zip: Uint8Array): string {
  return createHash('sha256').update(zip).digest('hex').slice(0, 8).toUpperCase();
}
