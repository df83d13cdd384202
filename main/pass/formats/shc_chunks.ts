import { fail, ok, type Result } from '../result.ts';

/** The longest JWS that is shown as one code, and the longest piece of a longer one, in characters. */
const MAX_WHOLE_CHARS = 1195;
const MAX_CHUNK_CHARS = 1191;

const PREFIX = 'shc:/';
const CODE = /^shc:\/(?:([1-9]\d?)\/([1-9]\d?)\/)?((?:[0-6]\d|7[0-7])+)$/;
/** The code of the lowest character of a JWS, `-`, which the digits 00 stand for. */
const FIRST_CHAR = 45;
const ZERO = 0x30;

/** What one code holds of a health card: all of it where `count` is 1, else piece `number` of `count`. */
export interface ShcChunk {
  readonly number: number;
  readonly count: number;
  /** The piece of the compact JWS; nothing about it was checked but that its characters can occur in one. */
  readonly jws: string;
}

/** Why several codes are not one health card. */
export type ShcChunksError =
  | 'not_a_chunk'
  | 'chunk_too_long'
  | 'chunks_of_different_cards'
  | 'chunk_repeated'
  | 'chunk_missing'
  | 'chunks_not_needed';

/**
 * Reads the text of one code (SMART Health Cards Framework 1.4.0, "Encoding QRs"): two digits a character,
 * with the chunk's place before them where there are several. Null for anything else.
 */
export function readShcChunk(text: string): ShcChunk | null {
  const match = CODE.exec(text);
  if (match === null) return null;
  const [, number = '1', count = '1', digits = ''] = match;
  if (Number(number) > Number(count)) return null;
  return { number: Number(number), count: Number(count), jws: decodeDigits(digits) };
}

/**
 * Joins the codes of one health card, in whatever order they were scanned, to the single code that would hold
 * all of it. Two cards with as many chunks cannot be told apart here: their mixture fails its signature.
 */
export function joinShcChunks(texts: readonly string[]): Result<string, ShcChunksError> {
  const pieces: string[] = [];
  let expected: number | null = null;
  for (const text of texts) {
    const chunk = readShcChunk(text);
    if (chunk === null) return fail('not_a_chunk');
    expected ??= chunk.count;
    if (chunk.count !== expected) return fail('chunks_of_different_cards');
    if (chunk.count > 1 && chunk.jws.length > MAX_CHUNK_CHARS) return fail('chunk_too_long');
    if (pieces[chunk.number - 1] !== undefined) return fail('chunk_repeated');
    pieces[chunk.number - 1] = chunk.jws;
  }
  if (expected === null || texts.length < expected) return fail('chunk_missing');
  const jws = pieces.join('');
  if (expected > 1 && jws.length <= MAX_WHOLE_CHARS) return fail('chunks_not_needed');
  return ok(encodeShcCode(jws));
}

/** A compact JWS as the text of one code; its characters must be of base64url or dots. */
export function encodeShcCode(jws: string): string {
  let text = PREFIX;
  for (const char of jws) text += String(char.charCodeAt(0) - FIRST_CHAR).padStart(2, '0');
  return text;
}

function decodeDigits(digits: string): string {
  const chars = Buffer.from(digits, 'latin1');
  for (let i = 0; i < chars.length / 2; i += 1) {
    chars[i] = ((chars[2 * i] ?? 0) - ZERO) * 10 + ((chars[2 * i + 1] ?? 0) - ZERO) + FIRST_CHAR;
  }
  return chars.toString('latin1', 0, chars.length / 2);
}
