import { joinShcChunks } from './formats/shc_chunks.ts';
import { readScannedCode } from './scanned_code.ts';

/** The whole code of which these are the parts, in any order; null while one is missing. */
export function joinCodes(codes: readonly Uint8Array[]): Uint8Array | null {
  const texts = codes.map((code) => readScannedCode(code).text ?? '');
  const joined = joinShcChunks(texts);
  return joined.ok ? Buffer.from(joined.value) : null;
}
