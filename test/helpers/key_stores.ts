import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyStore } from '../../main/settings/key_store.ts';

/** A computer without a key store. */
export const noKeyStore: KeyStore = { seal: () => null, open: () => null };

/** A key store of one user of one computer, that can be locked; another one opens nothing of it. */
export function makeKeyStore(): KeyStore & { lock(): void; unlock(): void } {
  const key = randomBytes(32);
  let isLocked = false;
  return {
    seal(text) {
      if (isLocked) return null;
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const content = Buffer.concat([cipher.update(text), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), content]);
    },
    open(sealed) {
      if (isLocked) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(12, 28));
        return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString();
      } catch {
        return null;
      }
    },
    lock() {
      isLocked = true;
    },
    unlock() {
      isLocked = false;
    },
  };
}
