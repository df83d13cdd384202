import { hash } from 'node:crypto';
import {
  Metadata,
  MetadataKind,
  type Root,
  type Snapshot,
  type TargetFile,
  type Targets,
  type Timestamp,
} from '@tufjs/models';
import { fail, ok, type Result } from '../../pass/result.ts';
import { MAX_METADATA_BYTES, readMetadataShape } from '../../trust/repository/metadata_shape.ts';
import { TARGET_CHECKS } from '../../trust/repository/target_check.ts';
import { kindOfTarget } from '../../trust/repository/target_kind.ts';
import type { RepositoryFolder } from './repository_folder.ts';
import type { Role } from './roles.ts';

/** A repository whose metadata is signed as it should be. */
export interface Repository {
  readonly root: Metadata<Root>;
  /** SHA-256 of the first root file and of the newest one, in hexadecimal: what a kiosk is set up with. */
  readonly firstFingerprint: string;
  readonly fingerprint: string;
  readonly timestamp: Metadata<Timestamp>;
  readonly snapshot: Metadata<Snapshot>;
  readonly targets: Metadata<Targets>;
}

export type RepositoryFaultCode =
  | 'missing'
  | 'too_large'
  | 'not_metadata'
  | 'wrong_root'
  | 'bad_signatures'
  | 'wrong_version'
  | 'changed'
  | 'unknown_target'
  | 'unusable';

/** Each fault in words that go on from "it". */
export const REPOSITORY_FAULT_WORDS: Readonly<Record<RepositoryFaultCode, string>> = {
  missing: 'is not there',
  too_large: 'is larger than it should be',
  not_metadata: 'is not metadata of a repository, or is damaged',
  wrong_root: 'does not have the fingerprint that was asked for, nor does any other root',
  bad_signatures: 'is not signed by enough of the right keys',
  wrong_version: 'is of another version than the metadata that leads to it says',
  changed: 'is not what was signed',
  unknown_target: 'is a kind of file that no kiosk reads',
  unusable: 'cannot be used by a kiosk',
};

/** A file of the repository and what is wrong with it. */
export interface RepositoryFault {
  readonly file: string;
  readonly code: RepositoryFaultCode;
}

const MAX_ROOTS = 1_024;

/** Where a target lies: its folder, then its hash before its name (section 6.1, consistent snapshots). */
export function placeOfTarget(path: string, sha256: string): string {
  const slash = path.lastIndexOf('/') + 1;
  return `targets/${path.slice(0, slash)}${sha256}.${path.slice(slash)}`;
}

/**
 * Follows the metadata (The Update Framework 1.0.34, section 5.3) from the root with the fingerprint, or from
 * the first one, to the targets, for whoever goes on from it: dates are left aside, since what has expired is
 * signed anew, and the files of targets are not opened.
 */
export function readRepository(
  folder: RepositoryFolder,
  fingerprint: string | null,
): Result<Repository, RepositoryFault> {
  try {
    return ok(follow(folder, fingerprint));
  } catch (cause) {
    if (cause instanceof Fault) return fail({ file: cause.file, code: cause.code });
    throw cause;
  }
}

/** What is wrong with the targets' files: each must be there, as it was signed, and of use to a kiosk. */
export function findTargetFaults(
  folder: RepositoryFolder,
  targets: readonly TargetFile[],
): readonly RepositoryFault[] {
  return targets.flatMap((target): readonly RepositoryFault[] => {
    const kind = kindOfTarget(target.path);
    const sha256 = target.hashes.sha256;
    if (kind === null || sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) {
      return [{ file: target.path, code: 'unknown_target' }];
    }
    const file = placeOfTarget(target.path, sha256);
    const content = folder.read(file, TARGET_CHECKS[kind].maxBytes);
    if (content === null) return [{ file, code: 'missing' }];
    if (content === 'too_large') return [{ file, code: 'too_large' }];
    const isSigned = content.length === target.length && hash('sha256', content, 'hex') === sha256;
    if (!isSigned) return [{ file, code: 'changed' }];
    return TARGET_CHECKS[kind].isGood(content) ? [] : [{ file, code: 'unusable' }];
  });
}

/** Thrown and caught in this file only. */
class Fault extends Error {
  readonly file: string;
  readonly code: RepositoryFaultCode;

  constructor(file: string, code: RepositoryFaultCode) {
    super(code);
    this.file = file;
    this.code = code;
  }
}

