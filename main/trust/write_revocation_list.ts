import { sortHashes, unpackHashes } from './packed_hashes.ts';
import type { UndatedRevocations } from './revocation_index.ts';
import {
  BINARY_MAGIC,
  BINARY_PREFIX_BYTES,
  BINARY_VERSION,
  type RevocationListHead,
} from './revocation_list_file.ts';

/** Writes hashes, in any order, as a binary revocation list; times are milliseconds since 1970. */
export function writeRevocationList(
  list: UndatedRevocations & { readonly issuedAt: number; readonly validUntil: number },
): Uint8Array {
  const { format, scope, kind } = list;
  const hashes = unpackHashes(sortHashes(list.hashes));
  const head = {
    format: format as RevocationListHead['format'],
    scope,
    kind,
    issuedAt: new Date(list.issuedAt).toISOString(),
    validUntil: new Date(list.validUntil).toISOString(),
    count: hashes.length / 16,
  } satisfies RevocationListHead;
  const headBytes = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(BINARY_PREFIX_BYTES);
  BINARY_MAGIC.copy(prefix);
  prefix.writeUInt16BE(BINARY_VERSION, BINARY_MAGIC.length);
  prefix.writeUInt16BE(headBytes.length, BINARY_MAGIC.length + 2);
  return Buffer.concat([prefix, headBytes, hashes]);
}
