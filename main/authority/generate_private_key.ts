import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const;
const publicKeyEncoding = { type: 'spki', format: 'der' } as const;

/**
 * Makes a private key of P-256 or Ed25519. It is one that was read from its encoding: Node 20 waits for itself for good
 * where garbage is collected while a key is looked at that was made just now, as the work that made it wants the same lock.
 */
export function generatePrivateKey(kind: 'ES256' | 'Ed25519'): KeyObject {
  const { privateKey } =
    kind === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding })
      : generateKeyPairSync('ed25519', { publicKeyEncoding, privateKeyEncoding });
  return createPrivateKey({ key: privateKey, ...privateKeyEncoding });
}
