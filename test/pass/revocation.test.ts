import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrustList } from '../../main/pass/trust_list.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import type { RevocationEntry } from '../../main/trust/revocation_entry.ts';
import { buildRevocationIndex } from '../../main/trust/revocation_index.ts';
import { type RevocationListJson, readRevocationListFile } from '../../main/trust/revocation_list_file.ts';
import {
  DAY_MS,
  encodeEnvelope,
  type Issuer,
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
import {
  makeVenueClaims,
  makeVenueCode,
  makeVenueIssuer,
  VENUE_ISSUER,
  VENUE_NOW,
} from './make_venue_pass.ts';

const issuer = makeIssuer();
const other = makeIssuer();
const good = makeCode(issuer);
const ISSUED_AT = NOW - DAY_MS;

const shortHash = (content: string | Uint8Array) => hash('sha256', content, 'buffer').subarray(0, 16);
const entry = (
  kind: string,
  content: string | Uint8Array,
  changes: Partial<RevocationEntry> = {},
): RevocationEntry => ({
  format: 'hc1',
  scope: issuer.trusted.keyId,
  kind,
  hash: shortHash(content),
  issuedBefore: Number.POSITIVE_INFINITY,
  from: Number.NEGATIVE_INFINITY,
  ...changes,
});

function trustWith(issuers: readonly Issuer[], ...entries: readonly RevocationEntry[]): TrustList {
  return buildTrustList(
    issuers.map(({ trusted }) => trusted),
    { issuedAt: NOW - DAY_MS, validUntil: NOW + 30 * DAY_MS },
    { revocations: buildRevocationIndex(entries) },
  );
}

/** A pass and its signature. */
function makeSigned(by: Issuer): { readonly code: string; readonly signature: Buffer } {
  let signature = Buffer.alloc(0);
  const sign = (bytes: Uint8Array) => {
    signature = Buffer.from(signRaw(by.privateKey)(bytes));
    return signature;
  };
  const code = toCode(encodeEnvelope({ ...makeEnvelope(by), sign }));
  return { code, signature };
}

/** The other signature that anybody can make of an ECDSA signature on P-256: (r, n - s). */
function malleate(signature: Buffer): Uint8Array {
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = BigInt(`0x${signature.toString('hex', 32)}`);
  const twin = (ORDER - s).toString(16).padStart(64, '0');
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(twin, 'hex')]);
}

