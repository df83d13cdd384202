import { generateKeyPairSync, sign } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { encode } from 'cborg';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import { encodeEnvelope, type Envelope, type Issuer, makeIssuer, NOW, signRaw } from './make_pass.ts';

export const ISSUER = 'https://id.example.org';

/** An issuer that does not name its one key, unless `changes` says so. */
export function makeIdIssuer(
  kind: 'ed25519' | 'P-256' = 'ed25519',
  changes: Partial<Issuer['trusted']> = {},
): Issuer {
  const names = { format: 'claim169', issuer: ISSUER, keyId: '', ...changes } as const;
  if (kind === 'P-256') return makeIssuer('P-256', names);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { trusted } = makeIssuer('P-256', names);
  return { privateKey, trusted: { ...trusted, publicKey, algorithms: ['EdDSA'] } };
}

export function makeIdentity(changes: readonly (readonly [unknown, unknown])[] = []): Map<unknown, unknown> {
  return new Map<unknown, unknown>([
    [1, '3918592438'],
    [2, '1.2.2'],
    [4, 'Erika Maria Muster'],
    [5, 'Erika'],
    [6, 'Maria'],
    [7, 'Muster'],
    [8, '19640812'],
    [9, 2],
    ...changes,
  ]);
}

/** The claims of a good pass, with changes; a change to undefined leaves the claim out. */
export function makeIdClaims(changes: readonly (readonly [unknown, unknown])[] = []): Map<unknown, unknown> {
  const claims = new Map<unknown, unknown>([
    [1, ISSUER],
    [4, NOW / 1000 + 86_400],
    [5, NOW / 1000 - 86_400],
    [6, NOW / 1000 - 86_400],
    [169, makeIdentity()],
    ...changes,
  ]);
  for (const [claim, value] of changes) if (value === undefined) claims.delete(claim);
  return claims;
}

export function makeIdEnvelope(issuer: Issuer, claims: unknown = makeIdClaims()): Envelope {
  const isEdwards = issuer.privateKey.asymmetricKeyType === 'ed25519';
  return {
    header: new Map<unknown, unknown>([[1, isEdwards ? -8 : -7]]),
    unprotected: new Map(),
    payload: encode(claims),
    tags: [18],
    sign: isEdwards ? (bytes) => sign(null, bytes, issuer.privateKey) : signRaw(issuer.privateKey),
  };
}

export function packIdCode(cose: Uint8Array, pack: (bytes: Uint8Array) => Uint8Array = deflateSync): string {
  return encodeBase45(pack(cose));
}

export function makeIdCode(issuer: Issuer, claims: unknown = makeIdClaims()): string {
  return packIdCode(encodeEnvelope(makeIdEnvelope(issuer, claims)));
}
