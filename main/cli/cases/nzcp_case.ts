import { buildTrustList } from '../../trust/build_trust_list.ts';
import { keysFromDidDocument } from '../../trust/did_document.ts';
import { clockOf, isJson, type Json, type Judgement, listOf, payloadOf } from './case_fields.ts';
import { judgePass } from './judge_pass.ts';

/** A NZ COVID Pass with the DID documents of issuers, of which only the trusted ones count. */
export async function judgeNzcp(given: Json): Promise<Judgement> {
  const { trustedIssuers } = given;
  const documents = listOf(given.keys)
    .filter(({ type }) => type === 'did-document')
    .map(({ value }) => value)
    .filter((document) => isTrusted(document, trustedIssuers));
  const keys = documents.flatMap((document) => keysFromDidDocument(document) ?? []);
  const { verdict, reason } = await judgePass({
    code: payloadOf(given),
    trust: buildTrustList(keys, { issuedAt: null, validUntil: null }),
    now: clockOf(given),
    // The specification allows no lead to nbf.
    clockSkewMs: 0,
  });
  return { verdict, reason };
}

/** A case without a list trusts whom it gives. */
function isTrusted(document: unknown, trustedIssuers: unknown): boolean {
  if (trustedIssuers === undefined) return true;
  return isJson(document) && Array.isArray(trustedIssuers) && trustedIssuers.includes(document.id);
}
