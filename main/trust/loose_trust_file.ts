import { parseBoundedJson } from '../pass/bounded_json.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import type { TrustedKey, TrustList } from '../pass/trust_list.ts';
import { buildTrustList } from './build_trust_list.ts';
import type { Imported, Importer } from './imports/importer.ts';
import { divocKeyDocument } from './imports/divoc_key_document.ts';
import { germanTrustList } from './imports/german_trust_list.ts';
import { healthCardDirectory } from './imports/health_card_directory.ts';
import { icaoMasterList } from './imports/icao_master_list.ts';
import { nzDidDocument } from './imports/nz_did_document.ts';
import { pretixEventKeys } from './imports/pretix_event_keys.ts';
import { whoTrustList } from './imports/who_trust_list.ts';
import { readPublicKey } from './public_key.ts';
import { readTrustListFile, TRUST_FILE_ERROR_WORDS, type TrustFileError } from './trust_list_file.ts';
import { keyFromCertificate } from './x509_key.ts';

export type LooseTrustFileError = TrustFileError | 'needs_signer' | 'no_usable_key';

/** Each error in words that go on from "it". */
export const LOOSE_TRUST_FILE_ERROR_WORDS: Readonly<Record<LooseTrustFileError, string>> = {
  ...TRUST_FILE_ERROR_WORDS,
  needs_signer: 'is a signed list: import it with the key or certificate of its signer',
  no_usable_key: 'is a list without a key that can be used',
};

const PEM = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g;

/** Lists whose own shape tells them apart; the WHO's goes before other documents about a DID. */
const LISTS: readonly Importer[] = [
  whoTrustList,
  nzDidDocument,
  healthCardDirectory,
  pretixEventKeys,
  divocKeyDocument,
];
/** Lists that only their signer's key can open. */
const SIGNED_LISTS: readonly Importer[] = [germanTrustList, icaoMasterList];

/**
 * Reads keys as people have them at hand: a trust list file; certificates in PEM, one in DER, a JWK or a JWK
 * set whose `kid` is the key id in base64, which serve HC1; or a list as the world publishes it, without what
 * cannot be used in it. All but a trust list file have no dates.
 */
export function readLooseTrustFile(content: Uint8Array): Result<TrustList, LooseTrustFileError> {
  const list = readTrustListFile(content);
  if (list.ok || list.error === 'too_large' || list.error === 'bad_key') return list;
  const keys = list.error === 'not_json' ? certificatesOf(content) : webKeysOf(content);
  if (keys === null) return readPublishedList(content, list.error !== 'not_json') ?? list;
  const usable = keys.filter((key) => key !== null);
  return usable.length < keys.length
    ? fail('bad_key')
    : ok(buildTrustList(usable, { issuedAt: null, validUntil: null }));
}

/** Null for none of the lists that are known. */
function readPublishedList(
  content: Uint8Array,
  isJson: boolean,
): Result<TrustList, 'needs_signer' | 'no_usable_key' | TrustFileError> | null {
  for (const importer of isJson ? LISTS : []) {
    const read = importer.read(content, {});
    if (read.ok) return toTrustList(read.value);
  }
  const isSigned = SIGNED_LISTS.some((importer) => {
    const read = importer.read(content, {});
    return !read.ok && read.error === 'needs_signer';
  });
  return isSigned ? fail('needs_signer') : null;
}

function toTrustList({ anchors, keys }: Imported): Result<TrustList, 'no_usable_key' | TrustFileError> {
  if (keys.length + anchors.length === 0) return fail('no_usable_key');
  const someDates = { issuedAt: new Date(0).toISOString(), validUntil: new Date(1).toISOString() };
  const file = readTrustListFile(Buffer.from(JSON.stringify({ version: 1, ...someDates, keys, anchors })));
  return file.ok ? ok({ ...file.value, issuedAt: null, validUntil: null }) : file;
}

function certificatesOf(content: Uint8Array): readonly (TrustedKey | null)[] | null {
  const pem = [...Buffer.from(content).toString('latin1').matchAll(PEM)];
  if (pem.length > 0) return pem.map(([, body]) => keyFromCertificate(Buffer.from(body ?? '', 'base64')));
  const key = keyFromCertificate(content);
  return key === null ? null : [key];
}

function webKeysOf(content: Uint8Array): readonly (TrustedKey | null)[] | null {
  const json = parseBoundedJson(content)?.value;
  if (!isObject(json)) return null;
  const list = 'keys' in json ? json.keys : [json];
  if (!Array.isArray(list) || !list.every((jwk) => isObject(jwk) && 'kty' in jwk)) return null;
  return list.map((jwk: object): TrustedKey | null => {
    const key = readPublicKey({ jwk });
    if (key === null || !('kid' in jwk) || typeof jwk.kid !== 'string') return null;
    const limits = { uses: null, notBefore: null, notAfter: null, specimen: false };
    return { format: 'hc1', issuer: '', keyId: jwk.kid, ...key, ...limits };
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
