import { describe, expect, it } from 'vitest';
import type { Rule } from '../../main/pass/rules/rule.ts';
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
  it('admits a good pass through every stage', async () => {
    const verdict = await verifyPass({ code: good, trust, policy, now: NOW });
    expect(verdict).toMatchObject({ outcome: 'admit', reason: 'valid', format: 'hc1', issuer: 'XX' });
    expect(verdict.stages).toEqual([
      'recognised',
      'opened',
      'key_found',
      'signature_valid',
      'claims_read',
      'in_validity',
      'not_revoked',
      'rules_satisfied',
    ]);
    expect(verdict.facts?.holder?.familyName).toBe('Muster');
  });

  it("takes bytes as well as text, and strips the scanner's terminator only", async () => {
    expect(await judge(Buffer.from(`${good}\r\n`), trust)).toBe('admit valid');
    expect(await judge(`${good}\n`, trust)).toBe('admit valid');
    expect(await judge(` ${good}`, trust)).toBe('refuse bad_prefix');
    expect(await judge(`\ufeff${good}`, trust)).toBe('refuse bad_prefix');
    expect(await judge(good.replace('HC1:', 'hc1:'), trust)).toBe('refuse bad_prefix');
    expect(await judge(good.replace('HC1:', 'HC2:'), trust)).toBe('refuse bad_prefix');
  });

  it('looks at nothing that is longer than a QR code can be', async () => {
    expect(await judge('HC1:'.padEnd(MAX_CODE_BYTES + 1, '0'), trust)).toBe('not_a_pass too_large');
    expect(await judge('HC1:'.padEnd(MAX_CODE_BYTES, '0'), trust)).toMatch(/^refuse/);
  });

  it('shows no fact of a pass that nobody vouches for', async () => {
    const altered = toCode(encodeEnvelope({ ...makeEnvelope(issuer), sign: () => new Uint8Array(64) }));
    for (const [code, keys] of [
      [altered, trust],
      [good, trustIn(makeIssuer())],
      [good, trustIn()],
    ] as const) {
      expect(await verifyPass({ code, trust: keys, policy, now: NOW })).toMatchObject({
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
  ])('judges a pass %s', async (_what, code, answer) => expect(await judge(code, trust)).toBe(answer));

  it('says what the rule says', async () => {
    const failedRule = { id: 'GR-XX-0001', words: { en: 'Two doses' } };
    const rule = (answer: 'not_satisfied' | 'open') => ({
      ...policy,
      rule: () => ({ answer, failedRule }),
    });
    const judged = await verifyPass({ code: good, trust, policy: rule('not_satisfied'), now: NOW });
    expect(judged).toMatchObject({ outcome: 'refuse', reason: 'rule_not_met', failedRule });
    expect(await judge(good, trust, { policy: rule('open') })).toBe('undecided rule_open');
  });

  it('asks no rule about a pass that is not in validity', async () => {
    const asked: unknown[] = [];
    const rule: Rule = (question) => {
      asked.push(question);
      return { answer: 'satisfied', failedRule: null };
    };
    await judge(good, trustIn(makeIssuer()), { policy: { ...policy, rule } });
    await judge(withClaims([[4, NOW_S - 1]]), trust, { policy: { ...policy, rule } });
    expect(asked).toEqual([]);
  });
});

describe('the trust list', () => {
  const dated = (issuedAt: number, validUntil: number) =>
    buildTrustList([issuer.trusted], { issuedAt, validUntil });
  const forged = toCode(encodeEnvelope({ ...makeEnvelope(issuer), sign: () => new Uint8Array(64) }));
  const expired = withClaims([[4, NOW_S - 1]]);

  it('admits nobody when it is empty', async () => {
    expect(await judge(good, trustIn())).toBe('undecided trust_list_missing');
  });

  it('admits nobody when it is stale, and still refuses what is certain', async () => {
    const stale = dated(NOW - 2 * DAY_MS, NOW);
    expect(await judge(good, stale)).toBe('undecided trust_list_stale');
    expect(await judge(forged, stale)).toBe('refuse bad_signature');
    expect(await judge(expired, stale)).toBe('refuse expired');
  });

  it('admits nobody, and calls nothing expired, by a clock that is before the list', async () => {
    const future = dated(NOW + 1, NOW + DAY_MS);
    expect(await judge(good, future)).toBe('undecided clock_doubtful');
    expect(await judge(expired, future)).toBe('undecided clock_doubtful');
    expect(await judge(forged, future)).toBe('refuse bad_signature');
  });

  it('admits nobody, and calls nothing expired, by a clock that is said to be doubtful', async () => {
    const revoked = (from: number) => ({
      ...trust,
      revocations: {
        covers: () => true,
        isRevoked: (_format: string, _name: object, _issuedAt: number | null, now: number) => from <= now,
      },
    });
    const doubtful = (code: string, keys = trust) => {
      const { outcome, reason, stages } = verifyPass({ code, trust: keys, policy, now: NOW, clock: 'doubtful' });
      expect(stages).not.toContain('in_validity');
      return `${outcome} ${reason}`;
    };
    const limited = (changes: object) => trustIn({ ...issuer, trusted: { ...issuer.trusted, ...changes } });
    expect(doubtful(good)).toBe('undecided clock_doubtful');
    expect(doubtful(expired)).toBe('undecided clock_doubtful');
    expect(doubtful(withClaims([[5, NOW_S + 86_400]]))).toBe('undecided clock_doubtful');
    expect(doubtful(good, limited({ notAfter: NOW - 1 }))).toBe('undecided clock_doubtful');
    expect(doubtful(good, dated(NOW - 2 * DAY_MS, NOW))).toBe('undecided clock_doubtful');
    expect(doubtful(good, revoked(NOW - DAY_MS))).toBe('undecided clock_doubtful');
    expect(doubtful(good, revoked(Number.NEGATIVE_INFINITY))).toBe('refuse revoked');
    expect(doubtful(good, limited({ uses: ['test'] }))).toBe('refuse key_not_for_this_use');
    expect(doubtful(forged)).toBe('refuse bad_signature');
    const specimen = makeIssuer('P-256', { specimen: true });
    expect(doubtful(makeCode(specimen), trustIn(specimen))).toBe('undecided clock_doubtful');
  });

  it('is relied on, with rules and revocations, until each of them is too old', async () => {
    const none = { keys: null, rules: null, revocations: null };
    const until = (changes: Partial<Record<keyof typeof none, number>>) => ({
      policy: { ...policy, openUntil: { ...none, ...changes } },
    });
    expect(await judge(good, trust, until({}))).toBe('admit valid');
    expect(await judge(good, trust, until({ keys: NOW + 1, rules: NOW + 1, revocations: NOW + 1 }))).toBe('admit valid');
    for (const end of [NOW, Number.NaN]) {
      expect(await judge(good, trust, until({ keys: end }))).toBe('undecided trust_list_stale');
      expect(await judge(good, trust, until({ rules: end }))).toBe('undecided rules_stale');
      expect(await judge(good, trust, until({ revocations: end }))).toBe('undecided revocations_stale');
      expect(await judge(expired, trust, until({ keys: end }))).toBe('refuse expired');
      expect(await judge(forged, trust, until({ rules: end }))).toBe('refuse bad_signature');
    }
  });

  it('is not relied on for two passes together once it is stale', async () => {
    const asked: unknown[] = [];
    const rule: Rule = (question) => {
      asked.push(question);
      return { answer: 'not_satisfied', failedRule: null };
    };
    const stale = { ...policy, rule, openUntil: { keys: NOW, rules: null, revocations: null } };
    expect(verifyPass({ code: good, trust, policy: stale, now: NOW })).toMatchObject({ question: null });
    expect(asked).toEqual([]);
  });

  it('dates a genuine pass by its issue, and neither a forged one nor a specimen', async () => {
    const issuedAt = (code: string, keys = trust) => verifyPass({ code, trust: keys, policy, now: NOW }).issuedAt;
    expect(issuedAt(good)).toBe(NOW - DAY_MS);
    expect(issuedAt(withClaims([[6, NOW_S + 86_400]]))).toBe(NOW + DAY_MS);
    expect(issuedAt(forged)).toBeNull();
    const specimen = makeIssuer('P-256', { specimen: true });
    expect(issuedAt(makeCode(specimen), trustIn(specimen))).toBeNull();
  });

  it('fails a clock that is no number', async () => {
    expect(await judge(good, trust, { now: Number.NaN })).toMatch(/^undecided/);
    expect(
      await judge(good, buildTrustList([issuer.trusted], { issuedAt: null, validUntil: null }), {
        now: Number.NaN,
      }),
    ).toBe('refuse expired');
  });

  it('calls a pass of a specimen key a specimen only where it is otherwise valid', async () => {
    const specimen = makeIssuer('P-256', { specimen: true });
    expect(await judge(makeCode(specimen), trustIn(specimen))).toBe('specimen valid');
    const old = makeCode(specimen, new Map([...makeClaims(), [4, NOW_S - 1]]));
    expect(await judge(old, trustIn(specimen))).toBe('refuse expired');
  });

  it('tries every key of a key id', async () => {
    const other = makeIssuer('P-256', { keyId: issuer.trusted.keyId });
    const third = makeIssuer('rsa', { keyId: issuer.trusted.keyId });
    expect(await judge(good, trustIn(other, third, issuer))).toBe('admit valid');
    expect(await judge(good, trustIn(other, third))).toBe('refuse bad_signature');
  });

  it('finds no key of another format', async () => {
    const elsewhere = { ...issuer, trusted: { ...issuer.trusted, format: 'shc' as const } };
    expect(await judge(good, trustIn(elsewhere))).toBe('undecided unknown_key');
  });

  it('limits a key to its uses and its time', async () => {
    const limited = (changes: object) => trustIn({ ...issuer, trusted: { ...issuer.trusted, ...changes } });
    expect(await judge(good, limited({ uses: ['vaccination'] }))).toBe('admit valid');
    expect(await judge(good, limited({ uses: ['test', 'recovery'] }))).toBe('refuse key_not_for_this_use');
    expect(await judge(good, limited({ notAfter: NOW }))).toBe('admit valid');
    expect(await judge(good, limited({ notAfter: NOW - 1 }))).toBe('refuse key_not_in_validity');
    expect(await judge(good, limited({ notBefore: NOW + 1 }))).toBe('refuse key_not_in_validity');
  });
});

describe('contentId', () => {
  const idOf = async (code: string) =>
    Buffer.from((await verifyPass({ code, trust, policy, now: NOW })).contentId ?? []).toString('hex');

  it('is the same for another signature, envelope or terminator of one content', async () => {
    const again = makeCode(issuer);
    const untagged = toCode(encodeEnvelope({ ...makeEnvelope(issuer), tags: [] }));
    expect(again).not.toBe(good);
    expect(new Set(await Promise.all([good, again, untagged, `${good}\r\n`].map(idOf))).size).toBe(1);
    expect(await idOf(good)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another for another content or issuer', async () => {
    const other = makeCode(issuer, makeClaims(makeDcc({ v: [{ ...vaccination, ci: 'URN:UVCI:01:XX:2' }] })));
    expect(await idOf(other)).not.toBe(await idOf(good));
    const elsewhere = trustIn({ ...issuer, trusted: { ...issuer.trusted, issuer: 'YY' } });
    const { contentId } = await verifyPass({ code: good, trust: elsewhere, policy, now: NOW });
    expect(Buffer.from(contentId ?? []).toString('hex')).not.toBe(await idOf(good));
  });
});

describe('presentationId', () => {
  const idOf = (code: string | Uint8Array, keys = trust) =>
    Buffer.from(verifyPass({ code, trust: keys, policy, now: NOW }).presentationId).toString('hex');
  const nobody = trustIn(makeIssuer());
  const forger = makeIssuer('P-256', { keyId: issuer.trusted.keyId });

  it('is the content of a pass whose signature is good', () => {
    const { contentId } = verifyPass({ code: good, trust, policy, now: NOW });
    expect(idOf(good)).toBe(Buffer.from(contentId ?? []).toString('hex'));
  });

  it('is the same for every encoding of a pass that cannot be verified', () => {
    const untagged = toCode(encodeEnvelope({ ...makeEnvelope(issuer), tags: [] }));
    const ids = [good, makeCode(issuer), untagged, `${good}\r\n`, Buffer.from(good)].map((code) => idOf(code, nobody));
    expect(new Set(ids).size).toBe(1);
  });

  it('of a forged pass is never that of the true one', () => {
    const forged = makeCode(forger);
    expect(verifyPass({ code: forged, trust, policy, now: NOW }).reason).toBe('bad_signature');
    expect(idOf(forged)).not.toBe(idOf(good));
    expect(idOf(good, nobody)).not.toBe(idOf(good));
  });

  it('of what is no pass is that of the code without its terminator', () => {
    expect(idOf('https://example.org\r')).toBe(idOf('https://example.org'));
    expect(idOf('https://example.org')).not.toBe(idOf('https://example.com'));
    expect(idOf(Uint8Array.of(0xff, 1))).not.toBe(idOf(Uint8Array.of(0xff, 2)));
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
    async (algorithm) => {
      expect(await answer({ header: header(algorithm) })).toMatch(/^refuse bad_(algorithm|signature)$/);
    },
  );

  it('refuses PS256 with an elliptic key, and ES256 with an RSA key', async () => {
    expect(await answer({ header: header(-37) })).toBe('refuse bad_algorithm');
    expect(await answer({ header: header(-7), sign: signRaw(rsa.privateKey) }, trustIn(rsa))).toBe(
      'refuse bad_algorithm',
    );
    expect(await answer({ header: header(-37), sign: signRaw(rsa.privateKey) }, trustIn(rsa))).toBe('admit valid');
  });

  it('refuses a signature of another trusted issuer', async () => {
    const other = makeIssuer();
    expect(await answer({ sign: signRaw(other.privateKey) }, trustIn(issuer, other))).toBe('refuse bad_signature');
  });

  it('refuses a key id that was exchanged after signing, protected or not', async () => {
    const other = makeIssuer();
    const exchanged = new Map<unknown, unknown>([
      [1, -7],
      [4, Buffer.from(other.trusted.keyId, 'base64')],
    ]);
    expect(await answer({ header: exchanged }, trustIn(issuer, other))).toBe('refuse bad_signature');
    const unprotected = {
      header: new Map([[1, -7]]),
      unprotected: new Map([[4, Buffer.from(other.trusted.keyId, 'base64')]]),
    };
    expect(await answer(unprotected, trustIn(issuer, other))).toBe('refuse bad_signature');
  });

  it('takes the key id from the unprotected header, as several countries write it', async () => {
    const unprotected = new Map([[4, Buffer.from(issuer.trusted.keyId, 'base64')]]);
    expect(await answer({ header: new Map([[1, -7]]), unprotected })).toBe('admit valid');
    expect(await answer({ header: new Map([[1, -7]]), unprotected: new Map() })).toBe('refuse no_key_id');
  });

  it.each([[[17]], [[98]], [[16]], [[61]], [[18, 18]], [[18, 61]]])('refuses the tags %j', async (tags) => {
    expect(await answer({ tags })).toBe('refuse bad_envelope');
  });

  it.each([[[]], [[18]], [[61, 18]]])('accepts the tags %j', async (tags) =>
    expect(await answer({ tags })).toBe('admit valid'),
  );

  it('refuses a payload that was exchanged after signing', async () => {
    const better = makeEnvelope(issuer, makeClaims(makeDcc({ dob: '1970-01-01' }))).payload;
    const cose = encodeEnvelope({
      ...base,
      sign: () => signRaw(issuer.privateKey)(Buffer.from('another message')),
    });
    expect(await judge(toCode(cose), trust)).toBe('refuse bad_signature');
    const swapped = Buffer.from(encodeEnvelope(base));
    const place = swapped.indexOf(Buffer.from(base.payload));
    swapped.set(better, place);
    expect(await judge(toCode(swapped), trust)).toBe('refuse bad_signature');
  });

  it('refuses everything with a rule of any signed pass that is not signed', async () => {
    const codes = ['', 'HC1:', 'HC1:HC1:', good.slice(0, -3), `${good}000`];
    const answers = await Promise.all(codes.map((code) => judge(code, trust)));
    expect(answers.filter((given) => given.startsWith('admit'))).toEqual([]);
  });
});
