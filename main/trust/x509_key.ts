import { createHash } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, ExtendedKeyUsage, id_ce_extKeyUsage } from '@peculiar/asn1-x509';
import type { KeyUse, TrustedKey } from '../pass/trust_list.ts';
import { readPublicKey } from './public_key.ts';

/** Key uses of EU DCC signing certificates; issuers also wrote the arc with a stray 0. */
const USE_OF_OID: ReadonlyMap<string, KeyUse> = new Map([
  ['1.3.6.1.4.1.1847.2021.1.1', 'test'],
  ['1.3.6.1.4.1.1847.2021.1.2', 'vaccination'],
  ['1.3.6.1.4.1.1847.2021.1.3', 'recovery'],
  ['1.3.6.1.4.1.0.1847.2021.1.1', 'test'],
  ['1.3.6.1.4.1.0.1847.2021.1.2', 'vaccination'],
  ['1.3.6.1.4.1.0.1847.2021.1.3', 'recovery'],
]);

const COUNTRY_NAME = '2.5.4.6';

/**
 * An HC1 signing certificate (DER) as a trusted key: its id is the first 8 bytes of the certificate's SHA-256
 * (HCERT specification section 3.3.4). Null for anything but a certificate with a usable key. Parsed without
 * the platform's own reader, since BoringSSL and OpenSSL disagree on real certificates.
 */
export function keyFromCertificate(der: Uint8Array, specimen = false): TrustedKey | null {
  try {
    const { tbsCertificate } = AsnConvert.parse(der, Certificate);
    const spki = Buffer.from(AsnConvert.serialize(tbsCertificate.subjectPublicKeyInfo));
    const key = readPublicKey({ spki });
    if (key === null) return null;
    const country = tbsCertificate.subject.flat().find(({ type }) => type === COUNTRY_NAME);
    return {
      format: 'hc1',
      issuer: country?.value.toString() ?? '',
      keyId: createHash('sha256').update(der).digest().subarray(0, 8).toString('base64'),
      ...key,
      uses: usesOf(tbsCertificate),
      // Issuers sign with keys whose certificate starts later; being on the list is what counts (section 5.1).
      notBefore: null,
      notAfter: tbsCertificate.validity.notAfter.getTime().getTime(),
      specimen,
    };
  } catch {
    return null;
  }
}

/** Only the health certificate uses restrict; other uses and an empty list mean any. */
function usesOf({ extensions }: Certificate['tbsCertificate']): readonly KeyUse[] | null {
  const extension = extensions?.find(({ extnID }) => extnID === id_ce_extKeyUsage);
  if (extension === undefined) return null;
  const oids = AsnConvert.parse(extension.extnValue, ExtendedKeyUsage);
  const uses = [...oids].map((oid) => USE_OF_OID.get(oid)).filter((use) => use !== undefined);
  return uses.length === 0 ? null : uses;
}
