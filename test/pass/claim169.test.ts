import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import { claim169Reader } from '../../main/pass/formats/claim169.ts';
import type { RevocationName } from '../../main/pass/revocation.ts';
import { readScannedCode } from '../../main/pass/scanned_code.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import {
  ISSUER,
  makeIdClaims,
  makeIdCode,
  makeIdEnvelope,
  makeIdentity,
  makeIdIssuer,
  packIdCode,
} from './make_claim169.ts';
import {
  encodeEnvelope,
  type Envelope,
  judge,
  makeCode,
  makeIssuer,
  NOW,
  policy,
  trustIn,
} from './make_pass.ts';

const NOW_S = NOW / 1000;
const issuer = makeIdIssuer();
const trust = trustIn(issuer);
const good = makeIdCode(issuer);
const base = makeIdEnvelope(issuer);
const cose = encodeEnvelope(base);
const KEY_ID = Buffer.from('key-1').toString('base64');
const exactly = { policy: { ...policy, clockSkewMs: 0 } };

const withClaims = (...changes: readonly (readonly [unknown, unknown])[]) =>
  judge(makeIdCode(issuer, makeIdClaims(changes)), trust, exactly);
const withIdentity = (identity: unknown) => withClaims([169, identity]);
const withEnvelope = (changes: Partial<Envelope>, keys = trust) =>
  judge(packIdCode(encodeEnvelope({ ...base, ...changes })), keys);
const factsOf = async (identity: unknown) => {
  const code = makeIdCode(issuer, makeIdClaims([[169, identity]]));
  return (await verifyPass({ code, trust, policy, now: NOW })).facts;
};
const recognises = (code: string | Uint8Array) => claim169Reader.recognises(readScannedCode(code));

describe('a Claim 169 identity', () => {
  it.each(['ed25519', 'P-256'] as const)(
    'signed with %s is admitted with what it says of its holder',
    async (kind) => {
      const signer = makeIdIssuer(kind);
      const verdict = await verifyPass({
        code: makeIdCode(signer),
        trust: trustIn(signer),
        policy,
        now: NOW,
      });
      expect(verdict).toMatchObject({
        outcome: 'admit',
        reason: 'valid',
        format: 'claim169',
        issuer: ISSUER,
      });
      expect(verdict.facts).toMatchObject({
        passId: '3918592438',
        holder: { familyName: 'Muster', givenName: 'Erika Maria', dateOfBirth: '1964-08-12' },
        payload: { 2: '1.2.2', 9: 2 },
      });
    },
  );

  it('gives the full name where it has no parts, and nobody where it has no name', async () => {
    expect((await factsOf(new Map([[4, 'Erika Muster']])))?.holder).toMatchObject({
      familyName: 'Erika Muster',
      givenName: '',
      dateOfBirth: null,
    });
    expect((await factsOf(new Map([[7, 'Muster']])))?.holder).toMatchObject({
      familyName: 'Muster',
      givenName: '',
    });
    expect(await factsOf(new Map([[1, 'X-1']]))).toMatchObject({ holder: null, passId: 'X-1' });
  });

  it.each([
    ['19640812', '1964-08-12'],
    ['1964-08-12', '1964-08-12'],
    ['12.08.1964', null],
    ['', null],
  ])('reads the date of birth %j as %j', async (written, read) => {
    expect((await factsOf(makeIdentity([[8, written]])))?.holder?.dateOfBirth).toBe(read);
  });

  it.each([
    ['no expiry', [4, undefined], 'admit valid'],
    ['an expiry now', [4, NOW_S], 'refuse expired'],
    ['an expiry in a second', [4, NOW_S + 1], 'admit valid'],
    ['an expiry that is a text', [4, '1800000000'], 'refuse bad_time_claim'],
    ['an expiry that is null', [4, null], 'refuse bad_time_claim'],
    ['an expiry that is NaN', [4, Number.NaN], 'refuse bad_time_claim'],
    ['an expiry in milliseconds', [4, NOW], 'refuse bad_time_claim'],
    ['an expiry beyond every number', [4, 2n ** 63n], 'refuse bad_time_claim'],
    ['a start in a second', [5, NOW_S + 1], 'refuse not_yet_valid'],
    ['a start now', [5, NOW_S], 'admit valid'],
    ['a start that is a text', [5, ''], 'refuse bad_time_claim'],
    ['no start', [5, undefined], 'admit valid'],
    ['an issue in a second', [6, NOW_S + 1], 'refuse not_yet_valid'],
    ['an issue that is a list', [6, []], 'refuse bad_time_claim'],
    ['an audience that is not the venue', [3, 'https://elsewhere.example'], 'refuse wrong_venue'],
    ['an audience of several others', [3, ['a', 'b']], 'refuse wrong_venue'],
    ['an audience of nobody', [3, []], 'refuse wrong_venue'],
    ['an audience that is a number', [3, 1], 'refuse bad_claims'],
    ['an identity that is a list', [169, [1]], 'refuse bad_claims'],
    ['an empty identity', [169, new Map()], 'refuse bad_claims'],
    ['an identity that is null', [169, null], 'refuse bad_claims'],
  ] as const)('with %s', async (_what, change, answer) => {
    expect(await withClaims(change)).toBe(answer);
  });

  it('for the venue is admitted there', async () => {
    const code = makeIdCode(issuer, makeIdClaims([[3, ['a', 'venue']]]));
    expect(await judge(code, trust, { policy: { ...policy, audiences: ['venue'] } })).toBe('admit valid');
  });

  it.each([1, 4, 5, 6, 7, 8])('whose part %i is no text is refused', async (attribute) => {
    expect(await withIdentity(makeIdentity([[attribute, 1]]))).toBe('refuse bad_claims');
    expect(await withIdentity(makeIdentity([[attribute, null]]))).toBe('refuse bad_claims');
  });

  it('may hold parts that are not known', async () => {
    expect(
      await withIdentity(
        makeIdentity([
          [16, new Uint8Array(500)],
          [99, 'x'],
          ['x', new Map()],
        ]),
      ),
    ).toBe('admit valid');
  });
});

