import { describe, expect, it } from 'vitest';
import { judgeCase } from '../../main/cli/cases/judge_case.ts';
import {
  ISSUER,
  makeBundle,
  makeCard,
  makeCardClaims,
  makeCardJws,
  makeDose,
  makeHealthCardIssuer,
  makeVc,
  NOW_S,
  patient,
} from '../pass/make_health_card.ts';

const issuer = makeHealthCardIssuer();
const { kid } = issuer.jwk;
const keys = [{ iss: ISSUER, type: 'jwks', value: { keys: [{ ...issuer.jwk, crlVersion: 1 }] } }];
const withId = makeCardClaims({ vc: makeVc(makeBundle(patient, makeDose()), { rid: 'abc' }) });
const jws = makeCardJws(issuer, withId);
const altered = `${jws.slice(0, -4)}AAAA`;

async function judge(format: string, payload: unknown, more: object = {}): Promise<string> {
  const { reason, verdict } = await judgeCase({ id: 'a', format, payload, clock: NOW_S, keys, ...more });
  return `${verdict} ${reason}`;
}

describe('a case of a health card', () => {
  it('passes in each of its forms', async () => {
    expect(await judge('shc', makeCard(issuer, withId))).toBe('pass valid');
    expect(await judge('shc-jws', jws)).toBe('pass valid');
    expect(await judge('shc-chunks', [makeCard(issuer, withId)])).toBe('pass valid');
    expect(await judge('shc-file', JSON.stringify({ verifiableCredential: [jws, jws] }))).toBe('pass valid');
  });

  it.each([
    ['shc-jws', `${jws} `, 'fail bad_encoding'],
    ['shc-jws', `${jws}\u0131`, 'fail bad_encoding'],
    ['shc-jws', '', 'fail bad_encoding'],
    ['shc-jws', 7, 'fail bad_case'],
    ['shc-chunks', [], 'fail chunk_missing'],
    ['shc-chunks', [7], 'fail bad_case'],
    ['shc-chunks', 'shc:/', 'fail bad_case'],
    ['shc-file', `${JSON.stringify({ verifiableCredential: [jws] })} `, 'fail bad_claims'],
    ['shc-file', JSON.stringify({ verifiableCredential: [] }), 'fail bad_claims'],
    ['shc-file', JSON.stringify({ verifiableCredential: [7] }), 'fail bad_claims'],
    ['shc-file', JSON.stringify({ verifiableCredential: jws }), 'fail bad_claims'],
    ['shc-file', JSON.stringify([jws]), 'fail bad_claims'],
    ['shc-file', JSON.stringify({ verifiableCredential: [jws, altered] }), 'fail bad_signature'],
  ])('%s %j is judged', async (format, payload, answer) => expect(await judge(format, payload)).toBe(answer));

  it.each([
    ['withdraws it', [{ kid, method: 'rid', ctr: 1, rids: ['abc'] }], 'fail revoked'],
    ['withdraws others', [{ kid, method: 'rid', ctr: 1, rids: ['abcd'] }], 'pass valid'],
    ['is another version', [{ kid, method: 'rid', ctr: 2, rids: [] }], 'fail version_mismatch'],
    ['is of no key', [{ kid: 'x', method: 'rid', ctr: 1, rids: [] }], 'fail unknown_key'],
    ['is nothing', [null], 'fail unknown_key'],
    ['is no list of lists', {}, 'fail bad_case'],
  ])('is held back by a revocation list that %s', async (_what, crl, answer) => {
    expect(await judge('shc-jws', jws, { crl })).toBe(answer);
  });

  it('fails where any of the keys is not in order', async () => {
    const bad = [...keys, { iss: ISSUER, type: 'jwks', value: { keys: [{ ...issuer.jwk, use: 'enc' }] } }];
    expect(await judge('shc-jws', jws, { keys: bad })).toBe('fail wrong_use');
    expect(await judge('shc-jws', jws, { keys: [] })).toBe('fail trust_list_missing');
    const other = [{ iss: ISSUER, type: 'pem', value: '' }];
    expect(await judge('shc-jws', jws, { keys: other })).toBe('fail bad_case');
  });
});

describe('a case of a payload', () => {
  const type = ['https://smarthealth.cards#health-card', 'https://smarthealth.cards#covid19'];
  const payload = (changes: object) => JSON.stringify(makeCardClaims(changes), null, 2);

  it.each([
    ['in order', {}, 'unsigned unsigned'],
    ['of milliseconds', { exp: NOW_S * 1000 }, 'warn bad_time_claim'],
    ['from the future', { nbf: NOW_S + 1 }, 'warn not_yet_valid'],
    ['that has expired', { exp: NOW_S }, 'warn expired'],
    ['with a time in words', { exp: 'never' }, 'fail bad_time_claim'],
    ['without its issuer', { iss: undefined }, 'fail bad_claims'],
    ['with one type of two', { vc: makeVc(makeBundle(patient, makeDose()), { type }) }, 'warn type_missing'],
  ])('%s is reported', async (_what, changes, answer) => {
    expect(await judge('shc-payload', payload(changes))).toBe(answer);
  });

  it('has nothing around it', async () => {
    expect(await judge('shc-payload', `${payload({})}\n`)).toBe('fail bad_encoding');
    expect(await judge('shc-payload', `${payload({})}x`)).toBe('fail bad_claims');
  });

  it('is judged now where the case has no clock', async () => {
    expect(await judge('shc-payload', payload({ nbf: 1, exp: 2 }), { clock: null })).toBe('warn expired');
    expect(await judge('shc-payload', payload({}), { clock: undefined })).toBe('fail bad_case');
  });
});

describe('a case of a key set', () => {
  it('is judged with or without its issuer', async () => {
    const text = JSON.stringify({ keys: [issuer.jwk] });
    expect(await judge('shc-jwks', text, { issuer: ISSUER })).toBe('pass valid');
    expect(await judge('shc-jwks', text, { issuer: null })).toBe('pass valid');
    expect(await judge('shc-jwks', 'keys', { issuer: null })).toBe('fail not_a_key_set');
    const named = JSON.stringify({ keys: [{ ...issuer.jwk, kid: 'x' }] });
    expect(await judge('shc-jwks', named, { issuer: ISSUER })).toBe('fail wrong_key_id');
  });
});
