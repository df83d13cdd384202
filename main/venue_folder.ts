import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { MAX_REVOCATION_BINARY_BYTES } from './trust/revocation_list_file.ts';
import { MAX_TRUST_FILE_BYTES } from './trust/trust_list_file.ts';
import type { VenueFiles } from './trust/venue_files.ts';

/**
 * What a kiosk without an authority judges by: `trust.json`, and every file in `rules` and `revocations`. `readUpTo` answers
 * null for a file that it cannot read or that is too large.
 */
export function readVenueFolder(dataDir: string, readUpTo: (file: string, maxBytes: number) => Uint8Array | null): VenueFiles {
  const readAll = (folder: string) => {
    const names = existsSync(path.join(dataDir, folder)) ? readdirSync(path.join(dataDir, folder)) : [];
    // A file that cannot even be opened is as damaged as an empty one.
    return names.map((name) => ({
      name,
      content: readUpTo(path.join(dataDir, folder, name), MAX_REVOCATION_BINARY_BYTES) ?? new Uint8Array(),
    }));
  };
  const trustList = readUpTo(path.join(dataDir, 'trust.json'), MAX_TRUST_FILE_BYTES);
  return {
    trustLists: trustList === null ? [] : [{ name: 'trust.json', content: trustList }],
    rulePacks: readAll('rules'),
    revocationLists: readAll('revocations'),
  };
}
