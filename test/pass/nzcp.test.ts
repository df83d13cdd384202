import { createHash } from 'node:crypto';
import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nzcpReader } from '../../main/pass/formats/nzcp.ts';
import type { RevocationName } from '../../main/pass/revocation.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import {
  DID,
  encodeBase32,
  KEY_ID,
  makeCredential,
  makeNzcpClaims,
  makeNzcpCode,
  makeNzcpEnvelope,
  makeNzcpIssuer,
  makeSubject,
  PASS_ID,
  toNzcpCode,
} from './make_nzcp.ts';
import {
  encodeEnvelope,
  type Envelope,
  judge,
  makeIssuer,
  NOW,
  policy,
  signRaw,
  trustIn,
} from './make_pass.ts';

const NOW_S = NOW / 1000;
const issuer = makeNzcpIssuer();
const trust = trustIn(issuer);
const good = makeNzcpCode(issuer);
const base = makeNzcpEnvelope(issuer);
const exactly = { policy: { ...policy, clockSkewMs: 0 } };

const toCode = (cose: Uint8Array) => `NZCP:/1/${encodeBase32(cose)}`;
const withClaims = (...changes: readonly (readonly [unknown, unknown])[]) =>
  judge(makeNzcpCode(issuer, makeNzcpClaims(changes)), trust, exactly);
const withCredential = (changes: object) => withClaims(['vc', makeCredential(changes)]);
const withSubject = (changes: object) => withCredential({ credentialSubject: makeSubject(changes) });
const withEnvelope = (changes: Partial<Envelope>, keys = trust) =>
  judge(toNzcpCode({ ...base, ...changes }), keys);

