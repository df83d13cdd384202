import { brotliDecompressSync } from 'node:zlib';
import { MAX_INFLATED_BYTES } from './inflate.ts';

/**
 * Unpacks a whole Brotli stream (RFC 7932) into at most MAX_INFLATED_BYTES; null for anything else, a
 * cut-short stream, bytes after its end, or a result that is too large. Brotli has no checksum: the caller must
 * judge what came out.
 */
export function decompressBrotli(packed: Uint8Array): Uint8Array | null {
  // Apart from the call: Node 20 knows `info`, and its types do not.
  const options = { maxOutputLength: MAX_INFLATED_BYTES, chunkSize: 1024, info: true };
  try {
    const { buffer, engine } = brotliDecompressSync(packed, options) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    return engine.bytesWritten === packed.length ? buffer : null;
  } catch {
    return null;
  }
}
