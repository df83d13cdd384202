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
  readonly exemptions: readonly ExemptionFact[];
  readonly ticket: TicketFact | null;
  readonly membership: MembershipFact | null;
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
  /** From and until when it protects, where the pass itself says so; null `validUntil`: it names no end. */
  readonly validFrom: string | null;
  readonly validUntil: string | null;
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

/** A medical or other exemption. Null where the pass does not say. */
export interface ExemptionFact {
  readonly kind: string;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** A ticket: what it is for, as the organiser numbers it. */
export interface TicketFact {
  readonly event: string;
  readonly product: string;
  readonly variation: string | null;
  readonly subevent: string | null;
}

/** Who the holder is to the venue. */
export interface MembershipFact {
  readonly kind: 'member' | 'staff' | 'guest';
  readonly label: string | null;
}

/** Facts of a pass that says nothing; a reader fills in what its format has. */
export const NO_FACTS: PassFacts = {
  holder: null,
  passId: null,
  vaccinations: [],
  tests: [],
  recoveries: [],
  exemptions: [],
  ticket: null,
  membership: null,
  payload: null,
};
