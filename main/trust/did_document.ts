import { z } from 'zod';
import type { TrustedKey } from '../pass/trust_list.ts';
import { readPublicKey } from './public_key.ts';

const MAX_METHODS = 1000;

/** `did:web` without path, query or fragment (DID Core section 3.1). */
const DID_WEB = /^did:web:(?:[\w.-]|%[0-9A-Fa-f]{2})+(?::(?:[\w.-]|%[0-9A-Fa-f]{2})+)*$/;

const didDocument = z.object({
  id: z.string().max(500).regex(DID_WEB),
  verificationMethod: z.array(z.unknown()).max(MAX_METHODS),
  assertionMethod: z.array(z.unknown()).max(MAX_METHODS),
});
const verificationMethod = z.object({
  id: z.string().max(1000),
  type: z.literal('JsonWebKey2020'),
  publicKeyJwk: z.looseObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    alg: z.literal('ES256').optional(),
    use: z.literal('sig').optional(),
  }),
});

/**
 * The keys with which the subject of a `did:web` document signs NZ COVID Passes: of type JsonWebKey2020, on
 * P-256, without a private part, and named by `assertionMethod` (NZ COVID Pass specification, "DID Document").
 * Other keys are left out, since a document has keys for other purposes too; null for no such document.
 */
export function keysFromDidDocument(document: unknown): readonly TrustedKey[] | null {
  const read = didDocument.safeParse(document);
  if (!read.success) return null;
  const { id: issuer, verificationMethod: methods, assertionMethod } = read.data;
  const mayAssert = new Set(assertionMethod);
  return methods.flatMap((given): TrustedKey[] => {
    const method = verificationMethod.safeParse(given);
    // References are absolute, and a document speaks for its own subject only.
    if (!method.success || !mayAssert.has(method.data.id)) return [];
    if (!method.data.id.startsWith(`${issuer}#`)) return [];
    const key = readPublicKey({ jwk: method.data.publicKeyJwk });
    if (key === null) return [];
    const keyId = method.data.id.slice(issuer.length + 1);
    const limits = { uses: null, notBefore: null, notAfter: null, specimen: false };
    return [{ format: 'nzcp', issuer, keyId, ...key, ...limits }];
  });
}
