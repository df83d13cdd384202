import { describe, expect, it } from 'vitest';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import { MAX_CODE_BYTES, verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import {
  DAY_MS,
  encodeEnvelope,
  judge,
  makeClaims,
  makeCode,
  makeDcc,
  makeEnvelope,
  makeIssuer,
  NOW,
  policy,
  signRaw,
  toCode,
  trustIn,
  vaccination,
} from './make_pass.ts';

const issuer = makeIssuer();
const trust = trustIn(issuer);
const good = makeCode(issuer);
const NOW_S = NOW / 1000;

const withClaims = (changes: readonly (readonly [unknown, unknown])[]) =>
  makeCode(issuer, new Map([...makeClaims(), ...changes]));
const withoutClaim = (claim: number) => {
  const claims = makeClaims();
  claims.delete(claim);
  return makeCode(issuer, claims);
};

describe('verifyPass', () => {
  it('admits a good pass through every stage', () => {
    const verdict = verifyPass({ code: good, trust, policy, now: NOW });
    expect(verdict).toMatchObject({ outcome: 'admit', reason: 'valid', format: 'hc1', issuer: 'XX' });
    expect(verdict.stages).toEqual([
      'recognised',
      'opened',
      'key_found',
      'signature_valid',
      'claims_read',
      'in_validity',
      'rules_satisfied',
    ]);
    expect(verdict.facts?.holder?.familyName).toBe('Muster');
  });

  it("takes bytes as well as text, and strips the scanner's terminator only", () => {
    expect(judge(Buffer.from(`${good}\r\n`), trust)).toBe('admit valid');
    expect(judge(`${good}\n`, trust)).toBe('admit valid');
    expect(judge(` ${good}`, trust)).toBe('not_a_pass wrong_code');
    expect(judge(`\ufeff${good}`, trust)).toBe('not_a_pass wrong_code');
    expect(judge(good.replace('HC1:', 'hc1:'), trust)).toBe('refuse bad_prefix');
    expect(judge(good.replace('HC1:', 'HC2:'), trust)).toBe('refuse bad_prefix');
  });

  it('looks at nothing that is longer than a QR code can be', () => {
    expect(judge('HC1:'.padEnd(MAX_CODE_BYTES + 1, '0'), trust)).toBe('not_a_pass too_large');
    expect(judge('HC1:'.padEnd(MAX_CODE_BYTES, '0'), trust)).toMatch(/^refuse/);
  });

  it('shows no fact of a pass that nobody vouches for', () => {
    const altered = toCode(encodeEnvelope({ ...makeEnvelope(issuer), sign: () => new Uint8Array(64) }));
    for (const [code, keys] of [
      [altered, trust],
      [good, trustIn(makeIssuer())],
      [good, trustIn()],
    ] as const) {
      expect(verifyPass({ code, trust: keys, policy, now: NOW })).toMatchObject({
        facts: null,
        contentId: null,
        issuer: null,
      });
    }
  });

  it.each([
    [
      'forged',
      toCode(encodeEnvelope({ ...makeEnvelope(issuer), sign: () => new Uint8Array(64) })),
      'refuse bad_signature',
    ],
    [
      'forged, and expired by its own claims',
      toCode(encodeEnvelope({ ...makeEnvelope(issuer, new Map([[4, 1]])), sign: () => new Uint8Array(64) })),
      'refuse bad_signature',
    ],
    ['by an unknown issuer', makeCode(makeIssuer()), 'undecided unknown_key'],
    ['of a payload that is no map', makeCode(issuer, 'text'), 'refuse bad_claims'],
    ['without a certificate', withoutClaim(-260), 'refuse bad_claims'],
    ['with an empty certificate', withClaims([[-260, new Map()]]), 'refuse bad_claims'],
    [
      'with content of another kind',
      withClaims([[-260, new Map([[5, 'shlink']])]]),
      'undecided content_not_supported',
    ],
    ['of two kinds', makeCode(issuer, makeClaims(makeDcc({ r: [{ ci: 'x' }] }))), 'refuse bad_claims'],
    ['of no kind', makeCode(issuer, makeClaims(makeDcc({ v: [] }))), 'refuse bad_claims'],
    [
      'with null for the other kinds',
      makeCode(issuer, makeClaims(makeDcc({ t: null, r: null }))),
      'admit valid',
    ],
    ['with text for a kind', makeCode(issuer, makeClaims(makeDcc({ t: 'x' }))), 'refuse bad_claims'],
    ['without a name', makeCode(issuer, makeClaims(makeDcc({ nam: null }))), 'refuse bad_claims'],
    ['without exp', withoutClaim(4), 'refuse bad_time_claim'],
    ['without iat', withoutClaim(6), 'admit valid'],
    ['with exp NaN', withClaims([[4, Number.NaN]]), 'refuse bad_time_claim'],
    ['with exp in milliseconds', withClaims([[4, NOW + DAY_MS]]), 'refuse bad_time_claim'],
    ['with iat as text', withClaims([[6, 'now']]), 'refuse bad_time_claim'],
    ['with nbf null', withClaims([[5, null]]), 'refuse bad_time_claim'],
    [
      'with exp and iat as fractions',
      withClaims([
        [4, NOW_S + 1.5],
        [6, NOW_S - 1.5],
      ]),
      'admit valid',
    ],
    ['that expires now', withClaims([[4, NOW_S]]), 'admit valid'],
    ['that expired a second ago', withClaims([[4, NOW_S - 1]]), 'refuse expired'],
    ['issued within the allowed lead', withClaims([[6, NOW_S + 300]]), 'admit valid'],
    ['issued later', withClaims([[6, NOW_S + 301]]), 'refuse not_yet_valid'],
    ['not valid before tomorrow', withClaims([[5, NOW_S + 86_400]]), 'refuse not_yet_valid'],
  ])('judges a pass %s', (_what, code, answer) => expect(judge(code, trust)).toBe(answer));

  it('says what the rule says', () => {
    const rule = (answer: 'not_satisfied' | 'open') => ({ policy: { ...policy, rule: () => answer } });
    expect(judge(good, trust, rule('not_satisfied'))).toBe('refuse rule_not_met');
    expect(judge(good, trust, rule('open'))).toBe('undecided rule_open');
  });

  it('asks no rule about a pass that is not in validity', () => {
    const asked: unknown[] = [];
    const rule = (facts: unknown) => {
      asked.push(facts);
      return 'satisfied' as const;
    };
    judge(good, trustIn(makeIssuer()), { policy: { ...policy, rule } });
    judge(withClaims([[4, NOW_S - 1]]), trust, { policy: { ...policy, rule } });
    expect(asked).toEqual([]);
  });
});

describe('the trust list', () => {
  const dated = (issuedAt: number, validUntil: number) =>
    buildTrustList([issuer.trusted], { issuedAt, validUntil });
  const forged = toCode(encodeEnvelope({ ...makeEnvelope(issuer), sign: () => new Uint8Array(64) }));
  const expired = withClaims([[4, NOW_S - 1]]);

  it('admits nobody when it is empty', () => {
    expect(judge(good, trustIn())).toBe('undecided trust_list_missing');
  });

  it('admits nobody when it is stale, and still refuses what is certain', () => {
    const stale = dated(NOW - 2 * DAY_MS, NOW);
    expect(judge(good, stale)).toBe('undecided trust_list_stale');
    expect(judge(forged, stale)).toBe('refuse bad_signature');
    expect(judge(expired, stale)).toBe('refuse expired');
  });

  it('admits nobody, and calls nothing expired, by a clock that is before the list', () => {
    const future = dated(NOW + 1, NOW + DAY_MS);
    expect(judge(good, future)).toBe('undecided clock_doubtful');
    expect(judge(expired, future)).toBe('undecided clock_doubtful');
    expect(judge(forged, future)).toBe('refuse bad_signature');
  });

  it('fails a clock that is no number', () => {
    expect(judge(good, trust, { now: Number.NaN })).toMatch(/^undecided/);
    expect(
      judge(good, buildTrustList([issuer.trusted], { issuedAt: null, validUntil: null }), {
        now: Number.NaN,
      }),
    ).toBe('refuse expired');
  });

  it('calls a pass of a specimen key a specimen only where it is otherwise valid', () => {
    const specimen = makeIssuer('P-256', { specimen: true });
    expect(judge(makeCode(specimen), trustIn(specimen))).toBe('specimen valid');
    const old = makeCode(specimen, new Map([...makeClaims(), [4, NOW_S - 1]]));
    expect(judge(old, trustIn(specimen))).toBe('refuse expired');
  });

  it('tries every key of a key id', () => {
    const other = makeIssuer('P-256', { keyId: issuer.trusted.keyId });
    const third = makeIssuer('rsa', { keyId: issuer.trusted.keyId });
    expect(judge(good, trustIn(other, third, issuer))).toBe('admit valid');
    expect(judge(good, trustIn(other, third))).toBe('refuse bad_signature');
  });

  it('finds no key of another format', () => {
    const elsewhere = { ...issuer, trusted: { ...issuer.trusted, format: 'shc' as const } };
    expect(judge(good, trustIn(elsewhere))).toBe('undecided unknown_key');
  });

  it('limits a key to its uses and its time', () => {
    const limited = (changes: object) => trustIn({ ...issuer, trusted: { ...issuer.trusted, ...changes } });
    expect(judge(good, limited({ uses: ['vaccination'] }))).toBe('admit valid');
    expect(judge(good, limited({ uses: ['test', 'recovery'] }))).toBe('refuse key_not_for_this_use');
    expect(judge(good, limited({ notAfter: NOW }))).toBe('admit valid');
    expect(judge(good, limited({ notAfter: NOW - 1 }))).toBe('refuse key_not_in_validity');
    expect(judge(good, limited({ notBefore: NOW + 1 }))).toBe('refuse key_not_in_validity');
  });
});

describe('contentId', () => {
  const idOf = (code: string) =>
    Buffer.from(verifyPass({ code, trust, policy, now: NOW }).contentId ?? []).toString('hex');

  it('is the same for another signature, envelope or terminator of one content', () => {
    const again = makeCode(issuer);
    const untagged = toCode(encodeEnvelope({ ...makeEnvelope(issuer), tags: [] }));
    expect(again).not.toBe(good);
    expect(new Set([idOf(good), idOf(again), idOf(untagged), idOf(`${good}\r\n`)]).size).toBe(1);
    expect(idOf(good)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another for another content or issuer', () => {
    const other = makeCode(issuer, makeClaims(makeDcc({ v: [{ ...vaccination, ci: 'URN:UVCI:01:XX:2' }] })));
    expect(idOf(other)).not.toBe(idOf(good));
    const elsewhere = trustIn({ ...issuer, trusted: { ...issuer.trusted, issuer: 'YY' } });
    const { contentId } = verifyPass({ code: good, trust: elsewhere, policy, now: NOW });
    expect(Buffer.from(contentId ?? []).toString('hex')).not.toBe(idOf(good));
  });
});

describe('confusion', () => {
  const base = makeEnvelope(issuer);
  const rsa = makeIssuer('rsa', { keyId: issuer.trusted.keyId });
  const header = (algorithm: unknown) => new Map([...base.header, [1, algorithm]]);
  const answer = (changes: Partial<typeof base>, keys = trust) =>
    judge(toCode(encodeEnvelope({ ...base, ...changes })), keys);

  it.each([-35, -36, -8, -257, 5, 0, 'ES256', null])(
    'refuses a genuine signature under algorithm %j',
    (algorithm) => {
      expect(answer({ header: header(algorithm) })).toMatch(/^refuse bad_(algorithm|signature)$/);
    },
  );

  it('refuses PS256 with an elliptic key, and ES256 with an RSA key', () => {
    expect(answer({ header: header(-37) })).toBe('refuse bad_algorithm');
    expect(answer({ header: header(-7), sign: signRaw(rsa.privateKey) }, trustIn(rsa))).toBe(
      'refuse bad_algorithm',
    );
    expect(answer({ header: header(-37), sign: signRaw(rsa.privateKey) }, trustIn(rsa))).toBe('admit valid');
  });

  it('refuses a signature of another trusted issuer', () => {
    const other = makeIssuer();
    expect(answer({ sign: signRaw(other.privateKey) }, trustIn(issuer, other))).toBe('refuse bad_signature');
  });

  it('refuses a key id that was exchanged after signing, protected or not', () => {
    const other = makeIssuer();
    const exchanged = new Map<unknown, unknown>([
      [1, -7],
      [4, Buffer.from(other.trusted.keyId, 'base64')],
    ]);
    expect(answer({ header: exchanged }, trustIn(issuer, other))).toBe('refuse bad_signature');
    const unprotected = {
      header: new Map([[1, -7]]),
      unprotected: new Map([[4, Buffer.from(other.trusted.keyId, 'base64')]]),
    };
    expect(answer(unprotected, trustIn(issuer, other))).toBe('refuse bad_signature');
  });

  it('takes the key id from the unprotected header, as several countries write it', () => {
    const unprotected = new Map([[4, Buffer.from(issuer.trusted.keyId, 'base64')]]);
    expect(answer({ header: new Map([[1, -7]]), unprotected })).toBe('admit valid');
    expect(answer({ header: new Map([[1, -7]]), unprotected: new Map() })).toBe('refuse no_key_id');
  });

  it.each([[[17]], [[98]], [[16]], [[61]], [[18, 18]], [[18, 61]]])('refuses the tags %j', (tags) => {
    expect(answer({ tags })).toBe('refuse bad_envelope');
  });

  it.each([[[]], [[18]], [[61, 18]]])('accepts the tags %j', (tags) =>
    expect(answer({ tags })).toBe('admit valid'),
  );

  it('refuses a payload that was exchanged after signing', () => {
    const better = makeEnvelope(issuer, makeClaims(makeDcc({ dob: '1970-01-01' }))).payload;
    const cose = encodeEnvelope({
      ...base,
      sign: () => signRaw(issuer.privateKey)(Buffer.from('another message')),
    });
    expect(judge(toCode(cose), trust)).toBe('refuse bad_signature');
    const swapped = Buffer.from(encodeEnvelope(base));
    const place = swapped.indexOf(Buffer.from(base.payload));
    swapped.set(better, place);
    expect(judge(toCode(swapped), trust)).toBe('refuse bad_signature');
  });

  it('refuses everything with a rule of any signed pass that is not signed', () => {
    const answers = ['', 'HC1:', 'HC1:HC1:', good.slice(0, -3), `${good}000`].map((code) =>
      judge(code, trust, { policy: { ...policy, rule: anySignedPass } }),
    );
    expect(answers.filter((given) => given.startsWith('admit'))).toEqual([]);
  });
});
