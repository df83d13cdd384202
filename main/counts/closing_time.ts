import { businessDay, startOfBusinessDay, type VenueDays } from './business_day.ts';

const CLOSING_LASTS_MS = 3_600_000;
const QUIET_MS = 10 * 60_000;

/**
 * Whether a venue is closed so surely that its kiosk may be away for some minutes: in the first hour of the venue's day, when
 * nobody has used the door for ten minutes. `nowMs` is milliseconds since 1970.
 */
export function isClosingTime({ nowMs, quietForMs }: { readonly nowMs: number; readonly quietForMs: number }, venue: VenueDays): boolean {
  return quietForMs >= QUIET_MS && nowMs - startOfBusinessDay(businessDay(nowMs, venue), venue) < CLOSING_LASTS_MS;
}
