import type { TrustedKey } from '../pass/trust_list.ts';
import { readPublicKey } from './public_key.ts';

const MAX_CHARACTERS = 1_000;
const PEM = /^-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/;

/**
 * One key of an event as pretix gives it out (`valid_keys.pretix_sig1` of the event: base64 of a PEM block);
 * null for anything but an Ed25519 public key. A ticket does not name its key, so that no key has an id.
 */
export function readPretixKey(event: string, value: string): TrustedKey | null {
  if (event === '' || value.length > MAX_CHARACTERS) return null;
  const body = PEM.exec(Buffer.from(value, 'base64').toString('latin1'))?.[1];
  const key = body === undefined ? null : readPublicKey({ spki: Buffer.from(body, 'base64') });
  if (key === null || !key.algorithms.includes('EdDSA')) return null;
  const limits = { uses: null, notBefore: null, notAfter: null, specimen: false };
  return { format: 'pretix', issuer: event, keyId: '', ...key, ...limits };
}
