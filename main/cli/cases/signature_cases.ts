import { verifySignature } from '../../pass/signature.ts';
import type { SignatureAlgorithm } from '../../pass/trust_list.ts';
import { readPublicKey } from '../../trust/public_key.ts';
import { BadCase, isJson, type Json, type Judgement, listOf, signatureJudgement, textOf } from './case_fields.ts';
import { verifyWebSignature } from './web_signature.ts';

/** A compact JWS by the JWK of its group. */
export function judgeWebSignature(given: Json): Judgement {
  const group = listOf(given.keys)[0]?.value;
  if (!isJson(group) || !isJson(given.test)) throw new BadCase();
  const jwk = group.public ?? group.private;
  if (!isJson(jwk)) throw new BadCase();
  const verified = verifyWebSignature(textOf(given.test.jws), jwk);
  return verified.ok ? { verdict: 'pass', reason: 'valid' } : { verdict: 'fail', reason: verified.error };
}

/** A bare signature, through the core's own check. */
export function judgeSignature(
  given: Json,
  algorithm: SignatureAlgorithm,
  ecdsaEncoding: 'raw' | 'der',
): Judgement {
  const group = listOf(given.keys)[0]?.value;
  if (!isJson(group) || !isJson(given.test)) throw new BadCase();
  const key = readPublicKey({ spki: Buffer.from(textOf(group.publicKeyDer), 'hex') });
  const message = Buffer.from(textOf(given.test.msg), 'hex');
  const signature = Buffer.from(textOf(given.test.sig), 'hex');
  return signatureJudgement(
    key !== null && verifySignature({ algorithm, key: key.publicKey, message, signature, ecdsaEncoding }),
  );
}
