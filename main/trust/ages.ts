/** What grows old at the door, in the order in which it is asked for. */
export const AGED_KINDS = ['keys', 'rules', 'revocations'] as const;
export type AgedKind = (typeof AGED_KINDS)[number];

/** How old something may be before the kiosk warns, and before it stops relying on it. Milliseconds. */
export interface AgeLimits {
  readonly warnAfterMs: number;
  readonly stopAfterMs: number;
}

/** One list or pack in use, by its signed dates (milliseconds since 1970), whenever it came to the kiosk. */
export interface DatedItem {
  readonly issuedAt: number;
  /** The end that it names itself; null: none. */
  readonly validUntil: number | null;
}

export interface Age {
  /** Since the issue of the oldest one in use. */
  readonly ageMs: number;
  readonly state: 'fresh' | 'warn' | 'stopped';
  /** Null: nothing limits it. */
  readonly warnAt: number | null;
  readonly stopAt: number | null;
  /** One of them says that it was issued later than now: somebody's clock is wrong, and none of it is relied on. */
  readonly isFromFuture: boolean;
}

/** The ages of what is in use; a kind of which nothing is in use has none. */
export interface Ages {
  readonly kinds: Readonly<Record<AgedKind, Age | null>>;
  /** Until when each kind may be judged by, as `verifyPass` asks for it. */
  readonly stopAt: Readonly<Record<AgedKind, number | null>>;
  /** Until when the door can open without news, and what ends then; null: no limit. */
  readonly openUntil: { readonly at: number; readonly kind: AgedKind } | null;
}

/** A list's date may be this much ahead, as two honest clocks may differ. */
const FUTURE_TOLERANCE_MS = 2 * 60_000;
/** Where nobody set limits, the warning comes when this much of the time until the item's own end is over. */
const WARN_SHARE = 0.75;
const NO_LIMITS: AgeLimits = { warnAfterMs: Number.POSITIVE_INFINITY, stopAfterMs: Number.POSITIVE_INFINITY };

/**
 * The ages at `nowMs` of what is in use. The venue's choice counts only where it is stricter than the
 * authority's bounds. Every age runs from the signed moment of issue, so that neither a copy that was bundled nor
 * one that was restored makes anything younger. A date or a limit that is no number stops.
 */
export function agesAt(
  nowMs: number,
  given: {
    readonly inUse: Readonly<Record<AgedKind, readonly DatedItem[]>>;
    /** The authority's; a kind that is left out has no limit but the items' own ends. */
    readonly bounds: Readonly<Partial<Record<AgedKind, AgeLimits>>>;
    readonly chosen: Readonly<Partial<Record<AgedKind, AgeLimits>>>;
  },
): Ages {
  const { bounds, chosen, inUse } = given;
  const ageOf = (kind: AgedKind) => ageOfKind(nowMs, inUse[kind], bounds[kind], chosen[kind]);
  const kinds = { keys: ageOf('keys'), rules: ageOf('rules'), revocations: ageOf('revocations') };
  const stopAtOf = (kind: AgedKind) => kinds[kind]?.stopAt ?? null;
  const ends = AGED_KINDS.flatMap((kind) => {
    const at = stopAtOf(kind);
    return at === null ? [] : [{ at, kind }];
  });
  const first = Math.min(...ends.map(({ at }) => at));
  return {
    kinds,
    stopAt: { keys: stopAtOf('keys'), rules: stopAtOf('rules'), revocations: stopAtOf('revocations') },
    openUntil: ends.find(({ at }) => at === first) ?? null,
  };
}

/** The limits that hold: of each the stricter one. */
function strictest(bound: AgeLimits = NO_LIMITS, choice: AgeLimits = NO_LIMITS): AgeLimits {
  const stopAfterMs = Math.min(bound.stopAfterMs, choice.stopAfterMs);
  return { warnAfterMs: Math.min(bound.warnAfterMs, choice.warnAfterMs, stopAfterMs), stopAfterMs };
}

function ageOfKind(
  nowMs: number,
  items: readonly DatedItem[],
  bound: AgeLimits | undefined,
  choice: AgeLimits | undefined,
): Age | null {
  if (items.length === 0) return null;
  const limits = strictest(bound, choice);
  const isFromFuture = items.some(({ issuedAt }) => !(issuedAt <= nowMs + FUTURE_TOLERANCE_MS));
  const spans = items.map((item) => spanOf(item, limits));
  const ownStopAt = earliest(spans.map((span) => span.stopAt));
  const stopAt = isFromFuture ? earliest([ownStopAt, nowMs]) : ownStopAt;
  const warnAt = Math.min(earliest(spans.map((span) => span.warnAt)), stopAt);
  return {
    ageMs: Math.max(0, nowMs - earliest(items.map(({ issuedAt }) => issuedAt))),
    state: nowMs < stopAt ? (nowMs < warnAt ? 'fresh' : 'warn') : 'stopped',
    warnAt: nullIfNever(warnAt),
    stopAt: nullIfNever(stopAt),
    isFromFuture,
  };
}

/**
 * An item that ends before it is too old warns after the same share of its time, so that there is still some left
 * to fetch the next one.
 */
function spanOf({ issuedAt, validUntil }: DatedItem, { warnAfterMs, stopAfterMs }: AgeLimits) {
  const stopAt = Math.min(issuedAt + stopAfterMs, validUntil ?? Number.POSITIVE_INFINITY);
  const hasLimit = stopAfterMs < Number.POSITIVE_INFINITY;
  const share = !hasLimit ? WARN_SHARE : stopAfterMs > 0 ? warnAfterMs / stopAfterMs : 0;
  const warnAt = Math.min(issuedAt + warnAfterMs, issuedAt + (stopAt - issuedAt) * share);
  return { stopAt, warnAt };
}

/** What is no number is before everything. */
function earliest(instants: readonly number[]): number {
  return Math.min(...instants.map((at) => (Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at)));
}

function nullIfNever(at: number): number | null {
  return at === Number.POSITIVE_INFINITY ? null : at;
}
