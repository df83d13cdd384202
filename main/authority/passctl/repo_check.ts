import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hash } from 'node:crypto';
import { fetchUpdate } from '../../trust/repository/fetch_update.ts';
import { MAX_METADATA_BYTES } from '../../trust/repository/metadata_shape.ts';
import { openRepository } from '../../trust/repository/repository_source.ts';
import { openTrustStore, type StagedUpdate } from '../../trust/repository/trust_store.ts';
import { UPDATE_ERROR_WORDS, type UpdateFault } from '../../trust/repository/update_fault.ts';
import { fail, ok, type Result } from '../../pass/result.ts';
import { type RepositoryFolder, repositoryFolder } from '../repository/repository_folder.ts';
import { type Answer, type Command, type Given, mistake, onlyWord, type World } from './command.ts';

const MOST_ROOTS = 1_024;

/** What the kiosk's own client says of a repository. */
export interface CheckedRepository {
  readonly fingerprint: string;
  readonly update: Result<StagedUpdate, UpdateFault>;
}

/** `passctl repo check`: what a kiosk would say. */
export const repoCheck: Command = {
  name: 'repo check',
  summary: "checks a repository with the kiosk's own code",
  usage: 'DIR [--root FINGERPRINT] [--at TIME]',
  help: `  --root FINGERPRINT      of the root that the kiosk was set up with (default: the first one)
  --at TIME               the moment to judge at (default: now)`,
  options: { root: { type: 'string' }, at: { type: 'string' } },
  async run(given, world) {
    const name = onlyWord(given, 'repository');
    return answerOf(
      name,
      await checkRepository(world, name, rootFrom(given), given.instant('at') ?? world.nowMs),
    );
  },
};

/** The fingerprint that --root names. */
export function rootFrom(given: Given): string | null {
  const root = given.text('root');
  if (root === undefined) return null;
  if (!/^[0-9a-f]{64}$/i.test(root)) throw mistake('--root needs a fingerprint of 64 hexadecimal digits.');
  return root.toLowerCase();
}

/** Sets up a kiosk's store in a folder of its own and lets it fetch the repository. */
export async function checkRepository(
  world: World,
  name: string,
  fingerprint: string | null,
  nowMs: number,
): Promise<CheckedRepository> {
  const address = world.resolve(name);
  const root = findRoot(repositoryFolder(address), fingerprint);
  if (!root.ok) return { fingerprint: fingerprint ?? '', update: root };
  const found = hash('sha256', root.value, 'hex');
  const source = openRepository(address);
  if (!source.ok) throw mistake(`${name} cannot be opened.`);
  const folder = mkdtempSync(path.join(tmpdir(), 'passctl-check-'));
  try {
    const store = openTrustStore(folder);
    const begun = store.init(root.value, nowMs);
    if (!begun.ok)
      return { fingerprint: found, update: fail({ code: begun.error, file: 'metadata/1.root.json' }) };
    return { fingerprint: found, update: await fetchUpdate({ source: source.value, store, nowMs }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findRoot(folder: RepositoryFolder, fingerprint: string | null): Result<Uint8Array, UpdateFault> {
  for (let version = 1; version <= MOST_ROOTS; version += 1) {
    const bytes = folder.read(`metadata/${version}.root.json`, MAX_METADATA_BYTES.root);
    if (bytes === null) break;
    if (bytes === 'too_large') return fail({ code: 'oversized', file: `metadata/${version}.root.json` });
    if (fingerprint === null || hash('sha256', bytes, 'hex') === fingerprint) return ok(bytes);
    if (version === MOST_ROOTS) break;
  }
  return fail({ code: fingerprint === null ? 'no_repository' : 'unknown_root', file: null });
}

/** The findings of a check, for people and for programs. */
export function answerOf(name: string, { fingerprint, update }: CheckedRepository): Answer {
  if (!update.ok) {
    const { code, file } = update.error;
    const words = `${name} is not good: it ${UPDATE_ERROR_WORDS[code]}${file === null ? '' : ` (${file})`}.`;
    return { isSo: false, text: words, json: { kind: 'repository', repository: name, reason: code, file } };
  }
  const { expiresAtMs, rootVersion, targets } = update.value;
  const files = targets.map(({ issuedAtMs, path: place, sha256 }) => {
    return { path: place, sha256, issuedAt: new Date(issuedAtMs).toISOString() };
  });
  const expires = new Date(expiresAtMs).toISOString();
  const lines = files.map(({ issuedAt, path: place }) => `  ${place}, vouched for at ${issuedAt}`);
  return {
    isSo: true,
    text: [
      `${name} is good until ${expires}.`,
      `  root ${rootVersion}, reached from the fingerprint ${fingerprint}`,
      ...lines,
    ].join('\n'),
    json: { kind: 'repository', repository: name, fingerprint, rootVersion, expires, files },
  };
}
