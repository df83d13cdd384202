import { createHash } from 'node:crypto';
import type { RevocationName } from '../revocation.ts';

const HASH_BYTES = 16;

/** The name under which an issuer withdraws cards: the key that signed them and their revocation id. */
export function healthCardRevocationName(
  issuer: string,
  keyId: string,
  revocationId: string,
): RevocationName {
  return {
    scope: `${issuer} ${keyId}`,
    kind: 'shc_rid',
    hash: createHash('sha256').update(revocationId).digest().subarray(0, HASH_BYTES),
  };
}
