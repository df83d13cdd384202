import { createHash } from 'node:crypto';
import type { SignatureAlgorithm } from './trust_list.ts';

/** The names under which the EU's revocation lists may hold an HC1 pass, each 16 bytes as hexadecimal text. */
export interface RevocationHashes {
  readonly signature: string;
  readonly passId: string;
  readonly countryAndPassId: string;
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

function shortHash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest().subarray(0, HASH_BYTES).toString('hex');
}
