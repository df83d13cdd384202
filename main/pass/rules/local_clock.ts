const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/;

/** A calendar day. */
export interface CalendarDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** The calendar of one time zone. It has no clock: every moment is given to it. */
export interface LocalClock {
  readonly timeZone: string;
  /** The local day and minute (`YYYY-MM-DD`, `HH:MM`) of a moment in milliseconds since 1970, or null. */
  at(instant: number): { readonly date: string; readonly time: string } | null;
  /**
   * The first moment of a local day or minute (`YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`), or null where it is none.
   * A minute that the zone repeats is its first, one that it skips the first minute after the gap.
   */
  instantOf(local: string): number | null;
}

/** The calendar of an IANA time zone, or null where nobody knows it. */
export function localClock(timeZone: string): LocalClock | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  } catch {
    return null;
  }

  function at(instant: number): ReturnType<LocalClock['at']> {
    // The years that ISO 8601 writes with four digits, in every zone.
    if (!(instant >= EARLIEST && instant <= LATEST)) return null;
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = value;
    const { day, hour, minute, month, year = '' } = parts;
    return { date: `${year.padStart(4, '0')}-${month}-${day}`, time: `${hour}:${minute}` };
  }

  function offsetAt(instant: number): number {
    const local = at(instant);
    return local === null ? Number.NaN : Date.parse(`${local.date}T${local.time}Z`) - floorMinute(instant);
  }

  function instantOf(local: string): number | null {
    const [, year, month, day, hours = '00', minutes = '00'] = LOCAL.exec(local) ?? [];
    const wanted = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}Z`);
    const isDay = readDay(`${year}-${month}-${day}`) !== null;
    if (Number.isNaN(wanted) || !isDay || Number(hours) > 23) return null;
    // The offsets on both sides of whatever change may be near; the earlier moment has the larger one.
    const offsets = [offsetAt(wanted - DAY_MS), offsetAt(wanted + DAY_MS)].toSorted((a, b) => b - a);
    const found = offsets
      .map((offset) => wanted - offset)
      .find((moment) => offsetAt(moment) === wanted - moment);
    if (found !== undefined) return found;
    // Skipped by the zone: the change itself, searched to the minute between the two readings.
    let before = floorMinute(wanted - (offsets[0] ?? Number.NaN));
    let after = floorMinute(wanted - (offsets[1] ?? Number.NaN));
    if (!(before <= after)) return null;
    while (after - before > MINUTE_MS) {
      const middle = floorMinute((before + after) / 2);
      if (middle + offsetAt(middle) < wanted) before = middle;
      else after = middle;
    }
    return after;
  }

  return { timeZone, at, instantOf };
}

const EARLIEST = Date.UTC(1, 0, 2);
const LATEST = Date.UTC(9999, 11, 30);

function floorMinute(instant: number): number {
  return Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}

/** A whole ISO 8601 date that exists, or null. */
export function readDay(date: string): CalendarDay | null {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return isDay ? { year, month, day } : null;
}

/** The number of days of a month (1 to 12). */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from one day to another; negative where the second is earlier. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return Math.round((serial(to) - serial(from)) / DAY_MS);
}

/**
 * Whole calendar months from one day to another, negative where the second is earlier. A month ends on the
 * day of the same number, or on the month's last day where it is too short for that.
 */
export function monthsBetween(from: CalendarDay, to: CalendarDay): number {
  const months = (to.year - from.year) * 12 + to.month - from.month;
  return to.day < Math.min(from.day, daysInMonth(to.year, to.month)) ? months - 1 : months;
}

/** Whole years of age; who was born on 29 February grows older on 1 March in other years. */
export function yearsBetween(birth: CalendarDay, today: CalendarDay): number {
  const hadBirthday = today.month > birth.month || (today.month === birth.month && today.day >= birth.day);
  return today.year - birth.year - (hadBirthday ? 0 : 1);
}

function serial({ year, month, day }: CalendarDay): number {
  // Date.UTC takes years below 100 for those of the 20th century.
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
