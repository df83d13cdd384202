import { createHash } from 'node:crypto';
import type { TrustedKey } from '../../pass/trust_list.ts';
import { buildTrustList } from '../../trust/build_trust_list.ts';
import { readPublicKey } from '../../trust/public_key.ts';
import { buildRevocationIndex } from '../../trust/revocation_index.ts';
import {
  BadCase,
  clockOf,
  type Json,
  type Judgement,
  listOf,
  payloadOf,
  pemBytes,
  textOf,
} from './case_fields.ts';
import { judgePass } from './judge_pass.ts';

const KEY_ID_BYTES = 8;

/** One of the venue's own passes, with its keys, its withdrawn names, and the place where it is presented. */
export async function judgeVenuePass(given: Json): Promise<Judgement> {
  const { audiences, gate } = given;
  if (!Array.isArray(audiences)) throw new BadCase();
  const revocations = buildRevocationIndex(
    listOf(given.revoked).map(({ issuer, kind, hash }) => ({
      format: 'venue',
      scope: textOf(issuer),
      kind: textOf(kind),
      hash: Buffer.from(textOf(hash), 'hex'),
      issuedBefore: Number.POSITIVE_INFINITY,
      from: Number.NEGATIVE_INFINITY,
    })),
  );
  const { read, reason, verdict } = await judgePass({
    code: payloadOf(given),
    trust: buildTrustList(
      listOf(given.keys).map(trustedKeyOf),
      { issuedAt: null, validUntil: null },
      { revocations },
    ),
    now: clockOf(given),
    audiences: audiences.map(textOf),
    gate: gate === null || gate === undefined ? null : textOf(gate),
  });
  // Whatever else the kiosk makes of it.
  if (read.format !== 'venue') return { verdict: 'fail', reason: 'bad_prefix' };
  return { verdict: reason === 'unknown_key' ? 'unknown-key' : verdict, reason };
}

/** `kid` (base64) stands for a trust list that names the key otherwise than the specification has it. */
function trustedKeyOf({ issuer, kid, type, value }: Json): TrustedKey {
  if (type !== 'spki-pem') throw new BadCase();
  const spki = pemBytes(textOf(value));
  const key = readPublicKey({ spki });
  if (key === null) throw new BadCase();
  const computed = createHash('sha256').update(spki).digest().subarray(0, KEY_ID_BYTES).toString('base64');
  const keyId = kid === undefined ? computed : textOf(kid);
  const limits = { uses: null, notBefore: null, notAfter: null, specimen: false };
  return { format: 'venue', issuer: textOf(issuer), keyId, ...key, ...limits };
}