describe('a CWT without an identity', () => {
  it('is no pass, though its signature is good: an issuer signs other tokens too', async () => {
    expect(await withClaims([169, undefined])).toBe('undecided content_not_supported');
  });

  it('is refused where it is not signed', async () => {
    const payload = encode(makeIdClaims([[169, undefined]]));
    expect(await withEnvelope({ payload, sign: () => new Uint8Array() })).toBe('refuse unsigned');
  });
});

describe('the envelope of a Claim 169 identity', () => {
  it('must be signed', async () => {
    expect(await withEnvelope({ sign: () => new Uint8Array() })).toBe('refuse unsigned');
    expect(await withEnvelope({ sign: () => new Uint8Array() }, trustIn())).toBe('refuse unsigned');
    expect(await withEnvelope({ sign: () => new Uint8Array(64) })).toBe('refuse bad_signature');
    expect(await withEnvelope({ sign: (bytes) => base.sign(bytes).subarray(0, 63) })).toBe(
      'refuse bad_signature',
    );
  });

  it.each([
    [[18], 'admit valid'],
    [[61, 18], 'admit valid'],
    [[16], 'undecided content_not_supported'],
    [[61, 16], 'undecided content_not_supported'],
    [[96], 'undecided content_not_supported'],
    [[98], 'undecided content_not_supported'],
    [[17], 'refuse bad_envelope'],
    [[97], 'refuse bad_envelope'],
    [[], 'not_a_pass wrong_code'],
    [[61], 'not_a_pass wrong_code'],
    [[61, 61, 18], 'not_a_pass wrong_code'],
    [[18, 18], 'not_a_pass wrong_code'],
    [[55], 'not_a_pass wrong_code'],
  ])('under the tags %j', async (tags, answer) => {
    expect(await withEnvelope({ tags })).toBe(answer);
  });

  it('is told to be encrypted by its tag, whatever else it has', async () => {
    const encrypted = Buffer.concat([
      Uint8Array.of(0xd0),
      encode([encode(new Map([[1, 3]])), new Map([[5, new Uint8Array(12)]]), new Uint8Array(200)]),
    ]);
    expect(await judge(packIdCode(encrypted), trust)).toBe('undecided content_not_supported');
  });

  it.each([-35, -36, -37, -257, 5, 0, 'EdDSA', null])('refuses algorithm %j', async (algorithm) => {
    expect(await withEnvelope({ header: new Map([[1, algorithm]]) })).toBe('refuse bad_algorithm');
  });

  it('takes the algorithm from the protected header only, and only the one of the key', async () => {
    expect(await withEnvelope({ header: new Map(), unprotected: base.header })).toBe('refuse bad_algorithm');
    expect(await withEnvelope({ header: new Map([[1, -7]]) })).toBe('refuse bad_algorithm');
  });

  it('refuses a critical header and a payload that is no claims', async () => {
    const critical = new Map<unknown, unknown>([...base.header, [2, [1]]]);
    expect(await withEnvelope({ header: critical })).toBe('refuse unknown_critical_header');
    expect(await withEnvelope({ payload: encode([1]) })).toBe('refuse bad_claims');
    expect(await withEnvelope({ payload: new Uint8Array() })).toBe('refuse bad_claims');
    // The claim 1 twice.
    expect(await withEnvelope({ payload: Uint8Array.of(0xa2, 1, 0x61, 0x61, 1, 0x61, 0x62) })).toBe(
      'refuse bad_claims',
    );
  });
});

