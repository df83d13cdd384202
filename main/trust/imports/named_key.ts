import type { TrustedKey } from '../../pass/trust_list.ts';
import { exportKey } from './exported_key.ts';
import type { ImportedKey, KeyFormat } from './importer.ts';
import type { LeftOutReason } from './import_report.ts';

/** An HC1 key is found by its id alone, and an identity's token may name nobody. */
const NEED_NO_ISSUER: ReadonlySet<KeyFormat> = new Set(['hc1', 'claim169']);

/** The formats whose key ids are bytes, written in base64. */
const BINARY_KEY_IDS: ReadonlySet<KeyFormat> = new Set(['hc1', 'claim169', 'vds_nc', 'venue']);

/** Whether keys of a format are found under their issuer's name only. */
export function needsIssuer(format: KeyFormat): boolean {
  return !NEED_NO_ISSUER.has(format);
}

/** A bare key under the names that somebody gives it, or why passes of the format could not find it. */
export function nameKey(
  { publicKey, algorithms }: Pick<TrustedKey, 'publicKey' | 'algorithms'>,
  given: { readonly format: KeyFormat; readonly issuer: string; readonly keyId: string | null },
): ImportedKey | LeftOutReason {
  const { format, issuer } = given;
  const limits = { uses: null, notBefore: null, notAfter: null };
  if (format === 'pretix') {
    // A ticket names no key.
    if (!algorithms.includes('EdDSA')) return 'unusable_key';
    return exportKey({ issuer, keyId: '', publicKey, ...limits }, format);
  }
  const keyId = given.keyId ?? '';
  if (keyId === '' && format !== 'claim169') return 'no_key_id';
  if (BINARY_KEY_IDS.has(format) && Buffer.from(keyId, 'base64').toString('base64') !== keyId) {
    return 'key_id_mismatch';
  }
  return exportKey({ issuer, keyId, publicKey, ...limits }, format);
}
