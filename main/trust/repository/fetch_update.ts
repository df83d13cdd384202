import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Metadata, MetadataKind } from '@tufjs/models';
import { type Fetcher, Updater } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { fail, ok, type Result } from '../../pass/result.ts';
import {
  MAX_METADATA_BYTES,
  METADATA_ROLES,
  type MetadataRole,
  readMetadataShape,
} from './metadata_shape.ts';
import type { RepositorySource, SourceError } from './repository_source.ts';
import { TARGET_CHECKS } from './target_check.ts';
import { contentsOfTargets, kindOfTarget } from './target_kind.ts';
import {
  diskFaultOf,
  type StagedTarget,
  type StagedUpdate,
  type TrustedMetadata,
  type TrustStore,
} from './trust_store.ts';
import type { UpdateError, UpdateFault } from './update_fault.ts';

/** How many targets an update may have, and their bytes, downloaded or not. */
export const MAX_TARGETS = 400;
export const MAX_TARGET_BYTES = 256 * 1024 * 1024;
/** How many new roots are followed in one update. */
const MAX_ROOT_ROTATIONS = 64;

const STAGING = 'staging';
const BASE = 'https://repository.invalid/metadata';
const METADATA_NAME = /^(?:[1-9]\d*\.)?(root|timestamp|snapshot|targets)\.json$/;

/**
 * Reads a whole update from a repository by the client workflow of TUF (specification 1.0 section 5) and
 * checks all of it, downloading only the targets that the store lacks. Times are milliseconds since 1970;
 * `nowMs` is the time to trust, and the machine's own clock is not asked. Nothing of a refused update is kept
 * but a newer root, which the old one signed: whoever was dismissed with it stays so. A store's fetches wait
 * for each other.
 */
export function fetchUpdate(parts: FetchParts): Promise<Result<StagedUpdate, UpdateFault>> {
  return fetchChecked(parts, (checked) => stageTargets(checked, parts));
}

/**
 * The part of it that every repository has: checks the metadata, and gives them to `stage` while no other fetch of the
 * same store goes on.
 */
export function fetchChecked<Staged>(
  parts: FetchParts,
  stage: (checked: CheckedMetadata) => Promise<Result<Staged, UpdateFault>>,
): Promise<Result<Staged, UpdateFault>> {
  const fetched = (fetches.get(parts.store.folder) ?? Promise.resolve()).then(() => fetchAlone(parts, stage));
  fetches.set(
    parts.store.folder,
    fetched.catch(() => undefined),
  );
  return fetched;
}

interface FetchParts {
  readonly source: RepositorySource;
  readonly store: TrustStore;
  readonly nowMs: number;
}

/** Metadata of which every signature, version and date is good, and what the store must know to follow on them. */
export interface CheckedMetadata extends Pick<StagedUpdate, 'metadata' | 'rootVersion' | 'follows' | 'expiresAtMs'> {
  /** By their paths. */
  readonly targets: Readonly<Record<string, { readonly length: number; readonly sha256: string; readonly issuedAtMs: number }>>;
}

/** The last fetch of each store's folder, since all of them use the same place for what they stage. */
const fetches = new Map<string, Promise<unknown>>();

async function fetchAlone<Staged>(
  { nowMs, source, store }: FetchParts,
  stage: (checked: CheckedMetadata) => Promise<Result<Staged, UpdateFault>>,
): Promise<Result<Staged, UpdateFault>> {
  const trusted = store.trustedMetadata();
  if (!trusted.ok) return refuse(trusted.error, null);
  const staging = path.join(store.folder, STAGING);
  try {
    writeTrusted(staging, trusted.value.files);
  } catch (error) {
    return refuse(diskFaultOf(error), null);
  }
  try {
    const refreshed = await refresh(staging, source, nowMs);
    const root = readFileSync(path.join(staging, 'root.json'));
    if (!refreshed.ok) {
      const learnt = store.learnRoot(root);
      return learnt.ok ? refreshed : refuse(learnt.error, null);
    }
    const checked = readChecked(staging, trusted.value.newest);
    return checked === null ? refuse('bad_metadata', null) : await stage(checked);
  } catch (error) {
    return refuse(diskFaultOf(error), null);
  } finally {
    removeQuietly(staging);
  }
}

function refuse(code: UpdateError, file: string | null): { readonly ok: false; readonly error: UpdateFault } {
  return fail({ code, file });
}

function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The next update begins by removing it.
  }
}

/** As tuf-js expects what it trusted before. */
function writeTrusted(staging: string, files: TrustedMetadata['files']): void {
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  for (const role of METADATA_ROLES) {
    const { [role]: content } = files;
    if (content !== undefined) writeFileSync(path.join(staging, `${role}.json`), content);
  }
}

