import type { PassFacts } from './facts.ts';
import type { Result } from './result.ts';
import type { ScannedCode } from './scanned_code.ts';
import type { KeyUse, SignatureAlgorithm, TrustedKey } from './trust_list.ts';
import type { PassFormat, Reason } from './verdict.ts';

/** An opened envelope. Nothing in it may be believed before its signature was found good. */
export interface OpenedPass {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly payload: Uint8Array;
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
  readonly use: KeyUse | null;
  readonly facts: PassFacts;
}

/** One format of pass that the kiosk can verify: a new format is a new file with one of these. */
export interface PassReader {
  readonly format: PassFormat;
  recognises(code: ScannedCode): boolean;
  open(code: ScannedCode): Result<OpenedPass, Reason>;
  readClaims(pass: SignedPass): Result<SignedClaims, Reason>;
}
