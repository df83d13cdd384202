import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';
import { sealedRecord, type SealedJson } from './sealed_json.ts';

/** The kiosk's own key pair as it is stored: Ed25519, PKCS #8 and SPKI, base64. One that is no pair is damaged. */
export const kioskKeyRecord = z
  .object({
    version: z.literal(1),
    privateKey: z.base64().max(200),
    publicKey: z.base64().max(200),
  })
  .refine(isPair);

export type KioskKeyRecord = z.infer<typeof kioskKeyRecord>;

/** What a kiosk vouches with for what it wrote itself. */
export interface KioskKey {
  /** SPKI, DER. */
  readonly publicKey: Uint8Array;
  /** SHA-256 of the public key, hexadecimal. */
  readonly id: string;
  sign(content: Uint8Array): Uint8Array;
}

/**
 * The kiosk's own key, made at the first start; null where it could not be kept. While the key store does not open it,
 * the kiosk signs by a key that is gone with the program, so that the door goes on: the rows that it signed meanwhile do
 * not hold against the kiosk's own public key, which stays what it was.
 */
export function openKioskKey(store: SealedJson<KioskKeyRecord>): KioskKey | null {
  const read = store.read();
  const ownPublicKey = store.beside();
  if (read === null && store.state() === 'locked' && ownPublicKey !== null) return keyFrom(freshRecord(), ownPublicKey);
  const record = read ?? makeKey(store);
  return record === null ? null : keyFrom(record, record.publicKey);
}

/** The public key in the text of a key file, sealed or not: SPKI, DER. Throws on any other text. */
export function publicKeyIn(text: string): Uint8Array {
  const record = z.union([kioskKeyRecord, sealedRecord]).parse(JSON.parse(text));
  return Buffer.from('publicKey' in record ? record.publicKey : z.base64().parse(record.beside), 'base64');
}

function keyFrom(record: KioskKeyRecord, ownPublicKey: string): KioskKey {
  const privateKey = privateKeyIn(record.privateKey);
  const publicKey = Buffer.from(ownPublicKey, 'base64');
  const id = createHash('sha256').update(publicKey).digest('hex');
  return { publicKey, id, sign: (content) => sign(null, content, privateKey) };
}

function privateKeyIn(text: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
}

function isPair({ privateKey, publicKey }: { readonly privateKey: string; readonly publicKey: string }): boolean {
  try {
    const own = createPublicKey(privateKeyIn(privateKey));
    return own.asymmetricKeyType === 'ed25519' && own.export({ type: 'spki', format: 'der' }).equals(Buffer.from(publicKey, 'base64'));
  } catch {
    return false;
  }
}

function freshRecord(): KioskKeyRecord {
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  });
  return { version: 1, privateKey: pair.privateKey.toString('base64'), publicKey: pair.publicKey.toString('base64') };
}

function makeKey(store: SealedJson<KioskKeyRecord>): KioskKeyRecord | null {
  const record = freshRecord();
  // Twice, so that a copy lies beside it: without its key, nothing that it signed can be told from a forgery.
  return store.write(record) && store.write(record) ? record : null;
}
