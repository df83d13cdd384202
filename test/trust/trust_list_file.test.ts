import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_TRUST_FILE_BYTES,
  readTrustListFile,
  TRUST_FILE_ERROR_WORDS,
} from '../../main/trust/trust_list_file.ts';
import { makeIssuer } from '../pass/make_pass.ts';
import { certificateOf } from './certificates.ts';

const { trusted } = makeIssuer();
const spki = trusted.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const jwk = trusted.publicKey.export({ format: 'jwk' });
const der = certificateOf('hcert_derived', 'hcert-derived/baseline');
const keyId = trusted.keyId;
const entry = { format: 'hc1', issuer: 'XX', keyId, spki };
const list = (keys: readonly unknown[], changes: object = {}) => ({
  version: 1,
  issuedAt: '2026-01-01T00:00:00Z',
  validUntil: '2026-02-01T00:00:00+08:00',
  keys,
  ...changes,
});
const read = (json: unknown) => readTrustListFile(Buffer.from(JSON.stringify(json)));
const errorOf = (json: unknown) => {
  const answer = read(json);
  return answer.ok ? 'ok' : answer.error;
};

describe('readTrustListFile', () => {
  it('reads dates, keys and their limits', () => {
    const answer = read(
      list([{ ...entry, uses: ['test'], notBefore: '2026-01-01T00:00:00Z', notAfter: null, specimen: true }]),
    );
    if (!answer.ok) throw new Error(answer.error);
    expect(answer.value).toMatchObject({
      issuedAt: Date.parse('2026-01-01T00:00:00Z'),
      validUntil: Date.parse('2026-01-31T16:00:00Z'),
      keyCount: 1,
    });
    const [key] = answer.value.findKeys('hc1', null, keyId);
    expect(key).toMatchObject({
      issuer: 'XX',
      uses: ['test'],
      notBefore: Date.parse('2026-01-01T00:00:00Z'),
      notAfter: null,
      specimen: true,
    });
    expect(key?.publicKey.equals(trusted.publicKey)).toBe(true);
    expect(answer.value.findKeys('shc', null, keyId)).toEqual([]);
    expect(answer.value.findKeys('hc1', null, 'AAAA')).toEqual([]);
  });

  it('reads a JWK and a certificate, whose own words an entry may overrule', () => {
    const { spki: _spki, ...named } = entry;
    const answer = read(
      list([
        { ...named, jwk },
        { format: 'hc1', x509: der.toString('base64') },
        {
          format: 'hc1',
          x509: der.toString('base64'),
          issuer: 'YY',
          keyId: 'AAAA',
          notAfter: '2026-01-01T00:00:00Z',
        },
      ]),
    );
    if (!answer.ok) throw new Error(answer.error);
    expect(answer.value.keyCount).toBe(3);
    expect(answer.value.findKeys('hc1', null, keyId)[0]?.publicKey.equals(trusted.publicKey)).toBe(true);
    expect(answer.value.findKeys('hc1', null, 'AAAA')[0]).toMatchObject({
      issuer: 'YY',
      notAfter: Date.parse('2026-01-01T00:00:00Z'),
    });
  });

  it('keeps every key of one id', () => {
    const answer = read(list([entry, entry]));
    expect(answer.ok && answer.value.findKeys('hc1', null, keyId).length).toBe(2);
  });

  it.each([
    ['another version', list([], { version: 2 }), 'not_a_trust_list'],
    ['no end', list([], { validUntil: undefined }), 'not_a_trust_list'],
    ['an end before its issue', list([], { validUntil: '2025-12-31T00:00:00Z' }), 'not_a_trust_list'],
    ['a date without a time', list([], { issuedAt: '2026-01-01' }), 'not_a_trust_list'],
    ['an unknown field', list([], { extra: 1 }), 'not_a_trust_list'],
    ['an entry with an unknown field', list([{ ...entry, admin: true }]), 'not_a_trust_list'],
    ['an entry with two keys', list([{ ...entry, jwk }]), 'not_a_trust_list'],
    ['an entry without a key', list([{ format: 'hc1', issuer: 'XX', keyId }]), 'not_a_trust_list'],
    ['a key without an id', list([{ format: 'hc1', issuer: 'XX', spki }]), 'not_a_trust_list'],
    ['a use that does not exist', list([{ ...entry, uses: ['entry'] }]), 'not_a_trust_list'],
    ['a format that is not verified', list([{ ...entry, format: 'boarding_pass' }]), 'not_a_trust_list'],
    ['a pretix key with an id, which no ticket names', list([{ ...entry, format: 'pretix' }]), 'not_a_trust_list'],
    ['an anchor that is no authority', list([], { anchors: [{ format: 'vds_nc', x509: 'AAAA' }] }), 'bad_key'],
    ['too many keys', list(new Array(20_001).fill(entry)), 'not_a_trust_list'],
    ['a key that is none', list([{ ...entry, spki: 'AAAA' }]), 'bad_key'],
    ['a certificate that is none', list([{ format: 'hc1', x509: 'AAAA' }]), 'bad_key'],
    ['a private key', list([{ format: 'hc1', issuer: 'XX', keyId, jwk: { ...jwk, d: 'AAAA' } }]), 'bad_key'],
    ['null', null, 'not_a_trust_list'],
  ])('refuses %s', (_what, json, error) => expect(errorOf(json)).toBe(error));

  it('refuses a weak key among good ones, and so the whole list', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
      type: 'spki',
      format: 'der',
    });
    expect(createPublicKey({ key: weak, format: 'der', type: 'spki' }).asymmetricKeyType).toBe('rsa');
    expect(errorOf(list([entry, { ...entry, spki: weak.toString('base64') }]))).toBe('bad_key');
  });

  it('refuses what is too large or no JSON', () => {
    expect(readTrustListFile(Buffer.alloc(MAX_TRUST_FILE_BYTES + 1))).toEqual({
      ok: false,
      error: 'too_large',
    });
    expect(readTrustListFile(Buffer.from('{'))).toEqual({ ok: false, error: 'not_json' });
    expect(readTrustListFile(Uint8Array.of(0xff))).toEqual({ ok: false, error: 'not_json' });
  });

  it('has words for what it answers to any JSON, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (json, key) => {
        for (const given of [read(json), read(list([key]))]) {
          if (!given.ok) expect(TRUST_FILE_ERROR_WORDS[given.error]).toMatch(/^(is|holds) /);
        }
      }),
    );
  });
});
