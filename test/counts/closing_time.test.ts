import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDay, startOfBusinessDay } from '../../main/counts/business_day.ts';
import { isClosingTime } from '../../main/counts/closing_time.ts';

const MINUTE_MS = 60_000;
const QUIET_MS = 10 * MINUTE_MS;

describe('closing time', () => {
  it.each([
    ['Asia/Hong_Kong', 0, '2026-03-01T15:59:59.999Z', false],
    ['Asia/Hong_Kong', 0, '2026-03-01T16:00:00Z', true],
    ['Asia/Hong_Kong', 0, '2026-03-01T16:59:59.999Z', true],
    ['Asia/Hong_Kong', 0, '2026-03-01T17:00:00Z', false],
    ['Asia/Hong_Kong', 240, '2026-03-01T16:30:00Z', false],
    ['Asia/Hong_Kong', 240, '2026-03-01T19:59:59.999Z', false],
    ['Asia/Hong_Kong', 240, '2026-03-01T20:00:00Z', true],
    ['Asia/Hong_Kong', 240, '2026-03-01T21:00:00Z', false],
    // The night in which Berlin goes to summer time at 02:00: four o'clock comes an hour earlier than the day before.
    ['Europe/Berlin', 240, '2026-03-28T02:59:59.999Z', false],
    ['Europe/Berlin', 240, '2026-03-28T03:00:00Z', true],
    ['Europe/Berlin', 240, '2026-03-29T01:59:59.999Z', false],
    ['Europe/Berlin', 240, '2026-03-29T02:00:00Z', true],
    ['Europe/Berlin', 240, '2026-03-29T02:59:59.999Z', true],
    ['Europe/Berlin', 240, '2026-03-29T03:00:00Z', false],
    // There is no half past two: the day begins at three, and so does the hour.
    ['Europe/Berlin', 150, '2026-03-29T00:59:59.999Z', false],
    ['Europe/Berlin', 150, '2026-03-29T01:00:00Z', true],
    ['Europe/Berlin', 150, '2026-03-29T02:00:00Z', false],
    // Half past two comes twice: the hour is that of the first.
    ['Europe/Berlin', 150, '2026-10-25T00:30:00Z', true],
    ['Europe/Berlin', 150, '2026-10-25T01:29:59.999Z', true],
    ['Europe/Berlin', 150, '2026-10-25T01:30:00Z', false],
  ])('in %s, where the day begins %d minutes after midnight, is at %s: %s', (timeZone, dayStartsAt, instant, isIt) => {
    expect(isClosingTime({ nowMs: Date.parse(instant), quietForMs: QUIET_MS }, { timeZone, dayStartsAt })).toBe(isIt);
  });

  it('is not while somebody was there within ten minutes', () => {
    const venue = { timeZone: 'Europe/Berlin', dayStartsAt: 240 };
    const nowMs = Date.parse('2026-03-29T02:30:00Z');
    expect(isClosingTime({ nowMs, quietForMs: QUIET_MS - 1 }, venue)).toBe(false);
    expect(isClosingTime({ nowMs, quietForMs: 0 }, venue)).toBe(false);
    expect(isClosingTime({ nowMs, quietForMs: QUIET_MS }, venue)).toBe(true);
  });

  it('is sixty minutes of each day of the venue, whatever its clocks do in that day', () => {
    const zone = fc.constantFrom('UTC', 'Asia/Hong_Kong', 'Europe/Berlin', 'America/Havana', 'Australia/Lord_Howe', 'Pacific/Chatham', 'America/St_Johns');
    const at = fc.integer({ min: Date.parse('2020-01-01T00:00:00Z'), max: Date.parse('2040-01-01T00:00:00Z') });
    fc.assert(
      fc.property(zone, at, fc.integer({ min: 0, max: 1_439 }), (timeZone, atMs, dayStartsAt) => {
        const venue = { timeZone, dayStartsAt };
        const startMs = startOfBusinessDay(businessDay(atMs, venue), venue);
        const minutes = Array.from({ length: 22 * 60 }, (_, minute) => isClosingTime({ nowMs: startMs + minute * MINUTE_MS, quietForMs: QUIET_MS }, venue));
        expect(minutes.lastIndexOf(true)).toBe(59);
        expect(minutes.indexOf(false)).toBe(60);
        expect(isClosingTime({ nowMs: startMs - 1, quietForMs: QUIET_MS }, venue)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});
