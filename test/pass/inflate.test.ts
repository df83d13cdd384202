import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflateRaw, inflateZlib, MAX_INFLATED_BYTES } from '../../main/pass/inflate.ts';

describe('inflateZlib', () => {
  it('unpacks what was packed, at any level', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), fc.integer({ min: 0, max: 9 }), (bytes, level) => {
        expect(inflateZlib(deflateSync(bytes, { level }))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('refuses every stream with one bit changed in its checksum, cut short, or followed by a byte', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(31),
        fc.nat(),
        (bytes, bit, cut) => {
          const packed = deflateSync(bytes);
          const altered = Buffer.from(packed);
          const place = packed.length - 4 + (bit >> 3);
          altered[place] = (altered[place] ?? 0) ^ (1 << (bit & 7));
          expect(inflateZlib(altered)).toBeNull();
          expect(inflateZlib(packed.subarray(0, cut % packed.length))).toBeNull();
          expect(inflateZlib(Buffer.concat([packed, Uint8Array.of(0)]))).toBeNull();
        },
      ),
    );
  });

  it('refuses other containers', () => {
    const bytes = Buffer.from('pass');
    expect(inflateZlib(gzipSync(bytes))).toBeNull();
    expect(inflateZlib(deflateRawSync(bytes))).toBeNull();
    expect(inflateZlib(bytes)).toBeNull();
    expect(inflateZlib(Buffer.concat([deflateSync(bytes), deflateSync(bytes)]))).toBeNull();
  });

  it('unpacks to its limit, and not a byte further', () => {
    expect(inflateZlib(deflateSync(Buffer.alloc(MAX_INFLATED_BYTES)))?.length).toBe(MAX_INFLATED_BYTES);
    expect(inflateZlib(deflateSync(Buffer.alloc(MAX_INFLATED_BYTES + 1)))).toBeNull();
  });

  it('refuses a bomb', () => {
    expect(inflateZlib(deflateSync(Buffer.alloc(64 * 1024 * 1024)))).toBeNull();
  });
});

describe('inflateRaw', () => {
  it('unpacks what was packed, at any level', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), fc.integer({ min: 0, max: 9 }), (bytes, level) => {
        expect(inflateRaw(deflateRawSync(bytes, { level }))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('refuses every stream that is cut short, or followed by bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.uint8Array({ minLength: 1, maxLength: 20 }),
        fc.nat(),
        (bytes, more, cut) => {
          const packed = deflateRawSync(bytes);
          expect(inflateRaw(packed.subarray(0, cut % packed.length))).toBeNull();
          expect(inflateRaw(Buffer.concat([packed, more]))).toBeNull();
        },
      ),
    );
  });

  it('refuses containers', () => {
    const bytes = Buffer.from('pass');
    expect(inflateRaw(gzipSync(bytes))).toBeNull();
    expect(inflateRaw(deflateSync(bytes))).toBeNull();
    expect(inflateRaw(bytes)).toBeNull();
    expect(inflateRaw(Buffer.concat([deflateRawSync(bytes), deflateRawSync(bytes)]))).toBeNull();
  });

  it('unpacks to its limit, and not a byte further', () => {
    expect(inflateRaw(deflateRawSync(Buffer.alloc(MAX_INFLATED_BYTES)))?.length).toBe(MAX_INFLATED_BYTES);
    expect(inflateRaw(deflateRawSync(Buffer.alloc(MAX_INFLATED_BYTES + 1)))).toBeNull();
    expect(inflateRaw(deflateRawSync(Buffer.alloc(64 * 1024 * 1024)))).toBeNull();
  });
});
