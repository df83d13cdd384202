import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProtobuf } from '../../main/pass/protobuf.ts';
import { bytesField, numberField } from './make_pretix.ts';

const read = (...bytes: readonly number[]) => readProtobuf(Uint8Array.from(bytes));

describe('readProtobuf', () => {
  it('reads fields in their order, also when one occurs twice', () => {
    expect(read()).toEqual([]);
    expect(read(...numberField(2, 150n), ...bytesField(1, 'ab'), ...numberField(2, 0n))).toEqual([
      { number: 2, type: 'varint', value: 150n },
      { number: 1, type: 'bytes', value: Uint8Array.of(0x61, 0x62) },
      { number: 2, type: 'varint', value: 0n },
    ]);
    expect(read(0x0d, 1, 2, 3, 4, 0x11, 1, 2, 3, 4, 5, 6, 7, 8)).toEqual([
      { number: 1, type: 'fixed32', value: Uint8Array.of(1, 2, 3, 4) },
      { number: 2, type: 'fixed64', value: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    ]);
  });

  it('reads varints of up to 64 bits', () => {
    expect(read(8, ...Array(9).fill(0xff), 1)?.[0]?.value).toBe(2n ** 64n - 1n);
    expect(read(8, 0x80, 0)?.[0]?.value).toBe(0n);
    expect(read(0xf8, 0xff, 0xff, 0xff, 0x0f, 0)?.[0]?.number).toBe(2 ** 29 - 1);
  });

  it.each([
    ['a varint of 65 bits', [8, ...Array(9).fill(0xff), 2]],
    ['a varint of eleven bytes', [8, ...Array(10).fill(0x80), 0]],
    ['a varint that is cut short', [8, 0x80]],
    ['a field without a value', [8]],
    ['field 0', [0, 0]],
    ['a field number of 30 bits', [0x80, 0x80, 0x80, 0x80, 0x10, 0]],
    ['a group', [0x0b, 0x0c]],
    ['the end of a group', [0x0c]],
    ['wire type 6', [0x0e, 0]],
    ['wire type 7', [0x0f, 0]],
    ['fewer bytes than their length', [0x0a, 2, 0]],
    ['a length of 2^64 - 1', [0x0a, ...Array(9).fill(0xff), 1]],
    ['no length', [0x0a]],
    ['a cut fixed32', [0x0d, 0, 0, 0]],
    ['a cut fixed64', [0x09, 0, 0, 0, 0, 0, 0, 0]],
  ])('refuses %s', (_what, bytes) => expect(read(...bytes)).toBeNull());

  it('never throws, and makes no more fields than half the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(readProtobuf(bytes)?.length ?? 0).toBeLessThanOrEqual(bytes.length / 2);
      }),
    );
  });
});
