import { type CborValue, decodeCbor } from '../cbor.ts';
import { encodeCbor } from '../encode_cbor.ts';
import {
  type ExemptionFact,
  type MembershipFact,
  NO_FACTS,
  type PassFacts,
  type VaccinationFact,
} from '../facts.ts';
import { readIsoInstant } from '../iso_instant.ts';
import { readNumericDate } from '../numeric_date.ts';
import type { SignedClaims } from '../pass_reader.ts';
import { toPlainData } from '../plain_data.ts';
import { fail, ok, type Result } from '../result.ts';

/** The claims of a venue pass: those of a CWT (RFC 8392 section 3.1), then ours from the private range. */
export const VENUE_CLAIM = {
  issuer: 1,
  audience: 3,
  expiresAt: 4,
  notBefore: 5,
  issuedAt: 6,
  passId: 7,
  kind: -65_537,
  gates: -65_538,
  singleUse: -65_539,
  label: -65_540,
  holder: -65_541,
  windows: -65_542,
  group: -65_543,
  content: -65_544,
} as const;

export type VenueClaimsError = 'bad_cbor' | 'bad_claims' | 'bad_time_claim' | 'content_not_supported';

const KNOWN_CLAIMS: ReadonlySet<CborValue> = new Set(Object.values(VENUE_CLAIM));
const MEMBERSHIPS = ['member', 'staff', 'guest'] as const satisfies readonly MembershipFact['kind'][];
const KINDS: ReadonlySet<string> = new Set([...MEMBERSHIPS, 'ticket', 'vaccination', 'exemption']);

const PASS_ID_BYTES = 16;
const MAX_NAME_CHARACTERS = 100;
const MAX_LABEL_CHARACTERS = 60;
const MAX_NAMES = 16;
const MAX_WINDOWS = 64;
const MAX_VACCINATIONS = 8;
const MAX_DOSES = 99;

type Claims = ReadonlyMap<CborValue, CborValue>;

/** Thrown and caught in this file only. */
class BadClaims extends Error {}

/** The claims of a venue pass, which always names its issuer. */
export interface VenueClaims extends SignedClaims {
  readonly issuer: string;
}

/** Reads the signed content of a venue pass (test/vectors/venue_pass.md, "Claims"), all of it or nothing. */
export function readVenueClaims(payload: Uint8Array): Result<VenueClaims, VenueClaimsError> {
  const claims = decodeCbor(payload);
  const encoded = encodeCbor(claims);
  if (encoded === null || Buffer.compare(encoded, payload) !== 0) return fail('bad_cbor');
  if (!(claims instanceof Map)) return fail('bad_claims');
  // A claim that is not understood may limit the pass; only texts are the issuer's own remarks.
  const unknown = [...claims.keys()].some((key) => typeof key !== 'string' && !KNOWN_CLAIMS.has(key));
  if (unknown) return fail('content_not_supported');
  const times = readTimes(claims);
  if (times === null) return fail('bad_time_claim');
  const kind = claims.get(VENUE_CLAIM.kind);
  if (typeof kind === 'string' && !KINDS.has(kind)) return fail('content_not_supported');
  try {
    const audience = claims.get(VENUE_CLAIM.audience);
    return ok({
      ...times,
      issuer: nameOf(claims.get(VENUE_CLAIM.issuer)),
      use: null,
      audience: typeof audience === 'string' ? [nameOf(audience)] : optional(audience, namesOf),
      gates: optional(claims.get(VENUE_CLAIM.gates), namesOf),
      singleUse: optional(claims.get(VENUE_CLAIM.singleUse), booleanOf) ?? false,
      facts: readFacts(claims),
    });
  } catch (error) {
    if (error instanceof BadClaims) return fail('bad_claims');
    throw error;
  }
}

/** The group that a pass may be withdrawn with, from the facts that readVenueClaims made; null: none. */
export function venueGroupOf({ payload }: PassFacts): string | null {
  const group = (payload as Readonly<Record<number, unknown>> | null)?.[VENUE_CLAIM.group];
  return typeof group === 'string' ? group : null;
}

type Times = Pick<SignedClaims, 'expiresAt' | 'issuedAt' | 'notBefore' | 'windows'>;

function readTimes(claims: Claims): Times | null {
  const expiresAt = readNumericDate(claims.get(VENUE_CLAIM.expiresAt));
  const issuedAt = readNumericDate(claims.get(VENUE_CLAIM.issuedAt));
  const notBefore = readNumericDate(claims.get(VENUE_CLAIM.notBefore));
  if (expiresAt === null || issuedAt === null || !(issuedAt < expiresAt)) return null;
  if (claims.has(VENUE_CLAIM.notBefore) && !(notBefore !== null && notBefore < expiresAt)) return null;
  const windows = claims.has(VENUE_CLAIM.windows) ? readWindows(claims.get(VENUE_CLAIM.windows)) : null;
  if (windows !== null && windows.length === 0) return null;
  return { expiresAt, issuedAt, notBefore, windows };
}

/** In ascending order without overlap; none where one of them is not right. */
function readWindows(value: CborValue): NonNullable<Times['windows']> {
  if (!Array.isArray(value) || value.length > MAX_WINDOWS) return [];
  const windows: NonNullable<Times['windows']>[number][] = [];
  for (const window of value) {
    if (!Array.isArray(window) || window.length !== 2) return [];
    const from = readNumericDate(window[0]);
    const until = readNumericDate(window[1]);
    const earliest = windows.at(-1)?.until ?? 0;
    if (from === null || until === null || from < earliest || from >= until) return [];
    windows.push({ from, until });
  }
  return windows;
}

