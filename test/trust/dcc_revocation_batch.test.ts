import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DCC_BATCH_BYTES, readDccRevocationBatch } from '../../main/trust/dcc_revocation_batch.ts';

const digest = hash('sha256', 'URN:UVCI:01:XX:1', 'buffer').subarray(0, 16);
const batch = {
  country: 'XX',
  expires: '2026-11-01T00:00:00+01:00',
  kid: '9cWXDDA52FQ=',
  hashType: 'UCI',
  entries: [{ hash: Buffer.from(digest).toString('base64') }],
};
const read = (json: unknown) => {
  const answer = readDccRevocationBatch(Buffer.from(JSON.stringify(json)));
  return answer.ok ? answer.value : answer.error;
};

describe('readDccRevocationBatch', () => {
  it('reads the hashes of a key', () => {
    expect(read(batch)).toEqual({
      country: 'XX',
      expiresAt: Date.parse('2026-10-31T23:00:00Z'),
      entries: [
        {
          format: 'hc1',
          scope: '9cWXDDA52FQ=',
          kind: 'dcc_uci',
          hash: Buffer.from(digest),
          issuedBefore: Number.POSITIVE_INFINITY,
          from: Number.NEGATIVE_INFINITY,
        },
      ],
    });
  });

  it('reads the other types, and a batch of an unknown key as one of every key', () => {
    const kindOf = (hashType: string) => read({ ...batch, hashType });
    expect(kindOf('SIGNATURE')).toMatchObject({ entries: [{ kind: 'dcc_signature' }] });
    expect(kindOf('COUNTRYCODEUCI')).toMatchObject({ entries: [{ kind: 'dcc_country_uci' }] });
    expect(read({ ...batch, kid: 'UNKNOWN_KID' })).toMatchObject({ entries: [{ scope: '' }] });
    expect(read({ ...batch, addedLater: true })).toMatchObject({ country: 'XX' });
  });

  it.each([
    ['country', 'xx'],
    ['country', undefined],
    ['expires', '2026-11-01'],
    ['expires', 1_793_000_000],
    ['kid', ''],
    ['kid', '9cWXDDA52FQ'],
    ['kid', '9cWXDDA52FR='],
    ['kid', 'f5c5970c3039d854'],
    ['hashType', 'BLOOM'],
    ['entries', []],
    ['entries', [{ hash: Buffer.alloc(32).toString('base64') }]],
    ['entries', [{ hash: Buffer.alloc(16).toString('hex') }]],
    ['entries', [...batch.entries, {}]],
    ['entries', Array(1001).fill(batch.entries[0])],
  ])('is refused whole with its %s as %j', (field, value) => {
    expect(read({ ...batch, [field]: value })).toBe('not_a_batch');
  });

  it('is refused where it is no JSON, or too large', () => {
    expect(readDccRevocationBatch(Buffer.from('{'))).toEqual({ ok: false, error: 'not_json' });
    expect(readDccRevocationBatch(Uint8Array.of(0xff))).toEqual({ ok: false, error: 'not_json' });
    const large = Buffer.alloc(MAX_DCC_BATCH_BYTES + 1);
    expect(readDccRevocationBatch(large)).toEqual({ ok: false, error: 'too_large' });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(batch)), (json, field) => {
        expect(() => [read(json), read({ ...batch, [field]: json })]).not.toThrow();
      }),
    );
  });
});
