import { claim169Reader } from '../../pass/formats/claim169.ts';
import { readScannedCode } from '../../pass/scanned_code.ts';
import type { TrustedKey } from '../../pass/trust_list.ts';
import { buildTrustList } from '../../trust/build_trust_list.ts';
import { readPublicKey } from '../../trust/public_key.ts';
import { clockOf, type Json, type Judgement, listOf, payloadOf } from './case_fields.ts';
import { judgePass } from './judge_pass.ts';

/** The head of a SubjectPublicKeyInfo (RFC 8410 section 4, RFC 5480 section 2), by the bare key that follows. */
const SPKI_HEADS: ReadonlyMap<string, string> = new Map([
  ['EdDSA 32', '302a300506032b6570032100'],
  ['ES256 33', '3039301306072a8648ce3d020106082a8648ce3d030107032200'],
  ['ES256 65', '3059301306072a8648ce3d020106082a8648ce3d030107034200'],
]);

/** A Claim 169 identity with bare public keys, which are those of the issuer that it names. */
export async function judgeClaim169(given: Json): Promise<Judgement> {
  const code = payloadOf(given);
  const opened = claim169Reader.open(readScannedCode(code));
  const { issuer, keyId } = opened.ok ? opened.value : { issuer: '', keyId: '' };
  const keys = listOf(given.keys).map((key) => trustedKeyOf(key, issuer, keyId));
  const { verdict, reason } = await judgePass({
    code,
    trust: buildTrustList(
      keys.filter((key) => key !== null),
      { issuedAt: null, validUntil: null },
    ),
    now: clockOf(given),
    clockSkewMs: 0,
  });
  return { verdict, reason };
}

function trustedKeyOf({ type, public_key_hex }: Json, issuer: string, keyId: string): TrustedKey | null {
  const bare = Buffer.from(typeof public_key_hex === 'string' ? public_key_hex : '', 'hex');
  const head = SPKI_HEADS.get(`${type} ${bare.length}`);
  const key =
    head === undefined ? null : readPublicKey({ spki: Buffer.concat([Buffer.from(head, 'hex'), bare]) });
  if (key === null) return null;
  const limits = { uses: null, notBefore: null, notAfter: null, specimen: false };
  return { format: 'claim169', issuer, keyId, ...key, ...limits };
}
