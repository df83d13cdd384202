import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { RevocationListJson } from '../trust/revocation_list_file.ts';
import type { TrustListFile } from '../trust/trust_list_file.ts';
import { generatePrivateKey } from './generate_private_key.ts';

/** The demo's throw-away authority: two private keys, worth nothing outside this one demo. */
export const demoAuthority = z.strictObject({
  createdAt: z.iso.datetime(),
  mainKey: z.string().max(2_000).refine(isPrivateKey),
  specimenKey: z.string().max(2_000).refine(isPrivateKey),
});

export type DemoAuthority = z.infer<typeof demoAuthority>;

const DAY_MS = 86_400_000;
/** Longer than anybody keeps a demo: it must not turn amber with age. */
const VALID_FOR_MS = 3_650 * DAY_MS;

export const DEMO_ISSUER = 'Demo authority';
/** The id of the one demo pass that is withdrawn, in hexadecimal. */
export const WITHDRAWN_PASS_ID = '0000000000000000000000000000dead';

/** The revocation list of the demo's authority. */
export function demoRevocationList(authority: DemoAuthority): RevocationListJson {
  const issuedAtMs = Date.parse(authority.createdAt);
  return {
    version: 1,
    issuedAt: new Date(issuedAtMs - DAY_MS).toISOString(),
    validUntil: new Date(issuedAtMs + VALID_FOR_MS).toISOString(),
    passes: [{ id: WITHDRAWN_PASS_ID, issuer: DEMO_ISSUER }],
  };
}

/** Makes a new throw-away authority. */
export function makeDemoAuthority(nowMs: number): DemoAuthority {
  return { createdAt: new Date(nowMs).toISOString(), mainKey: makePrivateKey(), specimenKey: makePrivateKey() };
}

/** Makes a P-256 private key, as PKCS #8 in PEM. */
export function makePrivateKey(): string {
  return generatePrivateKey('ES256').export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A private key with the id under which the trust list names it. */
export function demoKey(pem: string): { readonly keyId: Uint8Array; readonly privateKey: KeyObject; readonly spki: Buffer } {
  const privateKey = createPrivateKey(pem);
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return { keyId: new Uint8Array(createHash('sha256').update(spki).digest().subarray(0, 8)), privateKey, spki };
}

/** The trust list that names the authority's two keys; the second one signs specimens only. */
export function demoTrustList(authority: DemoAuthority): TrustListFile {
  const issuedAtMs = Date.parse(authority.createdAt);
  const entry = (format: 'hc1' | 'venue', pem: string, specimen: boolean) => {
    const { keyId, spki } = demoKey(pem);
    return {
      format,
      issuer: DEMO_ISSUER,
      keyId: Buffer.from(keyId).toString('base64'),
      spki: spki.toString('base64'),
      specimen,
    };
  };
  return {
    version: 1,
    // A day's grace, so that passes dated to the start of the day verify on the first one.
    issuedAt: new Date(issuedAtMs - DAY_MS).toISOString(),
    validUntil: new Date(issuedAtMs + VALID_FOR_MS).toISOString(),
    keys: (['hc1', 'venue'] as const).flatMap((format) => [
      entry(format, authority.mainKey, false),
      entry(format, authority.specimenKey, true),
    ]),
  };
}

/** A file that was damaged within a key is no authority, and is replaced by a new one. */
function isPrivateKey(pem: string): boolean {
  try {
    const { privateKey } = demoKey(pem);
    return privateKey.asymmetricKeyType === 'ec' && privateKey.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