function follow(folder: RepositoryFolder, fingerprint: string | null): Repository {
  const roots = followRoots(folder, fingerprint);
  const { root } = roots;

  const timestampFile = 'metadata/timestamp.json';
  const timestamp = parse(timestampFile, MetadataKind.Timestamp, read(folder, timestampFile, 'timestamp'));
  checkSigned(timestampFile, root, timestamp);

  const snapshotMeta = timestamp.signed.snapshotMeta;
  const snapshotFile = `metadata/${snapshotMeta.version}.snapshot.json`;
  const snapshotBytes = read(folder, snapshotFile, 'snapshot');
  checkBytes(snapshotFile, () => snapshotMeta.verify(snapshotBytes));
  const snapshot = parse(snapshotFile, MetadataKind.Snapshot, snapshotBytes);
  checkSigned(snapshotFile, root, snapshot);
  if (snapshot.signed.version !== snapshotMeta.version) throw new Fault(snapshotFile, 'wrong_version');

  const targetsMeta = snapshot.signed.meta['targets.json'];
  if (targetsMeta === undefined) throw new Fault(snapshotFile, 'not_metadata');
  const targetsFile = `metadata/${targetsMeta.version}.targets.json`;
  const targetsBytes = read(folder, targetsFile, 'targets');
  checkBytes(targetsFile, () => targetsMeta.verify(targetsBytes));
  const targets = parse(targetsFile, MetadataKind.Targets, targetsBytes);
  checkSigned(targetsFile, root, targets);
  if (targets.signed.version !== targetsMeta.version) throw new Fault(targetsFile, 'wrong_version');
  return { ...roots, timestamp, snapshot, targets };
}

function followRoots(folder: RepositoryFolder, fingerprint: string | null) {
  let root: Metadata<Root> | null = null;
  let first = '';
  let newest = '';
  for (let version = 1; version <= MAX_ROOTS; version += 1) {
    const next = `metadata/${version}.root.json`;
    const bytes = folder.read(next, MAX_METADATA_BYTES.root);
    if (bytes === null) break;
    if (bytes === 'too_large') throw new Fault(next, 'too_large');
    const sha256 = hash('sha256', bytes, 'hex');
    first ||= sha256;
    if (root === null && fingerprint !== null && sha256 !== fingerprint) continue;
    const candidate = parse(next, MetadataKind.Root, Buffer.from(bytes));
    if (candidate.signed.version !== version) throw new Fault(next, 'wrong_version');
    // By the root before it as well as by itself.
    if (root !== null) checkSigned(next, root, candidate);
    checkSigned(next, candidate, candidate);
    root = candidate;
    newest = sha256;
  }
  if (root === null) throw new Fault('metadata/1.root.json', first === '' ? 'missing' : 'wrong_root');
  return { root, firstFingerprint: first, fingerprint: newest };
}

function read(folder: RepositoryFolder, file: string, role: Role): Buffer {
  const bytes = folder.read(file, MAX_METADATA_BYTES[role]);
  if (bytes === null) throw new Fault(file, 'missing');
  if (bytes === 'too_large') throw new Fault(file, 'too_large');
  return Buffer.from(bytes);
}

interface MetadataOf {
  readonly [MetadataKind.Root]: Metadata<Root>;
  readonly [MetadataKind.Timestamp]: Metadata<Timestamp>;
  readonly [MetadataKind.Snapshot]: Metadata<Snapshot>;
  readonly [MetadataKind.Targets]: Metadata<Targets>;
}

function parse<Kind extends keyof MetadataOf>(file: string, kind: Kind, bytes: Buffer): MetadataOf[Kind] {
  try {
    if (readMetadataShape(kind, bytes) === null) throw new Fault(file, 'not_metadata');
    const json = JSON.parse(bytes.toString('utf8'));
    // The library's overloads take one kind at a time.
    return Metadata.fromJSON(kind as MetadataKind.Root, json) as unknown as MetadataOf[Kind];
  } catch {
    throw new Fault(file, 'not_metadata');
  }
}

function checkSigned(file: string, root: Metadata<Root>, metadata: MetadataOf[keyof MetadataOf]): void {
  try {
    root.verifyDelegate(metadata.signed.type, metadata);
  } catch {
    throw new Fault(file, 'bad_signatures');
  }
}

function checkBytes(file: string, check: () => void): void {
  try {
    check();
  } catch {
    throw new Fault(file, 'changed');
  }
}
