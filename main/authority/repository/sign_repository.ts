import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  type Key,
  MetaFile,
  Metadata,
  Root,
  type Signature,
  Snapshot,
  TargetFile,
  Targets,
  Timestamp,
} from '@tufjs/models';
import { fail, ok, type Result } from '../../pass/result.ts';
import type { Repository } from './read_repository.ts';
import type { RepositoryFolder } from './repository_folder.ts';
import type { MetadataSigner } from './repository_key.ts';
import { ROLES, type Role, type RoleDays } from './roles.ts';

const DAY_MS = 86_400_000;
const SPEC_VERSION = '1.0.31';

/** Who signs a role, and how many must. */
export interface RoleKeys {
  readonly keys: readonly Key[];
  readonly threshold: number;
}

export type Roles = Readonly<Record<Role, RoleKeys>>;

/** A role for which too few keys signed. */
export interface TooFewSignatures {
  readonly role: Role;
}

interface Signing {
  readonly signers: readonly MetadataSigner[];
  readonly days: RoleDays;
  readonly nowMs: number;
}

/** Writes a new repository without targets. */
export function initRepository(
  folder: RepositoryFolder,
  roles: Roles,
  signing: Signing,
): Result<null, TooFewSignatures> {
  const root = makeRoot(1, roles, signing);
  return signAndWrite(folder, [root.signed], signing, [
    ['root', 'metadata/1.root.json', root],
    ...stateOf([], { targets: 1, snapshot: 1, timestamp: 1 }, signing),
  ]);
}

/** Signs other targets: new versions beside the old ones first, and the timestamp that leads to them last. */
export function publishTargets(
  folder: RepositoryFolder,
  repository: Repository,
  targets: readonly TargetFile[],
  signing: Signing,
): Result<null, TooFewSignatures> {
  const state = stateOf(targets, nextVersions(repository), signing);
  return signAndWrite(folder, [repository.root.signed], signing, state);
}

/** Signs the timestamp anew: what the repository holds is still the newest. */
export function refreshTimestamp(
  folder: RepositoryFolder,
  { root, timestamp }: Repository,
  signing: Signing,
): Result<null, TooFewSignatures> {
  const version = timestamp.signed.version + 1;
  const { snapshotMeta } = timestamp.signed;
  const fresh = new Metadata(new Timestamp({ ...common('timestamp', version, signing), snapshotMeta }));
  return signAndWrite(folder, [root.signed], signing, [['timestamp', 'metadata/timestamp.json', fresh]]);
}

/**
 * Signs a new root with the keys of the old one and its own. Where other roles change hands too, the state is
 * first signed by old and new keys alike, so that it is good under either root whenever the writing ends.
 */
export function rotateRoot(
  folder: RepositoryFolder,
  repository: Repository,
  roles: Roles,
  signing: Signing,
): Result<null, TooFewSignatures> {
  const old = repository.root.signed;
  const version = old.version + 1;
  const root = makeRoot(version, roles, signing);
  const targets = Object.values(repository.targets.signed.targets);
  const areSame = ROLES.every(
    (role) => role === 'root' || isDeepStrictEqual(old.roles[role], root.signed.roles[role]),
  );
  return signAndWrite(folder, [old, root.signed], signing, [
    ...(areSame ? [] : stateOf(targets, nextVersions(repository), signing)),
    ['root', `metadata/${version}.root.json`, root],
  ]);
}

/** A target as the targets' metadata lists it. `issuedAt`: when the authority last vouched for its kind. */
export function targetFile(
  path: string,
  file: { readonly length: number; readonly sha256: string },
  issuedAt: string,
): TargetFile {
  const { length, sha256 } = file;
  return new TargetFile({ path, length, hashes: { sha256 }, unrecognizedFields: { custom: { issuedAt } } });
}

type AnyMetadata = Metadata<Root> | Metadata<Targets> | Metadata<Snapshot> | Metadata<Timestamp>;
/** The role that signs, the file's name, and what it holds, which may depend on the file before it. */
type Step = readonly [Role, string, AnyMetadata | ((bytesBefore: Uint8Array) => AnyMetadata)];

/** Signs everything before anything is written, and writes in the order of the steps. */
function signAndWrite(
  folder: RepositoryFolder,
  roots: readonly Root[],
  { signers }: Signing,
  steps: readonly Step[],
): Result<null, TooFewSignatures> {
  const files: (readonly [string, Uint8Array])[] = [];
  let bytes: Uint8Array = new Uint8Array();
  for (const [role, name, made] of steps) {
    const metadata = typeof made === 'function' ? made(bytes) : made;
    const wanted = new Set(roots.flatMap((root) => root.roles[role]?.keyIDs ?? []));
    for (const signer of signers) {
      if (wanted.has(signer.keyId)) metadata.sign((content): Signature => signer.sign(content));
    }
    for (const root of roots) {
      try {
        new Metadata(root).verifyDelegate(role, metadata);
      } catch {
        return fail({ role });
      }
    }
    bytes = Buffer.from(`${JSON.stringify(metadata.toJSON(), null, 1)}\n`);
    files.push([name, bytes]);
  }
  for (const [name, content] of files) folder.write(name, content);
  return ok(null);
}

function makeRoot(version: number, roles: Roles, signing: Signing): Metadata<Root> {
  const root = new Root({ ...common('root', version, signing), consistentSnapshot: true });
  for (const name of ROLES) {
    const role = root.roles[name];
    if (role === undefined) throw new Error(`A root without the role ${name}`);
    for (const key of roles[name].keys) root.addKey(key, name);
    Object.assign(role, { threshold: roles[name].threshold });
  }
  return new Metadata(root);
}

type Versions = Readonly<Record<Exclude<Role, 'root'>, number>>;

function nextVersions({ snapshot, targets, timestamp }: Repository): Versions {
  return {
    targets: targets.signed.version + 1,
    snapshot: snapshot.signed.version + 1,
    timestamp: timestamp.signed.version + 1,
  };
}

function stateOf(targets: readonly TargetFile[], versions: Versions, signing: Signing): readonly Step[] {
  const list = new Targets(common('targets', versions.targets, signing));
  for (const target of targets) list.addTarget(target);
  return [
    ['targets', `metadata/${versions.targets}.targets.json`, new Metadata(list)],
    [
      'snapshot',
      `metadata/${versions.snapshot}.snapshot.json`,
      (bytes) => {
        const meta = { 'targets.json': metaFile(versions.targets, bytes) };
        return new Metadata(new Snapshot({ ...common('snapshot', versions.snapshot, signing), meta }));
      },
    ],
    [
      'timestamp',
      'metadata/timestamp.json',
      (bytes) => {
        const snapshotMeta = metaFile(versions.snapshot, bytes);
        return new Metadata(
          new Timestamp({ ...common('timestamp', versions.timestamp, signing), snapshotMeta }),
        );
      },
    ],
  ];
}

function metaFile(version: number, bytes: Uint8Array): MetaFile {
  return new MetaFile({ version, length: bytes.length, hashes: { sha256: hash('sha256', bytes, 'hex') } });
}

function common(role: Role, version: number, { days, nowMs }: Signing) {
  const expires = new Date(nowMs + days[role] * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  return { version, specVersion: SPEC_VERSION, expires };
}
