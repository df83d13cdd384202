/**
 * What a verified pass says, in one shape for every format; made only after the signature was found
 * good. Dates are ISO 8601 as the issuer wrote them (a date of birth may be a year or a year and month).
 */
export interface PassFacts {
  readonly holder: {
    readonly familyName: string;
    readonly givenName: string;
    /** ICAO 9303 transliteration where the format has one, else null. */
    readonly standardisedFamilyName: string | null;
    readonly standardisedGivenName: string | null;
    readonly dateOfBirth: string | null;
  } | null;
  readonly passId: string | null;
  readonly vaccinations: readonly VaccinationFact[];
  readonly tests: readonly TestFact[];
  readonly recoveries: readonly RecoveryFact[];
  /** The signed payload as plain data, for rules written against the format's own schema. */
  readonly payload: unknown;
}

export interface VaccinationFact {
  readonly disease: string;
  readonly product: string;
  readonly doseNumber: number;
  readonly dosesInSeries: number;
  readonly date: string;
  readonly country: string;
}

export interface TestFact {
  readonly disease: string;
  readonly kind: 'nucleic_acid' | 'antigen' | 'other';
  readonly sampledAt: string;
  readonly result: 'not_detected' | 'detected' | 'other';
  readonly country: string;
}

export interface RecoveryFact {
  readonly disease: string;
  readonly firstPositive: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly country: string;
}
