import { hash } from 'node:crypto';
import { decodeBase45 } from '../base45.ts';
import { openSign1 } from '../cose_sign1.ts';
import { inflateZlib } from '../inflate.ts';
import type { PassReader } from '../pass_reader.ts';
import { fail, ok } from '../result.ts';
import { readVenueClaims, venueGroupOf } from './venue_claims.ts';
import { encodeVenueEnvelope, encodeVenueHeader } from './venue_envelope.ts';

/** The beginning of every venue pass. */
export const VENUE_PREFIX = 'VP1:';

/** The longest one: what a QR code of version 40 holds in its alphanumeric mode (ISO/IEC 18004). */
export const MAX_VENUE_CHARACTERS = 4_296;

const KEY_ID_BYTES = 8;
const SIGNATURE_BYTES = 64;
const REVOCATION_HASH_BYTES = 16;

/** The venue's own pass, test/vectors/venue_pass.md: a CWT in COSE_Sign1, written in one way only. */
export const venuePassReader = {
  format: 'venue',

  recognises: ({ text }) => text?.startsWith(VENUE_PREFIX) ?? false,

  open({ text }) {
    const code = text ?? '';
    if (code.length > MAX_VENUE_CHARACTERS) return fail('too_large');
    const packed = decodeBase45(code, VENUE_PREFIX.length);
    if (packed === null || packed.length === 0) return fail('bad_encoding');
    const cose = inflateZlib(packed);
    if (cose === null) return fail('bad_compression');
    const opened = openSign1(cose, { tagRequired: true });
    if (!opened.ok) return opened;
    const { algorithm, keyId, keyIdIsProtected, payload, signature, signedBytes } = opened.value;
    if (algorithm !== 'ES256' && algorithm !== 'EdDSA') return fail('bad_algorithm');
    if (keyId === null || !keyIdIsProtected || keyId.length !== KEY_ID_BYTES) return fail('no_key_id');
    if (signature.length !== SIGNATURE_BYTES) return fail('bad_envelope');
    const written = encodeVenueEnvelope(encodeVenueHeader(algorithm, keyId), payload, signature);
    if (Buffer.compare(written, cose) !== 0) return fail('bad_envelope');
    const signed = { algorithm, signedBytes, signature, payload };
    return ok({ issuer: null, keyId: Buffer.from(keyId).toString('base64'), ...signed });
  },

  readClaims({ payload, signer }) {
    const claims = readVenueClaims(payload);
    // Somebody who may issue in one name may not issue in another.
    return claims.ok && claims.value.issuer !== signer.issuer ? fail('bad_claims') : claims;
  },

  revocationNames({ signer }, { facts }) {
    const scope = signer.issuer;
    const passId = { scope, kind: 'pass_id', hash: venueRevocationHash(facts.passId ?? '') };
    const group = venueGroupOf(facts);
    return group === null ? [passId] : [passId, { scope, kind: 'group', hash: venueRevocationHash(group) }];
  },
} as const satisfies PassReader;

/** The hash by which lists withdraw venue passes: of a pass id in lower-case hexadecimal, or of a group. */
export function venueRevocationHash(name: string): Uint8Array {
  return hash('sha256', name, 'buffer').subarray(0, REVOCATION_HASH_BYTES);
}