describe('a health certificate', () => {
  it('is withdrawn by its id', async () => {
    const trust = trustWith([issuer], entry('dcc_uci', vaccination.ci));
    expect(await judge(good, trust)).toBe('refuse revoked');
    expect(await judge(good, trustIn(issuer))).toBe('admit valid');
    const next = makeCode(issuer, makeClaims(makeDcc({ v: [{ ...vaccination, ci: 'URN:UVCI:01:XX:2' }] })));
    expect(await judge(next, trust)).toBe('admit valid');
  });

  it("is withdrawn by its issuer's country and its id", async () => {
    const trust = trustWith([issuer], entry('dcc_country_uci', `XX${vaccination.ci}`));
    expect(await judge(good, trust)).toBe('refuse revoked');
    expect(await judge(makeCode(issuer, new Map([...makeClaims(), [1, 'YY']])), trust)).toBe('admit valid');
  });

  it('is withdrawn by the first half of its signature, whatever the second half is', async () => {
    const { code, signature } = makeSigned(issuer);
    const twin = toCode(encodeEnvelope({ ...makeEnvelope(issuer), sign: () => malleate(signature) }));
    expect(twin).not.toBe(code);
    expect(await judge(twin, trustIn(issuer))).toBe('admit valid');
    const trust = trustWith([issuer], entry('dcc_signature', signature.subarray(0, 32)));
    expect(await judge(code, trust)).toBe('refuse revoked');
    expect(await judge(twin, trust)).toBe('refuse revoked');
    expect(await judge(good, trust)).toBe('admit valid');
    const whole = trustWith([issuer], entry('dcc_signature', signature));
    expect(await judge(code, whole)).toBe('admit valid');
  });

  it('is withdrawn by the whole of an RSA signature', async () => {
    const rsa = makeIssuer('rsa');
    const { code, signature } = makeSigned(rsa);
    const listed = (part: Uint8Array) =>
      trustWith([rsa], entry('dcc_signature', part, { scope: rsa.trusted.keyId }));
    expect(await judge(code, listed(signature))).toBe('refuse revoked');
    expect(await judge(code, listed(signature.subarray(0, signature.length / 2)))).toBe('admit valid');
  });

  it('is not withdrawn by the list of another key, of another format or of another kind', async () => {
    const listed = (changes: Partial<RevocationEntry>) =>
      trustWith([issuer, other], entry('dcc_uci', vaccination.ci, changes));
    expect(await judge(good, listed({}))).toBe('refuse revoked');
    expect(await judge(good, listed({ scope: other.trusted.keyId }))).toBe('admit valid');
    expect(await judge(good, listed({ format: 'shc' }))).toBe('admit valid');
    expect(await judge(good, listed({ kind: 'dcc_country_uci' }))).toBe('admit valid');
    expect(await judge(makeCode(other), listed({}))).toBe('admit valid');
  });

  it('is withdrawn by a list of every key', async () => {
    const trust = trustWith([issuer, other], entry('dcc_uci', vaccination.ci, { scope: '' }));
    expect(await judge(good, trust)).toBe('refuse revoked');
    expect(await judge(makeCode(other), trust)).toBe('refuse revoked');
  });

  it('is withdrawn from a moment on', async () => {
    const from = NOW + 60_000;
    const trust = trustWith([issuer], entry('dcc_uci', vaccination.ci, { from }));
    expect(await judge(good, trust)).toBe('admit valid');
    expect(await judge(good, trust, { now: from - 1 })).toBe('admit valid');
    expect(await judge(good, trust, { now: from })).toBe('refuse revoked');
  });

  it('is withdrawn if it was issued before a moment, or nobody knows when', async () => {
    const before = (issuedBefore: number) =>
      trustWith([issuer], entry('dcc_uci', vaccination.ci, { issuedBefore }));
    expect(await judge(good, before(ISSUED_AT))).toBe('admit valid');
    expect(await judge(good, before(ISSUED_AT + 1))).toBe('refuse revoked');
    const undated = makeClaims();
    undated.delete(6);
    expect(await judge(makeCode(issuer, undated), before(1))).toBe('refuse revoked');
    // Valid from is the next best thing to issued at.
    const started = new Map([...undated, [5, ISSUED_AT / 1000]]);
    expect(await judge(makeCode(issuer, started), before(ISSUED_AT))).toBe('admit valid');
    expect(await judge(makeCode(issuer, started), before(ISSUED_AT + 1))).toBe('refuse revoked');
  });

  it('is looked up only behind a good signature, and in its time', async () => {
    const trust = trustWith([issuer], entry('dcc_uci', vaccination.ci));
    const forged = toCode(encodeEnvelope({ ...makeEnvelope(issuer), sign: () => new Uint8Array(64) }));
    expect(await judge(forged, trust)).toBe('refuse bad_signature');
    expect(await judge(good, trust, { now: NOW + 31 * DAY_MS })).toBe('refuse expired');
    const verdict = await verifyPass({ code: good, trust, policy, now: NOW });
    expect(verdict.stages.at(-1)).toBe('in_validity');
    expect(verdict.stages).not.toContain('not_revoked');
  });

  it('is withdrawn before any rule is asked', async () => {
    const rule = () => {
      throw new Error('asked');
    };
    const trust = trustWith([issuer], entry('dcc_uci', vaccination.ci));
    expect(await judge(good, trust, { policy: { ...policy, rule } })).toBe('refuse revoked');
  });

  it('is never admitted once withdrawn, whatever else the lists hold', async () => {
    const noise = fc.record({
      kind: fc.constantFrom('dcc_uci', 'dcc_signature', 'dcc_country_uci'),
      scope: fc.constantFrom('', issuer.trusted.keyId, other.trusted.keyId),
      content: fc.constantFrom(vaccination.ci, 'another'),
      issuedBefore: fc.constantFrom(0, ISSUED_AT, Number.POSITIVE_INFINITY),
      from: fc.constantFrom(Number.NEGATIVE_INFINITY, NOW, NOW + 1),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(noise), fc.nat(), async (given, at) => {
        const entries = given.map(({ kind, content, ...rest }) => entry(kind, content, rest));
        entries.splice(at % (entries.length + 1), 0, entry('dcc_uci', vaccination.ci));
        expect(await judge(good, trustWith([issuer], ...entries))).toBe('refuse revoked');
      }),
      { numRuns: 50 },
    );
  });
});

