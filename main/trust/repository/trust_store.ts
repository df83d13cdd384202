import { createHash } from 'node:crypto';
import * as nodeFs from 'node:fs';
import path from 'node:path';
import { Metadata, MetadataKind } from '@tufjs/models';
import { z } from 'zod';
import { fail, ok, type Result } from '../../pass/result.ts';
import { type AuthorityPolicy, readAuthorityPolicy } from './authority_policy_file.ts';
import { METADATA_ROLES, type MetadataRole, readMetadataShape } from './metadata_shape.ts';
import { openSealedJson, sealJson } from './sealed_json.ts';
import { contentsOfTargets, kindOfTarget, type TargetKind, type TrustContents } from './target_kind.ts';
import { readVenueText, type VenueText } from './venue_text_file.ts';

/** The file operations that the store is made of: `node:fs` itself, or a test's. */
export type StoreFiles = Pick<
  typeof nodeFs,
  | 'closeSync'
  | 'fsyncSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'writeSync'
>;

export type StoreError =
  | 'not_set_up'
  | 'already_set_up'
  | 'bad_root'
  | 'damaged'
  | 'no_previous'
  | 'overtaken'
  | 'frozen'
  | 'disk_full'
  | 'disk_failed';

/** A target of an update, checked. */
export interface StagedTarget {
  readonly path: string;
  readonly sha256: string;
  /** When the authority last vouched for it (milliseconds since 1970). */
  readonly issuedAtMs: number;
  readonly content: Uint8Array;
}

/** An update that passed every check and waits to be applied. */
export interface StagedUpdate extends TrustContents {
  readonly metadata: Readonly<Record<MetadataRole, Uint8Array>>;
  readonly rootVersion: number;
  /** The newest state when it was checked: it follows on no other. */
  readonly follows: number;
  readonly targets: readonly StagedTarget[];
  /** When its first metadata expires (milliseconds since 1970). */
  readonly expiresAtMs: number;
  /** How many targets had to be downloaded, and their bytes. */
  readonly downloaded: { readonly files: number; readonly bytes: number };
}

/** The three kinds of trust that have an age. */
export type AgedKind = Extract<TargetKind, 'keys' | 'rules' | 'revocations'>;

/** What the door judges by, as it was applied. */
export interface LoadedTrust extends TrustContents {
  readonly state: number;
  readonly appliedAtMs: number;
  readonly rootVersion: number;
  /** Of the root of trust that the kiosk was set up with: SHA-256 in hex. */
  readonly fingerprint: string;
  readonly authorityPolicy: AuthorityPolicy | null;
  readonly venueTexts: readonly VenueText[];
  /** When the authority last vouched for a kind; null where there is none of it. */
  readonly issuedAtMs: Readonly<Record<AgedKind, number | null>>;
  readonly hasPrevious: boolean;
  /** The newest state was damaged, so that this is the one before it. */
  readonly fellBack: boolean;
}

/** The metadata that an update must follow on; without timestamp and others for a store without updates. */
export interface TrustedMetadata {
  /** The number of the newest state. */
  readonly newest: number;
  readonly files: Readonly<{ root: Uint8Array } & Partial<Record<MetadataRole, Uint8Array>>>;
}

export interface TrustStore {
  readonly folder: string;
  /** Sets an empty store up with a root of trust; the kiosk must know its fingerprint from elsewhere. */
  init(root: Uint8Array, nowMs: number): Result<{ readonly fingerprint: string }, StoreError>;
  /** The current state; the previous one where the current one is damaged. */
  load(): Result<LoadedTrust, StoreError>;
  /** The metadata of the newest state that was ever applied, whatever was restored since. */
  trustedMetadata(): Result<TrustedMetadata, StoreError>;
  /** The blob, where it is there and unharmed. */
  readBlob(sha256: string, length: number): Uint8Array | null;
  /** Keeps a verified newer root even though the rest of its update was refused. */
  learnRoot(root: Uint8Array): Result<null, StoreError>;
  /** In one stroke: until it has happened the old state is the current one. */
  apply(update: StagedUpdate, nowMs: number): Result<{ readonly state: number }, StoreError>;
  /** Swaps the current and the previous state. What an update must follow on stays as it is. */
  restorePrevious(): Result<{ readonly state: number }, StoreError>;
}

