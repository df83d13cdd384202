import type { KeyObject } from 'node:crypto';
import { readPublicKey } from './public_key.ts';
import { readMetadataShape } from './repository/metadata_shape.ts';

/** SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410 section 4). */
const ED25519_PREFIX = '302a300506032b6570032100';

/**
 * The version of a root of trust and the keys of its root role (TUF specification 1.0 section 4.3), which are
 * Ed25519 as in every repository that a kiosk reads. Null for anything but a root. Nobody has looked at its
 * signatures.
 */
export function readRootRole(
  bytes: Uint8Array,
): { readonly version: number; readonly keys: readonly KeyObject[] } | null {
  const root = readMetadataShape('root', bytes);
  if (root === null) return null;
  const { keys, roles, version } = root.signed;
  // A key id may be the name of something that every object has.
  const keyOf = new Map(Object.entries(keys));
  const found = roles.root.keyids.map((keyId) => {
    const hex = keyOf.get(keyId)?.keyval.public;
    return hex === undefined ? undefined : readPublicKey({ spki: Buffer.from(ED25519_PREFIX + hex, 'hex') });
  });
  return { version, keys: found.flatMap((key) => (key ? [key.publicKey] : [])) };
}
