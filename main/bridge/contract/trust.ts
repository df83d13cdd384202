import type { AgedKind } from '../../trust/ages.ts';
import type { UpdateError } from '../../trust/repository/update_fault.ts';
import type { ClockReason, ClockState } from '../../trust/trusted_time.ts';
import type { Localised, Support } from './venue_settings.ts';

/** How old the trust in use is, and what the clock is worth. Times are milliseconds since 1970. */
export interface TrustStatus {
  readonly clock: { readonly state: ClockState; readonly reason: ClockReason | null; readonly nowMs: number };
  readonly kinds: Readonly<
    Record<
      AgedKind,
      { readonly ageMs: number; readonly state: 'fresh' | 'warn' | 'stopped'; readonly stopAt: number | null } | null
    >
  >;
  readonly openUntil: { readonly at: number; readonly kind: AgedKind } | null;
  readonly keyCount: number;
  /** Null: the kiosk was not set up with an authority. */
  readonly authority: {
    /** SHA-256 of the root of trust, in groups of four for the eye. */
    readonly fingerprint: string;
    readonly appliedAtMs: number;
    readonly hasPrevious: boolean;
    /** The newest state was damaged, and the one before it is in use. */
    readonly fellBack: boolean;
  } | null;
  readonly updateSource: string | null;
  readonly support: Support | null;
  /** What the authority wants the venue's people to read. */
  readonly texts: readonly Localised[];
  /** A set-up code was scanned and waits for the manager's word. */
  readonly hasSetUpCode: boolean;
}

/** Why an update cannot be had, or an action on the trust in use failed. */
export type TrustFault = UpdateError | 'bad_address' | 'not_encrypted' | 'nothing_to_apply';

export type SetUpFault =
  | TrustFault
  | 'no_set_up_code'
  | 'bad_set_up_code'
  | 'needs_stick'
  | 'clock_behind'
  | 'expired'
  | 'newer_claims';

/** What a set-up code offers; the fingerprint is to be compared by eye with the authority's. */
export interface SetUpOffer {
  readonly venueName: string;
  readonly gates: readonly string[];
  readonly updateSource: string | null;
  readonly support: Support;
  readonly fingerprint: string;
}

/** What an update would change. */
export interface UpdateSummary {
  readonly addedKeys: number;
  readonly withdrawnKeys: number;
  readonly changedKeys: number;
  readonly rulePacks: readonly {
    readonly id: string;
    readonly title: Localised;
    readonly change: 'added' | 'changed' | 'removed';
    readonly from: string | null;
  }[];
  readonly revocationsAdded: number;
  readonly revocationsRemoved: number;
  readonly policyChanged: boolean;
  readonly root: { readonly from: number; readonly to: number } | null;
  readonly downloaded: { readonly files: number; readonly bytes: number };
  readonly expiresAtMs: number;
}