describe("the venue's own pass", () => {
  const venue = makeVenueIssuer();
  const PASS_ID = '000102030405060708090a0b0c0d0e0f';
  const single = makeVenueCode(venue);
  const grouped = makeVenueCode(venue, makeVenueClaims([-65_543, 'crew 2026']));
  const list = { version: 1, issuedAt: '2026-03-06T00:00:00Z', validUntil: '2026-03-07T00:00:00Z' } as const;

  async function answer(code: string, json: Partial<RevocationListJson>, now = VENUE_NOW): Promise<string> {
    const read = readRevocationListFile(Buffer.from(JSON.stringify({ ...list, ...json })));
    if (!read.ok) throw new Error(read.error);
    const revocations = buildRevocationIndex(read.value.entries, read.value.undated);
    const trust = buildTrustList([venue.trusted], { issuedAt: null, validUntil: null }, { revocations });
    const { outcome, reason } = await verifyPass({ code, trust, policy, now });
    return `${outcome} ${reason}`;
  }

  it('is withdrawn by its id', async () => {
    expect(await answer(single, {})).toBe('admit valid');
    expect(await answer(single, { passes: [{ id: PASS_ID }] })).toBe('refuse revoked');
    expect(await answer(single, { passes: [{ id: PASS_ID, issuer: VENUE_ISSUER }] })).toBe('refuse revoked');
    expect(await answer(single, { passes: [{ id: PASS_ID, issuer: 'Another' }] })).toBe('admit valid');
    expect(await answer(single, { passes: [{ id: PASS_ID.replace('0f', '10') }] })).toBe('admit valid');
  });

  it('is withdrawn with its group, and never by an id that reads like one', async () => {
    expect(await answer(grouped, { groups: [{ name: 'crew 2026' }] })).toBe('refuse revoked');
    expect(await answer(single, { groups: [{ name: 'crew 2026' }] })).toBe('admit valid');
    expect(await answer(grouped, { groups: [{ name: 'crew 2025' }] })).toBe('admit valid');
    expect(await answer(single, { groups: [{ name: PASS_ID }] })).toBe('admit valid');
  });

  it('is withdrawn with its group from a moment on, or if it was issued before one', async () => {
    const crew = { name: 'crew 2026' };
    const from = new Date(VENUE_NOW + 1000).toISOString();
    expect(await answer(grouped, { groups: [{ ...crew, from }] })).toBe('admit valid');
    expect(await answer(grouped, { groups: [{ ...crew, from }] }, VENUE_NOW + 1000)).toBe('refuse revoked');
    const issuedBefore = new Date(VENUE_NOW - DAY_MS).toISOString();
    expect(await answer(grouped, { groups: [{ ...crew, issuedBefore }] })).toBe('admit valid');
    const later = new Date(VENUE_NOW - DAY_MS + 1000).toISOString();
    expect(await answer(grouped, { groups: [{ ...crew, issuedBefore: later }] })).toBe('refuse revoked');
  });
});
