import { hash } from 'node:crypto';
import { type Certificate, isIssuedBy, readCertificate } from '../../pass/certificate.ts';
import { fail, ok, type Result } from '../../pass/result.ts';
import { importAuthority } from './authority_certificates.ts';
import { createCollector } from './collector.ts';
import { readDer, readDerInside, TAG_INTEGER, TAG_SEQUENCE, TAG_SET } from './der.ts';
import { type Importer, type ImportOptions, MAX_IMPORT_BYTES } from './importer.ts';
import { readPem } from './pem.ts';
import { isSignedDataOf, openSignedData } from './signed_data.ts';

/** id-icao-cscaMasterList, 2.23.136.1.1.2, in the hex of its DER content. */
const MASTER_LIST = '678108010102';
/** What a certificate must be for to sign master lists: id-icao-cscaMasterListSigningKey. */
const LIST_SIGNER_USAGE = '2.23.136.1.1.3';
const FINGERPRINT = /^[0-9a-f]{64}$/;

interface Signer {
  readonly der: Uint8Array;
  readonly certificate: Certificate;
}

/**
 * An ICAO master list (Doc 9303-12 section 9): countries' signing authorities, for certificates within passes.
 * Its signer's certificate is the one given, by itself or by its fingerprint, or is for signing master lists
 * and was issued by an authority given. Times are not asked: lists outlive their signers' certificates.
 */
export const icaoMasterList: Importer = {
  about: 'an ICAO master list of country signing authorities (CMS, .ml)',
  needs: [['signer'], ['signerFingerprint']],
  heeds: [],

  read(content, options) {
    if (content.length > MAX_IMPORT_BYTES) return fail('too_large');
    const signed = openSignedData(content, MASTER_LIST);
    if (signed === null) return fail('wrong_shape');
    const given = readSigners(options);
    if (!given.ok) return given;
    const { certificates, fingerprint } = given.value;

    const candidates = [...signed.certificates.map(readSigner), ...certificates].filter(
      (signer) => signer !== null,
    );
    const signers = candidates.filter(({ certificate }) => isSignedDataOf(signed, certificate.key));
    if (signers.length === 0) return fail('bad_signature');
    const isTrusted = ({ certificate, der }: Signer) =>
      hash('sha256', der) === fingerprint ||
      certificates.some((trusted) => Buffer.from(trusted.der).equals(der)) ||
      (certificate.mayVerify.documents &&
        certificate.extendedKeyUsages?.includes(LIST_SIGNER_USAGE) === true &&
        certificates.some((authority) => isIssuedBy(certificate, authority.certificate)));
    if (!signers.some(isTrusted)) return fail('untrusted_signer');

    const [version, list, ...others] = readDerInside(TAG_SEQUENCE, signed.content) ?? [];
    if (version?.tag !== TAG_INTEGER || list?.tag !== TAG_SET || others.length > 0)
      return fail('wrong_shape');
    const authorities = readDer(list.content);
    if (authorities === null) return fail('wrong_shape');
    const collector = createCollector({});
    for (const { whole } of authorities) importAuthority(whole, collector);
    return ok(collector.finish({ signature: 'good' }));
  },
};

interface Accepted {
  readonly certificates: readonly Signer[];
  readonly fingerprint: string | null;
}

function readSigners({
  signer,
  signerFingerprint,
}: ImportOptions): Result<Accepted, 'needs_signer' | 'bad_signer'> {
  if (signer === undefined && signerFingerprint === undefined) return fail('needs_signer');
  const fingerprint = signerFingerprint?.replace(/[\s:]/g, '').toLowerCase() ?? null;
  if (fingerprint !== null && !FINGERPRINT.test(fingerprint)) return fail('bad_signer');
  if (signer === undefined) return ok({ certificates: [], fingerprint });
  const blocks = readPem(signer);
  const ders = blocks.length === 0 ? [signer] : blocks.map(({ der }) => der);
  const certificates = ders.map(readSigner).filter((read) => read !== null);
  return certificates.length < ders.length ? fail('bad_signer') : ok({ certificates, fingerprint });
}

function readSigner(der: Uint8Array): Signer | null {
  const certificate = readCertificate(der);
  return certificate === null ? null : { der, certificate };
}
