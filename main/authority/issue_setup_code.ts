import type { KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { deflateSync } from 'node:zlib';
import type { CborValue } from '../pass/cbor.ts';
import { encodeCbor } from '../pass/encode_cbor.ts';
import { encodeVenueEnvelope } from '../pass/formats/venue_envelope.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import {
  readSetupClaims,
  SETUP_CLAIM,
  type SetupClaims,
  type SetupClaimsError,
} from '../trust/setup_claims.ts';
import { MAX_SETUP_CHARACTERS, SETUP_HEADER, SETUP_PREFIX } from '../trust/setup_code.ts';
import { encodeBase45 } from '../pass/encode_base45.ts';
import { signSign1 } from './sign_cose.ts';

export type SetupIssueError = SetupClaimsError | 'bad_algorithm' | 'too_large';

/**
 * Signs a set-up code with the private half of a root role's key (Ed25519) and encodes it as text for a QR
 * code or a file. Nothing is signed that a kiosk would not be able to read; that the key belongs to the root
 * is for the caller to check, with `verifySetup`. Times are whole seconds, in milliseconds.
 */
export function issueSetupCode(setup: SetupClaims, privateKey: KeyObject): Result<string, SetupIssueError> {
  if (privateKey.asymmetricKeyType !== 'ed25519') return fail('bad_algorithm');
  const payload = encodeSetupClaims(setup);
  if (payload === null) return fail('bad_claims');
  const readable = readSetupClaims(payload);
  if (!readable.ok) return readable;
  // UTF-8 has no half of a surrogate pair, and hexadecimal has two writings.
  if (!isDeepStrictEqual(readable.value, setup)) return fail('bad_claims');
  const signature = signSign1(SETUP_HEADER, payload, privateKey);
  const cose = encodeVenueEnvelope(SETUP_HEADER, payload, signature);
  const text = `${SETUP_PREFIX}${encodeBase45(deflateSync(cose, { level: 9 }))}`;
  return text.length > MAX_SETUP_CHARACTERS ? fail('too_large') : ok(text);
}

function encodeSetupClaims(setup: SetupClaims): Uint8Array | null {
  const { expiresAt, issuedAt, support } = setup;
  const claims: readonly (readonly [number, CborValue])[] = [
    [SETUP_CLAIM.expiresAt, expiresAt === null ? null : expiresAt / 1000],
    [SETUP_CLAIM.issuedAt, issuedAt / 1000],
    [SETUP_CLAIM.venueName, setup.venueName],
    [SETUP_CLAIM.gates, setup.gates],
    [SETUP_CLAIM.gate, setup.gate],
    [SETUP_CLAIM.languages, setup.languages],
    [SETUP_CLAIM.timeZone, setup.timeZone],
    [SETUP_CLAIM.source, setup.source],
    [SETUP_CLAIM.support, [support.name, support.contact]],
    [SETUP_CLAIM.rootVersion, setup.rootVersion],
    [SETUP_CLAIM.rootFingerprint, Buffer.from(setup.rootFingerprint, 'hex')],
  ];
  return encodeCbor(new Map(claims.filter(([, claim]) => claim !== null)));
}
