import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDay, dayText, startOfBusinessDay } from '../../main/counts/business_day.ts';

const ZONES = [
  'UTC',
  'Asia/Hong_Kong',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'Europe/Lisbon',
  'America/New_York',
  'America/Santiago',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'America/St_Johns',
];
const zone = fc.constantFrom(...ZONES);
const at = fc.integer({ min: Date.parse('2010-01-01T00:00:00Z'), max: Date.parse('2045-01-01T00:00:00Z') });
const minutes = fc.integer({ min: 0, max: 1_439 });

/** The local date and time of a moment, as text that sorts. */
function local(atMs: number, timeZone: string): string {
  return new Date(atMs).toLocaleString('sv-SE', { timeZone });
}

/** The text of a day at so many minutes after midnight. */
function localStart(day: number, dayStartsAt: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${dayText(day)} ${two(Math.floor(dayStartsAt / 60))}:${two(dayStartsAt % 60)}:00`;
}

describe('the business day', () => {
  it.each([
    ['Asia/Hong_Kong', 0, '2026-03-01T15:59:59.999Z', 20260301],
    ['Asia/Hong_Kong', 0, '2026-03-01T16:00:00Z', 20260302],
    ['Asia/Hong_Kong', 240, '2026-03-01T19:59:59.999Z', 20260301],
    ['Asia/Hong_Kong', 240, '2026-03-01T20:00:00Z', 20260302],
    // 02:30 is skipped in Berlin on this day, so that the day begins at 03:00 summer time.
    ['Europe/Berlin', 150, '2026-03-29T00:59:59.999Z', 20260328],
    ['Europe/Berlin', 150, '2026-03-29T01:00:00Z', 20260329],
    // 02:30 comes twice there on this one: the day has begun at the first, and does not end between.
    ['Europe/Berlin', 150, '2026-10-25T00:29:59.999Z', 20261024],
    ['Europe/Berlin', 150, '2026-10-25T00:30:00Z', 20261025],
    ['Europe/Berlin', 150, '2026-10-25T01:10:00Z', 20261025],
    // Samoa had no 30 December 2011.
    ['Pacific/Apia', 0, '2011-12-30T09:59:59.999Z', 20111229],
    ['Pacific/Apia', 0, '2011-12-30T10:00:00Z', 20111231],
  ])('in %s, begun %d minutes after midnight, of %s is %d', (timeZone, dayStartsAt, instant, day) => {
    expect(businessDay(Date.parse(instant), { timeZone, dayStartsAt })).toBe(day);
  });

  it('holds from its start until the next one, without gap or overlap', () => {
    fc.assert(
      fc.property(zone, at, minutes, (timeZone, atMs, dayStartsAt) => {
        const venue = { timeZone, dayStartsAt };
        const day = businessDay(atMs, venue);
        const start = startOfBusinessDay(day, venue);
        expect(start).toBeLessThanOrEqual(atMs);
        expect(atMs - start).toBeLessThan(50 * 3_600_000);
        expect(businessDay(start, venue)).toBe(day);
        expect(businessDay(start - 1, venue)).toBeLessThan(day);
        // The start is the first moment that has reached the day's own date and time.
        expect(local(start, timeZone) >= localStart(day, dayStartsAt)).toBe(true);
        expect(local(start - 1, timeZone) < localStart(day, dayStartsAt)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('never goes back as time goes on', () => {
    fc.assert(
      fc.property(zone, at, minutes, fc.integer({ min: 1, max: 100 * 3_600_000 }), (timeZone, atMs, dayStartsAt, later) => {
        const venue = { timeZone, dayStartsAt };
        expect(businessDay(atMs + later, venue)).toBeGreaterThanOrEqual(businessDay(atMs, venue));
      }),
      { numRuns: 400 },
    );
  });

  it('from midnight is the calendar day', () => {
    // Where clocks are turned back over midnight, the calendar has a date twice; the venue's day has not.
    const once = fc.constantFrom(...ZONES.filter((name) => !['America/Havana', 'America/St_Johns', 'Asia/Beirut', 'America/Santiago'].includes(name)));
    fc.assert(
      fc.property(once, at, (timeZone, atMs) => {
        const venue = { timeZone, dayStartsAt: 0 };
        const day = businessDay(atMs, venue);
        expect(dayText(day)).toBe(local(atMs, timeZone).slice(0, 10));
        const start = startOfBusinessDay(day, venue);
        expect(start).toBeLessThanOrEqual(atMs);
        expect(local(start, timeZone).slice(0, 10)).toBe(dayText(day));
        expect(local(start - 1, timeZone).slice(0, 10) < dayText(day)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
