import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { fail, ok, type Result } from '../pass/result.ts';
import { fetchChecked, placeOf, readTarget } from '../trust/repository/fetch_update.ts';
import type { RepositorySource } from '../trust/repository/repository_source.ts';
import { contentsOfTargets } from '../trust/repository/target_kind.ts';
import type { TrustStore } from '../trust/repository/trust_store.ts';
import type { UpdateFault } from '../trust/repository/update_fault.ts';
import { MAX_RELEASE_LIST_BYTES, readReleaseList, type ReleaseList } from './release_list.ts';

/** The largest package that is downloaded. */
export const MAX_PACKAGE_BYTES = 600 * 1024 * 1024;

export type Channel = 'stable' | 'beta';

/** A target's length and SHA-256, as the authority signed them. */
export interface SignedTarget {
  readonly path: string;
  readonly length: number;
  readonly sha256: string;
}

/**
 * Reads what a channel offers by the workflow of TUF, and remembers the metadata, so that nothing older is ever taken
 * again. Null as a list: the channel offers nothing.
 */
export function fetchReleases(parts: {
  readonly source: RepositorySource;
  readonly store: TrustStore;
  readonly nowMs: number;
  readonly channel: Channel;
}): Promise<Result<{ readonly list: ReleaseList | null; readonly packages: readonly SignedTarget[] }, UpdateFault>> {
  return fetchChecked(parts, async (checked) => {
    const name = `${parts.channel}/release.json`;
    const { [name]: listed } = checked.targets;
    let list: ReleaseList | null = null;
    if (listed !== undefined) {
      if (listed.length > MAX_RELEASE_LIST_BYTES) return fail({ code: 'oversized', file: name });
      const read = await readTarget(parts.source, name, listed.sha256, listed.length);
      if (!read.ok) return fail({ code: read.error, file: name });
      list = readReleaseList(read.value);
      if (list === null) return fail({ code: 'bad_target', file: name });
    }
    // Packages are no part of the store: only what an update must follow on is.
    const { targets, ...metadata } = checked;
    const kept = parts.store.apply({ ...contentsOfTargets([]), ...metadata, targets: [], downloaded: { files: 0, bytes: 0 } }, parts.nowMs);
    if (!kept.ok) return fail({ code: kept.error, file: null });
    return ok({ list, packages: Object.entries(targets).map(([path, { length, sha256 }]) => ({ path, length, sha256 })) });
  });
}

/** Downloads a package into a file, which is there and whole only where it is what was signed. `got` is told how many bytes are here. */
export async function fetchPackage(
  source: RepositorySource,
  wanted: SignedTarget,
  file: string,
  got: (bytes: number) => void,
): Promise<Result<null, UpdateFault>> {
  const refuse = (code: UpdateFault['code']) => fail({ code, file: wanted.path });
  if (wanted.length > MAX_PACKAGE_BYTES) return refuse('oversized');
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const handle = await open(file, 'w', 0o600);
    try {
      const read = await source.readInto(placeOf(wanted.path, wanted.sha256), wanted.length, async (piece) => {
        hash.update(piece);
        bytes += piece.length;
        got(bytes);
        await handle.writeFile(piece);
      });
      if (!read.ok) return refuse(read.error === 'absent' ? 'incomplete' : read.error);
      if (bytes < wanted.length) return refuse('truncated');
      if (hash.digest('hex') !== wanted.sha256) return refuse('tampered');
      await handle.sync();
      return ok(null);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    await rm(file, { force: true });
    return refuse(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk_full' : 'disk_failed');
  }
}
