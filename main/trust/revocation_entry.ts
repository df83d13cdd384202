import type { PassFormat } from '../pass/verdict.ts';

/** One line of a revocation list of whatever origin. Times are milliseconds since 1970. */
export interface RevocationEntry {
  readonly format: PassFormat;
  /** Whose passes it speaks of, as the format's reader scopes its names; empty: of every scope's. */
  readonly scope: string;
  /** The kind of name that was hashed, as the format's reader calls it. */
  readonly kind: string;
  /** 16 bytes: the first half of a SHA-256. */
  readonly hash: Uint8Array;
  /** Only passes issued before it are withdrawn; Infinity: all. */
  readonly issuedBefore: number;
  /** It counts from this moment on; -Infinity: always. */
  readonly from: number;
}
