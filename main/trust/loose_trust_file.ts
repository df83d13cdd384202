import { fail, ok, type Result } from '../pass/result.ts';
import type { TrustedKey, TrustList } from '../pass/trust_list.ts';
import { buildTrustList } from './build_trust_list.ts';
import { readPublicKey } from './public_key.ts';
import { readTrustListFile, type TrustFileError } from './trust_list_file.ts';
import { keyFromCertificate } from './x509_key.ts';

const PEM = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g;

/**
 * Reads keys as people have them at hand: a trust list file, certificates in PEM, one in DER, a JWK or a JWK set
 * whose `kid` is the key id in base64. Such keys serve HC1, and have no list's dates.
 */
export function readLooseTrustFile(content: Uint8Array): Result<TrustList, TrustFileError> {
  const list = readTrustListFile(content);
  if (list.ok || list.error === 'too_large' || list.error === 'bad_key') return list;
  const keys = list.error === 'not_json' ? certificatesOf(content) : webKeysOf(content);
  if (keys === null) return list;
  const usable = keys.filter((key) => key !== null);
  return usable.length < keys.length
    ? fail('bad_key')
    : ok(buildTrustList(usable, { issuedAt: null, validUntil: null }));
}

function certificatesOf(content: Uint8Array): readonly (TrustedKey | null)[] | null {
  const pem = [...Buffer.from(content).toString('latin1').matchAll(PEM)];
  if (pem.length > 0) return pem.map(([, body]) => keyFromCertificate(Buffer.from(body ?? '', 'base64')));
  const key = keyFromCertificate(content);
  return key === null ? null : [key];
}

function webKeysOf(content: Uint8Array): readonly (TrustedKey | null)[] | null {
  const json: unknown = JSON.parse(Buffer.from(content).toString('utf8'));
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
