import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Metadata, Root, Signature, Snapshot, Targets, Timestamp } from '@tufjs/models';
import type { MetadataRole } from '../../../main/trust/repository/metadata_shape.ts';
import { builtInPacks } from '../../../main/pass/rules/built_in_packs.ts';
import type { TrustListFile } from '../../../main/trust/trust_list_file.ts';

export const NOW = Date.parse('2026-11-24T12:00:00Z');
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** TUF's way to write an instant. */
export const instant = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export interface RoleKey {
  readonly id: string;
  readonly public: string;
  readonly privateKey: KeyObject;
}

export function makeKey(): RoleKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const hex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  return { id: createHash('sha256').update(hex).digest('hex'), public: hex, privateKey };
}

export interface RoleKeys {
  readonly keys: readonly RoleKey[];
  readonly threshold: number;
}
export type AuthorityKeys = Readonly<Record<MetadataRole, RoleKeys>>;

export function makeAuthorityKeys(changes: Partial<AuthorityKeys> = {}): AuthorityKeys {
  const one = (): RoleKeys => ({ keys: [makeKey()], threshold: 1 });
  return {
    root: { keys: [makeKey(), makeKey(), makeKey()], threshold: 2 },
    timestamp: one(),
    snapshot: one(),
    targets: { keys: [makeKey(), makeKey()], threshold: 2 },
    ...changes,
  };
}

/** Signs any content of the `signed` part as it stands, well-formed or not. */
export function signMetadata(signed: Readonly<Record<string, unknown>>, keys: readonly RoleKey[]): Buffer {
  const data = structuredClone(signed) as never;
  const metadata = {
    root: () => new Metadata(Root.fromJSON(data)),
    timestamp: () => new Metadata(Timestamp.fromJSON(data)),
    snapshot: () => new Metadata(Snapshot.fromJSON(data)),
    targets: () => new Metadata(Targets.fromJSON(data)),
  }[signed._type as MetadataRole]();
  for (const { id, privateKey } of keys) {
    metadata.sign((bytes) => new Signature({ keyID: id, sig: sign(null, bytes, privateKey).toString('hex') }));
  }
  return Buffer.from(JSON.stringify(metadata.toJSON()));
}

export function rootContent(keys: AuthorityKeys, version: number, changes: object = {}) {
  const roles = Object.entries(keys).map(([role, { keys: list, threshold }]) => {
    return [role, { keyids: list.map(({ id }) => id), threshold }] as const;
  });
  const all = Object.values(keys).flatMap(({ keys: list }) => list);
  return {
    _type: 'root',
    spec_version: '1.0.31',
    version,
    expires: instant(NOW + 365 * DAY_MS),
    consistent_snapshot: true,
    keys: Object.fromEntries(
      all.map(({ id, public: hex }) => [id, { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hex } }]),
    ),
    roles: Object.fromEntries(roles),
    ...changes,
  };
}

export interface Target {
  readonly path: string;
  readonly content: Buffer;
  readonly issuedAt?: string;
}

/** What a test does to a role's content before it is signed. */
export type Edits = Partial<Readonly<Record<MetadataRole, (signed: Record<string, any>) => object>>>;

export interface Versions {
  readonly timestamp: number;
  readonly snapshot: number;
  readonly targets: number;
}

/** A publisher with a folder of its own. */
export interface TestRepository {
  readonly folder: string;
  readonly root: Buffer;
  keys: AuthorityKeys;
  rootVersion: number;
  versions: Versions;
  /** Writes the next version of everything but the root. */
  publish(targets: readonly Target[], edits?: Edits): void;
  /** Writes the next root, signed by the old keys and the new ones. */
  rotate(keys: AuthorityKeys, options?: { readonly signers?: readonly RoleKey[]; readonly changes?: object }): Buffer;
  file(name: string): string;
}

/** In memory where the system has such a folder, since the tests rename and sync thousands of files. */
const FOLDERS = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export function makeFolder(name: string): string {
  return mkdtempSync(path.join(FOLDERS, `${name}-`));
}

