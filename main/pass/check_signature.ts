import type { OpenedPass, SignedPass } from './pass_reader.ts';
import { fail, ok, type Result } from './result.ts';
import { verifySignature } from './signature.ts';
import type { TrustedKey } from './trust_list.ts';

/** Finds the candidate key that signed the pass: key ids are short, so several keys may share one. */
export function checkSignature(
  pass: OpenedPass,
  candidates: readonly TrustedKey[],
): Result<SignedPass, 'bad_signature' | 'bad_algorithm'> {
  const { algorithm, signature, signedBytes } = pass;
  const fitting = candidates.filter((key) => key.algorithms.includes(algorithm));
  if (fitting.length === 0) return fail('bad_algorithm');
  const signer = fitting.find(({ publicKey }) =>
    verifySignature({ algorithm, key: publicKey, message: signedBytes, signature }),
  );
  return signer === undefined ? fail('bad_signature') : ok({ ...pass, signer } as SignedPass);
}
