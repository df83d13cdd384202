import { brotliCompressSync, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompressBrotli } from '../../main/pass/brotli.ts';
import { MAX_INFLATED_BYTES } from '../../main/pass/inflate.ts';

const packed = brotliCompressSync(Buffer.from('a signed pass, a signed pass'));

describe('decompressBrotli', () => {
  it('gives back what was packed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(Buffer.from(decompressBrotli(brotliCompressSync(bytes)) ?? [])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('stops at the largest size', () => {
    expect(decompressBrotli(brotliCompressSync(Buffer.alloc(MAX_INFLATED_BYTES)))?.length).toBe(
      MAX_INFLATED_BYTES,
    );
    expect(decompressBrotli(brotliCompressSync(Buffer.alloc(MAX_INFLATED_BYTES + 1)))).toBeNull();
    expect(decompressBrotli(brotliCompressSync(Buffer.alloc(20_000_000)))).toBeNull();
  });

  it('refuses a cut stream, bytes after its end, another container and nothing', () => {
    for (let length = 0; length < packed.length; length += 1) {
      expect(decompressBrotli(packed.subarray(0, length))).toBeNull();
    }
    expect(decompressBrotli(Buffer.concat([packed, Uint8Array.of(0)]))).toBeNull();
    expect(decompressBrotli(Buffer.concat([packed, packed]))).toBeNull();
    expect(decompressBrotli(deflateSync(Buffer.alloc(100)))).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(decompressBrotli(bytes)?.length ?? 0).toBeLessThanOrEqual(MAX_INFLATED_BYTES);
      }),
    );
  });
});