const blob = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), length: z.int().min(0) });
const stateFile = z.object({
  version: z.literal(1),
  appliedAtMs: z.number(),
  rootVersion: z.int(),
  metadata: z.object({
    root: blob,
    timestamp: blob.optional(),
    snapshot: blob.optional(),
    targets: blob.optional(),
  }),
  targets: z.array(blob.extend({ path: z.string(), issuedAtMs: z.number() })),
});
const stateNumber = z.int().min(0);
const pointerFile = z.object({
  version: z.literal(1),
  current: stateNumber,
  previous: stateNumber.nullable(),
  newest: stateNumber,
  /** The newest verified root: perhaps newer than that of the newest state. */
  root: blob,
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
});

type Blob = z.output<typeof blob>;
type StateFile = z.output<typeof stateFile>;
type Pointer = z.output<typeof pointerFile>;

interface IntactState {
  readonly manifest: StateFile;
  readonly targets: readonly StagedTarget[];
}

/**
 * The trust that a kiosk keeps in a folder of its own: `blobs/SHA256` are the contents, `states/N.json` name
 * the blobs of a state, and `current.json` names the states; a file is written beside its place, synced and
 * renamed. Every blob is verified whenever it is read. One process may use a folder at a time.
 */
export function openTrustStore(folder: string, files: StoreFiles = nodeFs): TrustStore {
  const blobs = path.join(folder, 'blobs');
  const states = path.join(folder, 'states');
  const pointerName = path.join(folder, 'current.json');
  /** Written after `current.json`, and read only where that is damaged. */
  const pointerCopyName = path.join(folder, 'current_copy.json');

  function readIfThere(file: string, maxBytes: number): Uint8Array | null {
    try {
      return files.statSync(file).size > maxBytes ? null : files.readFileSync(file);
    } catch {
      return null;
    }
  }

  function replaceFile(file: string, content: Uint8Array): void {
    const fresh = `${file}.new`;
    const descriptor = files.openSync(fresh, 'w', 0o600);
    try {
      let written = 0;
      while (written < content.length) written += files.writeSync(descriptor, content, written);
      files.fsyncSync(descriptor);
    } finally {
      files.closeSync(descriptor);
    }
    files.renameSync(fresh, file);
  }

  function syncFolder(name: string): void {
    // Windows has no such thing, and renames there are journalled.
    if (process.platform === 'win32') return;
    const descriptor = files.openSync(name, 'r');
    try {
      files.fsyncSync(descriptor);
    } finally {
      files.closeSync(descriptor);
    }
  }

  function readBlob(sha256: string, length: number): Uint8Array | null {
    const content = readIfThere(path.join(blobs, sha256), length);
    return content !== null && content.length === length && sha256Of(content) === sha256 ? content : null;
  }

  /** For good only once the folder is synced. */
  function writeBlob(content: Uint8Array): Blob {
    const made = { sha256: sha256Of(content), length: content.length };
    if (readBlob(made.sha256, made.length) === null) replaceFile(path.join(blobs, made.sha256), content);
    return made;
  }

  function readPointer(): Result<Pointer, StoreError> {
    const found = [pointerName, pointerCopyName].map((name) => readIfThere(name, MAX_JSON_BYTES));
    for (const bytes of found) {
      const pointer = bytes === null ? null : openSealedJson(bytes, pointerFile);
      if (pointer !== null) return ok(pointer);
    }
    return fail(isSetUp() ? 'damaged' : 'not_set_up');
  }

  function isSetUp(): boolean {
    return [pointerName, pointerCopyName].some((name) => {
      try {
        files.statSync(name);
        return true;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'ENOENT';
      }
    });
  }

  function writePointer(pointer: Pointer): void {
    const sealed = sealJson(pointer);
    replaceFile(pointerName, sealed);
    syncFolder(folder);
    replaceFile(pointerCopyName, sealed);
    syncFolder(folder);
  }

  function stateName(number: number): string {
    return path.join(states, `${number}.json`);
  }

  function readManifest(number: number): StateFile | null {
    const bytes = readIfThere(stateName(number), MAX_JSON_BYTES);
    return bytes === null ? null : openSealedJson(bytes, stateFile);
  }

  function readMetadata({ metadata }: StateFile): TrustedMetadata['files'] | null {
    const read: Partial<Record<MetadataRole, Uint8Array>> = {};
    for (const role of METADATA_ROLES) {
      const { [role]: there } = metadata;
      if (there === undefined) continue;
      const content = readBlob(there.sha256, there.length);
      if (content === null) return null;
      read[role] = content;
    }
    const { root, ...others } = read;
    return root === undefined ? null : { root, ...others };
  }

  /** The state with all of its contents, or null where any of it is missing or damaged. */
  function readState(number: number): IntactState | null {
    const manifest = readManifest(number);
    if (manifest === null) return null;
    if (readMetadata(manifest) === null) return null;
    const targets: StagedTarget[] = [];
    for (const { sha256, length, path: name, issuedAtMs } of manifest.targets) {
      const content = readBlob(sha256, length);
      if (content === null) return null;
      targets.push({ path: name, sha256, issuedAtMs, content });
    }
    return { manifest, targets };
  }

  function writeState(number: number, state: StateFile): void {
    replaceFile(stateName(number), sealJson(state));
    syncFolder(states);
  }

  /** Removes what no state needs any more; whatever cannot be removed now can be the next time. */
  function collectGarbage(pointer: Pointer): void {
    const kept = [pointer.current, pointer.previous, pointer.newest].filter((number) => number !== null);
    const needed = new Set([pointer.root.sha256]);
    for (const number of kept) {
      const manifest = readManifest(number);
      // Perhaps only for a moment, and nobody else knows what it needs.
      if (manifest === null) return;
      for (const role of METADATA_ROLES) needed.add(manifest.metadata[role]?.sha256 ?? '');
      // Of a newest state that was left for good only the metadata counts: an update must follow on it.
      const isWhole = number === pointer.current || number === pointer.previous;
      if (isWhole) for (const { sha256 } of manifest.targets) needed.add(sha256);
    }
    removeOthers(states, new Set(kept.map((number) => `${number}.json`)));
    removeOthers(blobs, needed);
  }

  function removeOthers(within: string, kept: ReadonlySet<string>): void {
    try {
      for (const name of files.readdirSync(within)) {
        if (!kept.has(name)) files.rmSync(path.join(within, name), { force: true });
      }
    } catch {
      // It takes room, and nothing else.
    }
  }

  /** A changed pointer and everything that it needs, or the disk's fault. */
  function change<Value>(make: () => Result<Value, StoreError>): Result<Value, StoreError> {
    try {
      return make();
    } catch (error) {
      return fail(diskFaultOf(error));
    }
  }

  return {
    folder,
    readBlob,

    init: (root, nowMs) =>
      change(() => {
        const before = readPointer();
        if (before.ok) return fail('already_set_up');
        if (before.error !== 'not_set_up') return before;
        const rootVersion = readSelfSignedRoot(root);
        if (rootVersion === null) return fail('bad_root');
        files.mkdirSync(blobs, { recursive: true });
        files.mkdirSync(states, { recursive: true });
        syncFolder(folder);
        const made = writeBlob(root);
        syncFolder(blobs);
        writeState(0, { version: 1, appliedAtMs: nowMs, rootVersion, metadata: { root: made }, targets: [] });
        const fingerprint = made.sha256;
        writePointer({ version: 1, current: 0, previous: null, newest: 0, root: made, fingerprint });
        return ok({ fingerprint });
      }),

    load() {
      const pointer = readPointer();
      if (!pointer.ok) return pointer;
      const { current, fingerprint, previous } = pointer.value;
      const state = readState(current);
      if (state !== null) {
        const hasPrevious = previous !== null && readManifest(previous) !== null;
        return ok({ ...loadedOf(current, state), fingerprint, hasPrevious, fellBack: false });
      }
      const older = previous === null ? null : readState(previous);
      if (previous === null || older === null) return fail('damaged');
      return ok({ ...loadedOf(previous, older), fingerprint, hasPrevious: false, fellBack: true });
    },

    trustedMetadata() {
      const pointer = readPointer();
      if (!pointer.ok) return pointer;
      const { current, newest, previous } = pointer.value;
      const root = readBlob(pointer.value.root.sha256, pointer.value.root.length);
      for (const number of [newest, current, previous]) {
        const manifest = number === null ? null : readManifest(number);
        const read = manifest === null ? null : readMetadata(manifest);
        if (read !== null) return ok({ newest, files: { ...read, root: root ?? read.root } });
      }
      return root === null ? fail('damaged') : ok({ newest, files: { root } });
    },

    learnRoot: (root) =>
      change(() => {
        const pointer = readPointer();
        if (!pointer.ok) return pointer;
        if (sha256Of(root) === pointer.value.root.sha256) return ok(null);
        const made = writeBlob(root);
        syncFolder(blobs);
        writePointer({ ...pointer.value, root: made });
        return ok(null);
      }),

    apply: (update, nowMs) =>
      change(() => {
        const before = readPointer();
        if (!before.ok) return before;
        if (before.value.newest !== update.follows) return fail('overtaken');
        // It may have waited for somebody's word.
        if (!(nowMs < update.expiresAtMs)) return fail('frozen');
        try {
          const pointer = writeUpdate(before.value, update, nowMs);
          collectGarbage(pointer);
          return ok({ state: pointer.current });
        } catch (error) {
          const after = readPointer();
          // With the new pointer in place, though perhaps not for good, both states stay as they are.
          if (after.ok && after.value.newest === before.value.newest) collectGarbage(after.value);
          throw error;
        }
      }),

    restorePrevious: () =>
      change(() => {
        const pointer = readPointer();
        if (!pointer.ok) return pointer;
        const { current, previous } = pointer.value;
        if (previous === null) return fail('no_previous');
        if (readState(previous) === null) return fail('damaged');
        const other = readState(current) === null ? null : current;
        writePointer({ ...pointer.value, current: previous, previous: other });
        return ok({ state: previous });
      }),
  };

  function writeUpdate(before: Pointer, update: StagedUpdate, nowMs: number): Pointer {
    const { current, fingerprint, newest, previous } = before;
    const metadata = {
      root: writeBlob(update.metadata.root),
      timestamp: writeBlob(update.metadata.timestamp),
      snapshot: writeBlob(update.metadata.snapshot),
      targets: writeBlob(update.metadata.targets),
    };
    const targets = update.targets.map(({ content, issuedAtMs, path: name }) => {
      return { ...writeBlob(content), path: name, issuedAtMs };
    });
    syncFolder(blobs);
    const { rootVersion } = update;
    const state: StateFile = { version: 1, appliedAtMs: nowMs, rootVersion, metadata, targets };
    const number = newest + 1;
    writeState(number, state);
    const pointer: Pointer = {
      version: 1,
      current: number,
      // Signatures that were only renewed leave nothing to go back from.
      previous: [current, previous].find((old) => isWorthKeeping(old, state)) ?? null,
      newest: number,
      root: metadata.root,
      fingerprint,
    };
    writePointer(pointer);
    return pointer;
  }

  function isWorthKeeping(number: number | null, next: StateFile): boolean {
    const state = number === null ? null : readState(number);
    if (state === null || state.manifest.targets.length === 0) return false;
    return contentIdOf(state.manifest) !== contentIdOf(next);
  }
}

