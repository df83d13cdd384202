import type { Name } from '@peculiar/asn1-x509';

const COUNTRY_NAME = '2.5.4.6';

/** Who issued or holds a certificate. */
export interface DistinguishedName {
  /** Equal for equal names (RFC 5280 section 7.1): neither letter case, spacing nor string type count. */
  readonly text: string;
  /** In capitals, as some authorities do not write it; null where there is not exactly one. */
  readonly country: string | null;
}

/** Reads a name. */
export function readDistinguishedName(name: Name): DistinguishedName {
  const parts = [...name].map((part) =>
    [...part].map(({ type, value }) => `${type}=${JSON.stringify(comparable(value.toString()))}`).sort(),
  );
  const countries = [...name].flat().filter(({ type }) => type === COUNTRY_NAME);
  const [country] = countries;
  return {
    text: parts.map((part) => part.join('+')).join(','),
    country: country === undefined || countries.length > 1 ? null : country.value.toString().toUpperCase(),
  };
}

function comparable(value: string): string {
  return value.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
