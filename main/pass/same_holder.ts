/** The parts of a holder that certificates of one person share: transliterated names, and the date as written. */
export interface ComparedHolder {
  readonly dateOfBirth: string;
  readonly familyName: string;
  readonly givenName: string;
}

const TITLES: ReadonlySet<string> = new Set(['DR']);
const TRANSLITERATED: readonly (readonly [RegExp, string])[] = [
  [/Ä/g, 'AE'],
  [/Ö/g, 'OE'],
  [/Ü/g, 'UE'],
];

/**
 * Whether two certificates are of one person, as Germany's Corona-Warn-App compares them: the same date of birth,
 * and a part of each name in common, straight or with family and given name swapped. The door compares
 * only the passes that one visitor presents together, never visitors.
 */
export function isSameHolder(a: ComparedHolder, b: ComparedHolder): boolean {
  if (a.dateOfBirth.trim() !== b.dateOfBirth.trim()) return false;
  const [familyA, givenA] = [partsOf(a.familyName), partsOf(a.givenName)];
  const [familyB, givenB] = [partsOf(b.familyName), partsOf(b.givenName)];
  return (meet(familyA, familyB) && meet(givenA, givenB)) || (meet(familyA, givenB) && meet(givenA, familyB));
}

function partsOf(name: string): ReadonlySet<string> {
  let upper = name.toUpperCase();
  for (const [letter, letters] of TRANSLITERATED) upper = upper.replace(letter, letters);
  return new Set(upper.split(/[<.\-\s]+/).filter((part) => part !== '' && !TITLES.has(part)));
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 && b.size === 0) return true;
  return [...a].some((part) => b.has(part));
}
