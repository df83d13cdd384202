import type { Language } from '../../main/bridge/contract.ts';

/** Writes numbers in a language, alone or before what they count. */
export interface Numbers {
  /** `1,000` */
  number(value: number): string;
  /** `1 key`, `1,000 keys`: the number and the form that goes with it. */
  counted(value: number, one: string, other: string): string;
}

/** The numbers of a language, by its own rules of grouping and of plurals. */
export function numbersIn(language: Language): Numbers {
  const format = new Intl.NumberFormat(language);
  const plural = new Intl.PluralRules(language);
  return {
    number: (value) => format.format(value),
    counted: (value, one, other) => `${format.format(value)} ${plural.select(value) === 'one' ? one : other}`,
  };
}
