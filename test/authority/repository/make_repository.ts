import { generateKeyPairSync, hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Key } from '@tufjs/models';
import {
  placeOfTarget,
  type Repository,
  readRepository,
} from '../../../main/authority/repository/read_repository.ts';
import {
  type RepositoryFolder,
  repositoryFolder,
} from '../../../main/authority/repository/repository_folder.ts';
import {
  type MetadataSigner,
  metadataSigner,
  repositoryKey,
} from '../../../main/authority/repository/repository_key.ts';
import { DEFAULT_DAYS } from '../../../main/authority/repository/roles.ts';
import {
  initRepository,
  type Roles,
  targetFile,
} from '../../../main/authority/repository/sign_repository.ts';
import { fetchUpdate } from '../../../main/trust/repository/fetch_update.ts';
import { openRepository } from '../../../main/trust/repository/repository_source.ts';
import { openTrustStore, type TrustStore } from '../../../main/trust/repository/trust_store.ts';

export const NOW_MS = Date.UTC(2026, 2, 1, 10);
export const SIGNING = { days: DEFAULT_DAYS, nowMs: NOW_MS };

/** A key and who signs with it. */
export interface Holder {
  readonly key: Key;
  readonly signer: MetadataSigner;
}

export function makeHolder(): Holder {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = repositoryKey(publicKey);
  if (key === null) throw new Error('No Ed25519 key');
  return { key, signer: metadataSigner(key.keyID, privateKey) };
}

/** The same keys for every role. */
export function rolesOf(holders: readonly Holder[], threshold = 1): Roles {
  const role = { keys: holders.map(({ key }) => key), threshold };
  return { root: role, targets: role, snapshot: role, timestamp: role };
}

export function signersOf(holders: readonly Holder[]): readonly MetadataSigner[] {
  return holders.map(({ signer }) => signer);
}

export function makeFolder(): { readonly path: string; readonly folder: RepositoryFolder } {
  const place = mkdtempSync(path.join(tmpdir(), 'repository-'));
  return { path: place, folder: repositoryFolder(place) };
}

export function initWith(folder: RepositoryFolder, holders: readonly Holder[], threshold = 1): void {
  const made = initRepository(folder, rolesOf(holders, threshold), {
    ...SIGNING,
    signers: signersOf(holders),
  });
  if (!made.ok) throw new Error(`Too few signatures: ${made.error.role}`);
}

export function stateOf(folder: RepositoryFolder): Repository {
  const state = readRepository(folder, null);
  if (!state.ok) throw new Error(`${state.error.file}: ${state.error.code}`);
  return state.value;
}

/** A text for the venue, put into its place; and the target that lists it. */
export function addText(folder: RepositoryFolder, name: string, line: string, issuedAtMs = NOW_MS) {
  const content = Buffer.from(
    JSON.stringify({ version: 1, lines: { en: line, 'zh-Hant': line, 'zh-Hans': line } }),
  );
  const sha256 = hash('sha256', content, 'hex');
  folder.write(placeOfTarget(name, sha256), content);
  return targetFile(name, { length: content.length, sha256 }, new Date(issuedAtMs).toISOString());
}

/** A kiosk that was set up with the first root of a repository. */
export function makeKiosk(repository: string): {
  /** What the kiosk says now: the names of the targets, or why not. It keeps what is good. */
  fetch(nowMs?: number): Promise<readonly string[] | string>;
  close(): void;
} {
  const place = mkdtempSync(path.join(tmpdir(), 'kiosk-'));
  const store: TrustStore = openTrustStore(place);
  const begun = store.init(readFileSync(path.join(repository, 'metadata/1.root.json')), NOW_MS);
  if (!begun.ok) throw new Error(begun.error);
  return {
    async fetch(nowMs = NOW_MS) {
      const source = openRepository(repository);
      if (!source.ok) throw new Error(source.error);
      const update = await fetchUpdate({ source: source.value, store, nowMs });
      if (!update.ok) return `${update.error.code} ${update.error.file}`;
      const applied = store.apply(update.value, nowMs);
      return applied.ok ? update.value.targets.map((target) => target.path) : applied.error;
    },
    close: () => rmSync(place, { recursive: true }),
  };
}
