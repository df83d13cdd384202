import { hash } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import type { CertificateKey } from '../../pass/certificate_key.ts';
import { isSignedWith, type SignedPart } from '../../pass/certificate_signature.ts';
import {
  type DerElement,
  readDer,
  readDerInside,
  TAG_INTEGER,
  TAG_OBJECT_IDENTIFIER,
  TAG_OCTET_STRING,
  TAG_SEQUENCE,
  TAG_SET,
} from './der.ts';

/** A CMS SignedData taken apart; no signature has been looked at. */
export interface SignedData {
  readonly content: Uint8Array;
  /** The certificates that came with it, DER. */
  readonly certificates: readonly Uint8Array[];
  /** What each signer signed: attributes that name the type and the digest of this very content. */
  readonly signedParts: readonly SignedPart[];
}

/** Object identifiers, in the hex of their DER content. */
const SIGNED_DATA = '2a864886f70d010702';
const CONTENT_TYPE = '2a864886f70d010903';
const MESSAGE_DIGEST = '2a864886f70d010904';
const HASH_OF_DIGEST: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);
/** RFC 3370 section 3.2: a signature may be called by its key, and its hash is the digest's. */
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const RSA_WITH: ReadonlyMap<string, string> = new Map([
  ['sha256', '1.2.840.113549.1.1.11'],
  ['sha384', '1.2.840.113549.1.1.12'],
  ['sha512', '1.2.840.113549.1.1.13'],
]);
const TAG_0 = 0xa0;
const TAG_1 = 0xa1;
const MAX_SIGNERS = 8;
const MAX_CERTIFICATES = 32;

/**
 * Takes a CMS SignedData (RFC 5652 section 5) with that type of content apart; it must be DER, as ICAO Doc
 * 9303-12 demands of master lists. Null for anything else.
 */
export function openSignedData(bytes: Uint8Array, contentType: string): SignedData | null {
  try {
    const [type, wrapped, ...more] = readDerInside(TAG_SEQUENCE, bytes) ?? [];
    if (!isIdentifier(type, SIGNED_DATA) || wrapped?.tag !== TAG_0 || more.length > 0) return null;
    const [version, digests, encapsulated, ...rest] = readDerInside(TAG_SEQUENCE, wrapped.content) ?? [];
    if (version?.tag !== TAG_INTEGER || digests?.tag !== TAG_SET || encapsulated?.tag !== TAG_SEQUENCE)
      return null;
    const [innerType, innerContent, ...others] = readDer(encapsulated.content) ?? [];
    if (!isIdentifier(innerType, contentType) || innerContent?.tag !== TAG_0 || others.length > 0)
      return null;
    const [content, ...moreContent] = readDer(innerContent.content) ?? [];
    if (content?.tag !== TAG_OCTET_STRING || moreContent.length > 0) return null;

    const certificateSet = rest[0]?.tag === TAG_0 ? readDer(rest.shift()?.content ?? bytes) : [];
    if (rest[0]?.tag === TAG_1) rest.shift();
    const [signerSet, ...trailing] = rest;
    const signerInfos = signerSet?.tag === TAG_SET ? readDer(signerSet.content) : null;
    if (certificateSet === null || signerInfos === null || trailing.length > 0) return null;
    const certificates = certificateSet.filter(({ tag }) => tag === TAG_SEQUENCE).map(({ whole }) => whole);
    if (certificates.length > MAX_CERTIFICATES || signerInfos.length > MAX_SIGNERS) return null;
    const signedParts = signerInfos
      .map(({ whole }) => readSignerInfo(whole, contentType, content.content))
      .filter((part) => part !== null);
    return { content: content.content, certificates, signedParts };
  } catch {
    return null;
  }
}

/**
 * Whether one of the signers used that key. Signer identifiers are not asked, since they prove nothing.
 */
export function isSignedDataOf({ signedParts }: SignedData, key: CertificateKey): boolean {
  return signedParts.some((part) => isSignedWith(key, part));
}

/** Null for a signer whose attributes are not those of the content (RFC 5652 sections 5.3, 5.4 and 5.6). */
function readSignerInfo(bytes: Uint8Array, contentType: string, content: Uint8Array): SignedPart | null {
  const [version, identifier, digestAlgorithm, attributes, algorithm, signature] =
    readDerInside(TAG_SEQUENCE, bytes) ?? [];
  if (version?.tag !== TAG_INTEGER || identifier === undefined) return null;
  if (digestAlgorithm?.tag !== TAG_SEQUENCE || algorithm?.tag !== TAG_SEQUENCE) return null;
  if (attributes?.tag !== TAG_0 || signature?.tag !== TAG_OCTET_STRING) return null;
  const digest = HASH_OF_DIGEST.get(AsnConvert.parse(digestAlgorithm.whole, AlgorithmIdentifier).algorithm);
  if (digest === undefined || !isIdentifier(attributeOf(attributes, CONTENT_TYPE), contentType)) return null;
  const claimed = attributeOf(attributes, MESSAGE_DIGEST);
  if (claimed?.tag !== TAG_OCTET_STRING) return null;
  if (!hash(digest, content, 'buffer').equals(claimed.content)) return null;
  // Signed is the set itself, not the field that carries it.
  const signed = Buffer.from(attributes.whole);
  signed[0] = TAG_SET;
  const named = AsnConvert.parse(algorithm.whole, AlgorithmIdentifier);
  if (named.algorithm === RSA_ENCRYPTION) named.algorithm = RSA_WITH.get(digest) ?? '';
  return { bytes: signed, algorithm: named, signature: signature.content };
}

/** The only value of the only attribute of that type. */
function attributeOf(attributes: DerElement, type: string): DerElement | undefined {
  const values = (readDer(attributes.content) ?? []).flatMap(({ whole }) => {
    const [name, set] = readDerInside(TAG_SEQUENCE, whole) ?? [];
    return isIdentifier(name, type) && set?.tag === TAG_SET ? (readDer(set.content) ?? []) : [];
  });
  return values.length === 1 ? values[0] : undefined;
}

function isIdentifier(element: DerElement | undefined, identifier: string): boolean {
  return (
    element?.tag === TAG_OBJECT_IDENTIFIER && Buffer.from(element.content).toString('hex') === identifier
  );
}
