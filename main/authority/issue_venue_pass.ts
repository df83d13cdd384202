import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { CborValue } from '../pass/cbor.ts';
import { encodeCbor } from '../pass/encode_cbor.ts';
import type { ExemptionFact, TicketFact, VaccinationFact } from '../pass/facts.ts';
import { readVenueClaims, VENUE_CLAIM, type VenueClaimsError } from '../pass/formats/venue_claims.ts';
import {
  encodeVenueEnvelope,
  encodeVenueHeader,
  type VenueAlgorithm,
} from '../pass/formats/venue_envelope.ts';
import { MAX_VENUE_CHARACTERS, VENUE_PREFIX } from '../pass/formats/venue_pass.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import { algorithmsOf } from '../pass/signature.ts';
import { encodeBase45 } from '../pass/encode_base45.ts';
import { signSign1 } from './sign_cose.ts';

/** What a venue pass says. Times are seconds since 1970, as in the code itself. */
export interface VenuePassContent {
  readonly issuer: string;
  /** 16 random bytes, new for each pass. */
  readonly passId: Uint8Array;
  readonly issuedAt: number;
  readonly notBefore?: number;
  readonly expiresAt: number;
  /** The only stretches of time in which it is good, ascending. */
  readonly windows?: readonly { readonly from: number; readonly until: number }[];
  readonly content:
    | { readonly kind: 'member' | 'staff' | 'guest' }
    | ({ readonly kind: 'ticket' } & TicketFact)
    | { readonly kind: 'vaccination'; readonly vaccinations: readonly VaccinationFact[] }
    | { readonly kind: 'exemption'; readonly exemption: ExemptionFact };
  /** The venues or events that it is for; absent: every one of the issuer. */
  readonly audience?: readonly string[];
  readonly gates?: readonly string[];
  readonly singleUse?: boolean;
  readonly label?: string;
  readonly holder?: {
    readonly familyName: string;
    readonly givenName?: string;
    /** YYYY, YYYY-MM or YYYY-MM-DD. */
    readonly dateOfBirth?: string;
  };
  /** A name under which it can be withdrawn together with others. */
  readonly group?: string;
}

export type IssueError = VenueClaimsError | 'bad_algorithm' | 'too_large';

const KEY_ID_BYTES = 8;

/**
 * Signs a venue pass with a P-256 or Ed25519 key and encodes it as text for a QR code
 * (test/vectors/venue_pass.md). Nothing is signed that the kiosk would not be able to read.
 */
export function issueVenuePass(content: VenuePassContent, privateKey: KeyObject): Result<string, IssueError> {
  const publicKey = createPublicKey(privateKey);
  const algorithm = algorithmOf(publicKey);
  if (algorithm === null) return fail('bad_algorithm');
  const payload = encodeVenueClaims(content);
  if (payload === null) return fail('bad_claims');
  const readable = readVenueClaims(payload);
  if (!readable.ok) return readable;
  const header = encodeVenueHeader(algorithm, venueKeyId(publicKey));
  const cose = encodeVenueEnvelope(header, payload, signSign1(header, payload, privateKey));
  const text = `${VENUE_PREFIX}${encodeBase45(deflateSync(cose, { level: 9 }))}`;
  return text.length > MAX_VENUE_CHARACTERS ? fail('too_large') : ok(text);
}

/** The id of a key: the first 8 bytes of the SHA-256 of its SubjectPublicKeyInfo (DER). */
export function venueKeyId(publicKey: KeyObject): Uint8Array {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return hash('sha256', spki, 'buffer').subarray(0, KEY_ID_BYTES);
}

function algorithmOf(publicKey: KeyObject): VenueAlgorithm | null {
  if (publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256';
  return algorithmsOf(publicKey).includes('EdDSA') ? 'EdDSA' : null;
}

function encodeVenueClaims(pass: VenuePassContent): Uint8Array | null {
  const { audience, content, holder, windows } = pass;
  return encodeCbor(
    mapOf([
      [VENUE_CLAIM.issuer, pass.issuer],
      [VENUE_CLAIM.audience, audience?.length === 1 ? audience[0] : audience],
      [VENUE_CLAIM.expiresAt, pass.expiresAt],
      [VENUE_CLAIM.notBefore, pass.notBefore],
      [VENUE_CLAIM.issuedAt, pass.issuedAt],
      [VENUE_CLAIM.passId, pass.passId],
      [VENUE_CLAIM.kind, content.kind],
      [VENUE_CLAIM.gates, pass.gates],
      [VENUE_CLAIM.singleUse, pass.singleUse],
      [VENUE_CLAIM.label, pass.label],
      [VENUE_CLAIM.holder, holder && listed(holder.familyName, holder.givenName, holder.dateOfBirth)],
      [VENUE_CLAIM.windows, windows?.map(({ from, until }) => [from, until])],
      [VENUE_CLAIM.group, pass.group],
      [VENUE_CLAIM.content, contentOf(content)],
    ]),
  );
}

function contentOf(content: VenuePassContent['content']): CborValue {
  switch (content.kind) {
    case 'ticket':
      return listed(content.event, content.product, content.variation, content.subevent);
    case 'vaccination':
      return content.vaccinations.map((dose) =>
        listed(
          dose.disease,
          dose.product,
          dose.doseNumber,
          dose.dosesInSeries,
          dose.date,
          dose.country,
          dose.validFrom,
          dose.validUntil,
        ),
      );
    case 'exemption':
      return listed(content.exemption.kind, content.exemption.validFrom, content.exemption.validUntil);
    default:
      return undefined;
  }
}

/** A map whose keys count the fields from 1. */
function listed(...fields: readonly CborValue[]): CborValue {
  return mapOf(fields.map((field, index) => [index + 1, field]));
}

/** A map of the entries that have a value. */
function mapOf(entries: readonly (readonly [number, CborValue])[]): CborValue {
  return new Map(entries.filter(([, value]) => value !== undefined && value !== null));
}
