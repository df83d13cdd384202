import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packHashes, sortHashes } from '../../main/trust/packed_hashes.ts';
import { buildRevocationIndex } from '../../main/trust/revocation_index.ts';
import {
  MAX_REVOCATION_BINARY_BYTES,
  MAX_REVOCATION_JSON_BYTES,
  type RevocationList,
  type RevocationListJson,
  readRevocationListFile,
  REVOCATION_FILE_ERROR_WORDS,
} from '../../main/trust/revocation_list_file.ts';
import { writeRevocationList } from '../../main/trust/write_revocation_list.ts';

const ISSUED_AT = Date.parse('2026-03-01T00:00:00Z');
const VALID_UNTIL = Date.parse('2026-03-02T00:00:00Z');
const PASS_ID = '00112233445566778899aabbccddeeff';
const hashOf = (text: string) => hash('sha256', text, 'buffer').subarray(0, 16);
const dated = {
  version: 1,
  issuedAt: '2026-03-01T00:00:00Z',
  validUntil: '2026-03-02T01:00:00+01:00',
} as const;
const listedHash = { format: 'hc1', scope: 'AAAAAAAAAAA=', kind: 'dcc_uci', hash: PASS_ID } as const;

const errorOf = (content: Uint8Array) => {
  const read = readRevocationListFile(content);
  return read.ok ? 'ok' : read.error;
};
const errorOfJson = (json: unknown) => errorOf(Buffer.from(JSON.stringify(json)));
const listOf = (content: Uint8Array): RevocationList => {
  const read = readRevocationListFile(content);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};
const indexOf = ({ entries, undated }: RevocationList) => buildRevocationIndex(entries, undated);
const listOfJson = (json: RevocationListJson) => listOf(Buffer.from(JSON.stringify(json)));

describe('a list in JSON', () => {
  it('names passes, groups and hashes, each with its times', () => {
    const list = listOfJson({
      ...dated,
      passes: [{ id: PASS_ID, issuer: 'Opera', from: '2026-03-01T12:00:00Z' }],
      groups: [{ name: 'staff 2025', issuedBefore: '2026-01-01T00:00:00Z' }],
      hashes: [listedHash],
    });
    expect(list).toMatchObject({ issuedAt: ISSUED_AT, validUntil: VALID_UNTIL, undated: [] });
    const always = { issuedBefore: Number.POSITIVE_INFINITY, from: Number.NEGATIVE_INFINITY };
    expect(list.entries).toEqual([
      {
        format: 'venue',
        scope: 'Opera',
        kind: 'pass_id',
        hash: hashOf(PASS_ID),
        ...always,
        from: Date.parse('2026-03-01T12:00:00Z'),
      },
      {
        format: 'venue',
        scope: '',
        kind: 'group',
        hash: hashOf('staff 2025'),
        ...always,
        issuedBefore: Date.parse('2026-01-01T00:00:00Z'),
      },
      { ...listedHash, hash: Buffer.from(PASS_ID, 'hex'), ...always },
    ]);
  });

  it('may be empty: nothing is withdrawn', () => {
    expect(listOfJson(dated).entries).toEqual([]);
  });

  it.each([
    ['of another version', { ...dated, version: 2 }],
    ['without a version', { ...dated, version: undefined }],
    ['without an issue', { ...dated, issuedAt: undefined }],
    ['without an end', { ...dated, validUntil: undefined }],
    ['that ends before it was issued', { ...dated, validUntil: dated.issuedAt }],
    ['dated without a zone', { ...dated, issuedAt: '2026-03-01T00:00:00' }],
    ['dated by no day', { ...dated, issuedAt: '2026-02-30T00:00:00Z' }],
    ['dated by a number', { ...dated, issuedAt: ISSUED_AT }],
    ['with another part', { ...dated, certificates: [] }],
    ['of a pass without id', { ...dated, passes: [{}] }],
    ['of a pass id in capitals', { ...dated, passes: [{ id: PASS_ID.toUpperCase() }] }],
    ['of a pass id cut short', { ...dated, passes: [{ id: PASS_ID.slice(2) }] }],
    ['of a pass with another field', { ...dated, passes: [{ id: PASS_ID, until: dated.validUntil }] }],
    ['of a pass with a time that is null', { ...dated, passes: [{ id: PASS_ID, from: null }] }],
    ['of a group without name', { ...dated, groups: [{ name: '' }] }],
    ['of a group with a name beyond measure', { ...dated, groups: [{ name: 'x'.repeat(201) }] }],
    ['of a hash without scope', { ...dated, hashes: [{ ...listedHash, scope: undefined }] }],
    ['of a hash of a format that has no passes', { ...dated, hashes: [{ ...listedHash, format: 'wifi' }] }],
    ['of a hash of a kind with a space', { ...dated, hashes: [{ ...listedHash, kind: 'dcc uci' }] }],
    ['of a whole SHA-256', { ...dated, hashes: [{ ...listedHash, hash: PASS_ID + PASS_ID }] }],
    ['with one bad entry among good ones', { ...dated, passes: [{ id: PASS_ID }, { id: 'x' }] }],
    ['that is an array', [dated]],
    ['that is null', null],
  ])('is refused whole %s', (_what, json) => {
    expect(errorOfJson(json)).toBe('not_a_revocation_list');
  });

  it('is refused with more entries than it should have', () => {
    const passes = Array(100_001).fill({ id: PASS_ID });
    expect(errorOfJson({ ...dated, passes })).toBe('not_a_revocation_list');
    expect(errorOfJson({ ...dated, passes: passes.slice(1) })).toBe('ok');
  });

  it('is refused where it is no JSON, or too large', () => {
    expect(errorOf(new Uint8Array())).toBe('not_json');
    expect(errorOf(Buffer.from('{'))).toBe('not_json');
    expect(errorOf(Uint8Array.of(0x22, 0xff, 0x22))).toBe('not_json');
    expect(errorOf(Buffer.from('['.repeat(1_000_000)))).toBe('not_json');
    expect(errorOf(Buffer.alloc(MAX_REVOCATION_JSON_BYTES + 1))).toBe('too_large');
  });
});