/** The file that tuf-js asked for last, and what was wrong with it before tuf-js saw it. */
interface Latest {
  name: string;
  bytes: Buffer | null;
  fault: UpdateError | null;
}

async function refresh(
  staging: string,
  source: RepositorySource,
  nowMs: number,
): Promise<Result<null, UpdateFault>> {
  // A comparison with it would never find anything expired.
  if (Number.isNaN(new Date(nowMs).getTime())) return refuse('frozen', null);
  const latest: Latest = { name: '', bytes: null, fault: null };
  const updater = new Updater({
    metadataDir: staging,
    metadataBaseUrl: BASE,
    fetcher: metadataFetcher(source, latest),
    config: { maxRootRotations: MAX_ROOT_ROTATIONS },
  });
  // tuf-js would take the machine's clock.
  updater['trustedSet']['referenceTime'] = new Date(nowMs);
  try {
    await updater.refresh();
    return ok(null);
  } catch (error) {
    if (latest.fault !== null) return refuse(latest.fault, `metadata/${latest.name}`);
    const { message } = error as Error;
    const [, expired] = /\b(root|timestamp|snapshot|targets)\.json is expired/.exec(message) ?? [];
    if (expired !== undefined) return refuse('frozen', `metadata/${expired}.json`);
    return refuse(codeOf(message, latest, staging), `metadata/${latest.name}`);
  }
}

function metadataFetcher(source: RepositorySource, latest: Latest): Fetcher {
  return {
    async downloadBytes(url) {
      const name = url.slice(BASE.length + 1);
      const role = METADATA_NAME.exec(name)?.[1] as MetadataRole | undefined;
      if (!url.startsWith(`${BASE}/`) || role === undefined) throw new RangeError(url);
      Object.assign(latest, { name, bytes: null, fault: null });
      // Not the signed length, which may be anything: whether the file has it is seen afterwards.
      const read = await source.read(`metadata/${name}`, MAX_METADATA_BYTES[role]);
      if (!read.ok && read.error === 'absent' && role === 'root') {
        throw new DownloadHTTPError('no newer root', 404);
      }
      latest.bytes = read.ok ? read.value : null;
      latest.fault = read.ok ? shapeFaultOf(role, read.value) : faultOf(read.error, role);
      if (!read.ok || latest.fault !== null) throw new Error(latest.fault ?? 'unreachable');
      return read.value;
    },
    downloadFile: () => Promise.reject(new Error('Targets are not downloaded by tuf-js.')),
  };
}

function faultOf(error: SourceError, role: MetadataRole | 'target'): UpdateError {
  if (error !== 'absent') return error;
  return role === 'timestamp' ? 'no_repository' : 'incomplete';
}

function shapeFaultOf(role: MetadataRole, bytes: Buffer): UpdateError | null {
  if (readMetadataShape(role, bytes) !== null) return null;
  try {
    parse(bytes);
    return 'bad_metadata';
  } catch {
    return 'truncated';
  }
}

