import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { readHealthCardKeys } from '../../main/trust/health_card_keys.ts';
import { readHealthCardRevocations } from '../../main/trust/health_card_revocations.ts';
import { buildRevocationIndex } from '../../main/trust/revocation_index.ts';
import {
  ISSUER,
  makeBundle,
  makeCard,
  makeCardClaims,
  makeDose,
  makeHealthCardIssuer,
  makeVc,
  NOW_S,
  patient,
} from '../pass/make_health_card.ts';
import { judge } from '../pass/make_pass.ts';

const issuer = makeHealthCardIssuer();
const other = makeHealthCardIssuer();
const { kid } = issuer.jwk;
const jwks = { keys: [{ ...issuer.jwk, crlVersion: 3 }, other.jwk] };
const read = readHealthCardKeys(jwks, { issuer: ISSUER, certificatesAt: null });
if (!read.ok) throw new Error(read.error);
const keys = read.value;

const list = (changes: object = {}) => ({ kid, method: 'rid', ctr: 3, rids: ['abc'], ...changes });
const errorOf = (given: unknown) => {
  const answer = readHealthCardRevocations(given, ISSUER, keys);
  return answer.ok ? 'none' : answer.error;
};

describe('readHealthCardRevocations', () => {
  it('reads identifiers with and without a time', () => {
    const given = list({ rids: ['AQPCj4wwk6Mt', 'lHKzqFUMjhs.1636977600'] });
    const answer = readHealthCardRevocations(given, ISSUER, keys);
    if (!answer.ok) throw new Error(answer.error);
    const scope = `${ISSUER} ${kid}`;
    const entry = { format: 'shc', kind: 'shc_rid', scope, from: Number.NEGATIVE_INFINITY };
    expect(answer.value.map(({ hash, ...rest }) => [hash.length, rest])).toEqual([
      [16, { ...entry, issuedBefore: Number.POSITIVE_INFINITY }],
      [16, { ...entry, issuedBefore: 1_636_977_600_000 }],
    ]);
  });

  it.each([
    ['no identifiers', { rids: [] }, 'none'],
    ['a counter as text', { ctr: '3' }, 'none'],
    ['a fraction of a second', { rids: ['abc.1636977600.5'] }, 'none'],
    ['a key without a version', { kid: other.jwk.kid, ctr: 99 }, 'none'],
    ['no key', { kid: undefined }, 'not_a_revocation_list'],
    ['no list of identifiers', { rids: undefined }, 'not_a_revocation_list'],
    ['an object of identifiers', { rids: { 0: 'abc' } }, 'not_a_revocation_list'],
    ["a stranger's key", { kid: makeHealthCardIssuer().jwk.kid }, 'unknown_key'],
    ['another method', { method: 'hash' }, 'unknown_method'],
    ['no method', { method: undefined }, 'unknown_method'],
    ['no counter', { ctr: undefined }, 'bad_counter'],
    ['counter 0', { ctr: 0 }, 'bad_counter'],
    ['a fraction of a counter', { ctr: 2.5 }, 'bad_counter'],
    ['an older version', { ctr: 2 }, 'version_mismatch'],
    ['a newer version', { ctr: 4 }, 'version_mismatch'],
    ['an identifier of 24 characters', { rids: ['a'.repeat(24)] }, 'none'],
    ['one of 25', { rids: ['a'.repeat(25)] }, 'bad_revocation_id'],
    ['an empty one', { rids: [''] }, 'bad_revocation_id'],
    ['one that is a time only', { rids: ['.1636977600'] }, 'bad_revocation_id'],
    ['one of another alphabet', { rids: ['a+b'] }, 'bad_revocation_id'],
    ['one that is no text', { rids: [7] }, 'bad_revocation_id'],
    ['one with an empty time', { rids: ['abc.'] }, 'bad_revocation_id'],
    ['one with a time in milliseconds', { rids: ['abc.1636977600000'] }, 'bad_revocation_id'],
    ['one with a time in words', { rids: ['abc.now'] }, 'bad_revocation_id'],
    ['one with a negative time', { rids: ['abc.-1'] }, 'bad_revocation_id'],
    ['one twice', { rids: ['abc', 'def', 'abc'] }, 'revocation_id_repeated'],
    ['one with and without a time', { rids: ['abc.1', 'abc'] }, 'revocation_id_repeated'],
    ['letters that differ in case', { rids: ['abc', 'ABC'] }, 'none'],
  ])('judges a list with %s', (_what, changes, error) => expect(errorOf(list(changes))).toBe(error));

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('kid', 'method', 'ctr', 'rids'), (value, member) => {
        errorOf(value);
        errorOf(list({ [member]: value }));
        errorOf(list({ rids: [value] }));
      }),
    );
  });
});

describe('a withdrawn card', () => {
  const card = (by: typeof issuer, rid: string, nbf: number) =>
    makeCard(by, makeCardClaims({ nbf, vc: makeVc(makeBundle(patient, makeDose()), { rid }) }));
  const trustWith = (...rids: readonly string[]) => {
    const entries = readHealthCardRevocations(list({ rids }), ISSUER, keys);
    if (!entries.ok) throw new Error(entries.error);
    const revocations = buildRevocationIndex(entries.value);
    return buildTrustList(keys.keys, { issuedAt: null, validUntil: null }, { revocations });
  };
  const issued = NOW_S - 1000;

  it.each([
    ['by its identifier', ['abc'], 'refuse revoked'],
    ['if it is older than the time', [`abc.${issued + 1}`], 'refuse revoked'],
    ['if it is older by half a second', [`abc.${issued}.5`], 'refuse revoked'],
    ['not if it is of that very time', [`abc.${issued}`], 'admit valid'],
    ['not if it is younger', [`abc.${issued - 1}`], 'admit valid'],
    ['not by the identifiers of others', ['abcd', 'ABC', 'ab'], 'admit valid'],
  ])('is withdrawn %s', async (_what, rids, answer) => {
    expect(await judge(card(issuer, 'abc', issued), trustWith(...rids))).toBe(answer);
  });

  it("is not withdrawn by the list of another key of its issuer's", async () => {
    expect(await judge(card(other, 'abc', issued), trustWith('abc'))).toBe('admit valid');
  });
});
