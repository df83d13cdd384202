import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { encode, rfc8949EncodeOptions } from 'cborg';
import { encodeBase45 } from '../../main/pass/encode_base45.ts';
import { algorithmsOf } from '../../main/pass/signature.ts';
import type { TrustedKey } from '../../main/pass/trust_list.ts';

/** A Friday evening: the moment of all tests that use these passes. */
export const VENUE_NOW = Date.parse('2026-03-06T20:00:00Z');
export const VENUE_NOW_S = VENUE_NOW / 1000;
export const VENUE_ISSUER = 'Riverside Arena';

const DAY_S = 86_400;
const ES256 = -7;
const EDDSA = -8;

/** A key that issues venue passes. */
export interface VenueIssuer {
  readonly privateKey: KeyObject;
  readonly trusted: TrustedKey;
}

export function makeVenueIssuer(
  kind: 'P-256' | 'P-384' | 'Ed25519' = 'P-256',
  issuer = VENUE_ISSUER,
): VenueIssuer {
  const { privateKey } =
    kind === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: kind });
  return venueIssuer(privateKey, issuer);
}

export function venueIssuer(privateKey: KeyObject, issuer = VENUE_ISSUER): VenueIssuer {
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const keyId = createHash('sha256').update(spki).digest().subarray(0, 8).toString('base64');
  const limits = { uses: null, notBefore: null, notAfter: null, specimen: false };
  const algorithms = algorithmsOf(publicKey);
  return { privateKey, trusted: { format: 'venue', issuer, keyId, publicKey, algorithms, ...limits } };
}

type Claim = readonly [unknown, unknown];

/** A member's pass, changed; a claim that is undefined is left out. */
export function makeVenueClaims(...changes: readonly Claim[]): ReadonlyMap<unknown, unknown> {
  const claims: readonly Claim[] = [
    [1, VENUE_ISSUER],
    [4, VENUE_NOW_S + 30 * DAY_S],
    [6, VENUE_NOW_S - DAY_S],
    [7, Uint8Array.from({ length: 16 }, (_none, index) => index)],
    [-65_537, 'member'],
    ...changes,
  ];
  return new Map([...new Map(claims)].filter(([, value]) => value !== undefined));
}

/** What goes into the code, so that a test can put anything there. */
export interface VenueEnvelope {
  readonly tags: Uint8Array;
  readonly header: Uint8Array;
  readonly unprotected: ReadonlyMap<unknown, unknown>;
  readonly payload: Uint8Array;
  readonly sign: (signedBytes: Uint8Array) => Uint8Array;
}

export function cbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

export function signVenue(privateKey: KeyObject): (signedBytes: Uint8Array) => Uint8Array {
  const hash = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return (bytes) => new Uint8Array(sign(hash, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
}

export function venueHeader(issuer: VenueIssuer, ...changes: readonly Claim[]): Uint8Array {
  const header: readonly Claim[] = [
    [1, issuer.privateKey.asymmetricKeyType === 'ed25519' ? EDDSA : ES256],
    [4, new Uint8Array(Buffer.from(issuer.trusted.keyId, 'base64'))],
    ...changes,
  ];
  return cbor(new Map([...new Map(header)].filter(([, value]) => value !== undefined)));
}

export function makeVenueEnvelope(
  issuer: VenueIssuer,
  claims: unknown = makeVenueClaims(),
  changes: Partial<VenueEnvelope> = {},
): VenueEnvelope {
  return {
    tags: Uint8Array.of(0xd2),
    header: venueHeader(issuer),
    unprotected: new Map(),
    payload: claims instanceof Uint8Array ? claims : cbor(claims),
    sign: signVenue(issuer.privateKey),
    ...changes,
  };
}

export function encodeVenue({ header, payload, sign, tags, unprotected }: VenueEnvelope): Uint8Array {
  const signature = sign(cbor(['Signature1', header, new Uint8Array(), payload]));
  return Buffer.concat([tags, cbor([header, unprotected, payload, signature])]);
}

export function toVenueCode(cose: Uint8Array): string {
  return `VP1:${encodeBase45(deflateSync(cose, { level: 9 }))}`;
}

export function makeVenueCode(
  issuer: VenueIssuer,
  claims: unknown = makeVenueClaims(),
  changes: Partial<VenueEnvelope> = {},
): string {
  return toVenueCode(encodeVenue(makeVenueEnvelope(issuer, claims, changes)));
}
