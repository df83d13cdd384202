import { toAlpha2 } from '../../pass/country_code.ts';
import type { TrustAnchor, TrustedKey } from '../../pass/trust_list.ts';
import { buildTrustList } from '../../trust/build_trust_list.ts';
import { authorityFromCertificate, signerFromCertificate } from '../../trust/certificate_authority.ts';
import {
  type CertificateRevocations,
  readCertificateRevocationList,
} from '../../trust/certificate_revocation_list.ts';
import { buildRevocationIndex } from '../../trust/revocation_index.ts';
import { clockOf, type Json, type Judgement, listOf, payloadOf, textOf } from './case_fields.ts';
import { judgePass } from './judge_pass.ts';

/**
 * A visible digital seal with the certificates of authorities or of signers, and a revocation list. A list
 * that no authority of the case signed, or whose time is over, leaves open who was withdrawn: then nothing
 * passes.
 */
export async function judgeVdsNc(given: Json): Promise<Judgement> {
  const keys = listOf(given.keys);
  const now = clockOf(given);
  const anchors = keys
    .filter(({ type }) => type === 'x509-csca-der-b64')
    .map((key) => withCountry(authorityFromCertificate(bytesOf(key.value)), key))
    .filter((anchor) => anchor !== null);
  const signers = keys
    .filter(({ type }) => type === 'x509-der-b64')
    .map((key) => withCountry(signerFromCertificate(bytesOf(key.value)), key))
    .filter((signer) => signer !== null);
  const list = given.crl === undefined ? null : readList(bytesOf(given.crl), anchors);
  const { verdict, reason } = await judgePass({
    code: payloadOf(given),
    trust: buildTrustList(
      signers,
      { issuedAt: null, validUntil: null },
      { anchors, revocations: buildRevocationIndex(list?.entries ?? []) },
    ),
    now,
  });
  const isCurrent = given.crl === undefined || (list !== null && now < list.nextUpdateAt);
  return verdict === 'pass' && !isCurrent
    ? { verdict: 'fail', reason: 'revocations_stale' }
    : { verdict, reason };
}

/** The case says for whom a certificate speaks. */
function withCountry<Entry extends TrustAnchor | TrustedKey>(
  entry: Entry | null,
  { country }: Json,
): Entry | null {
  return entry === null || typeof country !== 'string' ? entry : { ...entry, issuer: toAlpha2(country) };
}

function readList(der: Uint8Array, anchors: readonly TrustAnchor[]): CertificateRevocations | null {
  for (const anchor of anchors) {
    const list = readCertificateRevocationList(der, anchor);
    if (list.ok) return list.value;
  }
  return null;
}

function bytesOf(value: unknown): Uint8Array {
  return Buffer.from(textOf(value), 'base64');
}
