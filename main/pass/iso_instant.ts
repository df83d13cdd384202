const DATE = /^(\d{4})-(\d{2})-(\d{2})/;
const TIME = /^T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const MINUTE_MS = 60_000;

/**
 * A whole ISO 8601 date, or date and time, as milliseconds since 1970: UTC where no offset is written, never the
 * machine's own time zone. Null for partial dates and for days and times that do not exist.
 */
export function readIsoInstant(text: string): number | null {
  const date = DATE.exec(text);
  if (date === null) return null;
  const [year, month, day] = date.slice(1).map(Number) as [number, number, number];
  const midnight = Date.UTC(year, month - 1, day);
  const read = new Date(midnight);
  if (read.getUTCFullYear() !== year || read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day)
    return null;
  if (text.length === date[0].length) return midnight;
  const time = TIME.exec(text.slice(date[0].length));
  if (time === null) return null;
  const [hours, minutes, seconds] = [time[1], time[2], time[3] ?? '0'].map(Number) as [
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const milliseconds = Math.floor(Number(`0.${time[4] ?? '0'}`) * 1000);
  const offset = readOffset(time[5] ?? 'Z');
  return offset === null
    ? null
    : midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds - offset;
}

function readOffset(text: string): number | null {
  if (text.toUpperCase() === 'Z') return 0;
  const digits = text.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  if (minutes > 14 * 60 || Number(digits.slice(2)) > 59) return null;
  return (text.startsWith('-') ? -minutes : minutes) * MINUTE_MS;
}
