import type { AgedKind, AgeLimits, DatedItem } from './ages.ts';
import type { LoadedTrust } from './repository/trust_store.ts';
import type { Venue } from './venue_files.ts';

/** What the door judges by, and how old it may become. */
export interface TrustInUse {
  readonly venue: Venue;
  readonly dates: Readonly<Record<AgedKind, readonly DatedItem[]>>;
  /** The authority's bounds; empty where there are none. */
  readonly bounds: Readonly<Partial<Record<AgedKind, AgeLimits>>>;
}

const HOUR_MS = 3_600_000;

/**
 * The trust of a store: the authority's own word on when it last vouched for a kind counts, beside the ends that
 * the files name themselves.
 */
export function trustInStore({ authorityPolicy, issuedAtMs }: LoadedTrust, venue: Venue): TrustInUse {
  const { revocationsValidUntil, validUntil } = venue.trust;
  const item = (kind: AgedKind, end: number | null) => {
    const issuedAt = issuedAtMs[kind];
    return issuedAt === null ? [] : [{ issuedAt, validUntil: end }];
  };
  const dates = {
    keys: item('keys', validUntil),
    rules: item('rules', null),
    revocations: item('revocations', revocationsValidUntil),
  };
  if (authorityPolicy === null) return { venue, dates, bounds: {} };
  const { ages } = authorityPolicy;
  const limits = (kind: AgedKind) => ({
    warnAfterMs: ages[kind].warnAfterHours * HOUR_MS,
    stopAfterMs: ages[kind].stopAfterHours * HOUR_MS,
  });
  return {
    venue,
    dates,
    bounds: { keys: limits('keys'), rules: limits('rules'), revocations: limits('revocations') },
  };
}
