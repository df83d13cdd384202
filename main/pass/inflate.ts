import { inflateRawSync, inflateSync } from 'node:zlib';

/** The largest payload that is worth unpacking; a pass that fits a QR code needs about a tenth of it. */
export const MAX_INFLATED_BYTES = 64 * 1024;

/**
 * Unpacks a whole zlib stream (RFC 1950) into at most MAX_INFLATED_BYTES; null for another container, a wrong
 * checksum, a cut-short stream, bytes after its end, or a result that is too large.
 */
export function inflateZlib(packed: Uint8Array): Uint8Array | null {
  return inflate(inflateSync, packed);
}

/**
 * Unpacks a whole bare DEFLATE stream (RFC 1951), within the same bounds and as strictly; it has no checksum
 * of its own, so that a signature has to vouch for it.
 */
export function inflateRaw(packed: Uint8Array): Uint8Array | null {
  return inflate(inflateRawSync, packed);
}

function inflate(unpack: typeof inflateSync, packed: Uint8Array): Uint8Array | null {
  try {
    const { buffer, engine } = unpack(packed, {
      maxOutputLength: MAX_INFLATED_BYTES,
      chunkSize: 1024,
      info: true,
    }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    return engine.bytesWritten === packed.length ? buffer : null;
  } catch {
    return null;
  }
}
