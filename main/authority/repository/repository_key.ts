import { hash, type KeyObject, sign } from 'node:crypto';
import { Key, Signature } from '@tufjs/models';

const RAW_BYTES = 32;

/** A key that signs metadata. */
export interface MetadataSigner {
  readonly keyId: string;
  sign(bytes: Uint8Array): Signature;
}

/**
 * An Ed25519 public key as metadata names it; its id is the SHA-256 of its canonical JSON (The Update
 * Framework 1.0.34, section 4.2). Null for any other kind of key.
 */
export function repositoryKey(publicKey: KeyObject): Key | null {
  if (publicKey.asymmetricKeyType !== 'ed25519') return null;
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-RAW_BYTES).toString('hex');
  // In the order of their names, as canonical JSON has them.
  const json = { keytype: 'ed25519', keyval: { public: raw }, scheme: 'ed25519' };
  const keyID = hash('sha256', JSON.stringify(json), 'hex');
  return new Key({ keyID, keyType: json.keytype, scheme: json.scheme, keyVal: json.keyval });
}

/** Signs with the private half of a key. */
export function metadataSigner(keyId: string, privateKey: KeyObject): MetadataSigner {
  return {
    keyId,
    sign: (bytes) => new Signature({ keyID: keyId, sig: sign(null, bytes, privateKey).toString('hex') }),
  };
}
