import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { issueSetupCode } from '../../main/authority/issue_setup_code.ts';
import { decodeBase45 } from '../../main/pass/base45.ts';
import { findBadSetupClaim, type SetupClaims } from '../../main/trust/setup_claims.ts';
import { readSelfSignedRoot } from '../../main/trust/repository/trust_store.ts';
import { readSetupCode, verifySetup } from '../../main/trust/setup_code.ts';
import {
  encodeSetup,
  makeSetupClaims,
  makeSetupCode,
  makeSetupKey,
  makeSetupRoot,
  SETUP_NOW,
} from '../trust/make_setup.ts';

const ed25519 = makeSetupKey();
const root = makeSetupRoot([ed25519]);

function issue(changes: Partial<SetupClaims> = {}, privateKey: KeyObject = ed25519.privateKey): string {
  const issued = issueSetupCode(makeSetupClaims(root, changes), privateKey);
  return issued.ok ? issued.value : issued.error;
}

describe('issueSetupCode', () => {
  it('writes what another encoder writes', () => {
    expect(issue()).toBe(makeSetupCode(ed25519, encodeSetup(root)));
  });

  it('signs what the kiosk believes', () => {
    for (const changes of [{}, { source: null, expiresAt: null }]) {
      const read = readSetupCode(issue(changes));
      const isGoodRoot = (bytes: Uint8Array) => readSelfSignedRoot(bytes) !== null;
      const verified = read.ok && verifySetup(read.value, { root, isGoodRoot, nowMs: SETUP_NOW });
      expect(verified).toEqual({ ok: true, value: { ...makeSetupClaims(root, changes), root } });
    }
  });

  it('signs with no other key', () => {
    for (const key of [
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
      generateKeyPairSync('x25519').privateKey,
    ]) {
      expect(issue({}, key)).toBe('bad_algorithm');
    }
  });

  it.each<[string, Partial<SetupClaims>, string | null]>([
    ['an empty name', { venueName: '' }, 'venueName'],
    ['a name that turns the writing round', { venueName: 'Arena\u202e' }, 'venueName'],
    ['half a character', { venueName: 'Arena \ud83c' }, 'venueName'],
    ['a gate twice', { gates: ['North', 'North'] }, 'gates'],
    ['a hostile gate', { gates: ['North', 'So\nuth'] }, 'gates'],
    ['a start at no gate', { gate: 'East' }, 'gate'],
    ['no language', { languages: [] }, 'languages'],
    ['no time zone', { timeZone: '' }, 'timeZone'],
    ['a password in the source', { source: 'https://a:b@updates.example/' }, 'source'],
    ['a source without its slash', { source: 'https://updates.example' }, 'source'],
    ['a long contact', { support: { name: 'Ming', contact: '1'.repeat(101) } }, 'support.contact'],
    ['another writing of the fingerprint', { rootFingerprint: 'A'.repeat(64) }, 'rootFingerprint'],
    ['an end before its issue', { expiresAt: SETUP_NOW - 7_200_000 }, 'expiresAt'],
    ['a fraction of a second', { issuedAt: SETUP_NOW - 1 }, null],
    ['no moment of issue', { issuedAt: Number.NaN }, 'issuedAt'],
  ])('signs nothing with %s, and the claim is named', (_what, changes, claim) => {
    expect(issue(changes)).toBe('bad_claims');
    expect(findBadSetupClaim(makeSetupClaims(root, changes))).toBe(claim);
  });

  it('signs no more than a QR code holds', () => {
    const gates = Array.from({ length: 50 }, (_none, index) => distinctName(index));
    expect(issue({ gates, gate: gates[0] ?? '' })).toBe('too_large');
  });

  it('puts nothing secret into the code', () => {
    const packed = decodeBase45(issue(), 'VPS1:'.length) ?? new Uint8Array();
    const content = inflateSync(packed);
    const { d = '' } = ed25519.privateKey.export({ format: 'jwk' });
    const secret = Buffer.from(d, 'base64url');
    expect(secret.length).toBe(32);
    for (let at = 0; at <= 24; at += 1) expect(content.includes(secret.subarray(at, at + 8))).toBe(false);
  });
});

/** A name that does not compress. */
function distinctName(index: number): string {
  const characters = Array.from({ length: 60 }, (_none, at) => 0x4e00 + ((index * 7_919 + at * 104_729) % 20_000));
  return String.fromCodePoint(...characters);
}
