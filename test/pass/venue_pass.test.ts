import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import { judgeCase } from '../../main/cli/cases/judge_case.ts';
import { venueRevocationHash } from '../../main/pass/formats/venue_pass.ts';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import type { TrustedKey } from '../../main/pass/trust_list.ts';
import { type Policy, verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { buildRevocationIndex } from '../../main/trust/revocation_index.ts';
import {
  encodeVenue,
  makeVenueClaims,
  makeVenueCode,
  makeVenueEnvelope,
  makeVenueIssuer,
  signVenue,
  toVenueCode,
  VENUE_ISSUER,
  VENUE_NOW,
  VENUE_NOW_S,
  type VenueIssuer,
  venueHeader,
} from './make_venue_pass.ts';
import { makeCode, makeIssuer } from './make_pass.ts';

const vectors = path.resolve(import.meta.dirname, '../vectors');
const issuer = makeVenueIssuer();
const good = makeVenueCode(issuer);
const PASS_ID = '000102030405060708090a0b0c0d0e0f';
const POLICY: Policy = { clockSkewMs: 300_000, rule: anySignedPass, audiences: ['Main hall'], gate: 'North' };

interface Changes {
  readonly keys?: readonly TrustedKey[];
  readonly policy?: Partial<Policy>;
  readonly now?: number;
  readonly revoked?: readonly { readonly scope: string; readonly kind: string; readonly name: string }[];
}

function verify(code: string | Uint8Array, changes: Changes = {}) {
  const { keys = [issuer.trusted], now = VENUE_NOW } = changes;
  const revocations = buildRevocationIndex(
    (changes.revoked ?? []).map(({ kind, name, scope }) => ({
      format: 'venue',
      scope,
      kind,
      hash: venueRevocationHash(name),
      issuedBefore: Number.POSITIVE_INFINITY,
      from: Number.NEGATIVE_INFINITY,
    })),
  );
  const trust = buildTrustList(keys, { issuedAt: null, validUntil: null }, { revocations });
  return verifyPass({ code, trust, policy: { ...POLICY, ...changes.policy }, now });
}

async function judge(code: string | Uint8Array, changes: Changes = {}): Promise<string> {
  const { outcome, reason } = await verify(code, changes);
  return `${outcome} ${reason}`;
}

const code = (...changes: readonly (readonly [unknown, unknown])[]) =>
  makeVenueCode(issuer, makeVenueClaims(...changes));

describe('the specification', () => {
  const cases = readFileSync(path.join(vectors, 'venue_pass.jsonl'), 'utf8').trim().split('\n');

  it('has its reason for each of its cases, not only its verdict', async () => {
    const wrong: string[] = [];
    for (const line of cases) {
      const { expect: expected, ...given } = JSON.parse(line);
      const { reason, verdict } = await judgeCase(given);
      if (verdict !== expected.verdict || reason !== expected.reason) wrong.push(`${given.id}: ${verdict} ${reason}`);
    }
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThan(150);
  });

  it('has a worked example that is a pass', async () => {
    const text = readFileSync(path.join(vectors, 'venue_pass.md'), 'utf8');
    const [payload = ''] = /^VP1:.*$/m.exec(text) ?? [];
    const spki = /^SPKI +([0-9a-f]+)$/m.exec(text)?.[1] ?? '';
    const value = Buffer.from(spki, 'hex').toString('base64');
    const given = {
      id: 'example',
      format: 'venue_pass',
      payload,
      keys: [{ type: 'spki-pem', issuer: 'Riverside Arena', value }],
      clock: 1_772_827_200,
      audiences: ['Main hall'],
    };
    expect(await judgeCase(given)).toEqual({ id: 'example', verdict: 'pass', reason: 'valid' });
    expect(await judgeCase({ ...given, audiences: [] })).toMatchObject({ verdict: 'fail', reason: 'wrong_venue' });
  });

  it.each([{}, { keys: [{}] }, { audiences: 'Main hall' }, { gate: 7 }, { clock: 'now' }, { payload: null }])(
    'has no case with %j',
    async (change) => {
      const given = { id: 'a', format: 'venue_pass', payload: good, clock: '2026-03-06', ...change };
      expect(await judgeCase(given)).toEqual({ id: 'a', verdict: 'fail', reason: 'bad_case' });
    },
  );
});

describe('a venue pass', () => {
  it('says all that it says', async () => {
    const verdict = await verify(
      code(
        [-65_537, 'staff'],
        [-65_539, true],
        [-65_540, 'Stage crew'],
        [-65_541, new Map([[1, '陳'], [2, '大文'], [3, '1980-02-29']])],
      ),
    );
    expect(verdict).toMatchObject({
      outcome: 'admit',
      format: 'venue',
      issuer: VENUE_ISSUER,
      usesUp: [verdict.contentId],
      facts: {
        passId: PASS_ID,
        holder: { familyName: '陳', givenName: '大文', dateOfBirth: '1980-02-29' },
        membership: { kind: 'staff', label: 'Stage crew' },
        ticket: null,
        vaccinations: [],
        exemptions: [],
      },
    });
  });

  it('may be a ticket', async () => {
    const ticket = new Map([[1, 'spring'], [2, 'day'], [3, 'reduced'], [4, 'friday']]);
    const { facts } = await verify(code([-65_537, 'ticket'], [-65_544, ticket]));
    expect(facts?.ticket).toEqual({ event: 'spring', product: 'day', variation: 'reduced', subevent: 'friday' });
    expect(facts?.membership).toBeNull();
  });

  it('may be a vaccination, of several doses', async () => {
    const dose = (done: number) =>
      new Map<number, unknown>([[1, '840539006'], [2, 'EU/1/20/1528'], [3, done], [4, 2], [5, '2026-01-10'], [6, 'HK']]);
    const { facts } = await verify(code([-65_537, 'vaccination'], [-65_544, [dose(1), dose(2)]]));
    expect(facts?.vaccinations).toHaveLength(2);
    expect(facts?.vaccinations[1]).toEqual({
      disease: '840539006',
      product: 'EU/1/20/1528',
      doseNumber: 2,
      dosesInSeries: 2,
      date: '2026-01-10',
      country: 'HK',
      validFrom: null,
      validUntil: null,
    });
  });

  it('may be an exemption', async () => {
    const exemption = new Map([[1, 'medical'], [3, '2026-12-31']]);
    const { facts } = await verify(code([-65_537, 'exemption'], [-65_544, exemption]));
    expect(facts?.exemptions).toEqual([{ kind: 'medical', validFrom: null, validUntil: '2026-12-31' }]);
  });

  it.each(['1980', '1980-02', '1980-02-29'])('takes the date of birth %s', async (born) => {
    const { facts } = await verify(code([-65_541, new Map([[1, 'Chan'], [3, born]])]));
    expect(facts?.holder?.dateOfBirth).toBe(born);
  });

  it.each(['80', '1980-2', '1980-13', '1980-00', '1981-02-29', '1980-02-29T00:00', '1980-', '1980-02-29 '])(
    'does not take the date of birth %s',
    async (born) => {
      expect(await judge(code([-65_541, new Map([[1, 'Chan'], [3, born]])]))).toBe('refuse bad_claims');
    },
  );
});

describe('windows', () => {
  const hour = 3_600;
  const fridays = Array.from({ length: 3 }, (_none, week) => {
    const from = VENUE_NOW_S + week * 7 * 24 * hour;
    return [from, from + 5 * hour] as const;
  });
  const season = code([-65_542, fridays]);

  it.each([
    [-1, 'refuse not_yet_valid'],
    [0, 'admit valid'],
    [5 * hour - 1, 'admit valid'],
    [5 * hour, 'refuse not_yet_valid'],
    [7 * 24 * hour, 'admit valid'],
    [14 * 24 * hour + 5 * hour - 1, 'admit valid'],
    [14 * 24 * hour + 5 * hour, 'refuse expired'],
    [29 * 24 * hour, 'refuse expired'],
    [31 * 24 * hour, 'refuse expired'],
    [Number.NaN, 'refuse expired'],
  ])('%d seconds after the first one opens', async (seconds, answer) => {
    expect(await judge(season, { now: VENUE_NOW + seconds * 1000 })).toBe(answer);
  });

  it('do not go beyond exp and nbf', async () => {
    expect(await judge(code([4, VENUE_NOW_S], [-65_542, fridays]))).toBe('refuse expired');
    expect(await judge(code([5, VENUE_NOW_S + hour], [-65_542, fridays]))).toBe('refuse not_yet_valid');
  });
});

describe('keys', () => {
  it('sign for their own issuer only', async () => {
    const other = makeVenueIssuer('P-256', 'Hillside Theatre');
    const keys = [issuer.trusted, other.trusted];
    expect(await judge(makeVenueCode(other), { keys })).toBe('refuse bad_claims');
    expect(await judge(makeVenueCode(other, makeVenueClaims([1, 'Hillside Theatre'])), { keys })).toBe('admit valid');
  });

  it('may share an id, also between issuers', async () => {
    const sharing = (given: VenueIssuer) => ({ ...given.trusted, keyId: issuer.trusted.keyId });
    const theatre = makeVenueIssuer('P-256', 'Hillside Theatre');
    const keys = [sharing(theatre), sharing(makeVenueIssuer('Ed25519')), issuer.trusted];
    expect(await judge(good, { keys })).toBe('admit valid');
    expect(await judge(good, { keys: keys.slice(0, 2) })).toBe('refuse bad_signature');
    const inOurName = makeVenueCode({ ...theatre, trusted: sharing(theatre) });
    expect(await judge(inOurName, { keys })).toBe('refuse bad_claims');
  });

  it('are of this format, and of one algorithm', async () => {
    const hc1 = { ...issuer.trusted, format: 'hc1' as const };
    expect(await judge(good, { keys: [hc1] })).toBe('undecided unknown_key');
    const ed = makeVenueIssuer('Ed25519');
    const asEd = { header: venueHeader(issuer, [1, -8]) };
    expect(await judge(makeVenueCode(issuer, makeVenueClaims(), asEd))).toBe('refuse bad_algorithm');
    const asEc = { header: venueHeader(ed, [1, -7]) };
    expect(await judge(makeVenueCode(ed, makeVenueClaims(), asEc), { keys: [ed.trusted] })).toBe('refuse bad_algorithm');
    const p384 = makeVenueIssuer('P-384');
    expect(await judge(makeVenueCode(p384), { keys: [p384.trusted] })).toBe('refuse bad_envelope');
  });

  it('of a venue open no health certificate, nor the other way round', async () => {
    const health = makeIssuer('P-256');
    const keys = [health.trusted, { ...health.trusted, format: 'venue' as const, issuer: VENUE_ISSUER }];
    expect(await judge(makeCode(health).replace('HC1:', 'VP1:'), { keys })).toMatch(/^refuse (bad|content)|^undecided/);
    expect(await judge(good.replace('VP1:', 'HC1:'))).toBe('undecided unknown_key');
  });

  it('that are gone leave nothing to be shown', async () => {
    const stranger = makeVenueIssuer();
    for (const keys of [[], [stranger.trusted], [{ ...stranger.trusted, keyId: issuer.trusted.keyId }]]) {
      expect(await verify(good, { keys })).toMatchObject({ facts: null, contentId: null, issuer: null });
    }
  });
});

describe('withdrawal', () => {
  it('goes by the id of the pass or by its group, for the issuer whose list it is', async () => {
    const crew = code([-65_543, 'crew 2026']);
    const withdrawn = (kind: string, name: string, scope = VENUE_ISSUER) => ({ revoked: [{ scope, kind, name }] });
    expect(await judge(crew, withdrawn('pass_id', PASS_ID))).toBe('refuse revoked');
    expect(await judge(crew, withdrawn('group', 'crew 2026'))).toBe('refuse revoked');
    expect(await judge(crew, withdrawn('group', 'crew 2025'))).toBe('admit valid');
    expect(await judge(good, withdrawn('group', 'crew 2026'))).toBe('admit valid');
    expect(await judge(crew, withdrawn('pass_id', PASS_ID, 'Hillside Theatre'))).toBe('admit valid');
    expect(await judge(code([-65_543, PASS_ID]), withdrawn('group', PASS_ID))).toBe('refuse revoked');
    expect(await judge(good, withdrawn('group', PASS_ID))).toBe('admit valid');
  });

  it('does not take a remark for a group', async () => {
    const remarked = code([-65_543, 'crew 2026'], ['-65543', 'nothing of the kind']);
    const revoked = [{ scope: VENUE_ISSUER, kind: 'group', name: 'crew 2026' }];
    expect(await judge(remarked, { revoked })).toBe('refuse revoked');
    expect((await verify(code(['desk', 7]))).facts?.payload).not.toHaveProperty('desk');
  });

  it('hashes text', () => {
    const expected = createHash('sha256').update('crew 2026').digest('hex').slice(0, 32);
    expect(Buffer.from(venueRevocationHash('crew 2026')).toString('hex')).toBe(expected);
  });

  it('counts before the place does', async () => {
    const elsewhere = code([3, 'Small hall']);
    const revoked = [{ scope: VENUE_ISSUER, kind: 'pass_id', name: PASS_ID }];
    expect(await judge(elsewhere, { revoked })).toBe('refuse revoked');
    expect(await judge(elsewhere)).toBe('refuse wrong_venue');
  });
});

describe('contentId', () => {
  const idOf = async (given: string, keys: readonly TrustedKey[] = [issuer.trusted]) =>
    Buffer.from((await verify(given, { keys })).contentId ?? []).toString('hex');

  it('is the same for another signature, compression or key of one content', async () => {
    const again = makeVenueCode(issuer);
    const stored = `VP1:${encodeBase45(deflateSync(encodeVenue(makeVenueEnvelope(issuer)), { level: 0 }))}`;
    const next = makeVenueIssuer('Ed25519');
    expect(new Set([good, again, stored]).size).toBe(3);
    const ids = await Promise.all([
      ...[good, again, stored, `${good}\n`].map((given) => idOf(given)),
      idOf(makeVenueCode(next), [next.trusted]),
    ]);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another for another pass', async () => {
    expect(await idOf(code([7, new Uint8Array(16)]))).not.toBe(await idOf(good));
    expect(await idOf(code([-65_537, 'guest']))).not.toBe(await idOf(good));
  });
});

describe('hostile codes', () => {
  const cose = encodeVenue(makeVenueEnvelope(issuer));

  it('are refused wherever a byte of the envelope is another', async () => {
    const answers = new Set<string>();
    for (let at = 0; at < cose.length; at += 1) {
      const copy = Buffer.from(cose);
      copy[at] = (copy[at] ?? 0) ^ 0x20;
      answers.add(await judge(toVenueCode(copy)));
    }
    expect([...answers].filter((answer) => !/^(refuse|undecided unknown_key)/.test(answer))).toEqual([]);
    expect(answers.size).toBeGreaterThan(4);
  });

  it('are never admitted, and never thrown at', async () => {
    const mutated = fc
      .tuple(fc.nat(cose.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(3))
      .map(([at, value, kind]) => {
        const copy = Buffer.from(cose);
        copy[at] = (copy[at] ?? 0) ^ value;
        if (kind === 0) return toVenueCode(copy);
        if (kind === 1) return toVenueCode(copy.subarray(0, at));
        if (kind === 2) return toVenueCode(Buffer.concat([cose, copy.subarray(at)]));
        return `${good.slice(0, at)}${String.fromCharCode(value)}${good.slice(at)}`;
      });
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    const anything = fc.oneof(text, text.map((given) => `VP1:${given}`), fc.uint8Array({ maxLength: 300 }), mutated);
    await fc.assert(
      fc.asyncProperty(anything, async (given) => {
        expect(await judge(given)).toMatch(/^(refuse|undecided|not_a_pass) /);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are never thrown at behind a good signature', async () => {
    const value = fc.oneof(
      fc.anything({ maxDepth: 2, withBigInt: false, withDate: false, withMap: false, withSet: false }).map(toCborable),
      fc.integer(),
      fc.string(),
    );
    const key = fc.constantFrom<unknown>(1, 3, 4, 5, 6, 7, -65_537, -65_538, -65_539, -65_540, -65_541, -65_542, -65_543, -65_544, 'x', 9);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, value), { maxLength: 3 }), async (changes) => {
        expect(await judge(code(...changes))).toMatch(/^(admit valid|refuse |undecided content_not_supported)/);
      }),
      { numRuns: 1_000 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (payload) => {
        expect(await judge(makeVenueCode(issuer, payload))).toMatch(/^(refuse bad_|undecided content_not_supported)/);
      }),
    );
  });

  it('cost no more than their size allows', async () => {
    const deep = Buffer.concat([Buffer.alloc(60_000, 0x81), Uint8Array.of(0)]);
    expect(await judge(makeVenueCode(issuer, new Uint8Array(deep)))).toBe('refuse bad_cbor');
    expect(await judge(toVenueCode(Buffer.alloc(65_537)))).toBe('refuse bad_compression');
    const huge = Uint8Array.of(0x9b, 0, 0, 0, 1, 0, 0, 0, 0);
    expect(await judge(makeVenueCode(issuer, huge))).toBe('refuse bad_cbor');
    expect(await judge(toVenueCode(Buffer.concat([Uint8Array.of(0xd2), huge])))).toBe('refuse bad_cbor');
  });
});

describe('the signature', () => {
  it('is over the header as well', async () => {
    const other = makeVenueIssuer();
    const old = encodeVenue(makeVenueEnvelope(issuer)).slice(-64);
    const exchanged = makeVenueCode(issuer, makeVenueClaims(), { header: venueHeader(other), sign: () => old });
    expect(await judge(exchanged, { keys: [issuer.trusted, other.trusted] })).toBe('refuse bad_signature');
  });

  it('of another trusted key under our id is none', async () => {
    const other = makeVenueIssuer();
    const forged = makeVenueCode(issuer, makeVenueClaims(), { sign: signVenue(other.privateKey) });
    expect(await judge(forged, { keys: [issuer.trusted, other.trusted] })).toBe('refuse bad_signature');
  });
});

/** What a CBOR encoder takes: objects as maps, and nothing that is none of its types. */
function toCborable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCborable);
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, item]) => [key, toCborable(item)]));
  }
  return typeof value === 'symbol' || typeof value === 'function' ? null : value;
}
