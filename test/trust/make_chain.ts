import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_subjectAltName,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
} from '@peculiar/asn1-x509';

const COMMON_NAME = '2.5.4.3';
const ECDSA_SHA256 = '1.2.840.10045.4.3.2';

/** Whoever signs certificates of a chain. */
export interface Authority {
  readonly name: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function makeAuthority(name: string, namedCurve = 'P-384'): Authority {
  return { name, ...generateKeyPairSync('ec', { namedCurve }) };
}

/** A certificate (DER) of `subject`'s key, by `signer` and under `issuer`'s name. */
export function certify(given: {
  readonly subject: Authority;
  readonly issuer: Authority;
  readonly signer?: Authority;
  readonly isAuthority?: boolean;
  readonly urls?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly notBefore?: string;
  readonly notAfter?: string;
}): Uint8Array {
  const { dnsNames = [], isAuthority = false, issuer, signer = issuer, subject, urls = [] } = given;
  const { notAfter = '2030-01-01', notBefore = '2020-01-01' } = given;
  const names = [
    ...urls.map((url) => new GeneralName({ uniformResourceIdentifier: url })),
    ...dnsNames.map((name) => new GeneralName({ dNSName: name })),
  ];
  const extensions = [extension(id_ce_basicConstraints, new BasicConstraints({ cA: isAuthority }))];
  if (names.length > 0) extensions.push(extension(id_ce_subjectAltName, new SubjectAlternativeName(names)));
  const spki = subject.publicKey.export({ type: 'spki', format: 'der' });
  const tbsCertificate = new TBSCertificate({
    version: 2,
    serialNumber: Uint8Array.of(7).buffer,
    signature: new AlgorithmIdentifier({ algorithm: ECDSA_SHA256 }),
    issuer: nameOf(issuer),
    validity: new Validity({ notBefore: new Date(notBefore), notAfter: new Date(notAfter) }),
    subject: nameOf(subject),
    subjectPublicKeyInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
    extensions: new Extensions(extensions),
  });
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), signer.privateKey);
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ECDSA_SHA256 }),
    signatureValue: Uint8Array.from(signature).buffer,
  });
  return new Uint8Array(AsnConvert.serialize(certificate));
}

function nameOf({ name }: Authority): Name {
  const value = new AttributeValue({ utf8String: name });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function extension(extnID: string, value: object): Extension {
  return new Extension({ extnID, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
