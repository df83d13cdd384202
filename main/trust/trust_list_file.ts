import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { fail, ok, type Result } from '../pass/result.ts';
import { algorithmsOf } from '../pass/signature.ts';
import type { TrustedKey, TrustList } from '../pass/trust_list.ts';
import { buildTrustList } from './build_trust_list.ts';
import { keyFromCertificate } from './x509_key.ts';

/** The largest trust list file that is read: the whole world's is about 1.5 MB. */
export const MAX_TRUST_FILE_BYTES = 16 * 1024 * 1024;

const base64 = z.string().max(16_384).regex(/^[A-Za-z0-9+/]*={0,2}$/);
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const certificateEntry = z.strictObject({
  format: z.literal('hc1'),
  x509: base64,
  specimen: z.boolean().optional(),
});
const keyEntry = z.strictObject({
  format: z.literal('hc1'),
  issuer: z.string().max(200),
  keyId: base64.max(200),
  spki: base64,
  uses: z.array(z.enum(['vaccination', 'test', 'recovery'])).max(3).nullish(),
  notBefore: instant.nullish(),
  notAfter: instant.nullish(),
  specimen: z.boolean().optional(),
});
const trustListFile = z.strictObject({
  version: z.literal(1),
  issuedAt: instant,
  validUntil: instant,
  keys: z.array(z.union([certificateEntry, keyEntry])).max(20_000),
});

/** The JSON of a trust list file. */
export type TrustListFile = z.input<typeof trustListFile>;

export type TrustFileError = 'too_large' | 'not_json' | 'not_a_trust_list' | 'bad_key';

/** Reads a trust list file: all of it, or none. */
export function readTrustListFile(content: Uint8Array): Result<TrustList, TrustFileError> {
  if (content.length > MAX_TRUST_FILE_BYTES) return fail('too_large');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    return fail('not_json');
  }
  const file = trustListFile.safeParse(json);
  if (!file.success) return fail('not_a_trust_list');
  const keys: TrustedKey[] = [];
  for (const entry of file.data.keys) {
    const key =
      'x509' in entry
        ? keyFromCertificate(Buffer.from(entry.x509, 'base64'), entry.specimen)
        : keyFromSpki(entry);
    if (key === null) return fail('bad_key');
    keys.push(key);
  }
  return ok(buildTrustList(keys, { issuedAt: file.data.issuedAt, validUntil: file.data.validUntil }));
}

function keyFromSpki(entry: z.output<typeof keyEntry>): TrustedKey | null {
  try {
    const spki = Buffer.from(entry.spki, 'base64');
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const algorithms = algorithmsOf(publicKey);
    if (algorithms.length === 0) return null;
    return {
      format: entry.format,
      issuer: entry.issuer,
      keyId: entry.keyId,
      publicKey,
      algorithms,
      uses: entry.uses ?? null,
      notBefore: entry.notBefore ?? null,
      notAfter: entry.notAfter ?? null,
      specimen: entry.specimen ?? false,
    };
  } catch {
    return null;
  }
}