/** The words are those of tuf-js 5.0.1 and @tufjs/models 4.1.1, which wrap most errors into others. */
function codeOf(message: string, { bytes, name }: Latest, staging: string): UpdateError {
  if (message.includes('Failed to persist metadata')) {
    return /ENOSPC|EDQUOT/.test(message) ? 'disk_full' : 'disk_failed';
  }
  const role = METADATA_NAME.exec(name)?.[1] as MetadataRole | undefined;
  if (role === undefined || bytes === null) return 'bad_metadata';
  if (message.includes('multiple signatures found for keyid')) return 'wrongly_signed';
  if (/ was signed by \d+\/\d+ keys/.test(message)) return signatureFaultOf(role, bytes, staging);
  if (/New .*version \d+ .*is less than current version/.test(message)) return 'older';
  const [, expected, got] = /Expected version (\d+), got (\d+)/.exec(message) ?? [];
  if (expected !== undefined) return Number(got) < Number(expected) ? 'older' : 'mixed';
  if (/does(?:n't| not) match (?:timestamp|snapshot version)/.test(message)) return 'mixed';
  const [, length] = /Expected length (\d+) but got/.exec(message) ?? [];
  const isShort = length !== undefined && bytes.length < Number(length);
  if (isShort && !isSigned(role, bytes, staging)) return 'truncated';
  if (/Expected (?:length|hash) /.test(message)) return isSigned(role, bytes, staging) ? 'mixed' : 'tampered';
  return 'bad_metadata';
}

/** Whether the authority signed the file, though it is not the one that was promised. */
function isSigned(role: MetadataRole, bytes: Buffer, staging: string): boolean {
  try {
    const root = Metadata.fromJSON(MetadataKind.Root, parse(readFileSync(path.join(staging, 'root.json'))));
    root.verifyDelegate(role, metadataOf(role, bytes));
    return true;
  } catch {
    return false;
  }
}

function metadataOf(role: MetadataRole, bytes: Buffer) {
  switch (role) {
    case 'root':
      return Metadata.fromJSON(MetadataKind.Root, parse(bytes));
    case 'timestamp':
      return Metadata.fromJSON(MetadataKind.Timestamp, parse(bytes));
    case 'snapshot':
      return Metadata.fromJSON(MetadataKind.Snapshot, parse(bytes));
    case 'targets':
      return Metadata.fromJSON(MetadataKind.Targets, parse(bytes));
  }
}

function parse(bytes: Buffer) {
  return JSON.parse(bytes.toString('utf8'));
}

/** A signature by a key of the role that does not fit the content was made over another one. */
function signatureFaultOf(role: MetadataRole, bytes: Buffer, staging: string): UpdateError {
  const root = Metadata.fromJSON(MetadataKind.Root, parse(readFileSync(path.join(staging, 'root.json'))));
  const metadata = metadataOf(role, bytes);
  const keyIds = root.signed.roles[role]?.keyIDs.filter((keyId) => keyId in metadata.signatures) ?? [];
  if (keyIds.length === 0) return role === 'root' || role === 'timestamp' ? 'unknown_root' : 'wrongly_signed';
  try {
    for (const keyId of keyIds) root.signed.keys[keyId]?.verifySignature(metadata);
    return 'wrongly_signed';
  } catch {
    return 'tampered';
  }
}

function readChecked(staging: string, follows: number): CheckedMetadata | null {
  const read = (role: MetadataRole) => readFileSync(path.join(staging, `${role}.json`));
  const metadata = {
    root: read('root'),
    timestamp: read('timestamp'),
    snapshot: read('snapshot'),
    targets: read('targets'),
  };
  const root = readMetadataShape('root', metadata.root);
  const timestamp = readMetadataShape('timestamp', metadata.timestamp);
  const snapshot = readMetadataShape('snapshot', metadata.snapshot);
  const list = readMetadataShape('targets', metadata.targets);
  if (root === null || timestamp === null || snapshot === null || list === null) return null;
  const ends = [root, timestamp, snapshot, list].map(({ signed }) => Date.parse(signed.expires));
  const targets = Object.entries(list.signed.targets).map(([name, { custom, hashes, length }]) => {
    return [name, { length, sha256: hashes.sha256, issuedAtMs: Date.parse(custom.issuedAt) }] as const;
  });
  return {
    metadata,
    rootVersion: root.signed.version,
    follows,
    expiresAtMs: Math.min(...ends),
    targets: Object.fromEntries(targets),
  };
}

async function stageTargets(
  { targets: listed, ...checked }: CheckedMetadata,
  { source, store }: FetchParts,
): Promise<Result<StagedUpdate, UpdateFault>> {
  const wanted = Object.entries(listed);
  const bytes = wanted.reduce((sum, [, { length }]) => sum + length, 0);
  if (wanted.length > MAX_TARGETS || bytes > MAX_TARGET_BYTES) return refuse('oversized', null);

  const targets: StagedTarget[] = [];
  const downloaded = { files: 0, bytes: 0 };
  for (const [name, { issuedAtMs, length, sha256 }] of wanted) {
    const kind = kindOfTarget(name);
    if (kind === null) return refuse('bad_target', name);
    if (length > TARGET_CHECKS[kind].maxBytes) return refuse('oversized', name);
    let content = store.readBlob(sha256, length);
    if (content === null) {
      const fetched = await readTarget(source, name, sha256, length);
      if (!fetched.ok) return refuse(fetched.error, name);
      content = fetched.value;
      downloaded.files += 1;
      downloaded.bytes += content.length;
    }
    if (!TARGET_CHECKS[kind].isGood(content)) return refuse('bad_target', name);
    targets.push({ path: name, sha256, issuedAtMs, content });
  }
  return ok({ ...contentsOfTargets(targets), ...checked, targets, downloaded });
}

/** Where a target lies: its hash stands before its name. */
export function placeOf(name: string, sha256: string): string {
  const { base, dir } = path.posix.parse(name);
  return path.posix.join('targets', dir, `${sha256}.${base}`);
}

/** A target by its hash-prefixed name: all of its bytes, as they were signed. */
export async function readTarget(
  source: RepositorySource,
  name: string,
  sha256: string,
  length: number,
): Promise<Result<Buffer, UpdateError>> {
  const read = await source.read(placeOf(name, sha256), length);
  if (!read.ok) return fail(faultOf(read.error, 'target'));
  if (read.value.length < length) return fail('truncated');
  return createHash('sha256').update(read.value).digest('hex') === sha256 ? ok(read.value) : fail('tampered');
}
