import type { TargetFile } from '@tufjs/models';
import { MAX_TARGETS } from '../../trust/repository/fetch_update.ts';
import { kindOfTarget, type TargetKind } from '../../trust/repository/target_kind.ts';
import { findTargetFaults, type Repository } from '../repository/read_repository.ts';
import type { RepositoryPlan } from '../repository/repository_plan.ts';
import type { Role } from '../repository/roles.ts';
import { publishTargets, targetFile } from '../repository/sign_repository.ts';
import { type Answer, badFile, type Command, type Given, mistake, onlyWord, type World } from './command.ts';
import {
  openOwnRepository,
  plannedKeyFiles,
  readState,
  savePlan,
  sentenceOf,
  SIGNING_HELP,
  SIGNING_OPTIONS,
  signersFor,
} from './open_repository.ts';

const KINDS = ['keys', 'rules', 'revocations', 'texts', 'policy'] as const satisfies readonly TargetKind[];
const SIGNED_ROLES = ['targets', 'snapshot', 'timestamp'] as const satisfies readonly Role[];

/** `passctl repo publish`: signs what is planned. */
export const repoPublish: Command = {
  name: 'repo publish',
  summary: 'signs what is planned, so that kiosks get it',
  usage: 'DIR [--vouch KIND,KIND..|all]',
  help: `A kind of file (${KINDS.join(', ')}) is as old as the day on which the authority last vouched
for it. Publishing vouches for the kinds that change, and for those that are named:
  --vouch KIND,KIND..     these are still right as they are; all: everything is
${SIGNING_HELP}
Killed at any moment, it leaves the repository as it was or as it is to be.`,
  options: { vouch: { type: 'string', multiple: true }, ...SIGNING_OPTIONS },
  async run(given, world) {
    const name = onlyWord(given, 'repository');
    return publishPlanned(given, world, name, vouchedKinds(given));
  },
};

/** Signs the plan of a repository and empties it. */
export async function publishPlanned(
  given: Given,
  world: World,
  name: string,
  vouched: readonly TargetKind[],
): Promise<Answer> {
  const own = openOwnRepository(world, name);
  const { folder, plan } = own;
  const before = readState(name, folder);
  const next = nextTargets(before, plan, vouched, world.nowMs);
  if (next.kinds.length === 0) {
    throw mistake('Nothing is planned: use repo add, --vouch for what is still right, or repo refresh.');
  }
  if (next.targets.length > MAX_TARGETS) throw mistake(`A repository holds at most ${MAX_TARGETS} files.`);
  const [fault] = findTargetFaults(folder, next.targets);
  if (fault !== undefined) throw badFile(sentenceOf(name, fault));
  const keyFiles = [...plannedKeyFiles(world, own), ...given.texts('key')];
  const signers = await signersFor(given, world, keyFiles, [
    { root: before.root.signed, roles: SIGNED_ROLES },
  ]);
  const signing = { signers, days: plan.days, nowMs: world.nowMs };
  const published = publishTargets(folder, before, next.targets, signing);
  if (!published.ok) throw mistake(`Too few keys signed ${published.error.role}.`);
  savePlan(world, name, { ...plan, changes: {} });
  const after = readState(name, folder);
  const { version, expires } = after.timestamp.signed;
  return {
    isSo: true,
    text: `Published ${name}: ${next.targets.length} files, vouched for ${next.kinds.join(', ')}.
It is version ${version}, and good until ${expires}: before then, use repo refresh or repo publish.`,
    json: {
      repository: name,
      version,
      expires,
      files: next.targets.map(({ path }) => path),
      vouched: next.kinds,
      fingerprint: after.firstFingerprint,
    },
  };
}

function vouchedKinds(given: Given): readonly TargetKind[] {
  const named = given.list('vouch');
  if (named.includes('all')) return KINDS;
  return named.map((name) => {
    const kind = KINDS.find((known) => known === name);
    if (kind === undefined) throw mistake(`--vouch takes ${KINDS.join(', ')} or all.`);
    return kind;
  });
}

/** The targets after the plan, and the kinds that the authority vouches for anew. */
function nextTargets(
  { targets }: Repository,
  { changes }: RepositoryPlan,
  vouched: readonly TargetKind[],
  nowMs: number,
): { readonly targets: readonly TargetFile[]; readonly kinds: readonly TargetKind[] } {
  const files = new Map<
    string,
    { readonly length: number; readonly sha256: string; readonly issuedAt: string }
  >();
  for (const [path, { custom, hashes, length }] of Object.entries(targets.signed.targets)) {
    files.set(path, { length, sha256: hashes.sha256 ?? '', issuedAt: String(custom.issuedAt) });
  }
  const changed = new Set<TargetKind>(vouched);
  const issuedAt = new Date(nowMs).toISOString();
  for (const [path, change] of Object.entries(changes)) {
    const kind = kindOfTarget(path);
    if (kind === null || (change === null && !files.has(path))) continue;
    changed.add(kind);
    if (change === null) files.delete(path);
    else files.set(path, { ...change, issuedAt });
  }
  const isVouched = (path: string) => KINDS.some((kind) => changed.has(kind) && kindOfTarget(path) === kind);
  return {
    targets: [...files].map(([path, file]) =>
      targetFile(path, file, isVouched(path) ? issuedAt : file.issuedAt),
    ),
    kinds: KINDS.filter((kind) => changed.has(kind)),
  };
}
