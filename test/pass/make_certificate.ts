import { constants, createHash, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { brainpoolP256r1, brainpoolP384r1, brainpoolP512r1 } from '@noble/curves/misc.js';
import { RsaSaPssParams } from '@peculiar/asn1-rsa';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CertificateList,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  Name,
  RelativeDistinguishedName,
  RevokedCertificate,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  TBSCertList,
  Time,
  Validity,
} from '@peculiar/asn1-x509';
import { DAY_MS, NOW } from './make_pass.ts';

type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** A key pair whose signatures go into certificates. */
export interface CertificateSigner {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** Null for the curves that the platform may not know. */
  readonly privateKey: KeyObject | null;
  readonly algorithm: AlgorithmIdentifier;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

const OID_OF_HASH = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const;
const RSA_WITH = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
} as const;
const ECDSA_WITH = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
} as const;
const NULL_PARAMETERS = Uint8Array.of(5, 0).buffer;

const BRAINPOOL = {
  brainpoolP256r1: { oid: '2b2403030208010107', ecdsa: brainpoolP256r1 },
  brainpoolP384r1: { oid: '2b240303020801010b', ecdsa: brainpoolP384r1 },
  brainpoolP512r1: { oid: '2b240303020801010d', ecdsa: brainpoolP512r1 },
} as const;

export type EcCurve = 'P-224' | 'P-256' | 'P-384' | 'P-521' | keyof typeof BRAINPOOL;

export function ecSigner(curve: EcCurve = 'P-256', hashName: Hash = 'sha256'): CertificateSigner {
  const algorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH[hashName] });
  if (curve in BRAINPOOL) {
    const { ecdsa, oid } = BRAINPOOL[curve as keyof typeof BRAINPOOL];
    const { publicKey, secretKey } = ecdsa.keygen();
    return {
      spki: ecSpki(der(0x06, Buffer.from(oid, 'hex')), ecdsa.getPublicKey(secretKey, false)),
      privateKey: null,
      algorithm,
      sign: (bytes) =>
        ecdsa.sign(hash(hashName, bytes, 'buffer'), secretKey, {
          prehash: false,
          lowS: false,
          format: 'der',
        }),
    };
  }
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return { spki, privateKey, algorithm, sign: (bytes) => sign(hashName, bytes, privateKey) };
}

const rsaKeys = new Map<number, { privateKey: KeyObject; publicKey: KeyObject }>();

export function rsaSigner(
  hashName: Hash = 'sha256',
  scheme: 'pkcs1' | 'pss' = 'pkcs1',
  bits = 2048,
): CertificateSigner {
  const { privateKey, publicKey } = rsaKeys.get(bits) ?? generateKeyPairSync('rsa', { modulusLength: bits });
  rsaKeys.set(bits, { privateKey, publicKey });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  if (scheme === 'pkcs1') {
    const algorithm = new AlgorithmIdentifier({ algorithm: RSA_WITH[hashName], parameters: NULL_PARAMETERS });
    return { spki, privateKey, algorithm, sign: (bytes) => sign(hashName, bytes, privateKey) };
  }
  const saltLength = createHash(hashName).digest().length;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return {
    spki,
    privateKey,
    algorithm: pssAlgorithm(hashName, hashName, saltLength),
    sign: (bytes) => sign(hashName, bytes, { key: privateKey, padding, saltLength }),
  };
}

export function pssAlgorithm(hashName: Hash, maskHash: Hash, saltLength: number): AlgorithmIdentifier {
  const identifier = (algorithm: string) =>
    new AlgorithmIdentifier({ algorithm, parameters: NULL_PARAMETERS });
  const mask = AsnConvert.serialize(identifier(OID_OF_HASH[maskHash]));
  const parameters = new RsaSaPssParams({
    hashAlgorithm: identifier(OID_OF_HASH[hashName]),
    maskGenAlgorithm: new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.8', parameters: mask }),
    saltLength,
  });
  return new AlgorithmIdentifier({
    algorithm: '1.2.840.113549.1.1.10',
    parameters: AsnConvert.serialize(parameters),
  });
}

/** One DER value of up to 65,535 bytes. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
}

/** SubjectPublicKeyInfo of an elliptic key, whatever its parameters. */
export function ecSpki(parameters: Uint8Array, point: Uint8Array): Uint8Array {
  const algorithm = der(0x30, der(0x06, Buffer.from('2a8648ce3d0201', 'hex')), parameters);
  return der(0x30, algorithm, der(0x03, Uint8Array.of(0), point));
}

/** A name from attribute identifiers and values. */
export function makeName(...attributes: readonly (readonly [string, string])[]): Name {
  return new Name(
    attributes.map(
      ([type, printableString]) =>
        new RelativeDistinguishedName([
          new AttributeTypeAndValue({ type, value: new AttributeValue({ printableString }) }),
        ]),
    ),
  );
}

