import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueVenuePass, type VenuePassContent, venueKeyId } from '../../main/authority/issue_venue_pass.ts';
import { anySignedPass } from '../../main/pass/rules/any_signed_pass.ts';
import { verifyPass } from '../../main/pass/verify_pass.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import {
  encodeVenue,
  makeVenueClaims,
  makeVenueEnvelope,
  toVenueCode,
  VENUE_ISSUER,
  VENUE_NOW,
  VENUE_NOW_S,
  venueIssuer,
} from '../pass/make_venue_pass.ts';

const ed25519 = generateKeyPairSync('ed25519').privateKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const member: VenuePassContent = {
  issuer: VENUE_ISSUER,
  passId: Uint8Array.from({ length: 16 }, (_none, index) => index),
  issuedAt: VENUE_NOW_S - 86_400,
  expiresAt: VENUE_NOW_S + 30 * 86_400,
  content: { kind: 'member' },
};
const withContent = (content: VenuePassContent['content']): VenuePassContent => ({ ...member, content });

function issue(content: VenuePassContent, key: KeyObject = ed25519): string {
  const issued = issueVenuePass(content, key);
  return issued.ok ? issued.value : issued.error;
}

function verify(code: string, key: KeyObject = ed25519) {
  const trust = buildTrustList([venueIssuer(key).trusted], { issuedAt: null, validUntil: null });
  const policy = { clockSkewMs: 0, rule: anySignedPass, audiences: ['Main hall'], gate: 'North' };
  return verifyPass({ code, trust, policy, now: VENUE_NOW });
}

describe('issueVenuePass', () => {
  it('writes what another encoder writes', () => {
    const envelope = makeVenueEnvelope(venueIssuer(ed25519), makeVenueClaims());
    expect(issue(member)).toBe(toVenueCode(encodeVenue(envelope)));
  });

  it('signs with P-256 and Ed25519 only', async () => {
    for (const key of [ed25519, p256]) {
      expect((await verify(issue(member, key), key)).reason).toBe('valid');
      expect(Buffer.from(venueKeyId(createPublicKey(key))).toString('base64')).toBe(venueIssuer(key).trusted.keyId);
    }
    for (const key of [
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
      generateKeyPairSync('x25519').privateKey,
    ]) {
      expect(issue(member, key)).toBe('bad_algorithm');
    }
  });

  it('says everything that a pass can say', async () => {
    const everything: VenuePassContent = {
      ...member,
      notBefore: VENUE_NOW_S - 60,
      windows: [
        { from: VENUE_NOW_S, until: VENUE_NOW_S + 60 },
        { from: VENUE_NOW_S + 60, until: VENUE_NOW_S + 120 },
      ],
      audience: ['Small hall', 'Main hall'],
      gates: ['North'],
      singleUse: true,
      label: 'Row 7',
      holder: { familyName: 'Chan', givenName: 'Tai Man', dateOfBirth: '1980' },
      group: 'season',
    };
    expect(await verify(issue(everything))).toMatchObject({
      outcome: 'admit',
      usesUp: [expect.any(Uint8Array)],
      facts: {
        membership: { kind: 'member', label: 'Row 7' },
        holder: { familyName: 'Chan', givenName: 'Tai Man', dateOfBirth: '1980' },
        payload: { 3: ['Small hall', 'Main hall'], '-65543': 'season' },
      },
    });
    expect((await verify(issue({ ...member, audience: ['Main hall'] }))).facts?.payload).toMatchObject({ 3: 'Main hall' });
  });

  it.each<[string, VenuePassContent['content'], object]>([
    [
      'a ticket',
      { kind: 'ticket', event: 'spring', product: 'day', variation: null, subevent: 'friday' },
      { ticket: { event: 'spring', product: 'day', variation: null, subevent: 'friday' } },
    ],
    [
      'an exemption',
      { kind: 'exemption', exemption: { kind: 'medical', validFrom: '2026-01-01', validUntil: null } },
      { exemptions: [{ kind: 'medical', validFrom: '2026-01-01', validUntil: null }] },
    ],
    ['a guest', { kind: 'guest' }, { membership: { kind: 'guest', label: null } }],
  ])('issues %s', async (_what, content, facts) => {
    expect((await verify(issue(withContent(content)))).facts).toMatchObject(facts);
  });

  it('issues vaccinations as they were', async () => {
    const dose = { disease: '840539006', product: 'EU/1/20/1528', doseNumber: 1, dosesInSeries: 2, country: 'HK' };
    const vaccinations = [
      { ...dose, date: '2025-12-01', validFrom: '2025-12-15', validUntil: null },
      { ...dose, doseNumber: 2, date: '2026-01-10', validFrom: null, validUntil: '2026-12-31' },
    ];
    const code = issue(withContent({ kind: 'vaccination', vaccinations }));
    expect((await verify(code)).facts?.vaccinations).toEqual(vaccinations);
  });

  it.each<[string, VenuePassContent, string]>([
    ['a pass id of 8 bytes', { ...member, passId: new Uint8Array(8) }, 'bad_claims'],
    ['an expiry before its issue', { ...member, expiresAt: member.issuedAt }, 'bad_time_claim'],
    ['a fraction of a second', { ...member, expiresAt: member.expiresAt + 0.5 }, 'bad_claims'],
    ['an expiry in milliseconds', { ...member, expiresAt: member.expiresAt * 1000 }, 'bad_time_claim'],
    ['a window that ends first', { ...member, windows: [{ from: VENUE_NOW_S, until: 0 }] }, 'bad_time_claim'],
    ['no window of several', { ...member, windows: [] }, 'bad_time_claim'],
    ['no issuer', { ...member, issuer: '' }, 'bad_claims'],
    ['no gate of several', { ...member, gates: [] }, 'bad_claims'],
    ['a long label', { ...member, label: 'x'.repeat(61) }, 'bad_claims'],
    ['no vaccination of several', withContent({ kind: 'vaccination', vaccinations: [] }), 'bad_claims'],
    [
      'more than a QR code holds',
      { ...member, gates: distinctNames(16), audience: distinctNames(16) },
      'too_large',
    ],
  ])('issues nothing with %s', (_what, content, error) => expect(issue(content)).toBe(error));

  it('issues only what the door reads as it was meant', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => text.length <= 100);
    const content = fc.record({
      passId: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      gates: fc.array(name, { minLength: 1, maxLength: 5 }).map((gates) => [...gates, 'North']),
      singleUse: fc.boolean(),
      label: name.filter((text) => [...text].length <= 60),
      group: name,
    });
    await fc.assert(
      fc.asyncProperty(content, async (changes) => {
        const verdict = await verify(issue({ ...member, ...changes }));
        expect(verdict).toMatchObject({ outcome: 'admit', usesUp: changes.singleUse ? [verdict.contentId] : [] });
        expect(verdict.facts?.membership?.label).toBe(changes.label);
        expect(verdict.facts?.passId).toBe(Buffer.from(changes.passId).toString('hex'));
        expect(verdict.facts?.payload).toMatchObject({ '-65538': changes.gates, '-65543': changes.group });
      }),
    );
  });
});

/** Names that do not compress. */
function distinctNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_none, index) =>
    Array.from({ length: 100 }, (_nothing, at) => String.fromCodePoint(0x4e00 + ((index * 7_919 + at * 104_729) % 20_000))).join(''),
  );
}