const MAX_JSON_BYTES = 1024 * 1024;

/** What a file operation threw; anything else is thrown again. */
export function diskFaultOf(error: unknown): 'disk_full' | 'disk_failed' {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'disk_full' : 'disk_failed';
}

function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function contentIdOf({ targets }: StateFile): string {
  return targets
    .map(({ path: name, sha256 }) => `${name} ${sha256}`)
    .sort()
    .join('\n');
}

/** The version of a root that enough of its own keys signed; null for anything else. */
export function readSelfSignedRoot(bytes: Uint8Array): number | null {
  const shape = readMetadataShape('root', bytes);
  if (shape === null) return null;
  try {
    const root = Metadata.fromJSON(MetadataKind.Root, JSON.parse(Buffer.from(bytes).toString('utf8')));
    root.verifyDelegate(MetadataKind.Root, root);
    return shape.signed.version;
  } catch {
    return null;
  }
}

function loadedOf(number: number, { manifest, targets }: IntactState) {
  const contents = contentsOfTargets(targets);
  const newest = (kind: AgedKind) => {
    const issued = targets.filter((target) => kindOfTarget(target.path) === kind);
    return issued.length === 0 ? null : Math.max(...issued.map(({ issuedAtMs }) => issuedAtMs));
  };
  const policy = contents.policy === null ? null : readAuthorityPolicy(contents.policy.content);
  return {
    ...contents,
    state: number,
    appliedAtMs: manifest.appliedAtMs,
    rootVersion: manifest.rootVersion,
    authorityPolicy: policy?.ok === true ? policy.value : null,
    venueTexts: contents.texts.flatMap(({ content }) => {
      const text = readVenueText(content);
      return text.ok ? [text.value] : [];
    }),
    issuedAtMs: { keys: newest('keys'), rules: newest('rules'), revocations: newest('revocations') },
  };
}
