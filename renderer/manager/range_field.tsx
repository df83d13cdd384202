import {
  Button,
  CalendarCell,
  CalendarGrid,
  DateInput,
  DateRangePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Label,
  Popover,
  RangeCalendar,
} from 'react-aria-components';
import type { CalendarDate } from '@internationalized/date';
import type { DayRange } from './figures_range.ts';

/** Two days of a calendar, typed or picked; the days of the screen's language. */
export function RangeField(props: {
  readonly label: string;
  readonly range: DayRange;
  readonly first: CalendarDate;
  readonly last: CalendarDate;
  readonly onChange: (range: DayRange) => void;
}) {
  const { first, label, last, onChange, range } = props;
  return (
    <DateRangePicker
      value={range}
      minValue={first}
      maxValue={last}
      onChange={(next) => {
        if (next !== null) onChange(next);
      }}
      firstDayOfWeek="mon"
      shouldForceLeadingZeros
    >
      <Label>{label}</Label>
      <Group className="figures-range">
        <DateInput slot="start">{(segment) => <DateSegment segment={segment} />}</DateInput>
        <span aria-hidden="true">–</span>
        <DateInput slot="end">{(segment) => <DateSegment segment={segment} />}</DateInput>
        <Button>
          <span aria-hidden="true">▾</span>
        </Button>
      </Group>
      <Popover>
        <Dialog className="figures-calendar">
          <RangeCalendar>
            <header>
              <Button slot="previous">‹</Button>
              <Heading />
              <Button slot="next">›</Button>
            </header>
            <CalendarGrid>{(date) => <CalendarCell date={date} />}</CalendarGrid>
          </RangeCalendar>
        </Dialog>
      </Popover>
    </DateRangePicker>
  );
}
