import { pretixSecretHash } from '../pass/formats/pretix.ts';
import type { RevocationEntry } from './revocation_entry.ts';

/**
 * One secret of an event's list of revoked or blocked tickets; `event` is empty for a list that names none. A
 * secret that is no signed ticket names nothing that the kiosk could meet, and does no harm.
 */
export function readPretixRevocation(event: string, secret: string): RevocationEntry {
  return {
    format: 'pretix',
    scope: event,
    kind: 'pretix_secret',
    hash: pretixSecretHash(secret),
    issuedBefore: Number.POSITIVE_INFINITY,
    from: Number.NEGATIVE_INFINITY,
  };
}
