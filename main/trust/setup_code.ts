import { hash } from 'node:crypto';
import { decodeBase45 } from '../pass/base45.ts';
import { openSign1 } from '../pass/cose_sign1.ts';
import { encodeCbor } from '../pass/encode_cbor.ts';
import { encodeVenueEnvelope, VENUE_ALGORITHMS } from '../pass/formats/venue_envelope.ts';
import { inflateZlib } from '../pass/inflate.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import { verifySignature } from '../pass/signature.ts';
import { readRootRole } from './root_role.ts';
import { readSetupClaims, type SetupClaims, type SetupClaimsError } from './setup_claims.ts';

/** The beginning of every set-up code. */
export const SETUP_PREFIX = 'VPS1:';

/** The longest one: what a QR code of version 40 holds in its alphanumeric mode (ISO/IEC 18004). */
export const MAX_SETUP_CHARACTERS = 4_296;

/** On a stick the code is a file of this name beside the repository's `metadata` and `targets`. */
export const SETUP_FILE_NAME = 'setup.txt';

/** The largest set-up file that is read. */
export const MAX_SETUP_FILE_BYTES = 8 * 1024;

const HEADER_ALGORITHM = 1;
/** The protected header of a set-up code: the algorithm alone, since every key of the root role is tried. */
export const SETUP_HEADER: Uint8Array =
  encodeCbor(new Map([[HEADER_ALGORITHM, VENUE_ALGORITHMS.EdDSA]])) ?? new Uint8Array();
const SIGNATURE_BYTES = 64;
/** How far two machines' clocks may differ before a code seems to come from the future. */
const MAX_CLOCK_SKEW_MS = 10 * 60_000;

/**
 * A set-up code that nobody has vouched for: only where to find the root of trust that may. Whoever makes a
 * root can make a code for it; that it is the right one, only people can tell, by its fingerprint.
 */
export interface UnverifiedSetup {
  readonly root: Pick<SetupClaims, 'source' | 'rootVersion' | 'rootFingerprint'>;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly signedBytes: Uint8Array;
}

/** A set-up code that a key of its root signed, with the bytes of that root. */
export interface VerifiedSetup extends SetupClaims {
  readonly root: Uint8Array;
}

export type SetupCodeError =
  | 'not_a_setup_code'
  | 'too_large'
  | 'bad_code'
  | 'bad_algorithm'
  | SetupClaimsError;
export type SetupTrustError = 'other_root' | 'bad_root' | 'bad_signature' | 'expired' | 'clock_behind';
export type SetupError = SetupCodeError | SetupTrustError;

/** Each error in words that go on from "it": the set-up code. */
export const SETUP_ERROR_WORDS: Readonly<Record<SetupError, string>> = {
  not_a_setup_code: 'is not a set-up code',
  too_large: 'is longer than a set-up code can be',
  bad_code: 'is damaged or incomplete',
  bad_algorithm: 'is signed in a way that is not allowed',
  bad_claims: 'says something that a kiosk cannot be set up with',
  newer_claims: 'is for a newer version of this program',
  other_root: 'is for another authority than the one whose root of trust was found',
  bad_root: 'leads to a root of trust that cannot be used',
  bad_signature: 'was not signed by the authority that it names',
  expired: 'has expired',
  clock_behind: "was made later than it is by this machine's clock",
};

/** Takes the text of a set-up code apart. Nothing that it says may be shown or used before `verifySetup`. */
export function readSetupCode(text: string): Result<UnverifiedSetup, SetupCodeError> {
  if (!text.startsWith(SETUP_PREFIX)) return fail('not_a_setup_code');
  if (text.length > MAX_SETUP_CHARACTERS) return fail('too_large');
  const packed = decodeBase45(text, SETUP_PREFIX.length);
  const cose = packed === null ? null : inflateZlib(packed);
  if (cose === null) return fail('bad_code');
  const opened = openSign1(cose, { tagRequired: true });
  if (!opened.ok) return fail(opened.error === 'bad_algorithm' ? opened.error : 'bad_code');
  const { algorithm, payload, signature, signedBytes } = opened.value;
  // Only Ed25519 keys sign roots, so that nothing else can sign a code.
  if (algorithm !== 'EdDSA') return fail('bad_algorithm');
  if (signature.length !== SIGNATURE_BYTES) return fail('bad_code');
  const written = encodeVenueEnvelope(SETUP_HEADER, payload, signature);
  if (Buffer.compare(written, cose) !== 0) return fail('bad_code');
  const claims = readSetupClaims(payload);
  if (!claims.ok) return claims;
  const { rootFingerprint, rootVersion, source } = claims.value;
  return ok({ root: { source, rootVersion, rootFingerprint }, payload, signature, signedBytes });
}

/** Reads a set-up file as people's editors leave it: with a byte order mark, or a line's end. */
export function readSetupFile(content: Uint8Array): Result<UnverifiedSetup, SetupCodeError> {
  if (content.length > MAX_SETUP_FILE_BYTES) return fail('too_large');
  // Latin-1 cannot fail, and what is not ASCII is not in the alphabet.
  const text = Buffer.from(content).toString('latin1');
  return readSetupCode(text.replace(/^\u00ef\u00bb\u00bf/, '').replace(/[\r\n]+$/, ''));
}

/**
 * Checks a set-up code against the root of trust that was found where it leads: the root has the fingerprint,
 * is a good one by `isGoodRoot` (signed by as many of its own keys as it asks for; it must not throw), and
 * one of its root role's keys signed the code. `nowMs`: milliseconds since 1970.
 */
export function verifySetup(
  setup: UnverifiedSetup,
  given: {
    readonly root: Uint8Array;
    readonly isGoodRoot: (root: Uint8Array) => boolean;
    readonly nowMs: number;
  },
): Result<VerifiedSetup, SetupTrustError | SetupClaimsError> {
  const { isGoodRoot, nowMs, root } = given;
  const { rootFingerprint, rootVersion } = setup.root;
  if (hash('sha256', root, 'hex') !== rootFingerprint) return fail('other_root');
  const role = readRootRole(root);
  if (role === null || role.version !== rootVersion || !isGoodRoot(root)) return fail('bad_root');
  const { payload, signature, signedBytes: message } = setup;
  const isSigned = role.keys.some((key) => verifySignature({ algorithm: 'EdDSA', key, message, signature }));
  if (!isSigned) return fail('bad_signature');
  const claims = readSetupClaims(payload);
  if (!claims.ok) return claims;
  const { expiresAt, issuedAt } = claims.value;
  // Written so that a time that is not a number is never good.
  if (!(issuedAt <= nowMs + MAX_CLOCK_SKEW_MS)) return fail('clock_behind');
  if (expiresAt !== null && !(nowMs < expiresAt)) return fail('expired');
  return ok({ ...claims.value, root });
}
