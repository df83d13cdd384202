import type { KeyObject } from 'node:crypto';
import type { RevocationIndex } from './revocation.ts';
import type { PassFormat } from './verdict.ts';

/** A closed list: an algorithm that is not here does not exist for the kiosk. */
export type SignatureAlgorithm = 'ES256' | 'ES384' | 'ES512' | 'PS256' | 'EdDSA';

/** What an HC1 signing certificate may sign (extended key usage, EU DCC technical specifications 5 §3). */
export type KeyUse = 'vaccination' | 'test' | 'recovery';

/** One issuer's public key, parsed once when the trust list loads. Times are milliseconds since 1970. */
export interface TrustedKey {
  readonly format: PassFormat;
  readonly issuer: string;
  /** Standard base64 of the key id's bytes for COSE formats, the text itself for others. */
  readonly keyId: string;
  readonly publicKey: KeyObject;
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Null: any use. */
  readonly uses: readonly KeyUse[] | null;
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  /** Passes signed by a specimen key are shown grey and never admitted or counted. */
  readonly specimen: boolean;
}

/** An authority whose certificates vouch for signing certificates that travel within passes (ICAO: a CSCA). */
export interface TrustAnchor {
  readonly format: PassFormat;
  /** The country or organisation that it speaks for. */
  readonly issuer: string;
  /** The whole certificate, DER. */
  readonly certificate: Uint8Array;
}

/** The keys, with their age. Keys are found by format, issuer and key id, never in one flat pool. */
export interface TrustList {
  /** When the authority signed the list, and until when it may be relied upon; null: no limit. */
  readonly issuedAt: number | null;
  readonly validUntil: number | null;
  readonly keyCount: number;
  /**
   * Every key of that format with that id, since ids are short and may collide. `issuer` narrows it to one
   * issuer's keys where the format names the issuer in the envelope.
   */
  findKeys(format: PassFormat, issuer: string | null, keyId: string): readonly TrustedKey[];
  anchors(format: PassFormat): readonly TrustAnchor[];
  readonly revocations: RevocationIndex;
  /** Until when the revocation lists may be relied upon; null: there are none, or they have no end. */
  readonly revocationsValidUntil: number | null;
}
