import type { PassFacts } from './facts.ts';
import type { Result } from './result.ts';
import type { ScannedCode } from './scanned_code.ts';
import type { RevocationName } from './revocation.ts';
import type { KeyUse, SignatureAlgorithm, TrustedKey, TrustList } from './trust_list.ts';
import type { PassFormat, Reason } from './verdict.ts';

/** An opened envelope. Nothing in it may be believed before its signature was found good. */
export interface OpenedPass {
  /** Whom the envelope names as its issuer, only good for finding the key; null where the key id says all. */
  readonly issuer: string | null;
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly payload: Uint8Array;
  /** The signer's own certificate (DER) where it travels within the pass; trusted only by its chain. */
  readonly certificate?: Uint8Array;
}

declare const signatureIsGood: unique symbol;

/** An opened pass whose signature was checked with `signer`. Made in check_signature.ts and nowhere else. */
export interface SignedPass extends OpenedPass {
  readonly signer: TrustedKey;
  readonly [signatureIsGood]: true;
}

/** What a signed pass claims. Times are milliseconds since 1970; null where the pass does not say. */
export interface SignedClaims {
  readonly issuer: string | null;
  readonly issuedAt: number | null;
  readonly notBefore: number | null;
  readonly expiresAt: number | null;
  /** The only stretches of time in which it is good, from the first moment up to but not at the last; null: any. */
  readonly windows: readonly { readonly from: number; readonly until: number }[] | null;
  readonly use: KeyUse | null;
  /** The venues or events that the pass is for; null: any. */
  readonly audience: readonly string[] | null;
  /** The gates that it opens; null: any. */
  readonly gates: readonly string[] | null;
  /** Good for one entry only. */
  readonly singleUse: boolean;
  readonly facts: PassFacts;
}

/** Claims of a pass that limits neither place nor number of entries; a reader fills in what its format has. */
export const NO_LIMITS = {
  issuedAt: null,
  notBefore: null,
  expiresAt: null,
  windows: null,
  use: null,
  audience: null,
  gates: null,
  singleUse: false,
} as const satisfies Partial<SignedClaims>;

/** One format of pass that the kiosk can verify: a new format is a new file with one of these. */
export interface PassReader {
  readonly format: PassFormat;
  recognises(code: ScannedCode): boolean;
  open(code: ScannedCode): Result<OpenedPass, Reason>;
  /**
   * The keys that may have signed it, where they are not simply the trust list's of that format, issuer and key
   * id, but come out of a certificate chain.
   */
  findKeys?(pass: OpenedPass, trust: TrustList, now: number): Result<readonly TrustedKey[], Reason>;
  readClaims(pass: SignedPass): Result<SignedClaims, Reason>;
  /** Every name under which a list may withdraw the pass. */
  revocationNames(pass: SignedPass, claims: SignedClaims): readonly RevocationName[];
}