describe('a NZ COVID Pass', () => {
  it('is admitted with what it says of its holder', async () => {
    const verdict = await verifyPass({ code: good, trust, policy, now: NOW });
    expect(verdict).toMatchObject({ outcome: 'admit', reason: 'valid', format: 'nzcp', issuer: DID });
    expect(verdict.facts).toMatchObject({
      passId: PASS_ID,
      holder: { familyName: 'Muster', givenName: 'Erika', dateOfBirth: '1964-08-12' },
      payload: makeCredential(),
    });
  });

  it('may have its padding, which changes nothing', async () => {
    // The first length that needs padding.
    const padded = ['A', 'AB', 'ABC', 'ABCD'].map((familyName) => {
      const credential = makeCredential({ credentialSubject: makeSubject({ familyName }) });
      const code = makeNzcpCode(issuer, makeNzcpClaims([['vc', credential]]));
      return { code, padding: '='.repeat((8 - ((code.length - 8) % 8)) % 8) };
    });
    const { code, padding } = padded.find(({ padding }) => padding !== '') ?? { code: '', padding: '' };
    const plain = await verifyPass({ code, trust, policy, now: NOW });
    const other = await verifyPass({ code: code + padding, trust, policy, now: NOW });
    expect(padding).not.toBe('');
    expect([plain.outcome, other.outcome]).toEqual(['admit', 'admit']);
    expect(other.contentId).toEqual(plain.contentId);
    expect(await judge(`${code}${padding}=`, trust)).toBe('refuse bad_encoding');
  });

  it.each([
    ['NZCP:/', 'refuse bad_prefix'],
    ['NZCP:/1', 'refuse bad_prefix'],
    ['NZCP:/1/', 'refuse bad_encoding'],
    [good.replace('/1/', '/2/'), 'refuse bad_prefix'],
    [good.replace('/1/', '/01/'), 'refuse bad_prefix'],
    [good.replace('/1/', '/'), 'refuse bad_prefix'],
    [good.replace('NZCP', 'nzcp'), 'refuse bad_prefix'],
    [good.replace('/1/', '/1//'), 'refuse bad_encoding'],
    [good.toLowerCase().replace('nzcp', 'NZCP'), 'refuse bad_encoding'],
    [`${good.slice(0, 40)} ${good.slice(40)}`, 'refuse bad_encoding'],
    [toCode(encodeEnvelope(base).subarray(0, -1)), 'refuse bad_cbor'],
    [toCode(Buffer.concat([encodeEnvelope(base), Uint8Array.of(0)])), 'refuse bad_cbor'],
    [` ${good}`, 'refuse bad_prefix'],
    [good.replace('NZCP', 'AUCP'), 'not_a_pass wrong_code'],
    [`${good}\r\n`, 'admit valid'],
  ])('is read in its own encoding only: %s', async (code, answer) => {
    expect(await judge(code, trust)).toBe(answer);
  });

  it.each([
    ['no issuer', [1, undefined], 'refuse bad_claims'],
    ['an issuer that is no text', [1, 7], 'refuse bad_claims'],
    ['an issuer by another DID method', [1, 'did:key:z6Mk'], 'refuse bad_claims'],
    ['no expiry', [4, undefined], 'refuse bad_time_claim'],
    ['an expiry that is a text', [4, '1951416330'], 'refuse bad_time_claim'],
    ['an expiry that is NaN', [4, Number.NaN], 'refuse bad_time_claim'],
    ['an expiry that is a fraction', [4, NOW_S + 0.5], 'refuse bad_time_claim'],
    ['an expiry in milliseconds', [4, NOW + 86_400_000], 'refuse bad_time_claim'],
    ['an expiry beyond every number', [4, 2n ** 63n], 'refuse bad_time_claim'],
    ['a negative expiry', [4, -1], 'refuse bad_time_claim'],
    ['no start', [5, undefined], 'refuse bad_time_claim'],
    ['a start that is null', [5, null], 'refuse bad_time_claim'],
    ['an expiry now', [4, NOW_S], 'refuse expired'],
    ['an expiry in a second', [4, NOW_S + 1], 'admit valid'],
    ['a start now', [5, NOW_S], 'admit valid'],
    ['a start in a second', [5, NOW_S + 1], 'refuse not_yet_valid'],
    ['no id', [7, undefined], 'refuse bad_claims'],
    ['an id that is a text', [7, PASS_ID], 'refuse bad_claims'],
    ['an id of 15 bytes', [7, new Uint8Array(15)], 'refuse bad_claims'],
    ['an id of 17 bytes', [7, new Uint8Array(17)], 'refuse bad_claims'],
    ['no credential', ['vc', undefined], 'refuse bad_claims'],
    ['a credential that is a text', ['vc', JSON.stringify(makeCredential())], 'refuse bad_claims'],
  ] as const)('with %s', async (_what, change, answer) => {
    expect(await withClaims(change)).toBe(answer);
  });

  it.each([
    ['no context', { '@context': undefined }],
    ['an empty context', { '@context': [] }],
    ['a context that is a text', { '@context': 'https://www.w3.org/2018/credentials/v1' }],
    ['another first context', { '@context': ['https://nzcp.covid19.health.nz/contexts/v1'] }],
    ['a context that is not of texts', { '@context': ['https://www.w3.org/2018/credentials/v1', 1] }],
    ['no type', { type: undefined }],
    ['another type', { type: ['VerifiableCredential', 'OtherPass'] }],
    ['its types exchanged', { type: ['PublicCovidPass', 'VerifiableCredential'] }],
    ['one type', { type: ['PublicCovidPass'] }],
    ['three types', { type: ['VerifiableCredential', 'PublicCovidPass', 'OtherPass'] }],
    ['another version', { version: '1.0.1' }],
    ['a version that is a number', { version: 1 }],
    ['no subject', { credentialSubject: undefined }],
    ['a subject that is a list', { credentialSubject: [makeSubject()] }],
  ])('with a credential with %s is refused', async (_what, changes) => {
    expect(await withCredential(changes)).toBe('refuse bad_claims');
  });

  it.each([
    ['no given name', { givenName: undefined }, 'refuse bad_claims'],
    ['a given name that is a number', { givenName: 1 }, 'refuse bad_claims'],
    ['a given name of 101 characters', { givenName: 'x'.repeat(101) }, 'refuse bad_claims'],
    ['a given name of 100 characters', { givenName: '\u{20bb7}'.repeat(100) }, 'admit valid'],
    ['a family name that is null', { familyName: null }, 'refuse bad_claims'],
    ['a family name of 101 characters', { familyName: 'x'.repeat(101) }, 'refuse bad_claims'],
    ['no date of birth', { dob: undefined }, 'refuse bad_claims'],
    ['a day of birth that does not exist', { dob: '1999-02-29' }, 'refuse bad_claims'],
    ['a year of birth only', { dob: '1999' }, 'refuse bad_claims'],
    ['a time of birth', { dob: '1999-02-28T10:00' }, 'refuse bad_claims'],
  ])('with a subject with %s', async (_what, changes, answer) => {
    expect(await withSubject(changes)).toBe(answer);
  });

  it('needs no family name', async () => {
    const { familyName: _left, ...subject } = makeSubject() as { familyName: string };
    expect(await withCredential({ credentialSubject: subject })).toBe('admit valid');
  });
});

