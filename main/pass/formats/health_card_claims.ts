import type { PassFacts } from '../facts.ts';
import { fail, ok, type Result } from '../result.ts';
import { type HealthTopic, readFhirFacts } from './fhir_facts.ts';

/** What the specification recommends and the card does without: of no weight at the door. */
export type HealthCardWarning = 'type_missing';

/** The claims of a health card. Times are NumericDates as they were written, in seconds, of any size. */
export interface HealthCardClaims {
  readonly issuer: string;
  readonly notBefore: number;
  readonly expires: number | null;
  readonly facts: PassFacts;
  readonly warnings: readonly HealthCardWarning[];
}

/** Which revocation identifiers there can be: up to 24 characters of the base64url alphabet. */
export const REVOCATION_ID = /^[A-Za-z0-9_-]{1,24}$/;

/** The type that makes a credential a health card; others may stand beside it. */
const HEALTH_CARD_TYPE = 'https://smarthealth.cards#health-card';
/** Deprecated since 1.4.0: none of them, or all that apply. */
const TOPIC_TYPES: ReadonlyMap<string, HealthTopic> = new Map([
  ['https://smarthealth.cards#immunization', 'immunization'],
  ['https://smarthealth.cards#laboratory', 'laboratory'],
  ['https://smarthealth.cards#covid19', 'covid19'],
]);
const MAX_TYPES = 32;
/** FHIR R4 and R4B; what the facts are read from is the same in both. */
const READ_FHIR_VERSION = /^4\.\d{1,2}\.\d{1,2}$/;
const HTTPS_URL = /^https:\/\/[!-~]{0,999}[!-.0-~]$/;

type Json = Readonly<Record<string, unknown>>;

/** Whether a text can name an issuer: an https URL without a slash at its end. */
export function isHealthCardIssuer(text: unknown): text is string {
  return typeof text === 'string' && HTTPS_URL.test(text);
}

/** The issuer that a card's payload names, only good for finding its key; null where it names none. */
export function readHealthCardIssuer(payload: unknown): string | null {
  return isObject(payload) && isHealthCardIssuer(payload.iss) ? payload.iss : null;
}

/**
 * The claims in a card's payload, parsed from its JSON (SMART Health Cards Framework 1.4.0, "Health Cards are encoded as Compact
 * Serialization JSON Web Signatures"). What the framework or FHIR demands of them is an error.
 */
export function readHealthCardClaims(
  claims: unknown,
): Result<HealthCardClaims, 'bad_claims' | 'bad_time_claim' | 'content_not_supported'> {
  if (!isObject(claims) || !isHealthCardIssuer(claims.iss)) return fail('bad_claims');
  const { exp: expires, iss: issuer, nbf: notBefore, vc } = claims;
  if (!isFinite(notBefore) || !(expires === undefined || isFinite(expires))) return fail('bad_time_claim');

  if (!isObject(vc) || !isObject(vc.credentialSubject)) return fail('bad_claims');
  const { credentialSubject, rid, type } = vc;
  const { fhirBundle, fhirVersion } = credentialSubject;
  if (!isTypeList(type) || !type.includes(HEALTH_CARD_TYPE)) return fail('bad_claims');
  if (rid !== undefined && !(typeof rid === 'string' && REVOCATION_ID.test(rid))) return fail('bad_claims');
  if (typeof fhirVersion !== 'string') return fail('bad_claims');
  if (!READ_FHIR_VERSION.test(fhirVersion)) return fail('content_not_supported');

  const read = readFhirFacts(fhirBundle);
  if (!read.ok) return read;
  const { facts, topics } = read.value;
  const named = type.map((name) => TOPIC_TYPES.get(name)).filter((topic) => topic !== undefined);
  const typeIsMissing = named.length > 0 && [...topics].some((topic) => !named.includes(topic));
  return ok({
    issuer,
    notBefore,
    expires: expires ?? null,
    facts: { ...facts, passId: rid ?? null, payload: claims },
    warnings: typeIsMissing ? ['type_missing'] : [],
  });
}

function isTypeList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MAX_TYPES && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}