export const COUNTRY = '2.5.4.6';
export const COMMON_NAME = '2.5.4.3';

export function makeExtension(extnID: string, value: Uint8Array | ArrayBuffer, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(value) });
}

export function keyIdOf({ spki }: { readonly spki: Uint8Array }): Uint8Array {
  return createHash('sha1').update(spki).digest();
}

/** What goes into a certificate, so that a test can put anything there. */
export interface CertificateContent {
  readonly serialNumber: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
  readonly innerAlgorithm: AlgorithmIdentifier;
}

export function makeCertificate(
  signer: CertificateSigner,
  content: Partial<CertificateContent> = {},
): Buffer {
  const name = makeName([COUNTRY, 'UT'], [COMMON_NAME, 'Somebody']);
  const tbs = new TBSCertificate({
    version: 2,
    serialNumber: new Uint8Array(content.serialNumber ?? Uint8Array.of(1)).buffer,
    signature: content.innerAlgorithm ?? signer.algorithm,
    issuer: content.issuer ?? name,
    subject: content.subject ?? name,
    validity: new Validity({
      notBefore: new Date(content.notBefore ?? NOW - 365 * DAY_MS),
      notAfter: new Date(content.notAfter ?? NOW + 365 * DAY_MS),
    }),
    subjectPublicKeyInfo: AsnConvert.parse(content.spki ?? signer.spki, SubjectPublicKeyInfo),
    extensions: new Extensions([...(content.extensions ?? [])]),
  });
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: signer.algorithm,
    signatureValue: new Uint8Array(signer.sign(new Uint8Array(AsnConvert.serialize(tbs)))).buffer,
  });
  return Buffer.from(AsnConvert.serialize(certificate));
}

export const CERTIFICATE_SIGN_AND_LIST_SIGN = 0b0110_0000;
export const DIGITAL_SIGNATURE = 0b0000_0001;

export const extensions = {
  authority: (cA = true) =>
    makeExtension(id_ce_basicConstraints, AsnConvert.serialize(new BasicConstraints({ cA })), true),
  keyUsage: (flags: number) => makeExtension(id_ce_keyUsage, AsnConvert.serialize(new KeyUsage(flags)), true),
  extendedKeyUsage: (...oids: string[]) =>
    makeExtension(id_ce_extKeyUsage, AsnConvert.serialize(new ExtendedKeyUsage(oids)), true),
  subjectKeyId: (keyId: Uint8Array) =>
    makeExtension(id_ce_subjectKeyIdentifier, AsnConvert.serialize(new SubjectKeyIdentifier(keyId))),
  authorityKeyId: (keyId: Uint8Array) =>
    makeExtension(
      id_ce_authorityKeyIdentifier,
      AsnConvert.serialize(new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyId) })),
    ),
  documentTypes: (...types: readonly string[]) =>
    makeExtension(
      '2.23.136.1.1.6.2',
      der(0x30, der(0x02, Uint8Array.of(0)), der(0x31, ...types.map((type) => der(0x13, Buffer.from(type))))),
    ),
};

/** What goes into a revocation list. */
export interface ListContent {
  readonly issuer: Name;
  readonly issuedAt: number;
  readonly nextUpdateAt: number | null;
  readonly serialNumbers: readonly Uint8Array[];
  readonly entryExtensions: readonly Extension[];
  readonly extensions: readonly Extension[];
  readonly innerAlgorithm: AlgorithmIdentifier;
}

export function makeRevocationList(signer: CertificateSigner, content: Partial<ListContent> = {}): Buffer {
  const { entryExtensions = [], nextUpdateAt = NOW + 30 * DAY_MS, serialNumbers = [] } = content;
  const tbs = new TBSCertList({
    version: 1,
    signature: content.innerAlgorithm ?? signer.algorithm,
    issuer: content.issuer ?? makeName([COUNTRY, 'UT'], [COMMON_NAME, 'Somebody']),
    thisUpdate: new Time(new Date(content.issuedAt ?? NOW - DAY_MS)),
    ...(nextUpdateAt !== null && { nextUpdate: new Time(new Date(nextUpdateAt)) }),
    ...(serialNumbers.length > 0 && {
      revokedCertificates: serialNumbers.map(
        (serialNumber) =>
          new RevokedCertificate({
            userCertificate: new Uint8Array(serialNumber).buffer,
            revocationDate: new Time(new Date(NOW - 2 * DAY_MS)),
            ...(entryExtensions.length > 0 && { crlEntryExtensions: [...entryExtensions] }),
          }),
      ),
    }),
    ...((content.extensions ?? []).length > 0 && { crlExtensions: [...(content.extensions ?? [])] }),
  });
  const list = new CertificateList({
    tbsCertList: tbs,
    signatureAlgorithm: signer.algorithm,
    signature: new Uint8Array(signer.sign(new Uint8Array(AsnConvert.serialize(tbs)))).buffer,
  });
  return Buffer.from(AsnConvert.serialize(list));
}