describe('the key of a Claim 169 identity', () => {
  const named = makeIdIssuer('ed25519', { keyId: KEY_ID });
  const withKeyId = (changes: Partial<Envelope>) =>
    packIdCode(encodeEnvelope({ ...makeIdEnvelope(named), ...changes }));
  const keyId = new Map<unknown, unknown>([[4, Buffer.from('key-1')]]);

  it('is found by issuer and, where there is one, key id', async () => {
    expect(await judge(withKeyId({ unprotected: keyId }), trustIn(named))).toBe('admit valid');
    expect(await judge(withKeyId({ header: new Map([[1, -8], ...keyId]) }), trustIn(named))).toBe(
      'admit valid',
    );
    expect(await judge(withKeyId({}), trustIn(named))).toBe('undecided unknown_key');
    expect(await judge(good, trustIn(named))).toBe('undecided unknown_key');
    expect(await judge(good, trustIn(makeIdIssuer('ed25519', { issuer: 'https://other.example.org' })))).toBe(
      'undecided unknown_key',
    );
    expect(await judge(good, trustIn(makeIdIssuer('ed25519', { format: 'nzcp' })))).toBe(
      'undecided unknown_key',
    );
  });

  it("is not another issuer's", async () => {
    const other = makeIdIssuer('ed25519', { issuer: 'https://other.example.org' });
    const forged = packIdCode(encodeEnvelope(makeIdEnvelope(other)));
    expect(await judge(forged, trustIn(issuer, other))).toBe('refuse bad_signature');
    const anonymous = makeIdCode(other, makeIdClaims([[1, undefined]]));
    expect(await judge(anonymous, trustIn(issuer, other))).toBe('undecided unknown_key');
  });

  it('of an issuer without a name signs passes without a name only', async () => {
    const unnamed = makeIdIssuer('ed25519', { issuer: '' });
    expect(await judge(makeIdCode(unnamed, makeIdClaims([[1, undefined]])), trustIn(unnamed))).toBe(
      'admit valid',
    );
    expect(await judge(makeIdCode(unnamed), trustIn(unnamed))).toBe('undecided unknown_key');
  });
});

