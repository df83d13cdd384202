const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The first moment (milliseconds since 1970) of the calendar day that `atMs` falls on in an IANA time zone. */
export function startOfDay(atMs: number, timeZone: string): number {
  const day = dateIn(atMs, timeZone);
  // Days have 23 to 25 hours: search the last moment of the day before, to the minute.
  let before = atMs - 2 * DAY_MS;
  let within = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  while (within - before > MINUTE_MS) {
    const middle = Math.floor((before + within) / 2 / MINUTE_MS) * MINUTE_MS;
    if (dateIn(middle, timeZone) === day) within = middle;
    else before = Math.max(middle, before + 1);
  }
  return within;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateIn(atMs: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(atMs);
}