describe('a binary list', () => {
  const where = { format: 'hc1', scope: 'AAAAAAAAAAA=', kind: 'dcc_uci' } as const;
  const texts = ['1', '2', '3', '4', '5'];
  const hashes = packHashes(Buffer.concat(texts.map(hashOf)));
  const written = writeRevocationList({ ...where, issuedAt: ISSUED_AT, validUntil: VALID_UNTIL, hashes });
  const HEAD_LENGTH_AT = 10;
  const HEAD_AT = 12;
  const headLength = Buffer.from(written).readUInt16BE(HEAD_LENGTH_AT);
  const head = JSON.parse(Buffer.from(written.subarray(HEAD_AT, HEAD_AT + headLength)).toString('utf8'));
  const withHead = (json: unknown, ...parts: readonly Uint8Array[]) => {
    const bytes = Buffer.from(JSON.stringify(json) ?? '');
    const prefix = Buffer.from(written.subarray(0, HEAD_AT));
    prefix.writeUInt16BE(bytes.length, HEAD_LENGTH_AT);
    return Buffer.concat([prefix, bytes, ...parts]);
  };
  const sorted = texts.map(hashOf).sort(Buffer.compare);

  it('comes back as it was written, whatever the order was', () => {
    const list = listOf(written);
    expect(list).toMatchObject({ issuedAt: ISSUED_AT, validUntil: VALID_UNTIL, entries: [] });
    expect(list.undated).toEqual([{ ...where, hashes: sortHashes(hashes) }]);
    expect(head).toEqual({
      ...where,
      issuedAt: '2026-03-01T00:00:00.000Z',
      validUntil: '2026-03-02T00:00:00.000Z',
      count: 5,
    });
    expect(withHead(head, ...sorted).equals(written)).toBe(true);
    for (const text of texts) {
      expect(indexOf(list).isRevoked('hc1', { ...where, hash: hashOf(text) }, null, ISSUED_AT)).toBe(true);
    }
    expect(indexOf(list).isRevoked('hc1', { ...where, hash: hashOf('6') }, null, ISSUED_AT)).toBe(false);
  });

  it('may be empty', () => {
    const { undated } = listOf(withHead({ ...head, count: 0 }));
    expect(undated).toEqual([{ ...where, hashes: new Uint32Array() }]);
  });

  it('is read from the middle of another buffer', () => {
    const within = Buffer.concat([Buffer.alloc(3), written, Buffer.alloc(5)]).subarray(3, 3 + written.length);
    expect(listOf(within)).toEqual(listOf(written));
  });

  it('is refused cut short anywhere, or longer than it says', () => {
    for (let length = 8; length < written.length; length += 1) {
      expect(errorOf(written.subarray(0, length))).toBe('bad_length');
    }
    expect(errorOf(Buffer.concat([written, Buffer.alloc(1)]))).toBe('bad_length');
    expect(errorOf(Buffer.concat([written, Buffer.alloc(16, 0xff)]))).toBe('bad_length');
  });

  it('is refused with hashes out of order, or twice', () => {
    const [a, b, c, d, e] = sorted as [Buffer, Buffer, Buffer, Buffer, Buffer];
    expect(errorOf(withHead(head, a, b, d, c, e))).toBe('not_sorted');
    expect(errorOf(withHead(head, e, d, c, b, a))).toBe('not_sorted');
    expect(errorOf(withHead(head, a, b, b, d, e))).toBe('not_sorted');
    expect(errorOf(withHead(head, a, b, c, d, e))).toBe('ok');
  });

  it.each([
    ['of another format', { ...head, format: 'unknown' }],
    ['without scope', { ...head, scope: undefined }],
    ['with another field', { ...head, from: head.issuedAt }],
    ['with a count that is no whole number', { ...head, count: 4.5 }],
    ['with a negative count', { ...head, count: -5 }],
    ['with a count as text', { ...head, count: '5' }],
    ['that ends before it was issued', { ...head, validUntil: head.issuedAt }],
    ['that is no object', 5],
  ])('is refused with a head %s', (_what, json) => {
    expect(errorOf(withHead(json, ...sorted))).toBe('not_a_revocation_list');
  });

  it('is refused with a count beyond all files', () => {
    expect(errorOf(withHead({ ...head, count: 2 ** 40 }, ...sorted))).toBe('bad_length');
    expect(errorOf(withHead({ ...head, count: 1e300 }, ...sorted))).toBe('not_a_revocation_list');
  });

  it('is refused with a head that is no JSON, and in another version', () => {
    const noJson = Buffer.from(written);
    noJson[HEAD_AT] = 0x5b;
    expect(errorOf(noJson)).toBe('not_a_revocation_list');
    const newer = Buffer.from(written);
    newer.writeUInt16BE(2, 8);
    expect(errorOf(newer)).toBe('not_a_revocation_list');
  });

  it('is refused where it is too large', () => {
    const huge = Buffer.alloc(MAX_REVOCATION_BINARY_BYTES + 1);
    huge.set(written);
    expect(errorOf(huge)).toBe('too_large');
  });

  it('is never read otherwise than written, whatever byte changes behind its magic', () => {
    const place = fc.integer({ min: 8, max: written.length - 1 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Buffer.from(written);
        altered[at] = (altered[at] ?? 0) ^ change;
        const read = readRevocationListFile(altered);
        if (!read.ok) return;
        const [list] = read.value.undated;
        if (list === undefined) throw new Error('no list');
        expect(list.hashes.length).toBe(hashes.length);
        expect(sortHashes(list.hashes)).toBe(list.hashes);
        expect(read.value).not.toEqual(listOf(written));
      }),
    );
  });
});

describe('readRevocationListFile', () => {
  it('has words for what it answers to anything, and never throws', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from('VPK-RVKD\0\x01'), bytes])),
      fc.jsonValue().map((json) => Buffer.from(JSON.stringify(json))),
      fc.jsonValue().map((json) => Buffer.from(JSON.stringify({ ...dated, hashes: [json], passes: [json] }))),
    );
    fc.assert(
      fc.property(anything, (content) => {
        const read = readRevocationListFile(content);
        if (!read.ok) expect(REVOCATION_FILE_ERROR_WORDS[read.error]).toMatch(/^(is|holds) /);
      }),
    );
  });
});