function readFacts(claims: Claims): PassFacts {
  const passId = claims.get(VENUE_CLAIM.passId);
  if (!(passId instanceof Uint8Array) || passId.length !== PASS_ID_BYTES) throw new BadClaims();
  optional(claims.get(VENUE_CLAIM.group), nameOf);
  // A remark under "-65543" would look like the group in plain data.
  const withoutRemarks = new Map([...claims].filter(([key]) => typeof key !== 'string'));
  return {
    ...NO_FACTS,
    passId: Buffer.from(passId).toString('hex'),
    holder: optional(claims.get(VENUE_CLAIM.holder), readHolder),
    ...readContent(claims),
    payload: toPlainData(withoutRemarks),
  };
}

/** What the pass is for: each kind has its own content, and a membership has none. */
function readContent(claims: Claims): Partial<PassFacts> {
  const kind = claims.get(VENUE_CLAIM.kind);
  const content = claims.get(VENUE_CLAIM.content);
  const label = optional(claims.get(VENUE_CLAIM.label), (value) => textOf(value, MAX_LABEL_CHARACTERS));
  switch (kind) {
    case 'ticket':
      return { ticket: readTicket(content) };
    case 'vaccination':
      return { vaccinations: listOf(content, MAX_VACCINATIONS).map(readVaccination) };
    case 'exemption':
      return { exemptions: [readExemption(content)] };
    default: {
      const membership = MEMBERSHIPS.find((known) => known === kind);
      if (membership === undefined || content !== undefined) throw new BadClaims();
      return { membership: { kind: membership, label } };
    }
  }
}

function readHolder(value: CborValue): PassFacts['holder'] {
  const fields = fieldsOf(value, 1, 3);
  return {
    familyName: nameOf(fields.get(1)),
    givenName: optional(fields.get(2), nameOf) ?? '',
    standardisedFamilyName: null,
    standardisedGivenName: null,
    dateOfBirth: optional(fields.get(3), dateOfBirthOf),
  };
}

function readTicket(value: CborValue): PassFacts['ticket'] {
  const fields = fieldsOf(value, 2, 4);
  return {
    event: nameOf(fields.get(1)),
    product: nameOf(fields.get(2)),
    variation: optional(fields.get(3), nameOf),
    subevent: optional(fields.get(4), nameOf),
  };
}

function readVaccination(value: CborValue): VaccinationFact {
  const fields = fieldsOf(value, 6, 8);
  return {
    disease: nameOf(fields.get(1)),
    product: nameOf(fields.get(2)),
    doseNumber: doseOf(fields.get(3)),
    dosesInSeries: doseOf(fields.get(4)),
    date: dateOf(fields.get(5)),
    country: countryOf(fields.get(6)),
    validFrom: optional(fields.get(7), dateOf),
    validUntil: optional(fields.get(8), dateOf),
  };
}

function readExemption(value: CborValue): ExemptionFact {
  const fields = fieldsOf(value, 1, 3);
  return {
    kind: nameOf(fields.get(1)),
    validFrom: optional(fields.get(2), dateOf),
    validUntil: optional(fields.get(3), dateOf),
  };
}

/** A map with keys from 1 to `last`, of which those up to `lastRequired` must be there. */
function fieldsOf(value: CborValue, lastRequired: number, last: number): Claims {
  if (!(value instanceof Map)) throw new BadClaims();
  for (const key of value.keys()) {
    if (typeof key !== 'number' || key < 1 || key > last) throw new BadClaims();
  }
  for (let key = 1; key <= lastRequired; key += 1) {
    if (!value.has(key)) throw new BadClaims();
  }
  return value;
}

function optional<Value>(value: CborValue, read: (value: CborValue) => Value): Value | null {
  return value === undefined ? null : read(value);
}

function textOf(value: CborValue, maxCharacters: number): string {
  if (typeof value !== 'string' || value === '' || [...value].length > maxCharacters) throw new BadClaims();
  return value;
}

function nameOf(value: CborValue): string {
  return textOf(value, MAX_NAME_CHARACTERS);
}

function namesOf(value: CborValue): readonly string[] {
  return listOf(value, MAX_NAMES).map(nameOf);
}

function listOf(value: CborValue, maxItems: number): readonly CborValue[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxItems) throw new BadClaims();
  return value;
}

function booleanOf(value: CborValue): boolean {
  if (typeof value !== 'boolean') throw new BadClaims();
  return value;
}

function doseOf(value: CborValue): number {
  if (typeof value !== 'number' || value < 1 || value > MAX_DOSES) throw new BadClaims();
  return value;
}

function dateOf(value: CborValue): string {
  const date = textOf(value, 'YYYY-MM-DD'.length);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || readIsoInstant(date) === null) throw new BadClaims();
  return date;
}

/** A year, a year and month, or a date. */
function dateOfBirthOf(value: CborValue): string {
  const date = textOf(value, 'YYYY-MM-DD'.length);
  if (!/^\d{4}(?:-\d{2}){0,2}$/.test(date)) throw new BadClaims();
  dateOf(`${date}-01-01`.slice(0, 'YYYY-MM-DD'.length));
  return date;
}

/** ISO 3166-1 alpha-2. */
function countryOf(value: CborValue): string {
  const country = textOf(value, 2);
  if (!/^[A-Z]{2}$/.test(country)) throw new BadClaims();
  return country;
}