describe('recognition without a prefix', () => {
  it.each([
    ['zlib', deflateSync],
    ['zlib that is only stored', (bytes: Uint8Array) => deflateSync(bytes, { level: 0 })],
    ['zlib with a small window', (bytes: Uint8Array) => deflateSync(bytes, { windowBits: 9 })],
    ['Brotli', brotliCompressSync],
  ])('takes %s', async (_what, pack) => {
    expect(await judge(packIdCode(cose, pack), trust)).toBe('admit valid');
  });

  it('gives one content one name, however it is packed', async () => {
    const ids = await Promise.all(
      [deflateSync, brotliCompressSync].map(async (pack) => {
        const verdict = await verifyPass({ code: packIdCode(cose, pack), trust, policy, now: NOW });
        return Buffer.from(verdict.contentId ?? []).toString('hex');
      }),
    );
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['an empty code', ''],
    ['a product code', '4006381333931'],
    ['a number that looks like zlib', '6BF590B20FF'],
    ['an upper-case sentence', 'PLEASE SHOW YOUR PASS AT THE DOOR: IT IS CHECKED BY A MACHINE, NOT BY US'],
    ['a long upper-case text', 'A GOOD DAY TO YOU '.repeat(40)],
    ['a boarding pass', 'M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 326J001A0025 100'],
    ['a web address', 'HTTPS://EXAMPLE.ORG/6BF590B20FFWJWG.FKJ05H'],
    ['a health certificate', makeCode(makeIssuer())],
    ['a lower-case one', good.toLowerCase()],
    ['a cut one', good.slice(0, -3)],
    ['a lengthened one', `${good}000`],
    [
      'one with another sign in it',
      good.replace(/^(.{50})./, (_all, head) => `${head}${good[50] === '0' ? '1' : '0'}`),
    ],
    ['no compression', encodeBase45(cose)],
    ['gzip', packIdCode(cose, gzipSync)],
    ['raw DEFLATE', packIdCode(cose, deflateRawSync)],
    ['Brotli with bytes after it', encodeBase45(Buffer.concat([brotliCompressSync(cose), Uint8Array.of(0)]))],
    ['Brotli that is cut', encodeBase45(brotliCompressSync(cose).subarray(0, -1))],
    ['no COSE', packIdCode(encode('a text, and no COSE at all'))],
    ['bytes after the COSE', packIdCode(Buffer.concat([cose, Uint8Array.of(0)]))],
    ['a tag around no list', packIdCode(Buffer.concat([Uint8Array.of(0xd2), encode('text')]))],
  ])('does not take %s', (_what, code) => {
    expect(recognises(code)).toBe(false);
  });

  it('takes no bytes that are no text', () => {
    expect(recognises(Uint8Array.of(0x78, 0xda, 0xff))).toBe(false);
  });

  it('unpacks no bomb, of either kind', () => {
    const bomb = Buffer.concat([
      Uint8Array.of(0xd2),
      encode([new Uint8Array(300_000), new Map(), cose, cose]),
    ]);
    expect(recognises(packIdCode(bomb))).toBe(false);
    expect(recognises(packIdCode(bomb, brotliCompressSync))).toBe(false);
  });
});

describe('withdrawal of a Claim 169 identity', () => {
  const revoking = (asked: RevocationName[]) =>
    buildTrustList(
      [issuer.trusted],
      { issuedAt: null, validUntil: null },
      {
        revocations: {
          covers: (format) => format === 'claim169',
          isRevoked: (_format, name) => asked.push(name) > 0,
        },
      },
    );

  it('goes by the hash of its id, among the lists of its issuer', async () => {
    const asked: RevocationName[] = [];
    expect(await judge(good, revoking(asked))).toBe('refuse revoked');
    const hash = createHash('sha256').update('3918592438').digest().subarray(0, 16);
    expect(asked).toEqual([{ scope: ISSUER, kind: 'claim169_id', hash }]);
  });

  it('has no name for one without an id', async () => {
    const asked: RevocationName[] = [];
    const code = makeIdCode(issuer, makeIdClaims([[169, new Map([[4, 'Erika Muster']])]]));
    expect(await judge(code, revoking(asked))).toBe('admit valid');
    expect(asked).toEqual([]);
  });
});

describe('whatever else comes', () => {
  it('is never admitted, and never throws', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const code = fc.oneof(
      fc.string({
        unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'),
        maxLength: 300,
      }),
      bytes.map((given) => packIdCode(given)),
      bytes.map((given) => packIdCode(Buffer.concat([Uint8Array.of(0xd2, 0x84), given]))),
      bytes.map((payload) => packIdCode(encodeEnvelope({ ...base, payload }))),
    );
    await fc.assert(
      fc.asyncProperty(code, async (given) => {
        expect(await judge(given, trust)).not.toMatch(/^admit/);
      }),
    );
  });

  it('is never admitted when a byte of a good pass is another', async () => {
    const pack = fc.constantFrom<(bytes: Uint8Array) => Uint8Array>(deflateSync, brotliCompressSync);
    const change = fc.integer({ min: 1, max: 255 });
    await fc.assert(
      fc.asyncProperty(fc.nat(cose.length - 1), change, pack, async (at, flipped, packed) => {
        const altered = Buffer.from(cose);
        altered[at] = (altered[at] ?? 0) ^ flipped;
        const verdict = await verifyPass({ code: packIdCode(altered, packed), trust, policy, now: NOW });
        expect(verdict.outcome).not.toBe('admit');
        expect(verdict.facts).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });
});
