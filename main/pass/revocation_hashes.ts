import { hash } from 'node:crypto';
import type { SignatureAlgorithm } from './trust_list.ts';

/** The names under which the EU's revocation lists may hold an HC1 pass, each 16 bytes. */
export interface RevocationHashes {
  readonly signature: Uint8Array;
  readonly passId: Uint8Array;
  readonly countryAndPassId: Uint8Array;
}

const HASH_BYTES = 16;

/**
 * The hashes of one pass (EU DCC revocation, hash types SIGNATURE, UCI and COUNTRYCODEUCI). Of an ECDSA signature
 * only r counts, since anybody can make another s.
 */
export function revocationHashes(pass: {
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly issuer: string;
  readonly passId: string;
}): RevocationHashes {
  const { algorithm, signature, issuer, passId } = pass;
  const stable = algorithm === 'PS256' ? signature : signature.subarray(0, signature.length / 2);
  return {
    signature: shortHash(stable),
    passId: shortHash(passId),
    countryAndPassId: shortHash(issuer + passId),
  };
}

function shortHash(content: string | Uint8Array): Uint8Array {
  return hash('sha256', content, 'buffer').subarray(0, HASH_BYTES);
}
