import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { z } from 'zod';
import type { StoredJson } from './stored_json.ts';

/** The kiosk's own key pair as it is stored: Ed25519, PKCS #8 and SPKI, base64. */
export const kioskKeyRecord = z.strictObject({
  version: z.literal(1),
  privateKey: z.base64().max(200),
  publicKey: z.base64().max(200),
});

export type KioskKeyRecord = z.infer<typeof kioskKeyRecord>;

/** What a kiosk vouches with for what it wrote itself. */
export interface KioskKey {
  /** SPKI, DER. */
  readonly publicKey: Uint8Array;
  /** SHA-256 of the public key, hexadecimal. */
  readonly id: string;
  sign(content: Uint8Array): Uint8Array;
}

/** The kiosk's own key, made at the first start; null where it could not be kept. */
export function openKioskKey(store: StoredJson<KioskKeyRecord>): KioskKey | null {
  const record = store.read() ?? makeKey(store);
  if (record === null) return null;
  const privateKey = createPrivateKey({ key: Buffer.from(record.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const id = createHash('sha256').update(publicKey).digest('hex');
  return { publicKey, id, sign: (content) => sign(null, content, privateKey) };
}

function makeKey(store: StoredJson<KioskKeyRecord>): KioskKeyRecord | null {
  const pair = generateKeyPairSync('ed25519');
  const record: KioskKeyRecord = {
    version: 1,
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
  // Twice, so that a copy lies beside it: without its key, nothing that it signed can be told from a forgery.
  return store.write(record) && store.write(record) ? record : null;
}