describe('the envelope of a NZ COVID Pass', () => {
  it.each([[[]], [[61, 18]], [[61]], [[17]], [[98]], [[16]], [[18, 18]]])(
    'needs tag 18, not %j',
    async (tags) => {
      expect(await withEnvelope({ tags })).toBe('refuse bad_envelope');
    },
  );

  it.each([-8, -35, -36, -37, -257, 5, 0, 'ES256', null])('refuses algorithm %j', async (algorithm) => {
    expect(await withEnvelope({ header: new Map([...base.header, [1, algorithm]]) })).toBe(
      'refuse bad_algorithm',
    );
  });

  it('takes the algorithm and the key id from the protected header only', async () => {
    const [keyId, algorithm] = [...base.header];
    expect(
      await withEnvelope({ header: new Map([keyId as never]), unprotected: new Map([algorithm as never]) }),
    ).toBe('refuse bad_algorithm');
    expect(
      await withEnvelope({ header: new Map([algorithm as never]), unprotected: new Map([keyId as never]) }),
    ).toBe('refuse no_key_id');
    const nothing = new Map<unknown, unknown>([
      [1, -7],
      [4, null],
    ]);
    expect(await withEnvelope({ header: nothing, unprotected: new Map([keyId as never]) })).toBe(
      'refuse no_key_id',
    );
    expect(await withEnvelope({ header: new Map([algorithm as never]) })).toBe('refuse no_key_id');
  });

  it('takes a key id that is a text, as the specification has it, or bytes, as passes have it', async () => {
    expect(await withEnvelope({ header: new Map([...base.header, [4, KEY_ID]]) })).toBe('admit valid');
    expect(await withEnvelope({ header: new Map<unknown, unknown>([...base.header, [4, 1]]) })).toBe(
      'refuse bad_envelope',
    );
  });

  it('refuses a critical header, an empty and a cut signature', async () => {
    expect(await withEnvelope({ header: new Map<unknown, unknown>([...base.header, [2, [4]]]) })).toBe(
      'refuse unknown_critical_header',
    );
    expect(await withEnvelope({ sign: () => new Uint8Array() })).toBe('refuse bad_signature');
    expect(await withEnvelope({ sign: (bytes) => base.sign(bytes).subarray(0, 63) })).toBe(
      'refuse bad_signature',
    );
    expect(await withEnvelope({ sign: () => new Uint8Array(64) })).toBe('refuse bad_signature');
  });

  it('refuses a payload that is no claims', async () => {
    expect(await withEnvelope({ payload: encode('text') })).toBe('refuse bad_claims');
    expect(await withEnvelope({ payload: new Uint8Array() })).toBe('refuse bad_claims');
    // The same key twice: 1 as the right issuer, and 1 as another.
    const twice = Buffer.concat([Uint8Array.of(0xa2, 1), encode(DID), Uint8Array.of(1), encode('did:web:x')]);
    expect(await withEnvelope({ payload: twice })).toBe('refuse bad_claims');
  });
});

describe('the key of a NZ COVID Pass', () => {
  const other = makeNzcpIssuer({ issuer: 'did:web:other.example.org' });

  it('is found by issuer and key id', async () => {
    expect(await judge(good, trustIn(other))).toBe('undecided unknown_key');
    expect(await judge(good, trustIn(makeNzcpIssuer({ keyId: 'key-2' })))).toBe('undecided unknown_key');
    expect(await judge(good, trustIn(makeIssuer('P-256', { issuer: DID, keyId: KEY_ID })))).toBe(
      'undecided unknown_key',
    );
    expect(await judge(good, trustIn(other, issuer))).toBe('admit valid');
  });

  it("is not another issuer's with the same key id, though that one's signature is good", async () => {
    const forged = toNzcpCode({ ...base, sign: signRaw(other.privateKey) });
    expect(await judge(forged, trustIn(issuer, other))).toBe('refuse bad_signature');
    expect(await judge(forged, trustIn(other))).toBe('undecided unknown_key');
  });

  it('must be one for ES256', async () => {
    const rsa = makeIssuer('rsa', { format: 'nzcp', issuer: DID, keyId: KEY_ID });
    expect(await judge(good, trustIn(rsa))).toBe('refuse bad_algorithm');
  });
});

describe('withdrawal of a NZ COVID Pass', () => {
  it('goes by the hash of its id, among the lists of its issuer', async () => {
    const asked: RevocationName[] = [];
    const revoking = buildTrustList(
      [issuer.trusted],
      { issuedAt: null, validUntil: null },
      {
        revocations: {
          covers: (format) => format === 'nzcp',
          isRevoked: (_format, name) => asked.push(name) > 0,
        },
      },
    );
    expect(await judge(good, revoking)).toBe('refuse revoked');
    const hash = createHash('sha256').update(PASS_ID).digest().subarray(0, 16);
    expect(asked).toEqual([{ scope: DID, kind: 'nz_cti', hash }]);
  });
});

describe('whatever else comes', () => {
  it('is never admitted, and never throws, with the prefix in front', async () => {
    const rest = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }).map(encodeBase32),
      fc.uint8Array({ maxLength: 100 }).map((payload) => toNzcpCode({ ...base, payload }).slice(8)),
    );
    await fc.assert(
      fc.asyncProperty(rest, async (text) => {
        expect(await judge(`NZCP:/1/${text}`, trust)).toMatch(/^(refuse|undecided) /);
      }),
    );
  });

  it('is never admitted when a byte of a good pass is another', async () => {
    const cose = encodeEnvelope(base);
    await fc.assert(
      fc.asyncProperty(fc.nat(cose.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const altered = Buffer.from(cose);
        altered[at] = (altered[at] ?? 0) ^ change;
        const verdict = await verifyPass({ code: toCode(altered), trust, policy, now: NOW });
        expect(verdict.outcome).not.toBe('admit');
        expect(verdict.facts).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it('opens nothing without its prefix', () => {
    expect(nzcpReader.open({ text: null, bytes: Uint8Array.of(0xff) })).toEqual({
      ok: false,
      error: 'bad_prefix',
    });
  });
});
