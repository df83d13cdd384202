import { z } from 'zod';
import { venueRevocationHash } from '../pass/formats/venue_pass.ts';
import { fail, ok, type Result } from '../pass/result.ts';
import { HASH_BYTES, isStrictlyAscending, packHashes } from './packed_hashes.ts';
import type { RevocationEntry } from './revocation_entry.ts';
import type { UndatedRevocations } from './revocation_index.ts';

/** The largest list in JSON. */
export const MAX_REVOCATION_JSON_BYTES = 16 * 1024 * 1024;
/** The largest one in binary: ten million hashes. */
export const MAX_REVOCATION_BINARY_BYTES = 160 * 1024 * 1024;

/** How a binary list begins: these eight bytes, the version and the length of the head in two bytes each. */
export const BINARY_MAGIC = Buffer.from('VPK-RVKD', 'latin1');
export const BINARY_VERSION = 1;
export const BINARY_PREFIX_BYTES = BINARY_MAGIC.length + 4;

/** One list, from its issue until its end (milliseconds since 1970). */
export interface RevocationList {
  readonly issuedAt: number;
  readonly validUntil: number;
  readonly entries: readonly RevocationEntry[];
  readonly undated: readonly UndatedRevocations[];
}

const MAX_ENTRIES = 100_000;
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const dates = { issuedAt: instant, validUntil: instant };
const times = { from: instant.optional(), issuedBefore: instant.optional() };
const name = z.string().min(1).max(200);
const hex16 = z.string().regex(/^[0-9a-f]{32}$/);
const place = {
  format: z.enum(['hc1', 'venue', 'shc', 'nzcp', 'vds_nc', 'divoc', 'pretix', 'claim169']),
  scope: z.string().max(500),
  kind: z.string().regex(/^[a-z0-9_]{1,40}$/),
};
const revocationListJson = z
  .strictObject({
    version: z.literal(1),
    ...dates,
    /** The venue's own passes by their ids and by the groups that they name; of every issuer, or of one. */
    passes: z
      .array(z.strictObject({ id: hex16, issuer: name.optional(), ...times }))
      .max(MAX_ENTRIES)
      .optional(),
    groups: z
      .array(z.strictObject({ name, issuer: name.optional(), ...times }))
      .max(MAX_ENTRIES)
      .optional(),
    /** Any format's passes, by the hashes that its reader makes. */
    hashes: z
      .array(z.strictObject({ ...place, hash: hex16, ...times }))
      .max(MAX_ENTRIES)
      .optional(),
  })
  .refine(({ issuedAt, validUntil }) => issuedAt < validUntil);
const binaryHead = z
  .strictObject({ ...place, ...dates, count: z.int().min(0) })
  .refine(({ issuedAt, validUntil }) => issuedAt < validUntil);

/** The JSON of a revocation list. */
export type RevocationListJson = z.input<typeof revocationListJson>;
/** The JSON head of a binary revocation list. */
export type RevocationListHead = z.input<typeof binaryHead>;

export type RevocationFileError =
  | 'too_large'
  | 'not_json'
  | 'not_a_revocation_list'
  | 'bad_length'
  | 'not_sorted';

/** Each error in words that go on from "it". */
export const REVOCATION_FILE_ERROR_WORDS: Readonly<Record<RevocationFileError, string>> = {
  too_large: 'is too large for a revocation list',
  not_json: 'is neither JSON nor a binary revocation list',
  not_a_revocation_list: 'is not a revocation list of version 1',
  bad_length: 'is cut short, or longer than it says',
  not_sorted: 'holds hashes that are not in ascending order, each once',
};

/**
 * Reads a revocation list, in JSON or in binary: all of it, or none. A binary list is the magic, the version
 * and the length of its head (two bytes each, big-endian), the head in JSON, and as many hashes of 16 bytes
 * as the head says, ascending.
 */
export function readRevocationListFile(content: Uint8Array): Result<RevocationList, RevocationFileError> {
  const isBinary = BINARY_MAGIC.equals(content.subarray(0, BINARY_MAGIC.length));
  return isBinary ? readBinary(content) : readJson(content);
}

function readJson(content: Uint8Array): Result<RevocationList, RevocationFileError> {
  if (content.length > MAX_REVOCATION_JSON_BYTES) return fail('too_large');
  const json = parseJson(content);
  if (json === undefined) return fail('not_json');
  const file = revocationListJson.safeParse(json);
  if (!file.success) return fail('not_a_revocation_list');
  const { issuedAt, validUntil, passes = [], groups = [], hashes = [] } = file.data;
  const entries: readonly RevocationEntry[] = [
    ...passes.map(({ id, ...rest }) => venueEntry('pass_id', id, rest)),
    ...groups.map(({ name: group, ...rest }) => venueEntry('group', group, rest)),
    ...hashes.map(({ format, scope, kind, hash, ...rest }) => {
      return { format, scope, kind, hash: Buffer.from(hash, 'hex'), ...limitsOf(rest) };
    }),
  ];
  return ok({ issuedAt, validUntil, entries, undated: [] });
}

function readBinary(content: Uint8Array): Result<RevocationList, RevocationFileError> {
  if (content.length > MAX_REVOCATION_BINARY_BYTES) return fail('too_large');
  if (content.length < BINARY_PREFIX_BYTES) return fail('bad_length');
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (view.getUint16(BINARY_MAGIC.length) !== BINARY_VERSION) return fail('not_a_revocation_list');
  const headEnd = BINARY_PREFIX_BYTES + view.getUint16(BINARY_MAGIC.length + 2);
  if (content.length < headEnd) return fail('bad_length');
  const head = binaryHead.safeParse(parseJson(content.subarray(BINARY_PREFIX_BYTES, headEnd)));
  if (!head.success) return fail('not_a_revocation_list');
  const { count, issuedAt, validUntil, ...where } = head.data;
  if (content.length !== headEnd + count * HASH_BYTES) return fail('bad_length');
  const hashes = packHashes(content.subarray(headEnd));
  if (!isStrictlyAscending(hashes)) return fail('not_sorted');
  return ok({ issuedAt, validUntil, entries: [], undated: [{ ...where, hashes }] });
}

/** Undefined where it is no JSON. */
function parseJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    return undefined;
  }
}

interface Limits {
  readonly from?: number | undefined;
  readonly issuedBefore?: number | undefined;
}

function venueEntry(
  kind: 'pass_id' | 'group',
  listed: string,
  { issuer = '', ...limits }: Limits & { readonly issuer?: string | undefined },
): RevocationEntry {
  return { format: 'venue', scope: issuer, kind, hash: venueRevocationHash(listed), ...limitsOf(limits) };
}

function limitsOf(limits: Limits): Pick<RevocationEntry, 'from' | 'issuedBefore'> {
  const { from = Number.NEGATIVE_INFINITY, issuedBefore = Number.POSITIVE_INFINITY } = limits;
  return { from, issuedBefore };
}
