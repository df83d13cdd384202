import { hash } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import type { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import type { CertificateSigner } from '../../pass/make_certificate.ts';

/** What goes into a master list, so that a test can put anything there. */
export interface MasterListContent {
  readonly authorities: readonly Uint8Array[];
  /** The certificates that come with the list. */
  readonly certificates: readonly Uint8Array[];
  readonly contentType: string;
  readonly attributeType: string;
  readonly digest: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  readonly signedDigest: Uint8Array;
  readonly content: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly attributes: readonly Uint8Array[];
  /** Signs the content itself. */
  readonly withoutAttributes: boolean;
}

export const MASTER_LIST = '678108010102';
const OID_OF_DIGEST = {
  sha1: '2b0e03021a',
  sha256: '608648016503040201',
  sha384: '608648016503040202',
  sha512: '608648016503040203',
} as const;

/** One DER value of any length. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
  const length = content.length < 0x80 ? [content.length] : [0x80 | size.length, ...size];
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
}

export const oid = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'));
export const integer = (value: number) => tlv(0x02, Uint8Array.of(value));
export const attribute = (type: string, ...values: readonly Uint8Array[]) =>
  tlv(0x30, oid(type), tlv(0x31, ...values));

/** A master list (ICAO Doc 9303-12 section 9) signed by `signer`. */
export function makeMasterList(signer: CertificateSigner, given: Partial<MasterListContent> = {}): Buffer {
  const {
    attributeType = MASTER_LIST,
    authorities = [],
    certificates = [],
    contentType = MASTER_LIST,
  } = given;
  const { digest = 'sha256', signatureAlgorithm = signer.algorithm, withoutAttributes = false } = given;
  const content = given.content ?? tlv(0x30, integer(0), tlv(0x31, ...authorities));
  const signedDigest = given.signedDigest ?? hash(digest, content, 'buffer');
  const attributes = given.attributes ?? [
    attribute('2a864886f70d010903', oid(attributeType)),
    attribute('2a864886f70d010904', tlv(0x04, signedDigest)),
  ];
  const digestAlgorithm = tlv(0x30, oid(OID_OF_DIGEST[digest]));
  const signature = signer.sign(withoutAttributes ? content : tlv(0x31, ...attributes));
  const signerInfo = tlv(
    0x30,
    integer(3),
    tlv(0x80, Uint8Array.of(1)),
    digestAlgorithm,
    ...(withoutAttributes ? [] : [tlv(0xa0, ...attributes)]),
    new Uint8Array(AsnConvert.serialize(signatureAlgorithm)),
    tlv(0x04, signature),
  );
  const signedData = tlv(
    0x30,
    integer(3),
    tlv(0x31, digestAlgorithm),
    tlv(0x30, oid(contentType), tlv(0xa0, tlv(0x04, content))),
    ...(certificates.length === 0 ? [] : [tlv(0xa0, ...certificates)]),
    tlv(0x31, signerInfo),
  );
  return tlv(0x30, oid('2a864886f70d010702'), tlv(0xa0, signedData));
}
