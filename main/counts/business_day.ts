/** Where a venue is, and how many minutes after midnight its day begins. */
export interface VenueDays {
  readonly timeZone: string;
  readonly dayStartsAt: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** More than any place is ahead of or behind UTC. */
const MOST_OFFSET_MS = 15 * 3_600_000;

/**
 * The venue's day of a moment (milliseconds since 1970) as the number YYYYMMDD. A day begins at the first moment at
 * which the local date and time have reached its date at `dayStartsAt`, and ends where the next one begins: exact
 * over daylight-saving changes, also where the clock skips or repeats that very time.
 */
export function businessDay(atMs: number, venue: VenueDays): number {
  const name = `${venue.timeZone} ${venue.dayStartsAt}`;
  const known = lastDays.get(name);
  if (known !== undefined && atMs >= known.fromMs && atMs < known.untilMs) return known.day;
  // The clock may say a later date, or have been turned back from one, but never by two.
  const date = Math.floor((atMs + offsetAt(atMs, venue.timeZone)) / DAY_MS);
  const started = [date + 1, date, date - 1].find((one) => startOf(one, venue) <= atMs) ?? date - 2;
  let next = started + 1;
  // Where the clock skips a whole date, its day is empty.
  while (startOf(next, venue) <= atMs) next += 1;
  const day = numberOf(started);
  lastDays.set(name, { day, fromMs: startOf(started, venue), untilMs: startOf(next, venue) });
  return day;
}

/** The first moment (milliseconds since 1970) of a venue's day. */
export function startOfBusinessDay(day: number, venue: VenueDays): number {
  return startOf(Date.parse(dayText(day)) / DAY_MS, venue);
}

/** A day's number as `YYYY-MM-DD`. */
export function dayText(day: number): string {
  const digits = String(day).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** The Monday of the week that a day is in (ISO 8601). */
export function mondayOf(day: number): number {
  return dayLater(day, -((new Date(dayText(day)).getUTCDay() + 6) % 7));
}

/** The hour of the local clock at a moment, as the number YYYYMMDDHH; where the clock is turned back, one comes twice. */
export function localHour(atMs: number, timeZone: string): number {
  if (lastHour.atMs !== atMs || lastHour.timeZone !== timeZone) {
    const text = new Date(atMs + offsetAt(atMs, timeZone)).toISOString();
    lastHour = { atMs, timeZone, hour: Number(text.slice(0, 13).replace(/\D/g, '')) };
  }
  return lastHour.hour;
}

/** The hour that was asked for last: visitors of one quarter-hour come one after the other. */
let lastHour = { atMs: Number.NaN, timeZone: '', hour: 0 };

/** The day that is so many days later, or earlier below zero. */
export function dayLater(day: number, days: number): number {
  return numberOf(Date.parse(dayText(day)) / DAY_MS + days);
}

/** The day that was asked for last, of each venue: almost every question is about the same one. */
const lastDays = new Map<string, { readonly day: number; readonly fromMs: number; readonly untilMs: number }>();

function numberOf(date: number): number {
  return Number(new Date(date * DAY_MS).toISOString().slice(0, 10).replaceAll('-', ''));
}

/** `date` counts days since 1970-01-01. */
function startOf(date: number, { dayStartsAt, timeZone }: VenueDays): number {
  const localMs = date * DAY_MS + dayStartsAt * MINUTE_MS;
  let before = localMs - MOST_OFFSET_MS;
  let after = localMs + MOST_OFFSET_MS;
  const offset = offsetAt(before, timeZone);
  const nextOffset = offsetAt(after, timeZone);
  if (offset === nextOffset) return localMs - offset;
  // No place changes its clock twice within this time: search the one moment at which it does.
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle, timeZone) === offset) before = middle;
    else after = middle;
  }
  return localMs - offset < after ? localMs - offset : Math.max(after, localMs - nextOffset);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the local clock is ahead of UTC, milliseconds. */
export function offsetAt(atMs: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const localMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return localMs - Math.floor(atMs / 1_000) * 1_000;
}
