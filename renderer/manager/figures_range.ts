import { type CalendarDate, endOfMonth, now, startOfMonth, startOfWeek, toCalendarDate } from '@internationalized/date';
import type { FiguresStep, VenueSettings } from '../../main/bridge/contract.ts';

export type Preset = 'today' | 'yesterday' | 'this_week' | 'last_7_days' | 'this_month' | 'last_30_days' | 'custom';

/** The first and the last day of a range, both included. */
export interface DayRange {
  readonly start: CalendarDate;
  readonly end: CalendarDate;
}

/** The venue's day at this moment: it may begin later than midnight. */
export function venueToday({ dayStartsAt, timeZone }: VenueSettings): CalendarDate {
  return toCalendarDate(now(timeZone).subtract({ minutes: dayStartsAt }));
}

/** The days that a preset stands for today; null: it stands for none. */
export function rangeOf(preset: Preset, today: CalendarDate): DayRange | null {
  switch (preset) {
    case 'today':
      return { start: today, end: today };
    case 'yesterday':
      return { start: today.subtract({ days: 1 }), end: today.subtract({ days: 1 }) };
    case 'this_week':
      return { start: startOfWeek(today, 'en', 'mon'), end: startOfWeek(today, 'en', 'mon').add({ days: 6 }) };
    case 'last_7_days':
      return { start: today.subtract({ days: 6 }), end: today };
    case 'this_month':
      return { start: startOfMonth(today), end: endOfMonth(today) };
    case 'last_30_days':
      return { start: today.subtract({ days: 29 }), end: today };
    case 'custom':
      return null;
    default:
      return preset satisfies never;
  }
}

/** The step that suits a range, so that a chart has some dozens of them. */
export function stepFor({ end, start }: DayRange): FiguresStep {
  const days = end.compare(start) + 1;
  return days <= 2 ? 'hour' : days <= 120 ? 'day' : 'week';
}
