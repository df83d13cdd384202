import type { PassFormat } from './verdict.ts';

/** One name under which a list may withdraw a pass. */
export interface RevocationName {
  /** Whose lists may hold it: a key id, an issuer, or both, as the format has it. */
  readonly scope: string;
  /** Tells kinds of names apart that could be equal by chance: `dcc_uci`, `shc_rid`, `venue_group`. */
  readonly kind: string;
  /** 16 bytes: the first half of a SHA-256, of what the format's own lists hash. */
  readonly hash: Uint8Array;
}

/** Everything that was withdrawn. Times are milliseconds since 1970. */
export interface RevocationIndex {
  /** Whether any list speaks of this format at all, so that no name is computed in vain. */
  covers(format: PassFormat): boolean;
  /** Whether a pass that was issued at `issuedAt` (null: unknown) is withdrawn under that name at `now`. */
  isRevoked(format: PassFormat, name: RevocationName, issuedAt: number | null, now: number): boolean;
}

/** No lists at all. */
export const NOTHING_REVOKED: RevocationIndex = { covers: () => false, isRevoked: () => false };
