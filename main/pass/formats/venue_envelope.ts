import { encodeCbor } from '../encode_cbor.ts';

/** The algorithms of a venue pass and their COSE numbers (RFC 9053 sections 2.1 and 2.2). */
export const VENUE_ALGORITHMS = { ES256: -7, EdDSA: -8 } as const;

export type VenueAlgorithm = keyof typeof VENUE_ALGORITHMS;

const HEADER_ALGORITHM = 1;
const HEADER_KEY_ID = 4;
const TAG_SIGN1 = 0xd2;
const NOTHING = new Uint8Array();

/** The protected header of a venue pass: the algorithm and the key id, nothing else. */
export function encodeVenueHeader(algorithm: VenueAlgorithm, keyId: Uint8Array): Uint8Array {
  const header = new Map<number, number | Uint8Array>([
    [HEADER_ALGORITHM, VENUE_ALGORITHMS[algorithm]],
    [HEADER_KEY_ID, keyId],
  ]);
  return encodeCbor(header) ?? NOTHING;
}

/** The envelope of a venue pass, written the one way: a tagged COSE_Sign1, its unprotected header empty. */
export function encodeVenueEnvelope(
  header: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const body = encodeCbor([header, new Map(), payload, signature]) ?? NOTHING;
  return Buffer.concat([Uint8Array.of(TAG_SIGN1), body]);
}
