import { readIsoInstant } from '../iso_instant.ts';

/** An object of signed data whose fields nobody has looked at yet. */
export type Entry = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;

/** Whether signed data is an object with named fields. */
export function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text without the blanks around it; empty where it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** NaN where it is none, so that every comparison with it fails. */
export function wholeNumber(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : Number.NaN;
}

/** The first moment after a date or time, milliseconds since 1970: a day counts to its end. Null for anything else. */
export function lastInstantOf(text: string): number | null {
  const instant = readIsoInstant(text);
  if (instant === null) return null;
  return text.includes('T') ? instant : instant + DAY_MS;
}
