import type { DoorNotice, TrustStatus, VenueSettings } from './bridge/contract.ts';
import type { DoorJudge } from './door_judge.ts';
import type { SetUp } from './set_up.ts';
import type { AgedKind, AgeLimits, Ages } from './trust/ages.ts';
import { fingerprintForEyes } from './trust/provision.ts';
import type { TrustKeeper } from './trust_keeper.ts';

const DAY_MS = 86_400_000;
const WARN_SHARE = 0.75;

/** What the manager sees of the trust in use and of the clock. */
export function trustStatus(parts: {
  readonly judge: DoorJudge;
  readonly keeper: TrustKeeper;
  readonly setUp: SetUp;
  readonly settings: VenueSettings;
}): TrustStatus {
  const { judge, keeper, settings, setUp } = parts;
  const ages = judge.ages();
  const stored = keeper.stored();
  return {
    clock: judge.clock(),
    kinds: ages.kinds,
    openUntil: ages.openUntil,
    keyCount: keeper.inUse().venue.trust.keyCount,
    authority:
      stored === null
        ? null
        : {
            fingerprint: fingerprintForEyes(stored.fingerprint).join(' '),
            appliedAtMs: stored.appliedAtMs,
            hasPrevious: stored.hasPrevious,
            fellBack: stored.fellBack,
          },
    updateSource: settings.updateSource,
    support: settings.support,
    texts: keeper.texts().map(({ lines }) => lines),
    hasSetUpCode: setUp.isWaiting(),
  };
}

/** The venue's own limits of ages: it warns after three quarters of the time. */
export function venueLimits({ stopAfterDays }: VenueSettings): Readonly<Partial<Record<AgedKind, AgeLimits>>> {
  return Object.fromEntries(
    Object.entries(stopAfterDays).flatMap(([kind, days]) =>
      days === null ? [] : [[kind, { warnAfterMs: days * DAY_MS * WARN_SHARE, stopAfterMs: days * DAY_MS }]],
    ),
  );
}

/** What the steward must know before it stops the door. */
export function doorNotice(judge: DoorJudge): DoorNotice | null {
  const { reason } = judge.clock();
  if (reason !== null) return { kind: 'clock', reason };
  const { kinds, openUntil } = judge.ages();
  return openUntil !== null && isEnding(kinds) ? { kind: 'open_until', at: openUntil.at, what: openUntil.kind } : null;
}

function isEnding(kinds: Ages['kinds']): boolean {
  return Object.values(kinds).some((age) => age !== null && age.state !== 'fresh');
}
