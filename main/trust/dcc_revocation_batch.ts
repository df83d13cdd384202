import { z } from 'zod';
import { fail, ok, type Result } from '../pass/result.ts';
import { HASH_BYTES } from './packed_hashes.ts';
import type { RevocationEntry } from './revocation_entry.ts';

/** The gateway takes at most a thousand hashes in a batch. */
export const MAX_DCC_BATCH_BYTES = 256 * 1024;

const KIND_OF_TYPE = {
  SIGNATURE: 'dcc_signature',
  UCI: 'dcc_uci',
  COUNTRYCODEUCI: 'dcc_country_uci',
} as const;
/** A batch whose key is not known speaks of every key. */
const UNKNOWN_KID = 'UNKNOWN_KID';
const KID_BYTES = 8;

const batch = z.object({
  country: z.string().regex(/^[A-Z]{2}$/),
  expires: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  kid: z.string().refine((kid) => kid === UNKNOWN_KID || isBase64Of(kid, KID_BYTES)),
  hashType: z.enum(['SIGNATURE', 'UCI', 'COUNTRYCODEUCI']),
  entries: z
    .array(z.object({ hash: z.string().refine((hash) => isBase64Of(hash, HASH_BYTES)) }))
    .min(1)
    .max(1000),
});

/** A batch of the EU's gateway. Times are milliseconds since 1970. */
export interface DccRevocationBatch {
  readonly country: string;
  /** When the batch may be forgotten, since its passes have expired. */
  readonly expiresAt: number;
  readonly entries: readonly RevocationEntry[];
}

/**
 * Reads the JSON within a revocation batch of the EU's gateway (dgc-gateway, `/revocation-list/{batchId}`).
 * The CMS around it is for whoever fetches it to check.
 */
export function readDccRevocationBatch(
  content: Uint8Array,
): Result<DccRevocationBatch, 'too_large' | 'not_json' | 'not_a_batch'> {
  if (content.length > MAX_DCC_BATCH_BYTES) return fail('too_large');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    return fail('not_json');
  }
  const read = batch.safeParse(json);
  if (!read.success) return fail('not_a_batch');
  const { country, expires, kid, hashType, entries } = read.data;
  return ok({
    country,
    expiresAt: expires,
    entries: entries.map(({ hash }) => ({
      format: 'hc1',
      scope: kid === UNKNOWN_KID ? '' : kid,
      kind: KIND_OF_TYPE[hashType],
      hash: Buffer.from(hash, 'base64'),
      issuedBefore: Number.POSITIVE_INFINITY,
      from: Number.NEGATIVE_INFINITY,
    })),
  });
}

function isBase64Of(text: string, length: number): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text;
}
