import type { TrustedKey } from '../../pass/trust_list.ts';
import type { ImportedKey, KeyFormat } from './importer.ts';

/** A key as a trust list file writes it, with all the limits that it has. */
export function exportKey(
  key: Omit<TrustedKey, 'algorithms' | 'format' | 'specimen'>,
  format: KeyFormat,
): ImportedKey {
  const { issuer, keyId, notAfter, notBefore, publicKey, uses } = key;
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return {
    format,
    issuer,
    keyId,
    spki,
    ...(uses !== null && { uses: [...uses] }),
    ...(notBefore !== null && { notBefore: new Date(notBefore).toISOString() }),
    ...(notAfter !== null && { notAfter: new Date(notAfter).toISOString() }),
  };
}
