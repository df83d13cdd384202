import { z } from 'zod';

/** A version of the program as semantic versioning writes it, without build metadata; also the name of its folder. */
export const programVersion = z.string().max(40).regex(/^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(-[0-9a-z]{1,12}(\.[0-9a-z]{1,12}){0,3})?$/);

/** Below zero where `first` is the older one (semantic versioning 2.0.0, section 11). */
export function compareVersions(first: string, second: string): number {
  const [one = '', oneBefore] = split(first);
  const [other = '', otherBefore] = split(second);
  const numbers = compareParts(one, other);
  if (numbers !== 0) return numbers;
  // A version before a release is older than the release.
  if (oneBefore === undefined || otherBefore === undefined) return Number(oneBefore === undefined) - Number(otherBefore === undefined);
  return compareParts(oneBefore, otherBefore);
}

function split(version: string): readonly [string, string | undefined] {
  const dash = version.indexOf('-');
  return dash < 0 ? [version, undefined] : [version.slice(0, dash), version.slice(dash + 1)];
}

function compareParts(first: string, second: string): number {
  const [ones, others] = [first.split('.'), second.split('.')];
  for (let index = 0; index < Math.max(ones.length, others.length); index += 1) {
    const [one, other] = [ones[index], others[index]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    if (one !== other) return isNumber ? Number(one) - Number(other) : one < other ? -1 : 1;
  }
  return 0;
}
