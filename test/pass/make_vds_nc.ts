import { sign } from 'node:crypto';
import canonicalize from 'canonicalize';
import { authorityFromCertificate } from '../../main/trust/certificate_authority.ts';
import type { TrustAnchor, TrustedKey, TrustList } from '../../main/pass/trust_list.ts';
import { buildTrustList } from '../../main/trust/build_trust_list.ts';
import { buildRevocationIndex } from '../../main/trust/revocation_index.ts';
import type { RevocationEntry } from '../../main/trust/revocation_entry.ts';
import {
  type CertificateContent,
  type CertificateSigner,
  CERTIFICATE_SIGN_AND_LIST_SIGN,
  COMMON_NAME,
  COUNTRY,
  DIGITAL_SIGNATURE,
  ecSigner,
  extensions,
  keyIdOf,
  makeCertificate,
  makeName,
} from './make_certificate.ts';
import { DAY_MS, NOW } from './make_pass.ts';

export const SIGNER_USAGE = '2.23.136.1.1.14.2';

/** A state's authority. */
export interface Authority {
  readonly signer: CertificateSigner;
  readonly name: ReturnType<typeof makeName>;
  readonly anchor: TrustAnchor;
}

export function makeAuthority(
  country = 'UT',
  signer = ecSigner('P-384', 'sha384'),
  changes: Partial<CertificateContent> = {},
): Authority {
  const name = makeName([COUNTRY, country], [COMMON_NAME, `${country} CSCA`]);
  const certificate = makeCertificate(signer, {
    issuer: name,
    subject: name,
    extensions: [
      extensions.authority(),
      extensions.keyUsage(CERTIFICATE_SIGN_AND_LIST_SIGN),
      extensions.subjectKeyId(keyIdOf(signer)),
    ],
    ...changes,
  });
  const anchor = authorityFromCertificate(certificate);
  if (anchor === null) throw new Error('no authority');
  return { signer, name, anchor };
}

/** A barcode signer's certificate. */
export function makeSignerCertificate(
  authority: Authority,
  key: CertificateSigner,
  changes: Partial<CertificateContent> = {},
): Buffer {
  return makeCertificate(authority.signer, {
    serialNumber: Uint8Array.of(0x42),
    issuer: authority.name,
    subject: makeName([COUNTRY, authority.anchor.issuer], [COMMON_NAME, 'Barcode signer']),
    spki: key.spki,
    extensions: [
      extensions.authorityKeyId(keyIdOf(authority.signer)),
      extensions.keyUsage(DIGITAL_SIGNATURE),
      extensions.extendedKeyUsage(SIGNER_USAGE),
      extensions.documentTypes('NV', 'NT'),
    ],
    ...changes,
  });
}

export const vaccinationProof = {
  hdr: { is: 'UTO', t: 'icao.vacc', v: 1 },
  msg: {
    uvci: 'U32870',
    pid: { n: 'MUSTER  ERIKA MARIA', dob: '1964-08-12', sex: 'F', i: 'A1234567Z' },
    ve: [
      {
        des: 'XM68M6',
        nam: 'Comirnaty',
        dis: 'RA01.0',
        vd: [
          { dvc: '2026-01-10', seq: 1, ctr: 'UTO', adm: 'Centre', lot: 'VC1' },
          { dvc: '2026-02-01', seq: 2, ctr: 'AUS', adm: 'Centre', lot: 'VC2' },
        ],
      },
    ],
  },
};

export const testProof = {
  hdr: { is: 'UTO', t: 'icao.test', v: 1 },
  msg: {
    utci: 'U01932',
    pid: { n: 'MUSTER  ERIKA', dob: '1964-08-12', dt: 'P', dn: 'E1234567P' },
    sp: { spn: 'Hospital', ctr: 'UTO', cd: { p: '+00068765432', e: 'h@example.org', a: 'Street' } },
    dat: { sc: '2026-02-28T12:00:00+08:00', ri: '2026-02-28T14:00:00+08:00' },
    tr: { tc: 'molecular(PCR)', r: 'negative', m: 'nasopharyngeal' },
  },
};

/** A seal before it is written down, so that a test can put anything there. */
export interface Seal {
  readonly data: object;
  readonly sig: { readonly alg: unknown; readonly cer?: unknown; readonly sigvl: unknown };
}

export function makeSeal(
  key: CertificateSigner,
  certificate: Uint8Array | null,
  data: object = vaccinationProof,
  { alg = 'ES256', hash = 'sha256' }: { readonly alg?: string; readonly hash?: string } = {},
): Seal {
  if (key.privateKey === null) throw new Error('no private key');
  const signedBytes = Buffer.from(canonicalize(data) ?? '');
  const signature = sign(hash, signedBytes, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  const cer = certificate === null ? {} : { cer: Buffer.from(certificate).toString('base64url') };
  return { data, sig: { alg, ...cer, sigvl: signature.toString('base64url') } };
}

export function trustInAuthorities(
  authorities: readonly Authority[],
  others: { readonly keys?: readonly TrustedKey[]; readonly revocations?: readonly RevocationEntry[] } = {},
): TrustList {
  return buildTrustList(
    others.keys ?? [],
    { issuedAt: NOW - DAY_MS, validUntil: NOW + DAY_MS },
    {
      anchors: authorities.map(({ anchor }) => anchor),
      revocations: buildRevocationIndex(others.revocations ?? []),
    },
  );
}
