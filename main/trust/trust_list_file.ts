import { z } from 'zod';
import { fail, ok, type Result } from '../pass/result.ts';
import type { TrustAnchor, TrustedKey, TrustList } from '../pass/trust_list.ts';
import { buildTrustList } from './build_trust_list.ts';
import { authorityFromCertificate } from './certificate_authority.ts';
import { readPublicKey } from './public_key.ts';
import { keyFromCertificate } from './x509_key.ts';

/** The largest trust list file that is read: the whole world's is about 1.5 MB. */
export const MAX_TRUST_FILE_BYTES = 16 * 1024 * 1024;

/** The most keys of one trust list file. */
export const MAX_KEYS = 20_000;
/** The most authorities of one trust list file. */
export const MAX_ANCHORS = 2_000;
const base64 = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/);
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const limits = {
  uses: z
    .array(z.enum(['vaccination', 'test', 'recovery']))
    .max(3)
    .nullish(),
  notBefore: instant.nullish(),
  notAfter: instant.nullish(),
  specimen: z.boolean().optional(),
};
/** The formats that are verified. Standard base64 names a key of a COSE format, its own text any other. */
const format = z.enum(['hc1', 'shc', 'nzcp', 'vds_nc', 'claim169', 'pretix', 'divoc', 'venue']);
const name = { format, issuer: z.string().max(200), keyId: z.string().max(200) };
/** A certificate says itself who issues, under which key id, and within which limits; the entry may say otherwise. */
const certificateEntry = z.strictObject({
  format: z.literal('hc1'),
  x509: base64,
  issuer: name.issuer.optional(),
  keyId: name.keyId.min(1).optional(),
  ...limits,
});
const spkiEntry = z.strictObject({ spki: base64, ...name, ...limits });
const jwkEntry = z.strictObject({ jwk: z.record(z.string().max(20), z.unknown()), ...name, ...limits });
const trustListFile = z
  .strictObject({
    version: z.literal(1),
    issuedAt: instant,
    validUntil: instant,
    keys: z.array(z.union([certificateEntry, spkiEntry, jwkEntry])).max(MAX_KEYS),
    /** Authorities whose certificates vouch for those within passes: a country's CSCA. */
    anchors: z.array(z.strictObject({ format: z.literal('vds_nc'), x509: base64 })).max(MAX_ANCHORS).optional(),
  })
  .refine(({ issuedAt, validUntil }) => issuedAt < validUntil)
  // A pretix ticket names no key: one with an id would never be found.
  .refine(({ keys }) => keys.every((key) => key.format !== 'pretix' || key.keyId === ''));

/** The JSON of a trust list file. */
export type TrustListFile = z.input<typeof trustListFile>;

export type TrustFileError = 'too_large' | 'not_json' | 'not_a_trust_list' | 'bad_key';

/** Each error in words that go on from "it". */
export const TRUST_FILE_ERROR_WORDS: Readonly<Record<TrustFileError, string>> = {
  too_large: `is larger than ${MAX_TRUST_FILE_BYTES / 1024 / 1024} MB`,
  not_json: 'is neither JSON nor a certificate',
  not_a_trust_list: 'is JSON, but neither a trust list of version 1 nor a JWK',
  bad_key: 'holds a key that cannot be used',
};

/** Reads a trust list file: all of it, or none. */
export function readTrustListFile(content: Uint8Array): Result<TrustList, TrustFileError> {
  const read = readTrustListEntries(content);
  if (!read.ok) return read;
  const { anchors, issuedAt, keys, validUntil } = read.value;
  return ok(buildTrustList(keys, { issuedAt, validUntil }, { anchors }));
}

/** What a trust list file says, entry by entry. Times are milliseconds since 1970. */
export interface TrustListEntries {
  readonly issuedAt: number;
  readonly validUntil: number;
  readonly keys: readonly TrustedKey[];
  readonly anchors: readonly TrustAnchor[];
}

/** Reads a trust list file's entries: all of them, or none. */
export function readTrustListEntries(content: Uint8Array): Result<TrustListEntries, TrustFileError> {
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
    const key = keyOf(entry);
    if (key === null) return fail('bad_key');
    keys.push(key);
  }
  const anchors: TrustAnchor[] = [];
  for (const { x509 } of file.data.anchors ?? []) {
    const anchor = authorityFromCertificate(Buffer.from(x509, 'base64'));
    if (anchor === null) return fail('bad_key');
    anchors.push(anchor);
  }
  const { issuedAt, validUntil } = file.data;
  return ok({ issuedAt, validUntil, keys, anchors });
}

function keyOf(entry: z.output<typeof trustListFile>['keys'][number]): TrustedKey | null {
  if ('x509' in entry) {
    const key = keyFromCertificate(Buffer.from(entry.x509, 'base64'), entry.specimen);
    if (key === null) return null;
    return {
      ...key,
      issuer: entry.issuer ?? key.issuer,
      keyId: entry.keyId ?? key.keyId,
      uses: entry.uses ?? key.uses,
      notBefore: entry.notBefore ?? key.notBefore,
      notAfter: entry.notAfter ?? key.notAfter,
    };
  }
  const key = readPublicKey(
    'jwk' in entry ? { jwk: entry.jwk } : { spki: Buffer.from(entry.spki, 'base64') },
  );
  if (key === null) return null;
  return {
    ...key,
    format: entry.format,
    issuer: entry.issuer,
    keyId: entry.keyId,
    uses: entry.uses ?? null,
    notBefore: entry.notBefore ?? null,
    notAfter: entry.notAfter ?? null,
    specimen: entry.specimen ?? false,
  };
}