export function makeRepository(keys: AuthorityKeys = makeAuthorityKeys()): TestRepository {
  const folder = makeFolder('repository');
  mkdirSync(path.join(folder, 'metadata'), { recursive: true });
  mkdirSync(path.join(folder, 'targets'), { recursive: true });
  const root = signMetadata(rootContent(keys, 1), keys.root.keys.slice(0, keys.root.threshold));
  const write = (name: string, content: Buffer) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  write('metadata/1.root.json', root);

  const repository: TestRepository = {
    folder,
    root,
    keys,
    rootVersion: 1,
    versions: { timestamp: 0, snapshot: 0, targets: 0 },
    file: (name) => path.join(folder, name),
    publish(targets, edits = {}) {
      const { snapshot, targets: list, timestamp } = repository.versions;
      repository.versions = { timestamp: timestamp + 1, snapshot: snapshot + 1, targets: list + 1 };
      const signedBy = (role: MetadataRole, signed: Record<string, any>) => {
        const edited = { ...signed, ...edits[role]?.(signed) };
        return signMetadata(edited, repository.keys[role].keys.slice(0, repository.keys[role].threshold));
      };
      const common = (days: number) => ({ spec_version: '1.0.31', expires: instant(NOW + days * DAY_MS) });
      for (const { content, path: name } of targets) {
        const { base, dir } = path.posix.parse(name);
        write(path.posix.join('targets', dir, `${sha256(content)}.${base}`), content);
      }
      const listBytes = signedBy('targets', {
        _type: 'targets',
        ...common(90),
        version: repository.versions.targets,
        targets: Object.fromEntries(
          targets.map(({ content, issuedAt = instant(NOW - HOUR_MS), path: name }) => [
            name,
            { length: content.length, hashes: { sha256: sha256(content) }, custom: { issuedAt } },
          ]),
        ),
      });
      const snapshotBytes = signedBy('snapshot', {
        _type: 'snapshot',
        ...common(14),
        version: repository.versions.snapshot,
        meta: { 'targets.json': metaOf(repository.versions.targets, listBytes) },
      });
      const timestampBytes = signedBy('timestamp', {
        _type: 'timestamp',
        ...common(2),
        version: repository.versions.timestamp,
        meta: { 'snapshot.json': metaOf(repository.versions.snapshot, snapshotBytes) },
      });
      write(`metadata/${repository.versions.targets}.targets.json`, listBytes);
      write(`metadata/${repository.versions.snapshot}.snapshot.json`, snapshotBytes);
      write('metadata/timestamp.json', timestampBytes);
    },
    rotate(next, { changes, signers } = {}) {
      repository.rootVersion += 1;
      const bytes = signMetadata(
        rootContent(next, repository.rootVersion, changes),
        signers ?? [...new Set([...repository.keys.root.keys, ...next.root.keys])],
      );
      write(`metadata/${repository.rootVersion}.root.json`, bytes);
      repository.keys = next;
      return bytes;
    },
  };
  return repository;
}

export function removeFolders(...folders: readonly string[]): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

export const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

export const metaOf = (version: number, content: Buffer) => ({
  version,
  length: content.length,
  hashes: { sha256: sha256(content) },
});

export const json = (content: unknown) => Buffer.from(JSON.stringify(content));

/** A public key for a trust list; the same name gives the same key. */
const passKeys = new Map<string, string>();
function passKey(name: string): string {
  const known = passKeys.get(name);
  if (known !== undefined) return known;
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const made = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  passKeys.set(name, made);
  return made;
}

/** A trust list with the named keys, each as `ISSUER KEYID`. */
export function keysTarget(
  names: readonly string[],
  { file = 'keys/world.json', limits = {}, issuedAt }: { file?: string; limits?: object; issuedAt?: string } = {},
): Target {
  const content: TrustListFile = {
    version: 1,
    issuedAt: instant(NOW - HOUR_MS),
    validUntil: instant(NOW + 30 * DAY_MS),
    keys: names.map((name) => {
      const [issuer = '', keyId = ''] = name.split(' ');
      return { format: 'hc1' as const, issuer, keyId, spki: passKey(name), ...limits };
    }),
  };
  return { path: file, content: json(content), ...(issuedAt === undefined ? {} : { issuedAt }) };
}

export function rulesTarget(changes: object = {}, file = 'rules/any.json'): Target {
  return { path: file, content: json({ ...builtInPacks[0], ...changes }) };
}

export function revocationsTarget(ids: readonly string[], file = 'revocations/venue.json', passes: object[] = []): Target {
  const all = [...ids.map((id) => ({ id })), ...passes];
  const dates = { issuedAt: instant(NOW - HOUR_MS), validUntil: instant(NOW + DAY_MS) };
  return { path: file, content: json({ version: 1, ...dates, passes: all }) };
}

export function textTarget(en: string, file = 'texts/notice.json'): Target {
  return { path: file, content: json({ version: 1, lines: { en, 'zh-Hant': '告示', 'zh-Hans': '告示' } }) };
}

export function policyTarget(warnAfterHours = 24): Target {
  const age = { warnAfterHours, stopAfterHours: 96 };
  return { path: 'policy.json', content: json({ version: 1, ages: { keys: age, rules: age, revocations: age } }) };
}

/** One target of each kind. */
export const everyKind = (): readonly Target[] => [
  keysTarget(['DE k1', 'FR k2']),
  rulesTarget(),
  revocationsTarget(['00'.repeat(16)]),
  textTarget('Doors open at nine.'),
  policyTarget(),
];
