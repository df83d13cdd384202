import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSign1 } from '../../main/pass/cose_sign1.ts';

const bytes = (length: number) => new Uint8Array(length).fill(7);
const body = (header: unknown, rest: readonly unknown[] = [new Map(), bytes(5), bytes(64)]) =>
  encode([header instanceof Uint8Array ? header : encode(header), ...rest]);
const es256 = new Map<number, unknown>([
  [1, -7],
  [4, bytes(8)],
]);
const tagged = (heads: readonly number[], content = body(es256)) =>
  Buffer.concat([Uint8Array.from(heads), content]);
const errorOf = (cose: Uint8Array, options = {}) => {
  const opened = openSign1(cose, options);
  return opened.ok ? 'ok' : opened.error;
};

describe('openSign1', () => {
  it('accepts no tag, tag 18, and tag 18 within tag 61, and no other', () => {
    expect(errorOf(tagged([]))).toBe('ok');
    expect(errorOf(tagged([0xd2]))).toBe('ok');
    expect(errorOf(tagged([0xd8, 61, 0xd2]))).toBe('ok');
    expect(errorOf(tagged([0xd8, 61]))).toBe('bad_envelope');
    expect(errorOf(tagged([0xd2, 0xd2]))).toBe('bad_envelope');
    expect(errorOf(tagged([0xd2, 0xd8, 61]))).toBe('bad_envelope');
    expect(errorOf(tagged([0xd1]))).toBe('bad_envelope');
    expect(errorOf(tagged([0xd8, 98]))).toBe('bad_envelope');
  });

  it('demands tag 18 where a format does', () => {
    expect(errorOf(tagged([]), { tagRequired: true })).toBe('bad_envelope');
    expect(errorOf(tagged([0xd2]), { tagRequired: true })).toBe('ok');
  });

  it('signs over the header as received, and over nothing for an empty one', () => {
    const nonMinimal = Uint8Array.of(0xa1, 0x18, 0x01, 0x26);
    const opened = openSign1(body(nonMinimal));
    expect(opened.ok && Buffer.from(opened.value.signedBytes).includes(Buffer.from(nonMinimal))).toBe(true);
    const options = { unprotectedAlgorithm: true, externalAad: Uint8Array.of(9) };
    const rest = [new Map([[1, -7]]), bytes(5), bytes(64)];
    const wanted = encode(['Signature1', new Uint8Array(), Uint8Array.of(9), bytes(5)]);
    for (const header of [new Uint8Array(), Uint8Array.of(0xa0)]) {
      const empty = openSign1(body(header, rest), options);
      expect(empty.ok && Buffer.from(empty.value.signedBytes)).toEqual(Buffer.from(wanted));
    }
  });

  it('writes the Sig_structure that an independent encoder writes, whatever the lengths', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.uint8Array({ maxLength: 300 }),
        (payload, externalAad) => {
          const opened = openSign1(body(es256, [new Map(), payload, bytes(64)]), { externalAad });
          const wanted = encode(['Signature1', encode(es256), externalAad, payload]);
          expect(opened.ok && Buffer.from(opened.value.signedBytes)).toEqual(Buffer.from(wanted));
        },
      ),
    );
  });

  it('prefers the protected key id', () => {
    const opened = openSign1(body(es256, [new Map([[4, bytes(3)]]), bytes(5), bytes(64)]));
    expect(opened.ok && opened.value.keyId?.length).toBe(8);
    expect(opened.ok && opened.value.keyIdIsProtected).toBe(true);
  });

  it('takes the key id from the unprotected header where there is no other', () => {
    const opened = openSign1(body(new Map([[1, -7]]), [new Map([[4, bytes(3)]]), bytes(5), bytes(64)]));
    expect(opened.ok && opened.value.keyId?.length).toBe(3);
  });

  it.each([
    [
      'an algorithm that is not signed',
      body(new Map(), [new Map([[1, -7]]), bytes(5), bytes(64)]),
      'bad_algorithm',
    ],
    ['no algorithm', body(new Map()), 'bad_algorithm'],
    ['RS256', body(new Map([[1, -257]])), 'bad_algorithm'],
    ['HMAC', body(new Map([[1, 5]])), 'bad_algorithm'],
    ['an algorithm by name', body(new Map([[1, 'ES256']])), 'bad_algorithm'],
    [
      'a critical header',
      body(
        new Map<number, unknown>([
          [1, -7],
          [2, [99]],
        ]),
      ),
      'unknown_critical_header',
    ],
    ['a detached payload', body(es256, [new Map(), null, bytes(64)]), 'bad_envelope'],
    ['three elements', body(es256, [new Map(), bytes(5)]), 'bad_envelope'],
    ['five elements', body(es256, [new Map(), bytes(5), bytes(64), bytes(1)]), 'bad_envelope'],
    ['a header that is no map', body(encode([1])), 'bad_envelope'],
    [
      'a key id that is no byte string',
      body(
        new Map<number, unknown>([
          [1, -7],
          [4, 'x'],
        ]),
      ),
      'bad_envelope',
    ],
    ['no CBOR', Uint8Array.of(0xff), 'bad_cbor'],
    ['bytes after the end', Buffer.concat([body(es256), Uint8Array.of(0)]), 'bad_cbor'],
  ])('refuses %s', (_what, cose, error) => expect(errorOf(cose)).toBe(error));

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (cose) => void openSign1(cose)));
  });
});
