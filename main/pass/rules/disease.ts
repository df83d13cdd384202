/** The diseases that rules speak of. */
export type Disease = 'covid_19' | 'yellow_fever';

export const DISEASES = ['covid_19', 'yellow_fever'] as const satisfies readonly Disease[];

/** Codes and names as passes write them: SNOMED CT, ICD-10, ICD-11, and the words of national formats. */
const NAMES: ReadonlyMap<string, Disease> = new Map<string, Disease>([
  ['840539006', 'covid_19'],
  ['840533007', 'covid_19'],
  ['u07.1', 'covid_19'],
  ['ra01', 'covid_19'],
  ['ra01.0', 'covid_19'],
  ['xn109', 'covid_19'],
  ['covid19', 'covid_19'],
  ['sarscov2', 'covid_19'],
  ['16541001', 'yellow_fever'],
  ['a95', 'yellow_fever'],
  ['a95.9', 'yellow_fever'],
  ['1d47', 'yellow_fever'],
  ['yellowfever', 'yellow_fever'],
]);

/** The disease that a pass names, `other` for one that no rule speaks of, or null where it names none. */
export function diseaseOf(text: string): Disease | 'other' | null {
  const name = text.toLowerCase().replace(/[^a-z0-9.]/g, '');
  return name === '' ? null : (NAMES.get(name) ?? 'other');
}
