import { createPublicKey } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { GeneralName, id_ce_subjectAltName, SubjectAlternativeName } from '@peculiar/asn1-x509';
import {
  type CertificateSigner,
  COMMON_NAME,
  type EcCurve,
  ecSigner,
  extensions,
  makeCertificate,
  makeExtension,
  makeName,
} from '../pass/make_certificate.ts';
import { makeJwk } from '../pass/make_health_card.ts';

/** Somebody in a chain of certificates. */
export interface Member {
  readonly name: string;
  readonly signer: CertificateSigner;
}

export function makeMember(name: string, curve: EcCurve = 'P-384'): Member {
  return { name, signer: ecSigner(curve) };
}

export function jwkOf({ signer }: Member): ReturnType<typeof makeJwk> {
  return makeJwk(createPublicKey({ key: Buffer.from(signer.spki), format: 'der', type: 'spki' }));
}

/** A certificate of `subject`'s key under `issuer`'s name, signed by `signedBy`. */
export function certify(given: {
  readonly subject: Member;
  readonly issuer: Member;
  readonly signedBy?: Member;
  readonly isAuthority?: boolean;
  readonly keyUsage?: number;
  readonly urls?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly notBefore?: string;
  readonly notAfter?: string;
}): Buffer {
  const { issuer, keyUsage, signedBy = issuer, subject } = given;
  const { dnsNames = [], isAuthority = false, urls = [] } = given;
  const { notAfter = '2030-01-01', notBefore = '2020-01-01' } = given;
  const names = [
    ...urls.map((url) => new GeneralName({ uniformResourceIdentifier: url })),
    ...dnsNames.map((name) => new GeneralName({ dNSName: name })),
  ];
  const nameList = AsnConvert.serialize(new SubjectAlternativeName(names));
  return makeCertificate(signedBy.signer, {
    issuer: makeName([COMMON_NAME, issuer.name]),
    subject: makeName([COMMON_NAME, subject.name]),
    spki: subject.signer.spki,
    notBefore: Date.parse(notBefore),
    notAfter: Date.parse(notAfter),
    extensions: [
      extensions.authority(isAuthority),
      ...(keyUsage === undefined ? [] : [extensions.keyUsage(keyUsage)]),
      ...(names.length === 0 ? [] : [makeExtension(id_ce_subjectAltName, nameList)]),
    ],
  });
}
