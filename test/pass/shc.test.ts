import { createHmac, randomBytes } from 'node:crypto';
import { deflateRawSync, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healthCardRevocationName } from '../../main/pass/formats/health_card_revocation_name.ts';
import { encodeShcCode } from '../../main/pass/formats/shc_chunks.ts';
import type { RevocationIndex } from '../../main/pass/revocation.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
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
  signAs,
} from './make_health_card.ts';
import { judge, NOW, policy, trustIn } from './make_pass.ts';

const issuer = makeHealthCardIssuer();
const trust = trustIn(issuer);
const good = makeCard(issuer);
const HEALTH_CARD = 'https://smarthealth.cards#health-card';
const COVID_19_CARD = 'https://smarthealth.cards#covid19';

const withClaims = (changes: object) => makeCard(issuer, makeCardClaims(changes));
const withVc = (changes: object) => withClaims({ vc: makeVc(makeBundle(patient, makeDose()), changes) });
const withHeader = (header: object) => makeCard(issuer, makeCardClaims(), { header });

describe('a SMART Health Card', () => {
  it('is admitted, with its holder, doses and whole payload', async () => {
    const verdict = await verifyPass({ code: good, trust, policy, now: NOW });
    expect(verdict).toMatchObject({ outcome: 'admit', format: 'shc', issuer: ISSUER, usesUp: [] });
    expect(verdict.facts).toMatchObject({
      holder: { familyName: 'Muster', givenName: 'Erika B.', dateOfBirth: '1964-08-12' },
      passId: null,
      vaccinations: [{ disease: '840539006', product: 'http://hl7.org/fhir/sid/cvx|207', doseNumber: 1 }],
      payload: makeCardClaims(),
    });
  });

  it('is the same card whoever packs or signs it again', async () => {
    const claims = makeCardClaims();
    const codes = [
      good,
      good.replace('shc:/', 'shc:/1/1/'),
      makeCard(issuer, claims, { packed: deflateRawSync(JSON.stringify(claims), { level: 0 }) }),
      withHeader({ typ: 'JWT' }),
    ];
    const ids = await Promise.all(
      codes.map(async (code) => (await verifyPass({ code, trust, policy, now: NOW })).contentId?.toString()),
    );
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toBeDefined();
  });

  it.each([
    ['in chunks, of which this is one', good.replace('shc:/', 'shc:/2/3/'), 'undecided part_missing'],
    ['in one chunk', good.replace('shc:/', 'shc:/1/1/'), 'admit valid'],
    ['with a chunk beyond the last', good.replace('shc:/', 'shc:/2/1/'), 'refuse bad_encoding'],
    ['with chunk 0', good.replace('shc:/', 'shc:/0/1/'), 'refuse bad_encoding'],
    ['with a chunk number of its own spelling', good.replace('shc:/', 'shc:/01/1/'), 'refuse bad_encoding'],
    ['with half a header', good.replace('shc:/', 'shc:/1/'), 'refuse bad_encoding'],
    ['in capitals', good.replace('shc', 'SHC'), 'refuse bad_prefix'],
    ['without its slash', good.replace('/', ''), 'refuse bad_prefix'],
    ['behind a space', ` ${good}`, 'refuse bad_prefix'],
    ['with one digit less', good.slice(0, -1), 'refuse bad_encoding'],
    ['with a pair beyond 77', `${good.slice(0, -2)}78`, 'refuse bad_encoding'],
    ['with a letter', `${good}a`, 'refuse bad_encoding'],
    ['with a space after it', `${good} `, 'refuse bad_encoding'],
    ["with the scanner's terminator", `${good}\r\n`, 'admit valid'],
    ['with digits of another script', `${good.slice(0, -2)}٠٠`, 'refuse bad_encoding'],
    ['with a character that no JWS has', `${good}02`, 'refuse bad_encoding'],
    ['with a fourth part', `${good}01`, 'refuse bad_encoding'],
    ['without anything', 'shc:/', 'refuse bad_encoding'],
    ['cut short', good.slice(0, -44), 'refuse bad_signature'],
  ])('that comes %s', async (_what, code, answer) => expect(await judge(code, trust)).toBe(answer));

  it.each([
    ['no algorithm', { alg: undefined }, 'refuse bad_algorithm'],
    ['no algorithm on purpose', { alg: 'none' }, 'refuse bad_algorithm'],
    ['another algorithm', { alg: 'ES384' }, 'refuse bad_algorithm'],
    ['the algorithm in small letters', { alg: 'es256' }, 'refuse bad_algorithm'],
    ['no key id', { kid: undefined }, 'refuse no_key_id'],
    ['an empty key id', { kid: '' }, 'refuse no_key_id'],
    ['a key id that is no text', { kid: [issuer.trusted.keyId] }, 'refuse no_key_id'],
    ['the id of nobody', { kid: 'x' }, 'undecided unknown_key'],
    ['no compression', { zip: undefined }, 'refuse bad_compression'],
    ['another compression', { zip: 'GZ' }, 'refuse bad_compression'],
    ['a critical parameter', { crit: ['b64'], b64: false }, 'refuse unknown_critical_header'],
    ['a parameter of no meaning', { typ: 'JWT', jku: 'https://evil.example/jwks.json' }, 'admit valid'],
    ['a key of its own', { jwk: makeHealthCardIssuer().jwk }, 'admit valid'],
  ])('whose header has %s', async (_what, header, answer) => {
    expect(await judge(withHeader(header), trust)).toBe(answer);
  });

  it('refuses a signature of another form or by another key', async () => {
    const claims = makeCardClaims();
    const stranger = makeHealthCardIssuer();
    const macKey = issuer.trusted.publicKey.export({ type: 'spki', format: 'pem' });
    const signed = (sign: (bytes: Uint8Array) => Uint8Array, header = {}) =>
      makeCard(issuer, claims, { sign, header });
    const longer = (bytes: Uint8Array) => Buffer.concat([signAs(issuer)(bytes), Uint8Array.of(0)]);
    expect(await judge(signed(signAs(issuer, 'der')), trust)).toBe('refuse bad_signature');
    expect(await judge(signed(signAs(stranger)), trust)).toBe('refuse bad_signature');
    expect(await judge(signed(() => new Uint8Array(64)), trust)).toBe('refuse bad_signature');
    expect(await judge(signed(() => new Uint8Array()), trust)).toBe('refuse bad_signature');
    expect(await judge(signed(longer), trust)).toBe('refuse bad_signature');
    const mac = (bytes: Uint8Array) => createHmac('sha256', macKey).update(bytes).digest();
    expect(await judge(signed(mac, { alg: 'HS256' }), trust)).toBe('refuse bad_algorithm');
  });

  it("is not helped by another issuer's key, even under the same key id", async () => {
    const other = makeHealthCardIssuer('https://other.example');
    const both = trustIn(issuer, other);
    expect(await judge(makeCard(other, makeCardClaims()), both)).toBe('undecided unknown_key');
    expect(await judge(makeCard(other, makeCardClaims({ iss: other.url })), both)).toBe('admit valid');
    const { keyId } = issuer.trusted;
    const collision = trustIn(issuer, { ...other, trusted: { ...other.trusted, keyId } });
    const collided = (claims: object) => makeCard(other, makeCardClaims(claims), { header: { kid: keyId } });
    expect(await judge(collided({}), collision)).toBe('refuse bad_signature');
    expect(await judge(collided({ iss: other.url }), collision)).toBe('admit valid');
    const elsewhere = { ...issuer, trusted: { ...issuer.trusted, format: 'hc1' as const } };
    expect(await judge(good, trustIn(elsewhere))).toBe('undecided unknown_key');
  });

  it('refuses anything but one bare DEFLATE stream within bounds', async () => {
    const bytes = Buffer.from(JSON.stringify(makeCardClaims()));
    const packings = [
      deflateSync(bytes),
      bytes,
      Buffer.concat([deflateRawSync(bytes), Uint8Array.of(0)]),
      deflateRawSync(bytes).subarray(0, -1),
      deflateRawSync(Buffer.alloc(2_000_000, 0x20)),
    ];
    for (const packed of packings) {
      expect(await judge(makeCard(issuer, null, { packed }), trust)).toBe('refuse bad_compression');
    }
  });

  it('refuses a payload that is no JSON of claims, or nested without end', async () => {
    const payload = (text: string | Uint8Array) => makeCard(issuer, null, { packed: deflateRawSync(text) });
    const json = JSON.stringify(makeCardClaims());
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    for (const text of ['', 'null', '[]', '"text"', `${json}x`, json.slice(0, -1), `\ufeff${json}`, nested])
      expect(await judge(payload(text), trust)).toBe('refuse bad_claims');
    expect(await judge(payload(Buffer.from(json.replace('Muster', 'M\u00fcster'), 'latin1')), trust)).toBe(
      'refuse bad_claims',
    );
    expect(await judge(payload(json.replace('{', `{"deep":${nested},`)), trust)).toBe('refuse bad_claims');
  });

  it.each([
    ['http://issuer.example/cards'],
    ['https://issuer.example/cards/'],
    ['https://'],
    ['HTTPS://issuer.example/cards'],
    ['https://issuer.example/ cards'],
    [undefined],
    [7],
    [[ISSUER]],
  ])('refuses the issuer %j', async (iss) => {
    expect(await judge(withClaims({ iss }), trust)).toBe('refuse bad_claims');
  });

  it.each([
    ['nbf', undefined, 'refuse bad_time_claim'],
    ['nbf', null, 'refuse bad_time_claim'],
    ['nbf', `${NOW_S}`, 'refuse bad_time_claim'],
    ['nbf', -1, 'refuse bad_time_claim'],
    ['nbf', NOW, 'refuse bad_time_claim'],
    ['nbf', NOW_S + 299.5, 'admit valid'],
    ['nbf', NOW_S + 301, 'refuse not_yet_valid'],
    ['exp', NOW_S + 0.5, 'admit valid'],
    ['exp', NOW_S, 'refuse expired'],
    ['exp', 0, 'refuse expired'],
    ['exp', NOW, 'refuse bad_time_claim'],
    ['exp', 'never', 'refuse bad_time_claim'],
    ['exp', null, 'refuse bad_time_claim'],
    ['exp', {}, 'refuse bad_time_claim'],
  ])('judges %s %j', async (claim, value, answer) => {
    expect(await judge(withClaims({ [claim]: value }), trust)).toBe(answer);
  });

  it('refuses a time that no number can hold', async () => {
    const json = JSON.stringify(makeCardClaims({ exp: 1 })).replace('"exp":1', '"exp":1e999');
    const code = makeCard(issuer, null, { packed: deflateRawSync(json) });
    expect(await judge(code, trust)).toBe('refuse bad_time_claim');
  });

  it.each([
    ['no vc', withClaims({ vc: undefined }), 'refuse bad_claims'],
    ['a vc that is a list', withClaims({ vc: [] }), 'refuse bad_claims'],
    ['no type', withVc({ type: undefined }), 'refuse bad_claims'],
    ['another type only', withVc({ type: [COVID_19_CARD] }), 'refuse bad_claims'],
    ['a type that is a text', withVc({ type: HEALTH_CARD }), 'refuse bad_claims'],
    ['a type that is a number', withVc({ type: [HEALTH_CARD, 7] }), 'refuse bad_claims'],
    ['a type of unknown meaning', withVc({ type: ['https://example.org#x', HEALTH_CARD] }), 'admit valid'],
    ['a deprecated type without another', withVc({ type: [HEALTH_CARD, COVID_19_CARD] }), 'admit valid'],
    ['no subject', withVc({ credentialSubject: undefined }), 'refuse bad_claims'],
    ['no version of FHIR', withVc({ credentialSubject: { fhirBundle: {} } }), 'refuse bad_claims'],
    [
      'a version that is not read',
      withVc({ credentialSubject: { fhirVersion: '5.0.0', fhirBundle: makeBundle(patient) } }),
      'undecided content_not_supported',
    ],
    ['no bundle', withVc({ credentialSubject: { fhirVersion: '4.0.1' } }), 'refuse bad_claims'],
    ['an empty revocation id', withVc({ rid: '' }), 'refuse bad_claims'],
    ['a revocation id of 25 characters', withVc({ rid: 'a'.repeat(25) }), 'refuse bad_claims'],
    ['a revocation id of another alphabet', withVc({ rid: 'a.1' }), 'refuse bad_claims'],
    ['a revocation id that is no text', withVc({ rid: null }), 'refuse bad_claims'],
    ['a revocation id', withVc({ rid: 'a'.repeat(24) }), 'admit valid'],
  ])('with %s', async (_what, code, answer) => expect(await judge(code, trust)).toBe(answer));

  it('is withdrawn by its revocation id, under its own key only, and by its age', async () => {
    const asked: unknown[] = [];
    const { keyId } = issuer.trusted;
    const revocations: RevocationIndex = {
      covers: (format) => format === 'shc',
      isRevoked(...query) {
        asked.push(query);
        return true;
      },
    };
    const list = buildTrustList([issuer.trusted], { issuedAt: null, validUntil: null }, { revocations });
    expect(await judge(withVc({ rid: 'abc_-9' }), list)).toBe('refuse revoked');
    const name = healthCardRevocationName(ISSUER, keyId, 'abc_-9');
    expect(name).toMatchObject({ scope: `${ISSUER} ${keyId}`, kind: 'shc_rid' });
    expect(name.hash).toHaveLength(16);
    expect(asked).toEqual([['shc', name, (NOW_S - 1000.5) * 1000, NOW]]);
    expect(await judge(good, list)).toBe('admit valid');
  });

  it('never throws and is never admitted once it was altered', async () => {
    const jws = makeCardJws(issuer);
    const place = fc.nat(jws.length - 1);
    const mutated = fc.oneof(
      fc.tuple(place, fc.integer({ min: 45, max: 122 })).map(([at, char]) => {
        return `${jws.slice(0, at)}${String.fromCharCode(char)}${jws.slice(at + 1)}`;
      }),
      place.map((at) => jws.slice(0, at)),
      fc.tuple(place, place).map(([from, to]) => jws.slice(0, from) + jws.slice(to)),
      fc.tuple(place, place).map(([from, to]) => jws.slice(from) + jws.slice(0, to)),
    );
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => {
        fc.pre(text !== jws);
        expect(await judge(encodeShcCode(text), trust)).not.toMatch(/^(admit|specimen)/);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws and is never admitted when it is random', async () => {
    const digits = fc.stringMatching(/^[0-9/]{0,200}$/).map((text) => `shc:/${text}`);
    const text = fc.string({ unit: 'binary' }).map((random) => `shc:/${random}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(digits, text), async (code) => {
        expect(await judge(code, trust)).not.toMatch(/^(admit|specimen)/);
      }),
    );
    const packed = deflateRawSync(randomBytes(200));
    expect(await judge(makeCard(issuer, null, { packed }), trust)).toBe('refuse bad_claims');
  });

  it('never throws whatever an issuer signs', async () => {
    const vc = fc.jsonValue({ maxDepth: 5 }).map((value) => withClaims({ vc: value }));
    const bundle = fc
      .array(fc.record({ resourceType: fc.constantFrom('Immunization', 'Patient'), name: fc.jsonValue() }))
      .map((resources) => withClaims({ vc: makeVc(makeBundle(patient, ...resources)) }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(vc, bundle), async (code) => {
        expect(await judge(code, trust)).toMatch(/^(admit valid|refuse bad_claims|not_a_pass too_large)$/);
      }),
    );
  });
});
