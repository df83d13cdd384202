import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  daysBetween,
  localClock,
  type LocalClock,
  monthsBetween,
  readDay,
  yearsBetween,
} from '../../../main/pass/rules/local_clock.ts';

function clockOf(timeZone: string): LocalClock {
  const clock = localClock(timeZone);
  if (clock === null) throw new Error(timeZone);
  return clock;
}

function dayOf(text: string) {
  const day = readDay(text);
  if (day === null) throw new Error(text);
  return day;
}

describe('localClock', () => {
  it.each([
    ['Asia/Hong_Kong', '2022-02-23T15:59:59.999Z', '2022-02-23 23:59'],
    ['Asia/Hong_Kong', '2022-02-23T16:00:00Z', '2022-02-24 00:00'],
    ['UTC', '2024-02-29T00:00:00Z', '2024-02-29 00:00'],
    ['America/St_Johns', '2026-01-01T03:29:59Z', '2025-12-31 23:59'],
    ['Pacific/Kiritimati', '2026-01-01T10:00:00Z', '2026-01-02 00:00'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29 03:00'],
  ])('reads %s at %s', (timeZone, instant, local) => {
    const read = clockOf(timeZone).at(Date.parse(instant));
    expect(`${read?.date} ${read?.time}`).toBe(local);
  });

  it.each([
    ['Asia/Hong_Kong', '2022-02-24', '2022-02-23T16:00:00.000Z'],
    ['Asia/Hong_Kong', '2022-02-24T08:30', '2022-02-24T00:30:00.000Z'],
    // Repeated by the zone: the first of the two.
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    // Skipped by the zone: the first minute after the gap.
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    // Skipped at midnight, so that the day starts at 01:00.
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z'],
    // A whole day that never was.
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
  ])('finds the first moment of %s %s', (timeZone, local, instant) => {
    expect(new Date(clockOf(timeZone).instantOf(local) ?? Number.NaN).toISOString()).toBe(instant);
  });

  it.each(['', '2022', '2022-02-30', '2022-13-01', '2022-02-24T24:00', '2022-02-24T10:60', '2022-02-24 10:00'])(
    'finds no moment of %j',
    (local) => expect(clockOf('UTC').instantOf(local)).toBeNull(),
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.65e15, -8.64e15])('knows no day at %d', (instant) => {
    expect(clockOf('Asia/Hong_Kong').at(instant)).toBeNull();
  });

  it('is none for a zone that nobody knows', () => {
    expect(localClock('Asia/Atlantis')).toBeNull();
    expect(localClock('')).toBeNull();
  });

  it('finds again every minute that it reads, or the same reading earlier', () => {
    const zones = fc.constantFrom('Asia/Hong_Kong', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe');
    const minutes = fc.integer({ min: Date.UTC(1980, 0, 1) / 60_000, max: Date.UTC(2037, 0, 1) / 60_000 });
    fc.assert(
      fc.property(zones, minutes, (timeZone, minute) => {
        const clock = clockOf(timeZone);
        const local = clock.at(minute * 60_000);
        const found = clock.instantOf(`${local?.date}T${local?.time}`);
        expect(found).toBeLessThanOrEqual(minute * 60_000);
        expect(clock.at(found ?? Number.NaN)).toEqual(local);
      }),
    );
  });
});

describe('days', () => {
  it.each(['2024-02-29', '0001-01-01', '9999-12-31'])('%s is one', (text) => expect(readDay(text)).not.toBeNull());

  it.each(['2023-02-29', '1900-02-29', '2022-04-31', '2022-00-10', '2022-01-00', '2022-1-1', '2022-01', 'x'])(
    '%s is none',
    (text) => expect(readDay(text)).toBeNull(),
  );

  it.each([
    ['2022-02-28', '2022-03-01', 1],
    ['2024-02-28', '2024-03-01', 2],
    ['2026-03-28', '2026-03-30', 2],
    ['2026-03-01', '2026-02-28', -1],
    ['0099-12-31', '0100-01-01', 1],
  ])('from %s to %s are %d days', (from, to, days) => expect(daysBetween(dayOf(from), dayOf(to))).toBe(days));

  it.each([
    ['2022-01-31', '2022-02-27', 0],
    ['2022-01-31', '2022-02-28', 1],
    ['2022-01-31', '2022-03-30', 1],
    ['2022-01-31', '2022-03-31', 2],
    ['2021-08-31', '2022-02-28', 6],
    ['2024-08-31', '2025-02-27', 5],
    ['2021-08-30', '2022-02-28', 6],
    ['2021-12-15', '2022-06-14', 5],
    ['2021-12-15', '2022-06-15', 6],
    ['2022-03-10', '2022-03-09', -1],
  ])('from %s to %s are %d whole months', (from, to, months) =>
    expect(monthsBetween(dayOf(from), dayOf(to))).toBe(months),
  );

  it.each([
    ['2010-04-30', '2022-04-29', 11],
    ['2010-04-30', '2022-04-30', 12],
    ['2008-02-29', '2022-02-28', 13],
    ['2008-02-29', '2022-03-01', 14],
    ['2008-02-29', '2024-02-28', 15],
    ['2008-02-29', '2024-02-29', 16],
    ['2022-05-01', '2022-05-01', 0],
    ['2022-05-02', '2022-05-01', -1],
  ])('who was born on %s is on %s aged %d', (birth, today, age) =>
    expect(yearsBetween(dayOf(birth), dayOf(today))).toBe(age),
  );
});
