import { encode } from 'cborg';
import { encodeEnvelope, type Envelope, type Issuer, makeIssuer, NOW, signRaw } from './make_pass.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 without padding (RFC 4648 section 6). */
export function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let left = 0;
  let leftBits = 0;
  for (const byte of bytes) {
    left = ((left << 8) | byte) & 0xfff;
    for (leftBits += 8; leftBits >= 5; leftBits -= 5) text += ALPHABET[(left >> (leftBits - 5)) & 0x1f];
  }
  return leftBits === 0 ? text : text + ALPHABET[(left << (5 - leftBits)) & 0x1f];
}

export const DID = 'did:web:nzcp.example.org';
export const KEY_ID = 'key-1';
export const PASS_ID = 'urn:uuid:60a4f54d-4e30-4332-be33-ad78b1eafa4b';
const CTI = Buffer.from('60a4f54d4e304332be33ad78b1eafa4b', 'hex');

export function makeNzcpIssuer(changes: Partial<Issuer['trusted']> = {}): Issuer {
  return makeIssuer('P-256', { format: 'nzcp', issuer: DID, keyId: KEY_ID, ...changes });
}

export function makeSubject(changes: object = {}): object {
  return { givenName: 'Erika', familyName: 'Muster', dob: '1964-08-12', ...changes };
}

export function makeCredential(changes: object = {}): object {
  return {
    '@context': ['https://www.w3.org/2018/credentials/v1', 'https://nzcp.covid19.health.nz/contexts/v1'],
    version: '1.0.0',
    type: ['VerifiableCredential', 'PublicCovidPass'],
    credentialSubject: makeSubject(),
    ...changes,
  };
}

/** The claims of a good pass, with changes; a change to undefined leaves the claim out. */
export function makeNzcpClaims(
  changes: readonly (readonly [unknown, unknown])[] = [],
): Map<unknown, unknown> {
  const claims = new Map<unknown, unknown>([
    [1, DID],
    [5, NOW / 1000 - 86_400],
    [4, NOW / 1000 + 86_400],
    ['vc', makeCredential()],
    [7, CTI],
    ...changes,
  ]);
  for (const [claim, value] of changes) if (value === undefined) claims.delete(claim);
  return claims;
}

export function makeNzcpEnvelope(issuer: Issuer, claims: unknown = makeNzcpClaims()): Envelope {
  return {
    header: new Map<unknown, unknown>([
      [4, Buffer.from(issuer.trusted.keyId)],
      [1, -7],
    ]),
    unprotected: new Map(),
    payload: encode(claims),
    tags: [18],
    sign: signRaw(issuer.privateKey),
  };
}

export function toNzcpCode(envelope: Envelope): string {
  return `NZCP:/1/${encodeBase32(encodeEnvelope(envelope))}`;
}

export function makeNzcpCode(issuer: Issuer, claims: unknown = makeNzcpClaims()): string {
  return toNzcpCode(makeNzcpEnvelope(issuer, claims));
}
