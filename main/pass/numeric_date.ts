import type { CborValue } from './cbor.ts';

/** 9999-12-31 in seconds: a larger value means milliseconds or nonsense. */
const MAX_SECONDS = 253_402_300_799;

/** A NumericDate (RFC 8392 section 2) as milliseconds since 1970; null for NaN, negatives, text and milliseconds. */
export function readNumericDate(value: CborValue | unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= MAX_SECONDS ? value * 1000 : null;
}
